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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closes in steps, in turn, by a deadline or later, and acts that were looked at before. */
@QuarkusTest
class UnwindStepsTest {
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
  void slicesFollowEachOtherAndEachIsToldWithItsOrders() {
    Response accepted =
        desk.liquidate(
            "trader",
            """
            {"account": "desk#", "select": {"symbols": ["TSLA#"]}, "style": {"type": "slices", "slices": 2, "interval": "1s"}}""");
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    assertThat(Json.of(accepted).getString("conduct.style.type")).isEqualTo("slices");
    assertThat(Json.of(accepted).getString("items[0].requestedQuantity")).isEqualTo("4");

    String id = Json.of(accepted).getString("id");
    Json ended = desk.ended("trader", id);
    assertThat(ended.getString("status")).isEqualTo("FILLED");
    assertThat(ended.getList("items[0].orders.quantity")).isEqualTo(List.of("2", "2"));
    assertThat(ended.getInt("items[0].steps.begun")).isEqualTo(2);
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("0");
    List<String> told =
        Json.of(desk.get("trader", "/events?liquidation=" + id)).getList("events.kind");
    assertThat(told.stream().filter("ORDER_PENDING_NEW"::equals).count()).isEqualTo(2);
    assertThat(told.get(told.size() - 1)).isEqualTo("LIQUIDATION_ENDED");
  }

  @Test
  void aHaltMayCloseInStepsWhileTheAccountStaysBlocked() {
    Response halted =
        desk.post(
            "risk",
            "/halts",
            """
            {"accounts": ["desk#"], "reason": "slowly", "liquidate": {"select": {"symbols": ["TSLA#"]},
             "style": {"type": "slices", "slices": 2, "interval": "1s"}, "deadline": "10m"}}""");
    assertThat(halted.statusCode()).as("%s", halted.asString()).isEqualTo(202);
    String act = Json.of(halted).getString("id");
    UnwindDesk.await(
        () -> Json.of(desk.get("risk", "/acts/" + act)).getString("status").equals("DECIDED"),
        "the halt is decided");
    String id =
        Json.of(desk.get("risk", "/acts/" + act)).getString("accounts[0].closing.liquidation");
    Json ended = desk.ended("risk", id);
    assertThat(ended.getString("conduct.style.type")).isEqualTo("slices");
    assertThat(ended.getString("conduct.deadline")).isEqualTo("PT10M");
    assertThat(ended.getList("items[0].orders.quantity")).isEqualTo(List.of("2", "2"));
    assertThat(ended.getString("status")).isEqualTo("FILLED");
    assertThat(Json.of(desk.get("risk", "/accounts/desk#")).getString("tradingState.state"))
        .isEqualTo("HALTED");
    refused(
        desk.post(
            "risk",
            "/halts",
            """
            {"accounts": ["desk#"], "reason": "slowly", "liquidate": {"heldPolicy": "CLOSE_AS_FREED", "maxConcurrent": 1}}"""),
        400,
        "REQUEST_MALFORMED");
  }

  @Test
  void limitsGoInStepsAndTheLastStepIsTheMarket() {
    scenario.fill(FillMode.NONE);
    Response accepted =
        desk.liquidate(
            "trader",
            """
            {"account": "desk#", "select": {"symbols": ["TSLA#"]},
             "style": {"type": "limit", "guardBps": 100, "steps": 2, "every": "1s", "thenMarket": true}}""");
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    String id = Json.of(accepted).getString("id");
    UnwindDesk.await(
        () -> Json.of(desk.get("trader", "/liquidations/" + id)).getInt("items[0].attempts") == 3,
        "the last step is sent");
    scenario.fill(FillMode.FULL);
    Json now = Json.of(desk.get("trader", "/liquidations/" + id));
    // From the ask, 250.05, to buy: half a percent, then one.
    assertThat(now.getList("items[0].orders.limitPrice").subList(0, 2))
        .isEqualTo(List.of("251.3", "252.55"));
    assertThat(now.getList("items[0].orders.type").get(2)).isEqualTo("MARKET");
    assertThat(now.getList("items[0].orders.reason").subList(0, 2))
        .isEqualTo(List.of("NEXT_STEP", "NEXT_STEP"));
  }

