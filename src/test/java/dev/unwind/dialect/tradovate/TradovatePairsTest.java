// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pairs and brackets of which both legs can trade: one does. */
@QuarkusTest
class TradovatePairsTest {
  @Inject ImportBook importBook;
  @Inject Quotes quotes;
  @Inject SimulatorScenario simulator;

  @AfterEach
  void calm() {
    simulator.reset();
  }

  @Test
  void ofTwoLegsThatCanBothTradeOneDoes() {
    TradovateDesk desk = TradovateDesk.open(importBook, 3, "");
    Map<String, Object> body = desk.order("Sell", 3, "Limit", "price", 4000);
    body.put("other", Map.of("action", "Sell", "orderType", "Stop", "stopPrice", 6000));
    Map<String, Object> placed = Json.of(desk.post("order/placeoco", body)).getMap("$");
    long first = TradovateDesk.number(placed, "orderId");
    long second = TradovateDesk.number(placed, "ocoId");

    TradovateDesk.eventually(
        () -> desk.status(first).equals("Filled") && desk.status(second).equals("Canceled"));
    assertThat(desk.netPos()).isZero();
    quotes.put(desk.contract, "5001");
    assertThat(desk.netPos()).isZero();
  }

  @Test
  void ofTwoBracketsThatCanBothTradeOneDoes() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Map<String, Object> body = desk.order("Buy", 2, "Market");
    body.put("bracket1", Map.of("action", "Sell", "orderType", "Limit", "price", 4000));
    body.put("bracket2", Map.of("action", "Sell", "orderType", "Stop", "stopPrice", 6000));
    Map<String, Object> placed = Json.of(desk.post("order/placeoso", body)).getMap("$");
    long target = TradovateDesk.number(placed, "oso1Id");
    long stop = TradovateDesk.number(placed, "oso2Id");

    TradovateDesk.eventually(
        () ->
            List.of(desk.status(target), desk.status(stop))
                .containsAll(List.of("Filled", "Canceled")));
    assertThat(desk.netPos()).isZero();
    quotes.put(desk.contract, "5001");
    assertThat(desk.netPos()).isZero();
  }

  @Test
  void whatOneLegTradesIsTakenOffTheOther() {
    simulator.fill(FillMode.PARTIAL);
    TradovateDesk desk = TradovateDesk.open(importBook, 4, "");
    Map<String, Object> body = desk.order("Sell", 4, "Limit", "price", 5100);
    body.put("other", Map.of("action", "Sell", "orderType", "Stop", "stopPrice", 4900));
    Map<String, Object> placed = Json.of(desk.post("order/placeoco", body)).getMap("$");
    long target = TradovateDesk.number(placed, "orderId");
    long stop = TradovateDesk.number(placed, "ocoId");
    TradovateDesk.eventually(() -> desk.status(stop).equals("Working"));

    quotes.put(desk.contract, "5101");
    TradovateDesk.eventually(() -> desk.netPos() == 2);
    assertThat(desk.status(stop)).isEqualTo("Working");
    assertThat(desk.list("orderversion/deps?masterid=" + stop))
        .singleElement()
        .satisfies(v -> assertThat(v).containsEntry("orderQty", 2));

    // A change of the leg asks for what it shall still trade, and keeps its place in the pair.
    desk.post(
        "order/modifyorder",
        Map.of("orderId", stop, "orderQty", 2, "orderType", "Stop", "stopPrice", 4950));
    TradovateDesk.eventually(() -> desk.list("orderversion/deps?masterid=" + stop).size() == 2);
    simulator.fill(FillMode.FULL);
    quotes.put(desk.contract, "4949");
    TradovateDesk.eventually(() -> desk.status(stop).equals("Filled"));
    TradovateDesk.eventually(() -> !desk.status(target).equals("Working"));
    assertThat(desk.netPos()).isZero();
    quotes.put(desk.contract, "5102");
    assertThat(desk.netPos()).isZero();
  }
}
