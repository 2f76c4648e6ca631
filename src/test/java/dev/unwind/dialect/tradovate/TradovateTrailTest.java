// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders of type TrailingStop, by themselves, in pairs and behind an entry. */
@QuarkusTest
class TradovateTrailTest {
  @Inject ImportBook importBook;
  @Inject Quotes quotes;

  private static Map<String, Object> version(TradovateDesk desk, long order) {
    List<Map<String, Object>> versions = desk.list("orderversion/deps?masterid=" + order);
    return versions.get(versions.size() - 1);
  }

  private static Map<String, Object> leg(String type, Object... fields) {
    Map<String, Object> leg = new HashMap<>(Map.of("action", "Sell", "orderType", type));
    for (int i = 0; i < fields.length; i += 2) {
      leg.put((String) fields[i], fields[i + 1]);
    }
    return leg;
  }

  @Test
  void aTrailingStopFollowsTheMarketAndClosesThePosition() {
    TradovateDesk desk = TradovateDesk.open(importBook, 3, "");
    long order = desk.place("Sell", 3, "TrailingStop", "pegDifference", -10, "timeInForce", "GTC");
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));
    assertThat(version(desk, order))
        .containsEntry("orderType", "TrailingStop")
        .containsEntry("pegDifference", 10)
        .containsEntry("stopPrice", 4990);
    quotes.put(desk.contract, "5020");
    assertThat(version(desk, order)).containsEntry("stopPrice", 5010);

    // Another distance is measured from the mark; what is not named stays.
    desk.post(
        "order/modifyorder",
        Map.of("orderId", order, "orderQty", 3, "orderType", "TrailingStop", "pegDifference", 4));
    TradovateDesk.eventually(
        () -> Integer.valueOf(4).equals(version(desk, order).get("pegDifference")));
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));
    assertThat(version(desk, order)).containsEntry("stopPrice", 5016);
    desk.post(
        "order/modifyorder", Map.of("orderId", order, "orderQty", 2, "orderType", "TrailingStop"));
    TradovateDesk.eventually(() -> Integer.valueOf(2).equals(version(desk, order).get("orderQty")));
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));
    assertThat(version(desk, order)).containsEntry("stopPrice", 5016);
    quotes.put(desk.contract, "5015");
    TradovateDesk.eventually(() -> desk.netPos() == 1);
  }

  @Test
  void aStartThatIsNearerThanTheTrailComesFirst() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    long order = desk.place("Sell", 1, "TrailingStop", "pegDifference", 10, "stopPrice", 4996);
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));
    assertThat(version(desk, order)).containsEntry("stopPrice", 4996);
    quotes.put(desk.contract, "5004");
    assertThat(version(desk, order)).containsEntry("stopPrice", 4996);
    quotes.put(desk.contract, "4996");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
  }

  @Test
  void ofAPairWithATrailingLegOneTrades() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    Map<String, Object> pair =
        desk.order(
            "Sell", 2, "Limit", "price", 5100, "other", leg("TrailingStop", "pegDifference", 10));
    Json placed = Json.of(desk.post("order/placeoco", pair));
    long target = placed.getLong("orderId");
    long stop = placed.getLong("ocoId");
    TradovateDesk.eventually(() -> desk.status(stop).equals("Working"));
    quotes.put(desk.contract, "5050");
    quotes.put(desk.contract, "5040");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    TradovateDesk.eventually(() -> desk.status(target).equals("Canceled"));
    assertThat(desk.status(stop)).isEqualTo("Filled");
  }

  @Test
  void aTrailingBracketBeginsWhenItsEntryHasTraded() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Map<String, Object> entry =
        desk.order(
            "Buy", 1, "Limit", "price", 4990, "bracket1", leg("TrailingStop", "pegDifference", 10));
    Json placed = Json.of(desk.post("order/placeoso", entry));
    long stop = placed.getLong("oso1Id");
    quotes.put(desk.contract, "5500");
    assertThat(version(desk, stop)).doesNotContainKey("stopPrice");
    quotes.put(desk.contract, "4990");
    TradovateDesk.eventually(() -> desk.status(stop).equals("Working"));
    assertThat(version(desk, stop)).containsEntry("stopPrice", 4980);
    quotes.put(desk.contract, "4980");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
  }

  @Test
  void aCloseOfThePositionCancelsTheTrailingStopFirst() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    long order = desk.place("Sell", 2, "TrailingStop", "pegDifference", 10);
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));
    desk.liquidate();
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    assertThat(desk.status(order)).isEqualTo("Canceled");
    quotes.put(desk.contract, "4000");
    assertThat(desk.netPos()).isZero();
  }
}
