// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders as a client of the dialect sees them. */
@QuarkusTest
class TradovateOrdersTest {
  @Inject ImportBook importBook;

  @Test
  void aMarketOrderFillsAndMovesThePosition() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long order = desk.place("Buy", 2, "Market", "customTag50", "alpha", "isAutomated", true);

    TradovateDesk.eventually(() -> desk.status(order).equals("Filled"));

    assertThat(desk.netPos()).isEqualTo(2);
    Map<String, Object> version = desk.list("orderversion/deps?masterid=" + order).get(0);
    assertThat(version).containsEntry("orderQty", 2).containsEntry("orderType", "Market");
    Map<String, Object> command = desk.list("command/deps?masterid=" + order).get(0);
    assertThat(command)
        .containsEntry("commandType", "New")
        .containsEntry("commandStatus", "AtExecution")
        .containsEntry("customTag50", "alpha")
        .containsEntry("isAutomated", true)
        .containsKey("senderId");
    Map<String, Object> fill = desk.list("fill/deps?masterid=" + order).get(0);
    assertThat(fill).containsEntry("qty", 2).containsEntry("action", "Buy");
    long commandId = TradovateDesk.number(command, "id");
    assertThat(desk.list("executionreport/deps?masterid=" + commandId))
        .extracting(r -> r.get("execType"))
        .containsExactly("New", "Trade");
    assertThat(desk.list("commandreport/deps?masterid=" + commandId))
        .extracting(r -> r.get("commandStatus"))
        .containsExactly("AtExecution");
  }

  @Test
  void plainOrdersMayFlipAPosition() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    long order = desk.place("Sell", 3, "Market");
    TradovateDesk.eventually(() -> desk.status(order).equals("Filled"));
    assertThat(desk.netPos()).isEqualTo(-2);
  }

  @Test
  void aLimitOrderIsChangedAndCancelled() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long order = desk.place("Buy", 1, "Limit", "price", 4900.25);
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));

    Number modified =
        Json.of(
                desk.post(
                    "order/modifyorder",
                    Map.of("orderId", order, "orderQty", 3, "orderType", "Limit", "price", 4890)))
            .get("commandId");
    TradovateDesk.eventually(() -> desk.list("orderversion/deps?masterid=" + order).size() == 2);
    List<Map<String, Object>> versions = desk.list("orderversion/deps?masterid=" + order);
    assertThat(versions.get(1)).containsEntry("orderQty", 3);
    assertThat(desk.item("command/item?id=" + modified))
        .containsEntry("commandType", "Modify")
        .containsEntry("commandStatus", "Replaced");

    Number canceled =
        Json.of(desk.post("order/cancelorder", Map.of("orderId", order))).get("commandId");
    TradovateDesk.eventually(() -> desk.status(order).equals("Canceled"));
    assertThat(desk.item("command/item?id=" + canceled)).containsEntry("commandType", "Cancel");
    assertThat(desk.list("commandreport/deps?masterid=" + canceled))
        .singleElement()
        .satisfies(
            r ->
                assertThat(r)
                    .containsEntry("ordStatus", "Canceled")
                    .hasEntrySatisfying(
                        "text", t -> assertThat((String) t).startsWith("the caller cancelled it")));
    assertThat(Json.of(desk.post("order/cancelorder", Map.of("orderId", order))).getMap("$"))
        .containsEntry("failureReason", "TooLate")
        .doesNotContainKey("commandId");
  }

  @Test
  void theLegsOfAPairCancelEachOther() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    Map<String, Object> body = desk.order("Sell", 2, "Limit", "price", 5100);
    body.put("other", Map.of("action", "Sell", "orderType", "Stop", "price", 4900));
    Map<String, Object> placed = Json.of(desk.post("order/placeoco", body)).getMap("$");
    long first = TradovateDesk.number(placed, "orderId");
    long second = TradovateDesk.number(placed, "ocoId");

    TradovateDesk.eventually(
        () -> desk.status(first).equals("Working") && desk.status(second).equals("Working"));
    assertThat(desk.item("order/item?id=" + first).get("ocoId")).isEqualTo(placed.get("ocoId"));
    assertThat(desk.item("order/item?id=" + second).get("ocoId")).isEqualTo(placed.get("orderId"));
    assertThat(desk.list("orderversion/deps?masterid=" + second).get(0))
        .containsEntry("stopPrice", 4900);

    desk.post("order/cancelorder", Map.of("orderId", first));
    TradovateDesk.eventually(() -> desk.status(second).equals("Canceled"));
  }

  @Test
  void bracketsWaitForTheirParent() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Map<String, Object> body = desk.order("Buy", 1, "Limit", "price", 4900);
    body.put("bracket1", Map.of("action", "Sell", "orderType", "Limit", "price", 5100));
    body.put("bracket2", Map.of("action", "Sell", "orderType", "Stop", "stopPrice", 4800));
    Map<String, Object> placed = Json.of(desk.post("order/placeoso", body)).getMap("$");
    long parent = TradovateDesk.number(placed, "orderId");
    long target = TradovateDesk.number(placed, "oso1Id");

    assertThat(desk.status(target)).isEqualTo("Suspended");
    assertThat(desk.item("order/item?id=" + target))
        .containsEntry("parentId", placed.get("orderId"))
        .containsEntry("ocoId", placed.get("oso2Id"));

    TradovateDesk.eventually(() -> desk.status(parent).equals("Working"));
    desk.post(
        "order/modifyorder",
        Map.of("orderId", parent, "orderQty", 1, "orderType", "Limit", "price", 5001));
    TradovateDesk.eventually(() -> desk.status(target).equals("Working"));
    assertThat(desk.netPos()).isEqualTo(1);
  }
}
