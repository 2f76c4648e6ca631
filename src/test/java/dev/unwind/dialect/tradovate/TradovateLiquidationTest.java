// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The panic button as the contract has it. */
@QuarkusTest
class TradovateLiquidationTest {
  @Inject ImportBook importBook;

  @Test
  void everyWorkingOrderIsCancelledAndTheRestClosedByOneOrder() {
    TradovateDesk desk = TradovateDesk.open(importBook, 3, "");
    Map<String, Object> pair = desk.order("Sell", 3, "Limit", "price", 5100);
    pair.put("other", Map.of("action", "Sell", "orderType", "Stop", "stopPrice", 4900));
    desk.post("order/placeoco", pair);
    TradovateDesk.eventually(
        () ->
            desk.openOrders().size() == 2
                && desk.openOrders().stream()
                    .allMatch(o -> TradovateDesk.text(o, "ordStatus").equals("Working")));
    Response response =
        desk.post(
            "order/liquidatePosition",
            Map.of(
                "accountId",
                desk.accountId,
                "contractId",
                desk.contractId,
                "admin",
                true,
                "customTag50",
                "panic",
                "isAutomated",
                true,
                "deviceId",
                "ignored"));

    long order = ((Number) Json.of(response).get("orderId")).longValue();
    assertThat(response.header("Unwind-Liquidation")).hasSize(36);
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    TradovateDesk.eventually(() -> desk.status(order).equals("Filled"));
    assertThat(desk.openOrders()).isEmpty();
    assertThat(desk.list("orderversion/deps?masterid=" + order).get(0))
        .containsEntry("orderQty", 3)
        .containsEntry("orderType", "Market");
    Map<String, Object> command = desk.list("command/deps?masterid=" + order).get(0);
    assertThat(command)
        .containsEntry("customTag50", "panic")
        .containsEntry("isAutomated", true)
        .containsKeys("senderId", "userSessionId");
    // A trader may say admin, but is none.
    assertThat(desk.item("order/item?id=" + order)).containsEntry("admin", false);
    assertThat(desk.list("order/list"))
        .filteredOn(o -> TradovateDesk.text(o, "ordStatus").equals("Canceled"))
        .hasSize(2);
    assertThat(desk.list("commandreport/list"))
        .filteredOn(r -> "Canceled".equals(r.get("ordStatus")))
        .allSatisfy(r -> assertThat((String) r.get("text")).contains("so that the position"));
  }

