// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.Principals;
import dev.unwind.application.act.ActConfig;
import dev.unwind.application.schedule.FireSchedules;
import dev.unwind.application.schedule.ScheduleConfig;
import dev.unwind.application.schedule.ScheduleStore;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UnwindSchedulesTest {
  private static final String FAR = Instant.now().plus(Duration.ofDays(30)).toString();

  @Inject ImportBook importBook;
  @Inject ScheduleStore store;
  @Inject Principals principals;
  @Inject InstantSource clock;
  @Inject ScheduleConfig config;
  @Inject ActConfig acts;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @Test
  void aScheduleFiresAtItsTimeAndShowsWhatCameOfIt() {
    String at = Instant.now().plusSeconds(3).toString();
    Response made =
        schedule(
            "risk",
            "{\"at\": \"%s\", \"liquidation\": {\"account\": \"desk#\", \"scope\": \"ACCOUNT\","
                + " \"cancelOrders\": true, \"then\": \"halt\", \"reason\": \"end of day\"}}",
            at);
    assertThat(made.statusCode()).as("%s", made.asString()).isEqualTo(201);
    assertThat(Json.of(made).getString("status")).isEqualTo("ACTIVE");
    assertThat(Instant.parse(Json.of(made).getString("nextDue")))
        .isEqualTo(Instant.parse(at).truncatedTo(ChronoUnit.MICROS));
    assertThat(Json.of(made).getString("request.liquidation.then")).isEqualTo("halt");
    String path = "/schedules/" + Json.of(made).getString("id");
    assertThat(desk.quantity("reader", "desk#", "TSLA#")).isEqualTo("-4");

    UnwindDesk.await(
        () -> Json.of(desk.get("risk", path)).getString("status").equals("ENDED"), "it fires");
    Json fired = Json.of(desk.get("risk", path));
    assertThat(fired.getList("firings.outcome")).isEqualTo(List.of("FIRED"));
    String act = fired.getString("firings[0].act");
    UnwindDesk.await(
        () -> Json.of(desk.get("risk", "/acts/" + act)).getString("status").equals("DECIDED"),
        "its act is decided");
    Json done = Json.of(desk.get("risk", "/acts/" + act));
    assertThat(done.getString("actor")).isEqualTo(desk.name("risk#"));
    assertThat(done.getString("statedReason")).isEqualTo("end of day");
    desk.ended("reader", done.getString("accounts[0].closing.liquidation"));
    assertThat(desk.quantity("reader", "desk#", "TSLA#")).isEqualTo("0");
    assertThat(Json.of(desk.get("reader", "/accounts/desk#")).getString("tradingState.state"))
        .isEqualTo("HALTED");
    refused(desk.as("risk").delete("/unwind/v1" + path), 409, "SCHEDULE_ENDED");
  }

  @Test
  void aScheduleThatCannotBeReadKeepsNoOtherFromFiring() {
    String body =
        "{\"at\": \"%s\", \"liquidation\": {\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}}";
    UUID unreadable = UUID.fromString(Json.of(schedule("risk", body, FAR)).getString("id"));
    try (LedgerRows rows = new LedgerRows()) {
      rows.execute(
          """
          update schedule set rule = '{"kind": "A_RULE_TO_COME"}', next_due = now() - interval '1 hour' where schedule_id = ?
          """,
          unreadable);
      Response made = schedule("risk", body, Instant.now().plusSeconds(2).toString());
      String path = "/schedules/" + Json.of(made).getString("id");
      UnwindDesk.await(
          () -> Json.of(desk.get("risk", path)).getString("status").equals("ENDED"), "it fires");
      FireSchedules anew = new FireSchedules(store, principals, clock, config, acts);
      anew.sweep().await().atMost(Duration.ofSeconds(60));
      rows.execute("delete from schedule where schedule_id = ?", unreadable);
    }
  }

  @Test
  void aScheduleIsChangedAsItWasSeenAndCancelled() {
    String body =
        "{\"at\": \"%s\", \"liquidation\": {\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}}";
    Response made = schedule("trader", body, FAR);
    String path = "/unwind/v1/schedules/" + Json.of(made).getString("id");
    assertThat(made.header("Location")).endsWith(path);
    String tag = made.header("ETag");
    String daily =
        desk.name(
            "{\"beforeClose\": \"15m\", \"repeat\": true, \"lateUntil\": \"PT1M\", \"liquidation\":"
                + " {\"account\": \"desk#\", \"select\": {\"assetClasses\": [\"us_equity\"]}}}");
    refused(desk.as("trader").body(daily).put(path), 428, "PRECONDITION_MISSING");
    Response changed = desk.as("trader").header("If-Match", tag).body(daily).put(path);
    assertThat(changed.statusCode()).as("%s", changed.asString()).isEqualTo(200);
    assertThat(Json.of(changed).getString("request.beforeClose")).isEqualTo("15m");
    assertThat(Instant.parse(Json.of(changed).getString("nextDue"))).isBefore(Instant.parse(FAR));
    refused(desk.as("trader").header("If-Match", tag).body(daily).put(path), 412, "BOOK_CHANGED");
    refused(desk.as("trader").header("If-Match", tag).delete(path), 412, "BOOK_CHANGED");
    refused(desk.as("both").get(path), 404, "SCHEDULE_NOT_FOUND");
    refused(desk.as("both").delete(path), 404, "SCHEDULE_NOT_FOUND");
    refused(desk.get("risk", "/schedules/" + UUID.randomUUID()), 404, "SCHEDULE_NOT_FOUND");
    assertThat(Json.of(desk.get("trader", "/schedules?status=active")).getList("schedules"))
        .hasSize(1);
    assertThat(Json.of(desk.get("both", "/schedules")).getList("schedules")).isEmpty();

    Response gone = desk.as("trader").header("If-Match", changed.header("ETag")).delete(path);
    assertThat(gone.statusCode()).as("%s", gone.asString()).isEqualTo(200);
    assertThat(Json.of(gone).getString("status")).isEqualTo("CANCELED");
    assertThat(Json.of(gone).getString("nextDue")).isNull();
    assertThat(desk.as("risk").delete(path).statusCode()).isEqualTo(200);
    assertThat(Json.of(desk.get("trader", "/schedules?status=active")).getList("schedules"))
        .isEmpty();
  }

  @Test
  void theSameKeyMakesOneSchedule() {
    String body =
        desk.name(
            "{\"at\": \""
                + FAR
                + "\", \"liquidation\": {\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}}");
    Response first = keyed(body);
    Response second = keyed(body);
    assertThat(Json.of(second).getString("id")).isEqualTo(Json.of(first).getString("id"));
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    refused(
        keyed(body.replace("ACCOUNT\"}", "ACCOUNT\", \"cancelOrders\": true}")),
        422,
        "IDEMPOTENCY_KEY_REUSED");
    desk.as("trader").delete("/unwind/v1/schedules/" + Json.of(first).getString("id"));
  }

  private Response keyed(String body) {
    return desk.as("trader")
        .header("Idempotency-Key", desk.name("schedule#"))
        .body(body)
        .post("/unwind/v1/schedules");
  }

  @Test
  void whatNeverClosesIsNotScheduledForItsClose() {
    Response all =
        schedule("trader", "{\"beforeClose\": \"15m\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}");
    refused(all, 400, "REQUEST_MALFORMED");
    assertThat(Json.of(all).getString("details.symbol")).isEqualTo(desk.name("BTC#/USD"));
    refused(
        schedule(
            "trader",
            "{\"beforeClose\": \"15m\", \"liquidation\": {\"select\": {\"symbols\": [\"BTC#/USD\"]}}}"),
        400,
        "REQUEST_MALFORMED");
    Response others =
        schedule(
            "trader",
            "{\"beforeClose\": \"15m\", \"liquidation\": {\"select\": {\"except\": [\"BTC*\"]}}}");
    assertThat(others.statusCode()).as("%s", others.asString()).isEqualTo(201);
    desk.as("trader").delete("/unwind/v1/schedules/" + Json.of(others).getString("id"));
  }

  @Test
  void whoMayNotCloseOrLatchNowMakesNoScheduleOfIt() {
    String body =
        "{\"at\": \"%s\", \"liquidation\": {\"account\": \"%s\", \"scope\": \"ACCOUNT\"%s}}";
    refused(schedule("reader", body, FAR, "desk#", ""), 403, "NOT_PERMITTED");
    refused(schedule("trader", body, FAR, "desk#", ", \"then\": \"halt\""), 403, "NOT_PERMITTED");
    refused(schedule("trader", body, FAR, "other#", ""), 404, "ACCOUNT_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"at\": \"2026-01-01T00:00:00Z\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"+999999999-12-31T23:59:59Z\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"tomorrow\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"2999-01-01T00:00:00Z\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"2027-01-01T00:00:00Z\", \"beforeClose\": \"15m\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"2027-01-01T00:00:00Z\", \"repeat\": true, \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"2027-01-01T00:00:00Z\", \"lateUntil\": \"2026-12-31T00:00:00Z\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"at\": \"2027-01-01T00:00:00Z\"}",
        "{\"at\": \"2027-01-01T00:00:00Z\", \"liquidation\": {\"scope\": \"ACCOUNT\", \"when\": 1}}",
        "{\"at\": \"2027-01-01T00:00:00Z\", \"liquidation\": {\"scope\": \"POSITIONS\", \"positions\": [1]}}",
        "{\"beforeClose\": \"0m\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"beforeClose\": \"13h\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"beforeClose\": \"soon\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}",
        "{\"beforeClose\": \"15m\", \"lateUntil\": \"16m\", \"liquidation\": {\"scope\": \"ACCOUNT\"}}"
      })
  void aScheduleThatMakesNoSenseIsRefused(String body) {
    refused(schedule("trader", body.replace("%", "%%")), 400, "REQUEST_MALFORMED");
  }

  private Response schedule(String principal, String body, Object... parts) {
    return desk.as(principal).body(desk.name(body.formatted(parts))).post("/unwind/v1/schedules");
  }
}
