// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.Price;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Placing orders of every kind. */
@QuarkusTest
class AlpacaOrderEntryDialectTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Inject FreshAccounts accounts;
  @Inject Quotes quotes;

  private AlpacaCalls desk() {
    return desk(BookText.anAccount());
  }

  private AlpacaCalls desk(BookText book) {
    return new AlpacaCalls(accounts.open(book));
  }

  /** A symbol of which nobody else knows. */
  private static String ownSymbol() {
    return "OE" + System.nanoTime() % 1_000_000_000 + "X" + NUMBER.incrementAndGet();
  }

  private static Map<String, Object> placed(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    Shapes.headers(response);
    Map<String, Object> order = Json.of(response).getMap("$");
    Shapes.order(order);
    return order;
  }

  @ParameterizedTest
  @CsvSource({
    "market, day, , , filled",
    "market, gtc, , , filled",
    "market, ioc, , , filled",
    "market, fok, , , filled",
    "limit, day, 262.30, , filled",
    "limit, gtc, 200.00, , new",
    "limit, day, 200.00, , new",
    "limit, ioc, 262.30, , filled",
    "limit, ioc, 200.00, , canceled",
    "limit, fok, 262.30, , filled",
    "limit, fok, 200.00, , canceled",
    "stop, gtc, , 300.00, new",
    "stop, day, , 200.00, filled",
    "stop_limit, gtc, 300.50, 300.00, new",
    "stop_limit, day, 301.00, 300.00, new"
  })
  void everyTypeAndTimeInForceIsTaken(
      String type,
      String timeInForce,
      @Nullable String limit,
      @Nullable String stop,
      String becomes) {
    AlpacaCalls desk = desk();
    Map<String, Object> order =
        placed(
            desk.post(
                "/v2/orders",
                """
                {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "%s", "time_in_force": "%s",
                 "limit_price": %s, "stop_price": %s}
                """
                    .formatted(type, timeInForce, quoted(limit), quoted(stop))));
    assertThat(order)
        .containsEntry("type", type)
        .containsEntry("time_in_force", timeInForce)
        .containsEntry("qty", "10")
        .containsEntry("side", "buy")
        .containsEntry("order_class", "")
        .containsEntry("limit_price", plain(limit))
        .containsEntry("stop_price", plain(stop))
        .doesNotContainKey("position_intent");
    String id = String.valueOf(order.get("id"));
    desk.awaitStatus(id, becomes);
    Json found = desk.order(id);
    Shapes.order(found.getMap("$"));
    assertThat(found.getString("filled_qty")).isEqualTo(becomes.equals("filled") ? "10" : "0");
    String stamp = becomes.equals("new") ? "submitted_at" : becomes + "_at";
    assertThat(found.getString(stamp)).isNotBlank();
  }

  private static String quoted(@Nullable String value) {
    return value == null ? "null" : '"' + value + '"';
  }

  private static @Nullable String plain(@Nullable String price) {
    return price == null ? null : Price.of(price).toString();
  }

  @Test
  void numbersEmptyStringsNullsAndUnknownKeysAreTolerated() {
    Map<String, Object> order =
        placed(
            desk()
                .post(
                    "/v2/orders",
                    """
                    {"symbol": "AAPL", "qty": 2.5, "notional": null, "side": "buy", "type": "limit",
                     "time_in_force": "day", "limit_price": 200.1, "stop_price": "", "order_class": "",
                     "client_order_id": "", "legs": null, "take_profit": null, "stop_loss": null,
                     "extended_hours": true, "position_intent": "", "trail_price": null,
                     "some_new_key": {"a": [1]}}
                    """));
    assertThat(order)
        .containsEntry("qty", "2.5")
        .containsEntry("limit_price", "200.1")
        .containsEntry("extended_hours", true);
    assertThat(String.valueOf(order.get("client_order_id"))).hasSize(36);
  }

  @ParameterizedTest
  @CsvSource({"BTC/USD", "BTCUSD", "904837e3-3b76-47ec-b432-046db621571b"})
  void cryptoIsOrderedUnderEverySpelling(String symbol) {
    AlpacaCalls desk = desk();
    Map<String, Object> order =
        placed(
            desk.post(
                "/v2/orders",
                Map.of(
                    "symbol",
                    symbol,
                    "qty",
                    "0.001",
                    "side",
                    "buy",
                    "type",
                    "market",
                    "time_in_force",
                    "gtc",
                    "client_order_id",
                    "mine")));
    assertThat(order)
        .containsEntry("symbol", "BTC/USD")
        .containsEntry("asset_class", "crypto")
        .containsEntry("client_order_id", "mine");
    desk.awaitStatus(String.valueOf(order.get("id")), "filled");
    assertThat(Json.of(desk.get("/v2/positions/BTCUSD")).getString("qty")).isEqualTo("0.001");
  }

  @Test
  void moneyInsteadOfQuantityBuysNoMore() {
    AlpacaCalls desk = desk();
    Map<String, Object> order =
        placed(
            desk.post(
                "/v2/orders",
                """
                {"symbol": "AAPL", "notional": 100.50, "side": "buy", "type": "market",
                 "time_in_force": "day"}
                """));
    assertThat(order).containsEntry("notional", "100.5").containsEntry("qty", null);
    String id = String.valueOf(order.get("id"));
    desk.awaitStatus(id, "filled");
    Json filled = desk.order(id);
    assertThat(filled.getString("filled_qty")).isEqualTo("0.383207504");
    assertThat(filled.<Object>get("qty")).isNull();
  }

  @Test
  void intentIsKeptWhereItAgreesWithTheBook() {
    AlpacaCalls desk = desk(BookText.anAccount().position("NVDA", "40", "172.35"));
    Map<String, Object> order =
        placed(
            desk.post(
                "/v2/orders",
                Map.of(
                    "symbol",
                    "NVDA",
                    "qty",
                    "40",
                    "side",
                    "sell",
                    "type",
                    "market",
                    "time_in_force",
                    "day",
                    "position_intent",
                    "sell_to_close")));
    assertThat(order).containsEntry("position_intent", "sell_to_close");
    desk.awaitFlat();
  }

  private static final String OCO =
      """
      {"symbol": "%s", "qty": "10", "side": "sell", "type": "limit", "time_in_force": "gtc",
       "order_class": "oco", "client_order_id": "pair-1",
       "take_profit": {"limit_price": "120"}, "stop_loss": {"stop_price": "80"}}
      """;

  private static final String BRACKET =
      """
      {"symbol": "%s", "qty": "10", "side": "buy", "type": "limit", "limit_price": "99",
       "time_in_force": "gtc", "order_class": "bracket", "client_order_id": "bracket-1",
       "take_profit": {"limit_price": "120"},
       "stop_loss": {"stop_price": "80", "limit_price": "79.5"}}
      """;

  private static final String OTO =
      """
      {"symbol": "%s", "qty": "10", "side": "buy", "type": "limit", "limit_price": "99",
       "time_in_force": "gtc", "order_class": "oto", "client_order_id": "oto-1",
       "stop_loss": {"stop_price": "80"}}
      """;

  @Test
  void legsOfAPairCancelEachOtherAndReserveOnce() {
    String symbol = ownSymbol();
    AlpacaCalls desk =
        desk(BookText.anAccount().equity(symbol, "100").position(symbol, "10", "90"));
    Json pair = Json.of(desk.post("/v2/orders", OCO.formatted(symbol)));
    Shapes.order(pair.getMap("$"));
    Shapes.order(pair.getMap("legs[0]"));
    assertThat(pair.getList("legs")).hasSize(1);
    assertThat(pair.getString("order_class")).isEqualTo("oco");
    assertThat(pair.getString("limit_price")).isEqualTo("120");
    assertThat(pair.getString("legs[0].type")).isEqualTo("stop");
    assertThat(pair.getString("legs[0].stop_price")).isEqualTo("80");
    assertThat(Json.of(desk.get("/v2/positions/" + symbol)).getString("qty_available"))
        .isEqualTo("0");
    desk.awaitStatus(pair.getString("id"), "new");
    quotes.put(symbol, "121");
    desk.awaitStatus(pair.getString("id"), "filled");
    desk.awaitStatus(pair.getString("legs[0].id"), "canceled");
    desk.awaitFlat();
  }

  @Test
  void exitsOfABracketWaitForItsEntry() {
    String symbol = ownSymbol();
    AlpacaCalls desk = desk(BookText.anAccount().equity(symbol, "100"));
    Json bracket = Json.of(desk.post("/v2/orders", BRACKET.formatted(symbol)));
    assertThat(bracket.getList("legs.type")).isEqualTo(List.of("limit", "stop_limit"));
    assertThat(bracket.getList("legs.status")).isEqualTo(List.of("held", "held"));
    assertThat(bracket.getList("legs.side")).isEqualTo(List.of("sell", "sell"));
    bracket.<Map<String, Object>>getList("legs").forEach(Shapes::order);
    desk.awaitStatus(bracket.getString("id"), "new");
    quotes.put(symbol, "98");
    desk.awaitStatus(bracket.getString("id"), "filled");
    desk.awaitStatus(bracket.getString("legs[0].id"), "new");
    Json nested = Json.of(desk.get("/v2/orders/" + bracket.get("id") + "?nested=true"));
    assertThat(nested.getList("legs.id")).isEqualTo(bracket.getList("legs.id"));
    quotes.put(symbol, "79.8");
    desk.awaitStatus(bracket.getString("legs[1].id"), "filled");
    desk.awaitStatus(bracket.getString("legs[0].id"), "canceled");
    desk.awaitFlat();
  }

  @Test
  void closeWithCancelsTakesThePairWithIt() {
    String symbol = ownSymbol();
    AlpacaCalls desk =
        desk(BookText.anAccount().equity(symbol, "100").position(symbol, "10", "90"));
    Json pair = Json.of(desk.post("/v2/orders", OCO.formatted(symbol)));
    desk.awaitStatus(pair.getString("id"), "new");
    assertThat(Json.of(desk.delete("/v2/positions?cancel_orders=true")).getList("status"))
        .containsExactly(200);
    desk.awaitFlat();
    desk.awaitStatus(pair.getString("id"), "canceled");
    desk.awaitStatus(pair.getString("legs[0].id"), "canceled");
  }

  @ParameterizedTest
  @CsvSource({"simple, 0", "oco, 1", "bracket, 2", "oto, 1"})
  void keyMakesOrdersOfEveryClassRepeatable(String orderClass, int legs) throws Exception {
    String symbol = ownSymbol();
    BookText book = BookText.anAccount().equity(symbol, "100");
    AlpacaCalls desk = desk(orderClass.equals("oco") ? book.position(symbol, "10", "90") : book);
    String body =
        switch (orderClass) {
          case "oco" -> OCO;
          case "bracket" -> BRACKET;
          case "oto" -> OTO;
          default ->
              """
              {"symbol": "%s", "qty": "1", "side": "buy", "type": "limit", "limit_price": "50",
               "time_in_force": "gtc"}
              """;
        };
    String json = body.formatted(symbol);
    List<Response> answers =
        AtOnce.run(
            8,
            () ->
                desk.request()
                    .header("Idempotency-Key", "class-" + orderClass)
                    .contentType("application/json")
                    .body(json)
                    .post("/v2/orders"));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
    assertThat(answers.stream().map(a -> Json.of(a).getString("id")).distinct()).hasSize(1);
    List<String> first = legs(answers.get(0));
    assertThat(first).hasSize(legs);
    assertThat(answers).allSatisfy(answer -> assertThat(legs(answer)).isEqualTo(first));
    assertThat(Json.of(desk.get("/v2/orders?status=all")).getList("id")).hasSize(1 + legs);
    Shapes.error(
        desk.request()
            .header("Idempotency-Key", "class-" + orderClass)
            .contentType("application/json")
            .body(json.replace("\"gtc\"", "\"day\""))
            .post("/v2/orders"),
        422,
        42210000,
        "idempotency key was used with another request");
  }

  private static List<String> legs(Response answer) {
    Json body = Json.of(answer);
    return body.get("legs") == null ? List.of() : body.getList("legs.id");
  }

  @Test
  void repeatIsAnsweredAlsoWhenTheOrderWouldBeRefusedByNow() {
    AlpacaCalls desk = desk(BookText.anAccount().position("NVDA", "40", "172.35"));
    Map<String, String> exit =
        Map.of(
            "symbol",
            "NVDA",
            "qty",
            "40",
            "side",
            "sell",
            "type",
            "market",
            "time_in_force",
            "day",
            "position_intent",
            "sell_to_close");
    String id = String.valueOf(placed(desk.postKeyed("exit", exit)).get("id"));
    desk.awaitFlat();
    assertThat(placed(desk.postKeyed("exit", exit)))
        .containsEntry("id", id)
        .containsEntry("status", "filled");
    Shapes.error(
        desk.postKeyed("another", exit),
        422,
        42210000,
        "position intent mismatch, inferred: sell_to_open, specified: sell_to_close");
  }
}
