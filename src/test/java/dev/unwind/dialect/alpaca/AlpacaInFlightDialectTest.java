// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Closes of futures while an order that would turn the position round is on its way. */
@QuarkusTest
class AlpacaInFlightDialectTest {
  @Inject FreshAccounts accounts;
  @Inject SimulatorScenario simulator;

  private final String symbol = "FL" + System.nanoTime() % 1_000_000_000;

  @AfterEach
  void resetTheVenue() {
    simulator.reset();
  }

  @Test
  void whatAnOrderInFlightHasMadeOfThePositionIsWhatTheCloseCloses() {
    FreshAccount account = aShortOfTwo();
    AlpacaCalls desk = new AlpacaCalls(account);
    simulator.latency(Duration.ofMillis(700));
    desk.place(buyFive());
    RequestSpecification own = given().header("Authorization", "Bearer " + account.token());
    Json accepted =
        Json.of(
            own.contentType("application/json")
                .body(
                    Map.of(
                        "account",
                        account.name(),
                        "symbols",
                        List.of(symbol),
                        "scope",
                        "POSITIONS"))
                .post("/unwind/v1/liquidations"));
    assertThat(accepted.getString("items[0].status")).isEqualTo("AWAITING_CANCELS");
    String path = "/unwind/v1/liquidations/" + accepted.getString("id");
    AlpacaCalls.await(
        () -> Json.of(own.get(path)).getString("endedAt") != null, () -> own.get(path).asString());
    Json ended = Json.of(own.get(path));
    assertThat(ended.getString("status")).isEqualTo("FILLED");
    desk.awaitFlat();
  }

  @Test
  void aSingleCloseWaitsForTheOrderInFlightWithoutBeingAskedTo() {
    AlpacaCalls desk = new AlpacaCalls(aShortOfTwo());
    simulator.latency(Duration.ofMillis(300));
    desk.place(buyFive());
    Json order = Json.of(desk.delete("/v2/positions/" + symbol));
    desk.awaitStatus(order.getString("id"), "filled");
    desk.awaitFlat();
  }

  private FreshAccount aShortOfTwo() {
    return accounts.open(
        BookText.anAccount()
            .instrument(
                new JsonObject()
                    .put("symbol", symbol)
                    .put("assetClass", "future")
                    .put("exchange", "CME")
                    .put("currency", "USD")
                    .put("quantityIncrement", "1")
                    .put("priceIncrement", "0.25")
                    .put("multiplier", "5")
                    .put("session", "always"),
                "100")
            .position(symbol, "-2", "100"));
  }

  private Map<String, String> buyFive() {
    return Map.of(
        "symbol", symbol, "side", "buy", "type", "market", "time_in_force", "day", "qty", "5");
  }
}