  @Test
  void aPreviewTellsTheFirstStepAndTheExecutionSendsIt() {
    String body =
        """
        {"account": "desk#", "select": {"symbols": ["AAPL#", "TSLA#"]}, "cancelOrders": true, "order": "shortsFirst",
         "maxConcurrent": 1, "style": {"type": "limit", "guardBps": 50}}""";
    Json preview = Json.of(desk.post("trader", "/liquidations/preview", body));
    assertThat(preview.getString("conduct.order")).isEqualTo("shortsFirst");
    assertThat(preview.getString("positions[0].symbol")).isEqualTo(desk.name("TSLA#"));
    assertThat(preview.getString("positions[0].outcome")).isEqualTo("SENT");
    assertThat(preview.getString("positions[0].limitPrice")).isEqualTo("251.3");

    Response accepted =
        desk.as("trader")
            .header("If-Match", "\"" + preview.getString("digest") + "\"")
            .body(desk.name(body))
            .post("/unwind/v1/liquidations");
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    Json item = Json.of(accepted).at("items[symbol=" + desk.name("TSLA#") + "]");
    assertThat(item.getString("orders[0].limitPrice")).isEqualTo("251.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"style\": {\"type\": \"limit\"}",
        "\"style\": {\"type\": \"limit\", \"guardBps\": 0}",
        "\"style\": {\"type\": \"limit\", \"guardBps\": 50, \"steps\": 2}",
        "\"style\": {\"type\": \"slices\", \"slices\": 1, \"interval\": \"1s\"}",
        "\"style\": {\"type\": \"slices\", \"slices\": 2}",
        "\"style\": {\"type\": \"market\", \"guardBps\": 5}",
        "\"style\": {\"type\": \"vwap\"}",
        "\"style\": {\"type\": \"market\", \"urgency\": 1}",
        "\"order\": \"random\"",
        "\"maxConcurrent\": 0",
        "\"deadline\": \"0s\"",
        "\"deadline\": \"8000h\"",
        "\"onDeadline\": \"market\"",
        "\"deadline\": \"1h\", \"onDeadline\": \"hope\"",
        "\"maxConcurrent\": 1, \"heldPolicy\": \"CLOSE_AS_FREED\"",
        "\"repeat\": true",
        "\"at\": \"2026-11-20T15:45:00-05:00\", \"beforeClose\": \"5m\""
      })
  void whatMakesNoSenseIsRefusedAndNothingIsClosed(String conduct) {
    Response answer =
        desk.liquidate(
            "trader", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\", " + conduct + "}");
    refused(answer, 400, "REQUEST_MALFORMED");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");
  }

  @Test
  void aLiquidationBeforeTheCloseIsASchedule() {
    Response made =
        desk.liquidate(
            "trader",
            """
            {"account": "desk#", "select": {"symbols": ["AAPL#"]}, "beforeClose": "15m", "deadline": "10m", "onDeadline": "market"}""");
    assertThat(made.statusCode()).as("%s", made.asString()).isEqualTo(201);
    String place = made.header("Location");
    Json kept = Json.of(desk.get("trader", place.substring(place.indexOf("/schedules/"))));
    assertThat(kept.getString("status")).isEqualTo("ACTIVE");
    assertThat(kept.getString("request.liquidation.deadline")).isEqualTo("10m");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");
  }

  @Test
  void anActThatWasLookedAtIsRefusedWhereABookHasChangedSince() {
    String body =
        """
        {"accounts": ["desk#", "other#", "nobody#"], "select": {"symbols": ["AAPL#"]}, "heldPolicy": "CLOSE_AVAILABLE"}""";
    Response looked = desk.post("risk", "/liquidations/preview", body);
    assertThat(looked.statusCode()).as("%s", looked.asString()).isEqualTo(200);
    Json preview = Json.of(looked);
    assertThat(preview.getList("accounts.account"))
        .isEqualTo(List.of(desk.name("desk#"), desk.name("other#"), desk.name("nobody#")));
    assertThat(preview.getString("accounts[0].preview.positions[0].quantity")).isEqualTo("6");
    assertThat(preview.getString("accounts[2].reason")).isEqualTo("ACCOUNT_NOT_FOUND");

    desk.ended(
        "risk",
        Json.of(
                desk.liquidate(
                    "risk",
                    """
                {"account": "other#", "select": {"symbols": ["AAPL#"]}, "quantity": "1"}"""))
            .getString("id"));
    refused(execute(preview.getString("digest"), body), 412, "BOOK_CHANGED");
    assertThat(desk.quantity("risk", "desk#", "AAPL#")).isEqualTo("10");

    String digest = Json.of(desk.post("risk", "/liquidations/preview", body)).getString("digest");
    Response done = execute(digest, body);
    assertThat(done.statusCode()).as("%s", done.asString()).isEqualTo(202);
    assertThat(Json.of(done).getList("accounts.status"))
        .isEqualTo(List.of("ACCEPTED", "ACCEPTED", "REFUSED"));
  }

  private Response execute(String digest, String body) {
    return desk.as("risk")
        .header("If-Match", "\"" + digest + "\"")
        .body(desk.name(body))
        .post("/unwind/v1/liquidations");
  }
}
