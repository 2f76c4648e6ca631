// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UnwindHeartbeatTest {
  private static final String PATH = "/accounts/desk#/heartbeat";

  @Inject ImportBook importBook;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @Test
  void whoIsNotHeardOfIsHaltedAndClosed() {
    Response beat = desk.put("trader", PATH, "{\"timeout\": \"2s\", \"action\": \"liquidate\"}");
    assertThat(beat.statusCode()).as("%s", beat.asString()).isEqualTo(200);
    assertThat(Json.of(beat).getString("timeout")).isEqualTo("PT2S");
    assertThat(Json.of(beat).getString("actor")).isEqualTo(desk.name("trader#"));

    UnwindDesk.await(
        () -> Json.of(desk.get("reader", PATH)).getString("act") != null, "it is missed");
    String act = Json.of(desk.get("reader", PATH)).getString("act");
    UnwindDesk.await(
        () -> Json.of(desk.get("risk", "/acts/" + act)).getString("status").equals("DECIDED"),
        "its act is decided");
    Json done = Json.of(desk.get("trader", "/acts/" + act));
    assertThat(done.getString("actor")).isEqualTo(desk.name("trader#"));
    assertThat(done.getString("statedReason")).startsWith("not heard of since");
    desk.ended("reader", done.getString("accounts[0].closing.liquidation"));
    assertThat(desk.quantity("reader", "desk#", "AAPL#")).isEqualTo("0");
    assertThat(Json.of(desk.get("reader", "/accounts/desk#")).getString("tradingState.state"))
        .isEqualTo("HALTED");
  }

  @Test
  void aHeartbeatThatCannotBeReadKeepsNoOtherFromBeingMissed() {
    desk.put("risk", "/accounts/other#/heartbeat", "{\"timeout\": \"1h\", \"action\": \"halt\"}");
    long other = Json.of(desk.get("risk", "/accounts/other#")).getLong("id");
    try (LedgerRows rows = new LedgerRows()) {
      // As a newer build may have written it.
      rows.execute("alter table heartbeat drop constraint heartbeat_action_check");
      rows.execute(
          """
          update heartbeat set action = 'AN_ACTION_TO_COME', timeout = interval '1 second',
            due_at = now() - interval '1 hour' where account_id = ?
          """,
          other);
      desk.put("trader", PATH, "{\"timeout\": \"2s\", \"action\": \"closeOnly\"}");
      UnwindDesk.await(
          () -> Json.of(desk.get("reader", PATH)).getString("act") != null, "it is missed");
      rows.execute("delete from heartbeat where account_id = ?", other);
      rows.execute(
          "alter table heartbeat add constraint heartbeat_action_check"
              + " check (action in ('CLOSE_ONLY', 'HALT', 'LIQUIDATE'))");
    }
  }

  @Test
  void aPromiseIsTakenBackByWhoHasMadeItOrByRisk() {
    String hour = "{\"timeout\": \"1h\", \"action\": \"closeOnly\"}";
    desk.put("risk", PATH, hour);
    Response others = desk.as("trader").delete(desk.name("/unwind/v1" + PATH));
    refused(others, 403, "NOT_PERMITTED");
    refused(desk.put("trader", PATH, hour), 403, "NOT_PERMITTED");
    assertThat(desk.as("risk").delete(desk.name("/unwind/v1" + PATH)).statusCode()).isEqualTo(204);
    desk.put("trader", PATH, hour);
    assertThat(desk.as("trader").delete(desk.name("/unwind/v1" + PATH)).statusCode())
        .isEqualTo(204);
    refused(desk.get("reader", PATH), 404, "HEARTBEAT_NOT_FOUND");
    refused(desk.put("reader", PATH, hour), 403, "NOT_PERMITTED");
    refused(desk.put("other", PATH, hour), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("other", PATH), 404, "ACCOUNT_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"timeout\": \"30s\"}",
        "{\"action\": \"halt\"}",
        "{\"timeout\": \"soon\", \"action\": \"halt\"}",
        "{\"timeout\": \"0s\", \"action\": \"halt\"}",
        "{\"timeout\": \"25h\", \"action\": \"halt\"}",
        "{\"timeout\": \"30s\", \"action\": \"HALT\"}",
        "{\"timeout\": \"30s\", \"action\": \"halt\", \"then\": \"halt\"}"
      })
  void aPromiseThatMakesNoSenseIsRefused(String body) {
    refused(desk.put("trader", PATH, body), 400, "REQUEST_MALFORMED");
  }
}
