// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Multi-bracket strategies: exits at distances from what the entry traded at. */
@QuarkusTest
class TradovateStrategiesTest {
  @Inject ImportBook importBook;
  @Inject Quotes quotes;

  @Test
  void exitsLieAtTheirDistancesFromTheFillAndCancelEachOther() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long strategy =
        start(
            desk,
            "Buy",
            "{\\\"entryVersion\\\":{\\\"orderQty\\\":3,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                + "{\\\"qty\\\":2,\\\"profitTarget\\\":10,\\\"stopLoss\\\":-5},{\\\"qty\\\":1,\\\"profitTarget\\\":20.25,\\\"stopLoss\\\":5}]}");
    TradovateDesk.eventually(() -> working(desk) == 4);

    List<Map<String, Object>> links = desk.list("orderstrategylink/deps?masterid=" + strategy);
    assertThat(links)
        .extracting(l -> l.get("label"))
        .containsExactlyInAnyOrder("entry", "target0", "stop0", "target1", "stop1");
    assertThat(version(desk, links, "target0"))
        .containsEntry("orderQty", 2)
        .containsEntry("price", 5010);
    assertThat(version(desk, links, "stop0")).containsEntry("stopPrice", 4995);
    assertThat(version(desk, links, "target1").get("price")).hasToString("5020.25");
    assertThat(desk.item("orderstrategy/item?id=" + strategy))
        .containsEntry("status", "ActiveStrategy")
        .containsEntry("uuid", "u-1");

    Json changed =
        Json.of(
            desk.postText(
                "orderstrategy/modifyorderstrategy",
                "{\"orderStrategyId\":%d,\"command\":\"{\\\"brackets\\\":[{\\\"profitTarget\\\":12}]}\"}"
                    .formatted(strategy)));
    assertThat((String) changed.get("orderStrategy.status")).isEqualTo("ActiveStrategy");
    long target = order(links, "target0");
    TradovateDesk.eventually(() -> desk.list("orderversion/deps?masterid=" + target).size() == 2);
    assertThat(desk.list("orderversion/deps?masterid=" + target).get(1))
        .containsEntry("price", 5012);

    desk.liquidate();
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    assertThat(desk.openOrders()).isEmpty();
    assertThat(desk.item("orderstrategy/item?id=" + strategy))
        .containsEntry("status", "ExecutionInterrupted");
  }

  @Test
  void aShortEntrysTargetsLieBelowIt() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long strategy =
        start(
            desk,
            "Sell",
            "{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                + "{\\\"qty\\\":1,\\\"profitTarget\\\":-10,\\\"stopLoss\\\":5}]}");
    TradovateDesk.eventually(() -> working(desk) == 2);
    List<Map<String, Object>> links = desk.list("orderstrategylink/deps?masterid=" + strategy);
    assertThat(version(desk, links, "target0")).containsEntry("price", 4990);
    assertThat(version(desk, links, "stop0")).containsEntry("stopPrice", 5005);
  }

  @Test
  void aTrailingStopOfABracketStartsAtItsDistanceAndFollowsTheMarket() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long strategy =
        start(
            desk,
            "Buy",
            "{\\\"entryVersion\\\":{\\\"orderQty\\\":2,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                + "{\\\"qty\\\":2,\\\"profitTarget\\\":30,\\\"stopLoss\\\":-5,\\\"trailingStop\\\":true}]}");
    TradovateDesk.eventually(() -> working(desk) == 2);
    List<Map<String, Object>> links = desk.list("orderstrategylink/deps?masterid=" + strategy);
    assertThat(version(desk, links, "stop0"))
        .containsEntry("orderType", "TrailingStop")
        .containsEntry("stopPrice", 4995)
        .containsEntry("pegDifference", 5);
    quotes.put(desk.contract, "5010");
    assertThat(version(desk, links, "stop0")).containsEntry("stopPrice", 5005);
    desk.postText(
        "orderstrategy/modifyorderstrategy",
        "{\"orderStrategyId\":%d,\"command\":\"{\\\"brackets\\\":[{\\\"stopLoss\\\":8}]}\"}"
            .formatted(strategy));
    long stop = order(links, "stop0");
    TradovateDesk.eventually(() -> desk.list("orderversion/deps?masterid=" + stop).size() == 2);
    assertThat(desk.list("orderversion/deps?masterid=" + stop).get(1))
        .containsEntry("stopPrice", 5002)
        .containsEntry("pegDifference", 8);
    TradovateDesk.eventually(() -> desk.status(stop).equals("Working"));
    quotes.put(desk.contract, "5002");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    TradovateDesk.eventually(() -> desk.openOrders().isEmpty());
    assertThat(desk.status(stop)).isEqualTo("Filled");
  }

