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

/** Selected, previewed, protected and explained closes over HTTP. */
@QuarkusTest
class UnwindSelectionsTest {
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
  void aSelectionClosesWhatItMeansAndLeavesTheRest() {
    Response accepted =
        desk.liquidate(
            "trader",
            """
            {"select": {"symbols": ["*#", "BTC#/USD"], "except": ["AAPL#"], "side": "short"}}""");
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    desk.ended("trader", Json.of(accepted).getString("id"));
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("0");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");
    assertThat(desk.quantity("trader", "desk#", "BTC#/USD")).isEqualTo("0.5");
  }

  @Test
  void eachConditionIsLookedAt() {
    assertThat(symbols("\"assetClasses\": [\"crypto\"]")).containsExactly("BTC#/USD");
    assertThat(symbols("\"unrealizedPnl\": \"profit\"")).hasSize(3);
    assertThat(symbols("\"unrealizedPnl\": \"loss\"")).isEmpty();
    assertThat(symbols("\"openedBefore\": \"2026-11-03T16:00:00+01:00\"")).containsExactly("AAPL#");
    assertThat(symbols("\"minNotional\": \"1902.5\"")).containsExactly("AAPL#", "BTC#/USD");
    assertThat(symbols("\"minNotional\": \"1902.51\"")).containsExactly("BTC#/USD");
    assertThat(symbols("\"symbols\": [\"BTC#USD\"]")).containsExactly("BTC#/USD");
    assertThat(symbols("\"side\": \"long\", \"assetClasses\": [\"us_equity\"]"))
        .containsExactly("AAPL#");
  }

  @Test
  void aTargetLeavesThatMuchOfEachPosition() {
    Response accepted =
        desk.liquidate(
            "trader",
            """
            {"account": "desk#", "scope": "ACCOUNT", "target": "4", "cancelOrders": true}""");
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    Json ended = desk.ended("trader", Json.of(accepted).getString("id"));
    assertThat(ended.getString("target")).isEqualTo("4");
    assertThat(ended.getList("items")).hasSize(1);
    assertThat(ended.getString("status")).isEqualTo("FILLED");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("4");
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("-4");
    assertThat(desk.quantity("trader", "desk#", "BTC#/USD")).isEqualTo("0.5");
  }

  @Test
  void theReasonAndTheCallersNameAreShownEverywhere() {
    Response accepted =
        desk.liquidate(
            "trader",
            """
            {"select": {"symbols": ["TSLA#"]}, "reason": "margin call", "clientReference": "ticket 17"}""");
    String id = Json.of(accepted).getString("id");
    Json ended = desk.ended("trader", id);
    Json events = Json.of(desk.get("trader", "/events"));
    Json listed = Json.of(desk.get("trader", "/liquidations"));
    for (String shown :
        List.of(
            Json.of(accepted).getString("statedReason"),
            ended.getString("statedReason"),
            listed.getString("liquidations[id=" + id + "].statedReason"),
            events.items("events").stream()
                .filter(e -> "LIQUIDATION_NEW".equals(e.getString("kind")))
                .filter(e -> id.equals(e.getString("liquidation.id")))
                .findFirst()
                .orElseThrow()
                .getString("liquidation.statedReason"))) {
      assertThat(shown).isEqualTo("margin call");
    }
    assertThat(ended.getString("clientReference")).isEqualTo("ticket 17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"select\": {\"symbol\": \"AAPL#\"}}",
        "{\"select\": {}, \"symbols\": [\"AAPL#\"]}",
        "{\"select\": {}, \"positions\": [1]}",
        "{\"select\": {}, \"scope\": \"ACCOUNT\"}",
        "{\"select\": {\"symbols\": []}}",
        "{\"select\": {\"assetClasses\": []}}",
        "{\"select\": {\"assetClasses\": [\"bonds\"]}}",
        "{\"select\": {\"side\": \"flat\"}}",
        "{\"select\": {\"unrealizedPnl\": \"none\"}}",
        "{\"select\": {\"openedBefore\": \"yesterday\"}}",
        "{\"select\": {\"minNotional\": \"-1\"}}",
        "{\"select\": {}, \"then\": \"stop\"}"
      })
  void whatCannotBeMeantIsRefusedByName(String body) {
    refused(desk.liquidate("trader", body), 400, "REQUEST_MALFORMED");
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("-4");
  }

  @Test
  void aMistypedNameAndTwoAmountsAreRefused() {
    refused(
        desk.liquidate("trader", "{\"select\": {\"symbols\": [\"TSLX#\"]}}"),
        404,
        "INSTRUMENT_NOT_FOUND");
    refused(
        desk.liquidate("trader", "{\"select\": {}, \"target\": \"1\", \"percentage\": \"5\"}"),
        422,
        "QUANTITY_AMBIGUOUS");
  }

