// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing one position, whole and in part. */
@QuarkusTest
class AlpacaCloseDialectTest {
  @Inject FreshAccounts accounts;

  private AlpacaCalls desk(BookText book) {
    return new AlpacaCalls(accounts.open(book));
  }

  private static BookText holding(String symbol, String qty, String price) {
    return BookText.anAccount().position(symbol, qty, price);
  }

  private static Map<String, Object> closed(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    Shapes.headers(response);
    assertThat(response.header("Unwind-Liquidation")).isNotBlank();
    Map<String, Object> order = Json.of(response).getMap("$");
    Shapes.order(order);
    return order;
  }

  @Test
  void longEquityIsSoldByAMarketDayOrder() {
    AlpacaCalls desk = desk(holding("AAPL", "120.5", "231.170483219"));
    Map<String, Object> order = closed(desk.delete("/v2/positions/AAPL"));
    assertThat(order)
        .containsEntry("symbol", "AAPL")
        .containsEntry("asset_id", "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415")
        .containsEntry("asset_class", "us_equity")
        .containsEntry("side", "sell")
        .containsEntry("position_intent", "sell_to_close")
        .containsEntry("qty", "120.5")
        .containsEntry("notional", null)
        .containsEntry("type", "market")
        .containsEntry("order_class", "")
        .containsEntry("time_in_force", "day")
        .containsEntry("extended_hours", false)
        .containsEntry("filled_qty", "0")
        .containsEntry("filled_avg_price", null)
        .containsEntry("filled_at", null)
        .containsEntry("limit_price", null)
        .containsEntry("stop_price", null)
        .containsEntry("legs", null)
        .containsEntry("status", "pending_new");
    desk.awaitFlat();
    Map<String, Object> filled = Json.of(desk.get("/v2/orders/" + order.get("id"))).getMap("$");
    Shapes.order(filled);
    assertThat(filled)
        .containsEntry("status", "filled")
        .containsEntry("filled_qty", "120.5")
        .containsEntry("filled_avg_price", "262.22");
    assertThat(filled.get("filled_at")).isNotNull();
    Shapes.error(desk.get("/v2/positions/AAPL"), 404, 40410000, "position does not exist");
  }

  @Test
  void shortIsBoughtBack() {
    AlpacaCalls desk = desk(holding("XLK", "-24", "82.69"));
    assertThat(closed(desk.delete("/v2/positions/XLK")))
        .containsEntry("side", "buy")
        .containsEntry("position_intent", "buy_to_close")
        .containsEntry("qty", "24");
    desk.awaitFlat();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BTC/USD", "BTC%2FUSD", "BTCUSD", "904837e3-3b76-47ec-b432-046db621571b"})
  void cryptoIsClosedUnderEverySpelling(String spelling) {
    AlpacaCalls desk = desk(holding("BTC/USD", "0.261937", "89660.573878452"));
    assertThat(closed(desk.delete("/v2/positions/" + spelling)))
        .containsEntry("symbol", "BTC/USD")
        .containsEntry("asset_class", "crypto")
        .containsEntry("time_in_force", "gtc")
        .containsEntry("qty", "0.261937");
    desk.awaitFlat();
  }

  @Test
  void equityIsClosedByAssetId() {
    AlpacaCalls desk = desk(holding("NVDA", "40", "172.35"));
    assertThat(closed(desk.delete("/v2/positions/4ce9353c-66d1-46c2-898f-fce867ab0247?qty=40")))
        .containsEntry("symbol", "NVDA");
    desk.awaitFlat();
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL, 120.5, qty=20.5, 20.5, 100",
    "AAPL, 120.5, qty=0.000000001, 0.000000001, 120.499999999",
    "AAPL, 120.5, qty=120.5, 120.5, ",
    "AAPL, 120.5, percentage=50, 60.25, 60.25",
    "AAPL, 120.5, percentage=33.333333333, 40.166666666, 80.333333334",
    "AAPL, 120.5, percentage=100, 120.5, ",
    "NVDA, 41, percentage=50, 20, 21",
    "NVDA, 40, percentage=99.999999999, 39, 1",
    "XLK, -25, percentage=50, 12, -13",
    "XLK, -24, qty=4, 4, -20",
    "BTC/USD, 1, percentage=0.0000001, 0.000000001, 0.999999999"
  })
  void partIsClosedExactly(
      String symbol, String held, String query, String ordered, @Nullable String remaining) {
    AlpacaCalls desk = desk(holding(symbol, held, "80"));
    String path = "/v2/positions/" + symbol.replace("/", "");
    String id = String.valueOf(closed(desk.delete(path + "?" + query)).get("id"));
    assertThat(desk.order(id).getString("qty")).isEqualTo(ordered);
    desk.awaitStatus(id, "filled");
    if (remaining == null) {
      desk.awaitFlat();
    } else {
      Json rest = Json.of(desk.get(path));
      assertThat(rest.getString("qty")).isEqualTo(remaining);
      assertThat(rest.getString("qty_available")).isEqualTo(remaining);
      assertThat(rest.getString("avg_entry_price")).isEqualTo("80");
    }
  }

