// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stops that follow the market, as Alpaca's clients place, watch and change them. */
@QuarkusTest
class AlpacaTrailDialectTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Inject FreshAccounts accounts;
  @Inject Quotes quotes;
  @Inject SimulatorScenario simulator;

  private String symbol = "";
  private AlpacaCalls desk = new AlpacaCalls("", "");

  @BeforeEach
  void holdTen() {
    symbol = "TR" + System.nanoTime() % 1_000_000_000 + "X" + NUMBER.incrementAndGet();
    desk =
        new AlpacaCalls(
            accounts.open(BookText.anAccount().equity(symbol, "100").position(symbol, "10", "90")));
  }

  @AfterEach
  void calm() {
    simulator.reset();
  }

  private String place(String qty, String trail, String value) {
    Response placed =
        desk.post(
            "/v2/orders",
            Map.of(
                "symbol",
                symbol,
                "qty",
                qty,
                "side",
                "sell",
                "type",
                "trailing_stop",
                "time_in_force",
                "gtc",
                trail,
                value));
    assertThat(placed.statusCode()).as(placed.asString()).isEqualTo(200);
    Shapes.order(Json.of(placed).getMap("$"));
    return placed.path("id");
  }

  private void shows(String id, String hwm, String stop) {
    Json order = desk.order(id);
    assertThat(order.getString("hwm")).as(order.toString()).isEqualTo(hwm);
    assertThat(order.getString("stop_price")).as(order.toString()).isEqualTo(stop);
    Shapes.order(order.getMap("$"));
  }

  @Test
  void theStopFollowsTheHighWaterMarkAndSellsWhenTheMarketFallsBack() {
    String id = place("10", "trail_price", "5");
    shows(id, "100", "95");
    desk.awaitStatus(id, "new");
    quotes.put(symbol, "108");
    shows(id, "108", "103");
    quotes.put(symbol, "104");
    shows(id, "108", "103");
    assertThat(desk.order(id).getString("trail_price")).isEqualTo("5");
    assertThat(desk.order(id).getString("trail_percent")).isNull();
    quotes.put(symbol, "102.50");
    desk.awaitStatus(id, "filled");
    assertThat(desk.order(id).getString("filled_avg_price")).isEqualTo("102.5");
    shows(id, "108", "103");
    desk.awaitFlat();
  }

  @Test
  void aPercentageTrailsAtAPercentageOfTheMark() {
    String id = place("10", "trail_percent", "2.5");
    shows(id, "100", "97.5");
    assertThat(desk.order(id).getString("trail_percent")).isEqualTo("2.5");
    assertThat(desk.order(id).getString("trail_price")).isNull();
  }

  @Test
  void anotherTrailKeepsTheMarkAndMovesTheStop() {
    String id = place("10", "trail_price", "5");
    desk.awaitStatus(id, "new");
    quotes.put(symbol, "110");
    assertThat(desk.patch("/v2/orders/" + id, Map.of("trail", "5")).statusCode()).isEqualTo(422);
    assertThat(desk.patch("/v2/orders/" + id, Map.of("trail", "0.001")).statusCode())
        .isEqualTo(422);
    Response changed = desk.patch("/v2/orders/" + id, Map.of("trail", "8"));
    assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(200);
    String next = changed.path("id");
    desk.awaitStatus(next, "new");
    desk.awaitStatus(id, "replaced");
    shows(next, "110", "102");
    quotes.put(symbol, "112");
    shows(next, "112", "104");
    quotes.put(symbol, "103");
    desk.awaitStatus(next, "filled");
  }

  @Test
  void aCloseOfThePositionCancelsTheTrailingStopThatHoldsIt() {
    String id = place("10", "trail_price", "5");
    desk.awaitStatus(id, "new");
    Response held = desk.delete("/v2/positions/" + symbol);
    assertThat(held.statusCode()).isEqualTo(403);
    assertThat(Json.of(held).getString("available")).isEqualTo("0");
    assertThat(desk.delete("/v2/positions?cancel_orders=true").statusCode()).isEqualTo(207);
    desk.awaitStatus(id, "canceled");
    desk.awaitFlat();
    quotes.put(symbol, "50");
    assertThat(desk.positions()).isEmpty();
  }

  @Test
  void outOfTheSessionTheMarkWaits() {
    simulator.session(SessionMode.CLOSED);
    String id = place("10", "trail_price", "5");
    assertThat(desk.order(id).getString("hwm")).isNull();
    quotes.put(symbol, "140");
    assertThat(desk.order(id).getString("hwm")).isNull();
    quotes.put(symbol, "104");
    simulator.session(SessionMode.OPEN);
    AlpacaCalls.await(() -> "new".equals(desk.status(id)), () -> desk.order(id).toString());
    shows(id, "104", "99");
  }

  @Test
  void partsOfATrailingStopTradeAndTheRestGoesOn() {
    simulator.fill(FillMode.PARTIAL);
    String id = place("10", "trail_price", "5");
    desk.awaitStatus(id, "new");
    quotes.put(symbol, "95");
    desk.awaitStatus(id, "partially_filled");
    quotes.put(symbol, "96");
    desk.awaitStatus(id, "filled");
  }

  @Test
  void aBookDocumentBringsTrailingStopsToTheVenue() {
    desk =
        new AlpacaCalls(
            accounts.open(
                BookText.anAccount()
                    .equity(symbol + "B", "200")
                    .position(symbol + "B", "5", "90")
                    .order(
                        new JsonObject()
                            .put("symbol", symbol + "B")
                            .put("side", "sell")
                            .put("type", "trailing_stop")
                            .put("qty", "5")
                            .put("trailPercent", "10"))));
    String id = Json.of(desk.get("/v2/orders")).getString("[0].id");
    desk.awaitStatus(id, "new");
    AlpacaCalls.await(
        () -> desk.order(id).getString("hwm") != null, () -> desk.order(id).toString());
    shows(id, "200", "180");
    quotes.put(symbol + "B", "180");
    desk.awaitStatus(id, "filled");
  }
}
