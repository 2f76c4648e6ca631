// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Liquidations and halts over several accounts over HTTP. */
@QuarkusTest
class UnwindActsTest {
  @Inject ImportBook importBook;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @Test
  void everyAccountOfTheCallerIsClosedAsOneActAndAKeyDoesItOnce() {
    String body =
        "{\"accounts\": [\"*\"], \"scope\": \"ACCOUNT\", \"cancelOrders\": true, \"reason\": \"bad day\"}";
    Response accepted = desk.liquidate("both", "act#", body);
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    Json act = Json.of(accepted);
    String id = act.getString("id");
    assertThat(accepted.header("Location")).endsWith("/unwind/v1/acts/" + id);
    assertThat(act.getString("status")).isEqualTo("DECIDED");
    assertThat(act.getList("accounts")).hasSize(4);
    assertThat(act.getList("accounts.status")).containsOnly("ACCEPTED");
    assertThat(act.getInt("sums.accepted")).isEqualTo(4);

    Response again = desk.liquidate("both", "act#", body);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(Json.of(again).getString("id")).isEqualTo(id);

    UnwindDesk.await(
        () -> Json.of(desk.get("both", "/acts/" + id)).getInt("sums.closing") == 0,
        "all liquidations end");
    Json ended = Json.of(desk.get("both", "/acts/" + id));
    assertThat(ended.getInt("sums.closed")).isEqualTo(4);
    assertThat(ended.getInt("sums.positionsClosed")).isEqualTo(6);
    assertThat(ended.getString("statedReason")).isEqualTo("bad day");
    assertThat(desk.quantity("both", "desk#", "AAPL#")).isEqualTo("0");
    assertThat(desk.quantity("both", "other#", "AAPL#")).isEqualTo("0");
    String liquidation = ended.getString("accounts[0].closing.liquidation");
    Json one = Json.of(desk.get("both", "/liquidations/" + liquidation));
    assertThat(one.getString("actId")).isEqualTo(id);
    assertThat(one.getString("statedReason")).isEqualTo("bad day");
  }

  @Test
  void accountsAreAcceptedOrRefusedEachWithItsReason() {
    Response accepted =
        desk.liquidate(
            "trader",
            "{\"accounts\": [\"desk#\", \"other#\", \"nobody\"], \"symbols\": [\"TSLA#\"]}"
                .replace("\"symbols\"", "\"scope\": \"POSITIONS\", \"symbols\""));
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    Json act = Json.of(accepted);
    assertThat(act.getList("accounts.status")).containsExactly("ACCEPTED", "REFUSED", "REFUSED");
    assertThat(act.getString("accounts[1].reason")).isEqualTo("ACCOUNT_NOT_FOUND");
    assertThat(act.getString("accounts[1].message"))
        .isEqualTo(act.getString("accounts[2].message"));
    desk.ended("trader", act.getString("accounts[0].closing.liquidation"));
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("0");
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");

    String id = act.getString("id");
    refused(desk.get("other", "/acts/" + id), 404, "ACT_NOT_FOUND");
    refused(desk.get("other", "/acts/" + UUID.randomUUID()), 404, "ACT_NOT_FOUND");
    refused(desk.get("trader", "/acts/nonsense"), 404, "ACT_NOT_FOUND");
    Json seen = Json.of(desk.get("reader", "/acts/" + id));
    assertThat(seen.getList("accounts")).hasSize(1);
  }

