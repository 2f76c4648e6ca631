// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Closes that take their time: outside the session, and filled in parts. */
@QuarkusTest
class AlpacaClosePhasesDialectTest {
  @Inject FreshAccounts accounts;
  @Inject Quotes quotes;
  @Inject SimulatorScenario simulator;

  @AfterEach
  void resetTheVenue() {
    simulator.reset();
  }

  @Test
  void outsideTheSessionTheOrderWaitsAndHoldsThePosition() {
    simulator.session(SessionMode.CLOSED);
    AlpacaCalls desk =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("NVDA", "40", "172.35")));
    Map<String, Object> order = Json.of(desk.delete("/v2/positions/NVDA?qty=30")).getMap("$");
    Shapes.order(order);
    assertThat(order).containsEntry("status", "accepted").containsEntry("filled_avg_price", null);
    String id = String.valueOf(order.get("id"));
    assertThat(desk.status(id)).isEqualTo("accepted");
    assertThat(Json.of(desk.get("/v2/positions/NVDA")).getString("qty_available")).isEqualTo("10");
    assertThat(Json.of(desk.get("/v2/clock")).getBoolean("is_open")).isFalse();
    assertThat(Json.of(desk.get("/v2/orders")).getList("id")).containsExactly(id);
    assertThat(desk.delete("/v2/orders/" + id).statusCode()).isEqualTo(204);
    desk.awaitStatus(id, "canceled");
    assertThat(Json.of(desk.get("/v2/positions/NVDA")).getString("qty_available")).isEqualTo("40");
  }

  @Test
  void eachPartIsToldWithWhatRemains() {
    String symbol = "CP" + System.nanoTime() % 1_000_000_000;
    FreshAccount account =
        accounts.open(BookText.anAccount().equity(symbol, "100").position(symbol, "10", "90"));
    AlpacaCalls desk = new AlpacaCalls(account);
    simulator.fill(FillMode.PARTIAL);
    try (AlpacaSocket socket = AlpacaSocket.listening(account.keyId(), account.secret())) {
      String id = Json.of(desk.delete("/v2/positions/" + symbol)).getString("id");
      desk.awaitStatus(id, "partially_filled");
      Map<String, Object> partly = desk.order(id).getMap("$");
      Shapes.order(partly);
      assertThat(partly)
          .containsEntry("filled_qty", "5")
          .containsEntry("filled_avg_price", "100")
          .containsEntry("filled_at", null);
      Json position = Json.of(desk.get("/v2/positions/" + symbol));
      assertThat(position.getString("qty")).isEqualTo("5");
      assertThat(position.getString("qty_available")).isEqualTo("0");
      assertThat(position.getString("avg_entry_price")).isEqualTo("90");
      // The rest, which at once would trade by the quote that there is.
      quotes.put(symbol, "102");
      desk.awaitStatus(id, "filled");
      assertThat(desk.order(id).getString("filled_avg_price")).isEqualTo("101");
      List<Json> told = socket.updates(4);
      assertThat(told)
          .extracting(u -> u.getString("event"))
          .containsExactly("pending_new", "new", "partial_fill", "fill");
      assertThat(told.subList(2, 4)).extracting(u -> u.getString("qty")).containsExactly("5", "5");
      assertThat(told.subList(2, 4))
          .extracting(u -> u.getString("position_qty"))
          .containsExactly("5", "0");
    }
    Json fills = Json.of(desk.get("/v2/account/activities/FILL?direction=asc"));
    assertThat(fills.getList("type")).containsExactly("partial_fill", "fill");
    assertThat(fills.getList("order_status")).containsExactly("partially_filled", "filled");
    assertThat(fills.getList("leaves_qty")).containsExactly("5", "0");
    assertThat(fills.getList("cum_qty")).containsExactly("5", "10");
    assertThat(Json.of(desk.get("/v2/account")).getString("cash")).isEqualTo("251010");
  }
}
