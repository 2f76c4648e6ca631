// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.fixture.Rounds;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two exits of one holding: whatever the market does, they trade it once. */
@QuarkusTest
class AlpacaPairsDialectTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int ROUNDS = Rounds.of(10);

  @Inject FreshAccounts accounts;
  @Inject Quotes quotes;
  @Inject SimulatorScenario simulator;

  private String symbol = "";
  private AlpacaCalls desk = new AlpacaCalls("", "");

  @AfterEach
  void calm() {
    simulator.reset();
  }

  /** An account with a holding in a symbol of its own, whose market is at 100. */
  private void holding(String qty) {
    symbol = "PR" + System.nanoTime() % 1_000_000_000 + "X" + NUMBER.incrementAndGet();
    BookText book = BookText.anAccount().equity(symbol, "100");
    desk =
        new AlpacaCalls(accounts.open(qty.equals("0") ? book : book.position(symbol, qty, "90")));
  }

  private Response oco(String side, String qty, String target, String stop) {
    return desk.post(
        "/v2/orders",
        """
        {"symbol": "%s", "qty": "%s", "side": "%s", "type": "limit", "time_in_force": "gtc",
         "order_class": "oco", "take_profit": {"limit_price": "%s"}, "stop_loss": {"stop_price": "%s"}}
        """
            .formatted(symbol, qty, side, target, stop));
  }

  private Json pair(String qty, String target, String stop) {
    Response placed = oco("sell", qty, target, stop);
    assertThat(placed.statusCode()).as(placed.asString()).isEqualTo(200);
    Json pair = Json.of(placed);
    desk.awaitStatus(pair.getString("legs[0].id"), "new");
    return pair;
  }

  private String held() {
    return desk.positions().stream().findFirst().map(p -> (String) p.get("qty")).orElse("0");
  }

  @Test
  void ofTwoExitsThatAreReachedOneTrades() {
    holding("40");
    Json pair = pair("40", "110", "90");
    // A target that is moved to where the market is trades at once; so does the stop, were it free.
    desk.patch("/v2/orders/" + pair.get("legs[0].id"), Map.of("stop_price", "99"));
    quotes.put(symbol, "100");
    Response moved = desk.patch("/v2/orders/" + pair.get("id"), Map.of("limit_price", "95"));
    assertThat(moved.statusCode()).as(moved.asString()).isEqualTo(200);
    quotes.put(symbol, "98");
    desk.awaitFlat();
    assertThat(Json.of(desk.get("/v2/account/activities/FILL")).getList("qty"))
        .containsExactly("40");
  }

  @Test
  void twoQuotesAtOnceDoNotTradeAHoldingTwice() {
    long seed = Long.getLong("unwind.test.seed", 3);
    Random random = new Random(seed);
    int targets = 0;
    for (int round = 0; round < ROUNDS; round++) {
      holding("7");
      Json pair = pair("7", "120", "80");
      int pause = random.nextInt(3);
      CompletableFuture<Void> up = CompletableFuture.runAsync(() -> quotes.put(symbol, "121"));
      CompletableFuture<Void> down =
          CompletableFuture.runAsync(
              () -> {
                pause(pause);
                quotes.put(symbol, "79");
              });
      CompletableFuture.allOf(up, down).join();
      desk.awaitFlat();
      String target = desk.status(pair.getString("id"));
      String stop = desk.status(pair.getString("legs[0].id"));
      assertThat(List.of(target, stop)).as("round %s of seed %s", round, seed).contains("filled");
      AlpacaCalls.await(
          () ->
              !desk.status(pair.getString("id")).equals(desk.status(pair.getString("legs[0].id"))),
          () -> "both legs are " + desk.status(pair.getString("id")));
      assertThat(held()).as("round %s of seed %s", round, seed).isEqualTo("0");
      targets += target.equals("filled") ? 1 : 0;
    }
    System.out.printf(
        "pairs: %d races, %d won by the target, none by both, seed %d%n", ROUNDS, targets, seed);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatOneExitTradesIsTakenOffTheOther() {
    simulator.fill(FillMode.PARTIAL);
    holding("10");
    Json pair = pair("10", "120", "80");
    String target = pair.getString("id");
    String stop = pair.getString("legs[0].id");

    quotes.put(symbol, "121");
    desk.awaitStatus(target, "partially_filled");
    AlpacaCalls.await(
        () -> "5".equals(desk.order(stop).getString("qty")),
        () -> "the stop is " + desk.order(stop).getString("qty"));
    assertThat(desk.status(stop)).isEqualTo("new");
    assertThat(held()).isEqualTo("5");
    assertThat(Json.of(desk.get("/v2/positions/" + symbol)).getString("qty_available"))
        .isEqualTo("0");

    // The stop protects what is left, all of it and no more.
    quotes.put(symbol, "79");
    quotes.put(symbol, "78");
    desk.awaitFlat();
    desk.awaitStatus(stop, "filled");
    AlpacaCalls.await(
        () -> !"partially_filled".equals(desk.status(target)), () -> desk.status(target));
    assertThat(desk.order(target).getString("filled_qty")).isEqualTo("5");
    assertThat(desk.order(stop).getString("filled_qty")).isEqualTo("5");
  }

  @Test
  void anExitThatIsReplacedAfterTheOtherTradedAsksForNoMoreThanIsLeft() {
    simulator.fill(FillMode.PARTIAL);
    holding("10");
    Json pair = pair("10", "120", "80");
    quotes.put(symbol, "121");
    desk.awaitStatus(pair.getString("id"), "partially_filled");
    String stop = pair.getString("legs[0].id");
    AlpacaCalls.await(() -> "5".equals(desk.order(stop).getString("qty")), () -> "not reduced yet");
    simulator.fill(FillMode.FULL);

    Response tooMany = desk.patch("/v2/orders/" + stop, Map.of("qty", "10"));
    assertThat(tooMany.statusCode()).as(tooMany.asString()).isEqualTo(403);
    Response moved = desk.patch("/v2/orders/" + stop, Map.of("stop_price", "85"));
    assertThat(moved.statusCode()).as(moved.asString()).isEqualTo(200);
    assertThat(Json.of(moved).getString("qty")).isEqualTo("5");
    String next = Json.of(moved).getString("id");
    desk.awaitStatus(next, "new");
    quotes.put(symbol, "84");
    desk.awaitStatus(next, "filled");
    desk.awaitFlat();
  }

  @Test
  void theExitsOfABracketAreOneOrderToTheVenue() {
    simulator.fill(FillMode.PARTIAL);
    holding("0");
    Json bracket =
        Json.of(
            desk.post(
                "/v2/orders",
                """
                {"symbol": "%s", "qty": "8", "side": "buy", "type": "market", "time_in_force": "gtc",
                 "order_class": "bracket", "take_profit": {"limit_price": "120"},
                 "stop_loss": {"stop_price": "80"}}
                """
                    .formatted(symbol)));
    quotes.put(symbol, "101");
    desk.awaitStatus(bracket.getString("id"), "filled");
    desk.awaitStatus(bracket.getString("legs[1].id"), "new");
    quotes.put(symbol, "121");
    String target = bracket.getString("legs[0].id");
    // Where the simulator's sweep has met the quote before its news, the news trades the rest.
    List<String> traded = List.of("partially_filled", "filled");
    AlpacaCalls.await(() -> traded.contains(desk.status(target)), () -> "nothing has traded");
    quotes.put(symbol, "122");
    desk.awaitStatus(target, "filled");
    desk.awaitStatus(bracket.getString("legs[1].id"), "canceled");
    desk.awaitFlat();
  }

  @ParameterizedTest
  @CsvSource({
    "sell, 90, 120, take_profit.limit_price must be > stop_loss.stop_price",
    "sell, 95, 95, take_profit.limit_price must be > stop_loss.stop_price",
    "buy, 120, 90, take_profit.limit_price must be < stop_loss.stop_price"
  })
  void aPairWhoseTargetIsNotBeyondItsStopIsRefused(
      String side, String target, String stop, String message) {
    holding(side.equals("sell") ? "40" : "-40");
    Response refused = oco(side, "40", target, stop);
    assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
    assertThat(Json.of(refused).getMap("$"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("code", 42210000, "message", message));
    assertThat(new BigDecimal(held()).abs()).isEqualByComparingTo("40");
    assertThat(Json.of(desk.get("/v2/orders")).getList("$")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "market, , 120, 110, stop_loss.stop_price must be <= base_price - 0.01, 100",
    "market, , 100, 90, take_profit.limit_price must be >= base_price + 0.01, 100",
    "limit, 95, 120, 95, stop_loss.stop_price must be <= base_price - 0.01, 95",
    "market, , 90, 110, take_profit.limit_price must be > stop_loss.stop_price, "
  })
  void exitsOnTheWrongSideOfTheirEntryAreRefused(
      String type, String limit, String target, String stop, String message, String base) {
    holding("0");
    Response refused =
        desk.post(
            "/v2/orders",
            """
            {"symbol": "%s", "qty": "4", "side": "buy", "type": "%s", "time_in_force": "gtc",
             "limit_price": %s, "order_class": "bracket", "take_profit": {"limit_price": "%s"},
             "stop_loss": {"stop_price": "%s"}}
            """
                .formatted(
                    symbol, type, limit == null ? "null" : "\"" + limit + "\"", target, stop));
    assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
    assertThat(Json.of(refused).getInt("code")).isEqualTo(42210000);
    assertThat(Json.of(refused).getString("message")).isEqualTo(message);
    assertThat(Json.of(refused).getString("base_price")).isEqualTo(base);
    assertThat(Json.of(desk.get("/v2/orders?status=all")).getList("$")).isEmpty();
  }
}