  @Test
  void aHaltBlocksCancelsAndClosesAndIsForRisk() {
    String body =
        "{\"accounts\": [\"desk#\", \"other#\"], \"reason\": \"bad day\", \"liquidate\": {}}";
    refused(halt("trader", body), 403, "NOT_PERMITTED");
    Response accepted = halt("risk", body);
    assertThat(accepted.statusCode()).as("%s", accepted.asString()).isEqualTo(202);
    Json act = Json.of(accepted);
    assertThat(act.getString("kind")).isEqualTo("HALT");
    assertThat(act.getList("accounts.blocked")).containsExactly("HALTED", "HALTED");
    int touched =
        act.getInt("accounts[0].cancels.canceled")
            + act.getInt("accounts[0].cancels.asked")
            + act.getInt("accounts[0].cancels.kept");
    assertThat(touched).isOne();
    desk.ended("risk", act.getString("accounts[0].closing.liquidation"));
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("0");
    Json account = Json.of(desk.get("risk", "/accounts/desk#"));
    assertThat(account.getString("tradingState.state")).isEqualTo("HALTED");
    assertThat(account.getString("tradingState.reason")).isEqualTo("bad day");

    // Lifted by risk alone, and not without saying why.
    refused(
        desk.put(
            "trader",
            "/accounts/desk#/trading-state",
            "{\"state\": \"ACTIVE\", \"reason\": \"over\"}"),
        403,
        "NOT_PERMITTED");
    refused(
        desk.put("risk", "/accounts/desk#/trading-state", "{\"state\": \"ACTIVE\"}"),
        400,
        "REQUEST_MALFORMED");
    assertThat(
            desk.put(
                    "risk",
                    "/accounts/desk#/trading-state",
                    "{\"state\": \"ACTIVE\", \"reason\": \"over\"}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void whoPrefersToWaitIsAnsweredWithTheOutcomeOfAllAccounts() {
    String close = "{\"accounts\": [\"*\"], \"scope\": \"ACCOUNT\", \"cancelOrders\": true}";
    String halt = "{\"accounts\": [\"desk#\", \"other#\"], \"reason\": \"x\", \"liquidate\": {}}";
    for (String[] asked :
        new String[][] {{"both", "/liquidations", close}, {"risk", "/halts", halt}}) {
      List<Response> answers = new ArrayList<>();
      UnwindDesk.await(
          () -> {
            Response answer =
                desk.as(asked[0])
                    .header("Idempotency-Key", desk.name("waits#" + asked[1]))
                    .header("Prefer", "wait=99999999999")
                    .body(desk.name(asked[2]))
                    .post("/unwind/v1" + asked[1]);
            answers.add(answer);
            return answer.statusCode() == 200;
          },
          "the outcome");
      Response last = answers.get(answers.size() - 1);
      assertThat(last.header("Preference-Applied")).isEqualTo("wait=30");
      Json act = Json.of(last);
      assertThat(act.getString("status")).isEqualTo("DECIDED");
      assertThat(act.getInt("sums.pending") + act.getInt("sums.closing")).isZero();
    }
  }

  /** Whoever reads that it is CLOSE_ONLY would send orders that a halt refuses. */
  @Test
  void accountThatWasHaltedBeforeIsNotSaidToBeLess() {
    String reducing =
        "{\"accounts\": [\"desk#\", \"other#\"], \"reason\": \"y\", \"state\": \"CLOSE_ONLY\"}";
    assertThat(halt("risk", "{\"accounts\": [\"desk#\"], \"reason\": \"x\"}").statusCode())
        .isEqualTo(202);

    Response restricted = halt("risk", reducing);

    assertThat(Json.of(restricted).getList("accounts.blocked"))
        .as("%s", restricted.asString())
        .containsExactly("HALTED", "CLOSE_ONLY");
    Json closed =
        Json.of(
            desk.liquidate(
                "risk",
                "{\"accounts\": [\"desk#\"], \"scope\": \"ACCOUNT\", \"cancelOrders\": true, \"then\": \"closeOnly\"}"));
    assertThat(closed.getList("accounts.blocked")).containsExactly("HALTED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"accounts\": [], \"scope\": \"ACCOUNT\"}",
        "{\"accounts\": [\"*\", \"desk#\"], \"scope\": \"ACCOUNT\"}",
        "{\"accounts\": [\"desk#\"], \"account\": \"desk#\", \"scope\": \"ACCOUNT\"}",
        "{\"accounts\": [\"desk#\"], \"scope\": \"POSITIONS\", \"positions\": [1]}",
        "{\"accounts\": [\"desk#\"]}"
      })
  void whatNoActCanBeIsRefused(String body) {
    refused(desk.liquidate("both", body), 400, "REQUEST_MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"accounts\": [\"desk#\"]}",
        "{\"accounts\": [\"desk#\"], \"reason\": \" \"}",
        "{\"accounts\": [\"desk#\"], \"reason\": \"x\", \"state\": \"ACTIVE\"}",
        "{\"accounts\": [\"desk#\"], \"reason\": \"x\", \"liquidate\": {\"symbols\": [\"AAPL#\"]}}"
      })
  void whatNoHaltCanBeIsRefused(String body) {
    refused(halt("risk", body), 400, "REQUEST_MALFORMED");
    assertThat(Json.of(desk.get("risk", "/accounts/desk#")).getString("tradingState.state"))
        .isEqualTo("ACTIVE");
  }

  private Response halt(String principal, String body) {
    return desk.as(principal).body(desk.name(body)).post("/unwind/v1/halts");
  }
}