  @Test
  void workingOrdersAreLeftAloneUnlessAsked() {
    AlpacaCalls desk = desk(holding("NVDA", "40", "172.35").limit("NVDA", "sell", "10", "199.00"));
    Json refused =
        Shapes.error(
            desk.delete("/v2/positions/NVDA"),
            403,
            40310000,
            "insufficient qty available for order (requested: 40, available: 30)");
    assertThat(refused.getMap("$"))
        .containsOnlyKeys(
            "available",
            "code",
            "existing_qty",
            "held_for_orders",
            "message",
            "related_orders",
            "symbol")
        .containsEntry("available", "30")
        .containsEntry("existing_qty", "40")
        .containsEntry("held_for_orders", "10")
        .containsEntry("symbol", "NVDA");
    List<String> open = Json.of(desk.get("/v2/orders")).getList("id");
    assertThat(refused.<String>getList("related_orders")).isEqualTo(open).hasSize(1);

    closed(desk.delete("/v2/positions/NVDA?qty=30"));
    AlpacaCalls.await(
        () -> "10".equals(Json.of(desk.get("/v2/positions/NVDA")).getString("qty")),
        () -> "" + desk.positions());
    closed(desk.delete("/v2/positions/NVDA?cancel_orders=true"));
    desk.awaitFlat();
    desk.awaitStatus(open.get(0), "canceled");
  }

  @Test
  void cancelOfASingleCloseSparesOtherSymbols() {
    AlpacaCalls desk =
        desk(
            holding("NVDA", "40", "172.35")
                .position("SQQQ", "1000", "14")
                .limit("NVDA", "sell", "40", "199.00")
                .limit("SQQQ", "sell", "1000", "16.50"));
    Map<String, Object> close = closed(desk.delete("/v2/positions/NVDA?cancel_orders=true&qty=15"));
    assertThat(close).containsEntry("qty", "15");
    desk.awaitStatus(String.valueOf(close.get("id")), "filled");
    assertThat(Json.of(desk.get("/v2/orders")).getList("symbol", String.class))
        .containsExactly("SQQQ");
  }

  @Test
  void clientOrderIdMakesACloseRepeatable() {
    AlpacaCalls desk = desk(holding("AAPL", "100", "200"));
    String path = "/v2/positions/AAPL?qty=10&client_order_id=exit-1";
    Map<String, Object> first = closed(desk.delete(path));
    assertThat(first).containsEntry("client_order_id", "exit-1");
    assertThat(closed(desk.delete(path))).containsEntry("id", first.get("id"));
    desk.awaitStatus(String.valueOf(first.get("id")), "filled");
    assertThat(closed(desk.delete(path))).containsEntry("id", first.get("id"));
    assertThat(Json.of(desk.get("/v2/positions/AAPL")).getString("qty")).isEqualTo("90");
    assertThat(
            Json.of(desk.get("/v2/orders:by_client_order_id?client_order_id=exit-1"))
                .getString("id"))
        .isEqualTo(first.get("id"));
    Shapes.error(
        desk.delete("/v2/positions/AAPL?qty=11&client_order_id=exit-1"),
        422,
        42210000,
        "idempotency key was used with another request");
  }

  @Test
  void idempotencyKeyMakesACloseRepeatable() {
    AlpacaCalls desk = desk(holding("AAPL", "100", "200"));
    Response first = keyed(desk, "k", "?percentage=10");
    Response repeated = keyed(desk, "k", "?percentage=10");
    assertThat(closed(repeated)).containsEntry("id", closed(first).get("id"));
    assertThat(repeated.header("Unwind-Liquidation")).isEqualTo(first.header("Unwind-Liquidation"));
    Shapes.error(
        keyed(desk, "k", "?percentage=20"),
        422,
        42210000,
        "idempotency key was used with another request");
    Shapes.error(
        keyed(desk, "x".repeat(129), "?percentage=20"),
        422,
        40010001,
        "Idempotency-Key must be 1 to 128 characters");
  }

  private static Response keyed(AlpacaCalls desk, String key, String query) {
    return desk.request().header("Idempotency-Key", key).delete("/v2/positions/AAPL" + query);
  }
}