  @Test
  void anAdministratorsCommandIsMarked() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "", "admin");
    Response response =
        desk.post(
            "order/liquidateposition",
            Map.of("accountId", desk.accountId, "contractId", desk.contractId, "admin", true));
    Number order = Json.of(response).get("orderId");
    assertThat(desk.item("order/item?id=" + order)).containsEntry("admin", true);
  }

  @Test
  void aFlatPositionIsACleanNothingAndARepeatNamesTheOrderThatMadeItFlat() {
    TradovateDesk desk = TradovateDesk.open(importBook, -2, "");
    Number order = Json.of(desk.liquidate()).get("orderId");
    TradovateDesk.eventually(() -> desk.netPos() == 0);

    Response again = desk.liquidate();
    assertThat((Number) Json.of(again).get("orderId")).isEqualTo(order);
    assertThat(desk.list("order/list")).hasSize(1);

    TradovateDesk empty = TradovateDesk.open(importBook, 0, "");
    assertThat(empty.liquidate().asString()).isEqualTo("{}");
    assertThat(empty.list("order/list")).isEmpty();
  }

  @Test
  void onAFlatPositionOnlyOrdersAreCancelled() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long order = desk.place("Buy", 1, "Limit", "price", 4900);
    TradovateDesk.eventually(() -> desk.status(order).equals("Working"));
    Number named = Json.of(desk.liquidate()).get("orderId");
    assertThat(named.longValue()).isEqualTo(order);
    assertThat(desk.status(order)).isEqualTo("Canceled");
    assertThat(desk.netPos()).isZero();
  }

  @Test
  void waitingBracketsAreCancelledAndNeverOpenAgain() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    Map<String, Object> body = desk.order("Buy", 1, "Limit", "price", 4900);
    body.put("bracket1", Map.of("action", "Sell", "orderType", "Limit", "price", 5100));
    body.put("bracket2", Map.of("action", "Sell", "orderType", "Stop", "stopPrice", 4800));
    desk.post("order/placeoso", body);
    desk.liquidate();
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    assertThat(desk.openOrders()).isEmpty();
  }

  @Test
  void otherContractsStayAsTheyAre() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    Map<String, Object> other = desk.order("Buy", 5, "Limit", "price", 70);
    other.put("symbol", desk.equity);
    Number order = Json.of(desk.post("order/placeorder", other)).get("orderId");
    TradovateDesk.eventually(() -> desk.status(order.longValue()).equals("Working"));
    desk.liquidate();
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    assertThat(desk.status(order.longValue())).isEqualTo("Working");
  }

  @Test
  void symbolAndAccountSpecDoTooAndNeitherIsA400() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    assertThat(desk.postText("order/liquidateposition", "{\"accountId\":1,\"admin\":false}"))
        .satisfies(
            r -> assertThat(r.statusCode()).isEqualTo(400),
            r ->
                assertThat(r.asString())
                    .isEqualTo("\"Invalid or missed parameters: contractId (or symbol)\""));
    Response response =
        desk.post(
            "order/liquidateposition",
            Map.of("accountSpec", desk.name, "symbol", desk.contract, "admin", false));
    assertThat((Number) Json.of(response).get("orderId")).isNotNull();
  }

  @Test
  void theSeveralCallClosesItsPositionsAndNamesWhatItCouldNot() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    long position = TradovateDesk.number(desk.list("position/list").get(0), "id");
    Response response =
        desk.post(
            "order/liquidatepositions",
            Map.of("positions", List.of(position, position, 99), "admin", false));
    assertThat(Json.of(response).getBoolean("ok")).isFalse();
    assertThat(Json.of(response).getString("errorText")).isEqualTo("position 99: not found");
    assertThat(response.header("Unwind-Liquidation")).hasSize(36);
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    assertThat(
            desk.post(
                    "order/liquidatepositions",
                    Map.of("positions", List.of(position), "admin", false))
                .asString())
        .isEqualTo("{\"ok\":true}");
    List<Integer> tooMany = java.util.stream.IntStream.rangeClosed(1, 101).boxed().toList();
    assertThat(
            desk.call()
                .contentType("application/json")
                .body(Map.of("positions", tooMany, "admin", false))
                .post("/v1/order/liquidatepositions")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void theSingleBodyIsTakenByTheSeveralCall() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    Response response =
        desk.post(
            "order/liquidatepositions",
            Map.of("accountId", desk.accountId, "contractId", desk.contractId, "admin", false));
    assertThat(response.asString()).isEqualTo("{\"ok\":true}");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
  }

  @Test
  void foreignAndUnknownThingsAreAnsweredAlike() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    TradovateDesk other = TradovateDesk.open(importBook, 1, "");
    for (long account : List.of(other.accountId, 77L)) {
      assertThat(
              Json.of(
                      desk.post(
                          "order/liquidateposition",
                          Map.of(
                              "accountId",
                              account,
                              "contractId",
                              other.contractId,
                              "admin",
                              false)))
                  .getMap("$"))
          .containsEntry("failureReason", "Unauthorized")
          .containsEntry(
              "failureText", "the account does not exist, or the caller has no grant on it")
          .hasSize(2);
    }
    assertThat(
            Json.of(
                    desk.post(
                        "order/liquidateposition",
                        Map.of("accountId", desk.accountId, "contractId", 77, "admin", false)))
                .getMap("$"))
        .containsEntry("failureReason", "InvalidContract");
    assertThat(other.netPos()).isEqualTo(1);
  }

  @Test
  void readersMayNotLiquidate() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "", "reader");
    assertThat(Json.of(desk.liquidate()).getMap("$"))
        .containsEntry("failureReason", "Unauthorized");
    assertThat(desk.netPos()).isEqualTo(1);
  }
}
