// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UnwindLiquidationsTest {
  private static final String EVERYTHING =
      """
      {"account": "desk#", "scope": "ACCOUNT", "cancelOrders": true}""";

  @Inject ImportBook importBook;
  @Inject SimulatorScenario scenario;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @AfterEach
  void fillAgain() {
    scenario.fill(FillMode.FULL);
  }

  @Test
  void closingEverythingEndsWithAnOutcomeForEveryPosition() {
    Response accepted = desk.liquidate("trader", EVERYTHING);
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    String id = Json.of(accepted).getString("id");
    assertThat(accepted.header("Unwind-Liquidation")).isEqualTo(id);
    assertThat(accepted.header("Location")).endsWith("/unwind/v1/liquidations/" + id);
    assertThat(Json.of(accepted).getList("items")).hasSize(3);

    Json ended = desk.ended("trader", id);
    assertThat(ended.getString("status")).isEqualTo("FILLED");
    assertThat(ended.getInt("counts.filled")).isEqualTo(3);
    // 10 x 190.25 - 4 x 250.05 + 0.5 x 90999.5
    assertThat(ended.getString("proceeds")).isEqualTo("46402.05");
    Json item = ended.at("items[symbol=" + desk.name("AAPL#") + "]");
    assertThat(item.getString("status")).isEqualTo("FILLED");
    assertThat(item.getString("positionQuantity")).isEqualTo("10");
    assertThat(item.getString("requestedQuantity")).isEqualTo("10");
    assertThat(item.getString("filledQuantity")).isEqualTo("10");
    assertThat(item.getString("averagePrice")).isEqualTo("190.25");
    assertThat(item.getString("cashEffect")).isEqualTo("1902.5");
    assertThat(item.getList("orders")).hasSize(1);
    assertThat(item.getString("orders[0].status")).isEqualTo("FILLED");
    assertThat(item.getString("orders[0].side")).isEqualTo("SELL");
    for (String symbol : List.of("AAPL#", "TSLA#", "BTC#/USD")) {
      assertThat(desk.quantity("trader", "desk#", symbol)).isEqualTo("0");
    }
    assertThat(Json.of(desk.get("trader", "/accounts/desk#")).getString("cash"))
        .isEqualTo("47402.55");
  }

  @Test
  void whatIsHeldByAnOrderFailsWithItsReasonAndTheRestIsClosed() {
    Response accepted =
        desk.liquidate("trader", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}");
    Json ended = desk.ended("trader", Json.of(accepted).getString("id"));
    assertThat(ended.getString("status")).isEqualTo("PARTIALLY_FILLED");
    assertThat(ended.getInt("counts.failed")).isOne();
    Json item = ended.at("items[symbol=" + desk.name("AAPL#") + "]");
    assertThat(item.getString("status")).isEqualTo("FAILED");
    assertThat(item.getString("reason")).isEqualTo("QUANTITY_HELD");
    assertThat(item.getString("message")).isNotBlank();
    assertThat(item.getString("blocked.existing")).isEqualTo("10");
    assertThat(item.getString("blocked.held")).isEqualTo("4");
    assertThat(item.getString("blocked.available")).isEqualTo("6");
    assertThat(item.getList("blocked.orders")).hasSize(1);
    assertThat(UUID.fromString(item.getString("blocked.orders[0].uid"))).isNotNull();
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");
  }

  @Test
  void whatIsFreeIsClosedWhereTheCallerSaysSo() {
    Response accepted =
        desk.liquidate(
            "trader",
            """
            {"scope": "POSITIONS", "symbols": ["AAPL#"], "heldPolicy": "CLOSE_AVAILABLE"}""");
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    desk.ended("trader", Json.of(accepted).getString("id"));
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("4");
  }

  @Test
  void aQuantityAndAPercentageCloseThatMuch() {
    Response quantity =
        desk.liquidate(
            "trader",
            "{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"2.5\"}");
    Json ended = desk.ended("trader", Json.of(quantity).getString("id"));
    assertThat(ended.getString("scope")).isEqualTo("POSITION");
    assertThat(ended.getString("quantity")).isEqualTo("2.5");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("7.5");

    Response percentage =
        desk.liquidate(
            "trader",
            """
            {"scope": "POSITIONS", "symbols": ["TSLA#", "BTC#USD", "FLAT#"], "percentage": 50}""");
    assertThat(Json.of(percentage).getList("notHeld")).containsExactly(desk.name("FLAT#"));
    ended = desk.ended("trader", Json.of(percentage).getString("id"));
    assertThat(ended.getString("percentage")).isEqualTo("50");
    assertThat(ended.getString("scope")).isEqualTo("POSITIONS");
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("-2");
    assertThat(desk.quantity("trader", "desk#", "BTC#/USD")).isEqualTo("0.25");
  }

  @Test
  void positionsOfAHedgingAccountAreClosedOneByOne() {
    List<Integer> ids =
        Json.of(desk.get("both", "/accounts/hedge#/positions")).getList("positions.id");
    assertThat(ids).hasSize(2);
    Response one =
        desk.liquidate(
            "both",
            "{\"account\": \"hedge#\", \"scope\": \"POSITIONS\", \"positions\": [%d]}"
                .formatted(ids.get(0)));
    assertThat(one.statusCode()).as("%s", one.asString()).isEqualTo(202);
    desk.ended("both", Json.of(one).getString("id"));
    assertThat(desk.quantity("both", "hedge#", "BTC#/USD")).isEqualTo("-2");
    Response symbol =
        desk.liquidate(
            "both",
            "{\"account\": \"hedge#\", \"scope\": \"POSITIONS\", \"symbols\": [\"BTC#/USD\"]}");
    desk.ended("both", Json.of(symbol).getString("id"));
    assertThat(desk.quantity("both", "hedge#", "BTC#/USD")).isEqualTo("0");
  }

  @Test
  void theSameKeyHasOneEffectHoweverOftenItIsSent() {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            i -> {
              Response answer = desk.liquidate("trader", "key-1", EVERYTHING);
              assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(202);
              ids.add(Json.of(answer).getString("id"));
            });
    assertThat(ids).hasSize(1);
    desk.ended("trader", ids.iterator().next());
    Response again = desk.liquidate("trader", "key-1", EVERYTHING);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(Json.of(again).getString("id")).isIn(ids);
    assertThat(Json.of(again).getString("status")).isEqualTo("FILLED");
    refused(
        desk.liquidate("trader", "key-1", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}"),
        422,
        "IDEMPOTENCY_KEY_REUSED");
    assertThat(Json.of(desk.get("trader", "/liquidations?account=desk#")).getInt("total")).isOne();
  }

  @Test
  void aKeyedCloseOfOneSymbolIsRepeatedAfterItIsFlat() {
    String body = "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}";
    String id = Json.of(desk.liquidate("trader", "key-2", body)).getString("id");
    desk.ended("trader", id);
    Response again = desk.liquidate("trader", "key-2", body);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(Json.of(again).getString("id")).isEqualTo(id);
    refused(desk.liquidate("trader", body), 404, "POSITION_NOT_FOUND");
  }

  @Test
  void aLiquidationIsStoppedAndThenCannotBeStoppedAgain() {
    scenario.fill(FillMode.NONE);
    String id = Json.of(desk.liquidate("trader", EVERYTHING)).getString("id");
    refused(
        desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}"),
        409,
        "POSITION_BEING_LIQUIDATED");
    Response stopped = desk.as("trader").delete("/unwind/v1/liquidations/" + id);
    assertThat(stopped.statusCode()).as("%s", stopped.asString()).isEqualTo(202);
    assertThat(stopped.header("Unwind-Liquidation")).isEqualTo(id);
    Json ended = desk.ended("trader", id);
    assertThat(ended.getString("status")).isEqualTo("CANCELED");
    assertThat(ended.getBoolean("cancelRequested")).isTrue();
    refused(desk.as("trader").delete("/unwind/v1/liquidations/" + id), 409, "LIQUIDATION_ENDED");
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("-4");
  }

  @Test
  void liquidationsAreListedByAccountStatusAndTime() {
    String first =
        Json.of(desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}"))
            .getString("id");
    desk.ended("trader", first);
    String second = Json.of(desk.liquidate("trader", EVERYTHING)).getString("id");
    String moment = desk.ended("trader", second).getString("createdAt");
    assertThat(ids("trader", "")).containsExactly(second, first);
    assertThat(ids("trader", "?account=desk#&status=filled")).containsExactly(second, first);
    assertThat(ids("trader", "?status=FAILED,CANCELED")).isEmpty();
    assertThat(ids("trader", "?limit=1&offset=1")).containsExactly(first);
    assertThat(ids("trader", "?from=" + moment)).containsExactly(second);
    assertThat(ids("trader", "?to=" + moment)).containsExactly(first);
    assertThat(ids("risk", "?account=desk#")).containsExactly(second, first);
    assertThat(ids("both", "?account=other#")).isEmpty();
    assertThat(ids("other", "")).isEmpty();
    refused(desk.get("other", "/liquidations?account=desk#"), 404, "ACCOUNT_NOT_FOUND");
  }

  private List<String> ids(String principal, String query) {
    Response answer = desk.get(principal, "/liquidations" + query);
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
    return Json.of(answer).getList("liquidations.id");
  }

  @Test
  void itemsComeInPages() {
    String id = Json.of(desk.liquidate("trader", EVERYTHING)).getString("id");
    desk.ended("trader", id);
    Json page = Json.of(desk.get("trader", "/liquidations/" + id + "?itemsLimit=2"));
    assertThat(page.getList("items")).hasSize(2);
    assertThat(page.items("items").stream().flatMap(item -> item.items("orders").stream()))
        .hasSize(2);
    Json rest =
        Json.of(
            desk.get(
                "trader", "/liquidations/" + id + "?itemsAfter=" + page.getLong("nextItemsAfter")));
    assertThat(rest.getList("items")).hasSize(1);
    assertThat(rest.getString("nextItemsAfter")).isNull();
  }

  @Test
  void aForeignLiquidationIsAnAbsentOne() {
    Response position = desk.get("trader", "/accounts/desk#/positions");
    int positionId = Json.of(position).getInt("positions[0].id");
    String id = Json.of(desk.liquidate("trader", EVERYTHING)).getString("id");
    Response foreign = desk.get("other", "/liquidations/" + id);
    Response absent = desk.get("other", "/liquidations/" + UUID.randomUUID());
    refused(foreign, 404, "LIQUIDATION_NOT_FOUND");
    assertThat(foreign.asString()).isEqualTo(absent.asString());
    refused(desk.get("other", "/liquidations/nonsense"), 404, "LIQUIDATION_NOT_FOUND");
    refused(desk.as("other").delete("/unwind/v1/liquidations/" + id), 404, "LIQUIDATION_NOT_FOUND");
    refused(desk.liquidate("other", EVERYTHING), 404, "ACCOUNT_NOT_FOUND");
    refused(
        desk.liquidate(
            "other", "{\"scope\": \"POSITIONS\", \"positions\": [%d]}".formatted(positionId)),
        404,
        "POSITION_NOT_FOUND");
  }

  @Test
  void aReaderMayLookButNotClose() {
    refused(desk.liquidate("reader", EVERYTHING), 403, "NOT_PERMITTED");
    refused(desk.liquidate("reader", "{nonsense"), 403, "NOT_PERMITTED");
    String id = Json.of(desk.liquidate("risk", EVERYTHING)).getString("id");
    assertThat(desk.get("reader", "/liquidations/" + id).statusCode()).isEqualTo(200);
    refused(desk.as("reader").delete("/unwind/v1/liquidations/" + id), 403, "NOT_PERMITTED");
  }

  @Test
  void aRefusalTellsTheFacts() {
    Json details =
        Json.of(desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"]}"))
            .at("details");
    assertThat(details.getString("symbol")).isEqualTo(desk.name("AAPL#"));
    assertThat(details.getString("existing")).isEqualTo("10");
    assertThat(details.getString("held")).isEqualTo("4");
    assertThat(details.getString("available")).isEqualTo("6");
    assertThat(details.getList("relatedOrders")).hasSize(1);
  }

  @Test
  void anAccountMustBeNamedWhereThereAreSeveral() {
    refused(desk.liquidate("both", "{\"scope\": \"ACCOUNT\"}"), 400, "ACCOUNT_AMBIGUOUS");
    Response byHeader =
        desk.as("both")
            .header("Unwind-Account", desk.name("flat#"))
            .body("{\"scope\": \"ACCOUNT\"}")
            .post("/unwind/v1/liquidations");
    assertThat(byHeader.statusCode()).isEqualTo(202);
    assertThat(Json.of(byHeader).getInt("counts.total")).isZero();
    assertThat(desk.ended("both", Json.of(byHeader).getString("id")).getString("status"))
        .isEqualTo("FILLED");
  }
}