  @Test
  void anAutoTrailRestsUntilTheProfitIsThereAndThenMovesInSteps() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long strategy =
        start(
            desk,
            "Sell",
            "{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                + "{\\\"qty\\\":1,\\\"profitTarget\\\":-50,\\\"stopLoss\\\":10,\\\"trailingStop\\\":false,"
                + "\\\"autoTrail\\\":{\\\"stopLoss\\\":6,\\\"trigger\\\":20,\\\"freq\\\":2}}]}");
    TradovateDesk.eventually(() -> working(desk) == 2);
    List<Map<String, Object>> links = desk.list("orderstrategylink/deps?masterid=" + strategy);
    quotes.put(desk.contract, "4981");
    assertThat(version(desk, links, "stop0")).containsEntry("stopPrice", 5010);
    quotes.put(desk.contract, "4980");
    assertThat(version(desk, links, "stop0")).containsEntry("stopPrice", 4986);
    quotes.put(desk.contract, "4977");
    assertThat(version(desk, links, "stop0")).containsEntry("stopPrice", 4984);
    quotes.put(desk.contract, "4984");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
  }

  @Test
  void anInterruptionCancelsItsOrdersAndLeavesThePosition() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    long strategy =
        start(
            desk,
            "Buy",
            "{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                + "{\\\"qty\\\":1,\\\"profitTarget\\\":10,\\\"stopLoss\\\":5}]}");
    TradovateDesk.eventually(() -> working(desk) == 2);
    desk.post("orderstrategy/interruptorderstrategy", Map.of("orderStrategyId", strategy));
    TradovateDesk.eventually(
        () ->
            TradovateDesk.text(desk.item("orderstrategy/item?id=" + strategy), "status")
                .equals("ExecutionInterrupted"));
    assertThat(desk.netPos()).isEqualTo(1);
    assertThat(
            Json.of(
                    desk.post(
                        "orderstrategy/interruptorderstrategy",
                        Map.of("orderStrategyId", strategy)))
                .getMap("$"))
        .containsEntry("failureReason", "TooLate")
        .containsKey("errorText");
  }

  @Test
  void whatIsNotOfferedIsRefusedByName() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Map<String, Object> even =
        Json.of(
                desk.postText(
                    "orderstrategy/startorderstrategy",
                    body(
                        desk,
                        "Buy",
                        2,
                        "{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                            + "{\\\"qty\\\":1,\\\"stopLoss\\\":5,\\\"breakeven\\\":3}]}")))
            .getMap("$");
    assertThat(even).containsEntry("failureReason", "Unsupported");
    assertThat(even.toString()).contains("breakeven of a bracket");
    assertThat(
            Json.of(desk.postText("orderstrategy/startorderstrategy", body(desk, "Buy", 1, "{}")))
                .getMap("$"))
        .containsEntry("failureReason", "Unsupported");
    assertThat(
            desk.postText(
                    "orderstrategy/startorderstrategy",
                    body(
                        desk,
                        "Buy",
                        2,
                        "{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":\\\"Market\\\"},\\\"brackets\\\":["
                            + "{\\\"qty\\\":2,\\\"stopLoss\\\":5}]}"))
                .statusCode())
        .isEqualTo(400);
    assertThat(desk.list("order/list")).isEmpty();
  }

  private static long start(TradovateDesk desk, String action, String params) {
    Json answer =
        Json.of(desk.postText("orderstrategy/startorderstrategy", body(desk, action, 2, params)));
    Number id = answer.get("orderStrategy.id");
    assertThat(id).as(answer.toString()).isNotNull();
    return id.longValue();
  }

  private static String body(TradovateDesk desk, String action, int type, String params) {
    return """
    {"accountSpec":"%s","symbol":"%s","orderStrategyTypeId":%d,"action":"%s","uuid":"u-1","params":"%s"}
    """
        .formatted(desk.name, desk.contract, type, action, params);
  }

  private static long working(TradovateDesk desk) {
    return desk.list("order/list").stream()
        .filter(o -> TradovateDesk.text(o, "ordStatus").equals("Working"))
        .count();
  }

  private static long order(List<Map<String, Object>> links, String label) {
    return links.stream()
        .filter(l -> TradovateDesk.text(l, "label").equals(label))
        .mapToLong(l -> TradovateDesk.number(l, "orderId"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> version(
      TradovateDesk desk, List<Map<String, Object>> links, String label) {
    return desk.list("orderversion/deps?masterid=" + order(links, label)).get(0);
  }
}