  @Test
  void aPreviewWritesNothingAndItsDigestProtectsTheExecution() {
    String body = "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\", \"cancelOrders\": true}";
    Response preview = preview("trader", body);
    assertThat(preview.statusCode()).as("%s", preview.asString()).isEqualTo(200);
    Json plan = Json.of(preview);
    assertThat(plan.getList("positions")).hasSize(3);
    assertThat(plan.getList("cancels.symbol")).isEqualTo(List.of(desk.name("AAPL#")));
    assertThat(plan.getString("proceeds.fees")).isEqualTo("UNKNOWN");
    // 10 x 190.25 - 4 x 249.95 + 0.5 x 90999.5, and at the ask
    assertThat(plan.getString("proceeds.atBid")).isEqualTo("46402.45");
    assertThat(plan.getString("proceeds.atAsk")).isEqualTo("46403.05");
    assertThat(plan.getString("positions[symbol=" + desk.name("AAPL#") + "].outcome"))
        .isEqualTo("AFTER_CANCELS");
    assertThat(preview.header("ETag")).isEqualTo("\"" + plan.getString("digest") + "\"");
    assertThat(Json.of(desk.get("trader", "/liquidations")).getList("liquidations")).isEmpty();

    Response closed =
        desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}");
    desk.ended("trader", Json.of(closed).getString("id"));
    refused(matching(preview.header("ETag"), body), 412, "BOOK_CHANGED");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");

    Response accepted = matching(preview("trader", body).header("ETag"), body);
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    desk.ended("trader", Json.of(accepted).getString("id"));
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("0");
  }

  @Test
  void aPreviewSaysWhatWouldFailAndWhy() {
    Json plan = Json.of(preview("trader", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}"));
    String aapl = "positions[symbol=" + desk.name("AAPL#") + "]";
    assertThat(plan.getString(aapl + ".outcome")).isEqualTo("FAILED");
    assertThat(plan.getString(aapl + ".reason")).isEqualTo("QUANTITY_HELD");
    assertThat(plan.getString(aapl + ".blocked.held")).isEqualTo("4");
    refused(
        preview("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"FLAT#\"]}"),
        404,
        "POSITION_NOT_FOUND");
    refused(
        preview("other", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}"),
        404,
        "ACCOUNT_NOT_FOUND");
    refused(
        preview("reader", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}"),
        403,
        "NOT_PERMITTED");
  }

  @Test
  void whoWaitsGetsTheOutcomeAndWhoCannotWaitLongerGetsWhatIs() {
    Response ended =
        desk.as("trader")
            .header("Prefer", "wait=20")
            .body(desk.name("{\"select\": {\"symbols\": [\"TSLA#\"]}}"))
            .post("/unwind/v1/liquidations");
    assertThat(ended.statusCode()).as("%s", ended.asString()).isEqualTo(200);
    assertThat(Json.of(ended).getString("status")).isEqualTo("FILLED");
    assertThat(ended.header("Preference-Applied")).isEqualTo("wait=20");

    scenario.fill(FillMode.NONE);
    Response running =
        desk.as("trader")
            .header("Prefer", "respond-async, wait=1")
            .body(desk.name("{\"select\": {\"symbols\": [\"BTC#/USD\"]}}"))
            .post("/unwind/v1/liquidations");
    assertThat(running.statusCode()).as("%s", running.asString()).isEqualTo(202);
  }

  @Test
  void aCloseThatHaltsTheAccountIsForRiskAndShowsItsReasonAtTheLatch() {
    String body =
        """
        {"account": "desk#", "scope": "ACCOUNT", "cancelOrders": true, "then": "halt", "reason": "bad day"}""";
    refused(desk.liquidate("trader", body), 403, "NOT_PERMITTED");
    assertThat(Json.of(desk.get("risk", "/accounts/desk#")).getString("tradingState.state"))
        .isEqualTo("ACTIVE");

    Response accepted = desk.liquidate("risk", body);
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    Json account = Json.of(desk.get("risk", "/accounts/desk#"));
    assertThat(account.getString("tradingState.state")).isEqualTo("HALTED");
    assertThat(account.getString("tradingState.reason")).isEqualTo("bad day");
    Json ended = desk.ended("risk", Json.of(accepted).getString("id"));
    assertThat(ended.getString("status")).isEqualTo("FILLED");
  }

  private List<String> symbols(String condition) {
    Response preview = preview("trader", "{\"select\": {" + condition + "}}");
    assertThat(preview.statusCode()).as("%s", preview.asString()).isEqualTo(200);
    String mark = desk.name("#");
    return Json.of(preview).<String>getList("positions.symbol").stream()
        .map(symbol -> symbol.replace(mark, "#"))
        .sorted()
        .toList();
  }

  private Response preview(String principal, String body) {
    return desk.as(principal).body(desk.name(body)).post("/unwind/v1/liquidations/preview");
  }

  private Response matching(String digest, String body) {
    return desk.as("trader")
        .header("If-Match", digest)
        .body(desk.name(body))
        .post("/unwind/v1/liquidations");
  }
}
