// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.control.LatchAccount;
import dev.unwind.application.control.LatchConfig;
import dev.unwind.application.control.Lift;
import dev.unwind.application.control.LiftStore;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A latch that takes two to lift. */
@QuarkusTest
class UnwindLiftsTest {
  private static final String STATE = "/accounts/desk#/trading-state";
  private static final String HALT = "{\"state\": \"HALTED\", \"reason\": \"daily loss limit\"}";
  private static final String OPEN = "{\"state\": \"ACTIVE\", \"reason\": \"limits reset\"}";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Inject ImportBook importBook;
  @Inject LiftStore store;
  @Inject InstantSource clock;

  private UnwindDesk desk;

  @BeforeEach
  void aDeskWhoseLatchTwoLift() {
    desk = new UnwindDesk(importBook);
    Response set = desk.put("admin", "/accounts/desk#/settings", "{\"requireSecondPerson\": true}");
    assertThat(set.statusCode()).as("%s", set.asString()).isEqualTo(200);
    assertThat(desk.put("risk", STATE, HALT).statusCode()).isEqualTo(200);
  }

  private String state() {
    return Json.of(desk.get("reader", STATE)).getString("state");
  }

  private String asked(String by, String body) {
    Response asked = desk.put(by, STATE, body);
    assertThat(asked.statusCode()).as("%s", asked.asString()).isEqualTo(202);
    assertThat(Json.of(asked).getString("status")).isEqualTo("PENDING");
    String id = Json.of(asked).getString("id");
    assertThat(asked.header("Location")).endsWith("/unwind/v1/lifts/" + id);
    return id;
  }

  private Response confirm(String by, String id) {
    return desk.post(by, "/lifts/" + id + "/confirmation", "");
  }

  @Test
  void aLatchStaysUntilAnotherPrincipalConfirms() {
    String id = asked("risk", OPEN);
    assertThat(state()).isEqualTo("HALTED");
    // Neither the same key, nor another one of the same principal; nor who may not lift at all.
    refused(confirm("risk", id), 403, "SECOND_PERSON_REQUIRED");
    refused(confirm("risk-again", id), 403, "SECOND_PERSON_REQUIRED");
    refused(confirm("trader", id), 403, "NOT_PERMITTED");
    refused(desk.get("other", "/lifts/" + id), 404, "LIFT_NOT_FOUND");
    assertThat(state()).isEqualTo("HALTED");
    assertThat(Json.of(desk.get("reader", "/lifts?status=pending")).getList("lifts.id"))
        .containsExactly(id);

    Response confirmed = confirm("admin", id);

    assertThat(confirmed.statusCode()).as("%s", confirmed.asString()).isEqualTo(200);
    Json lift = Json.of(desk.get("reader", "/lifts/" + id));
    assertThat(lift.getString("status")).isEqualTo("CONFIRMED");
    assertThat(lift.getString("actor")).isEqualTo(desk.name("risk#"));
    assertThat(lift.getString("decidedBy")).isEqualTo(desk.name("admin#"));
    assertThat(lift.getString("lifts.reason")).isEqualTo("daily loss limit");
    Json latch = Json.of(desk.get("reader", STATE));
    assertThat(latch.getString("state")).isEqualTo("ACTIVE");
    assertThat(latch.getString("by")).isEqualTo(desk.name("admin#"));
    assertThat(latch.getString("reason")).isEqualTo(desk.name("limits reset (asked for by risk#)"));
    refused(confirm("admin", id), 409, "LIFT_ENDED");
    Json events = Json.of(desk.get("reader", "/events?kind=LIFT_REQUESTED,ACCOUNT_LATCHED"));
    assertThat(events.getList("events.kind"))
        .containsExactly("ACCOUNT_LATCHED", "LIFT_REQUESTED", "ACCOUNT_LATCHED");
    assertThat(events.getList("events.actor"))
        .containsExactly(desk.name("risk#"), desk.name("risk#"), desk.name("admin#"));
    assertThat(events.getString("events[1].tradingState.reason")).isEqualTo("limits reset");
  }

  @Test
  void nothingElseLoosensALatch() {
    refused(desk.put("risk", STATE, "{\"state\": \"CLOSE_ONLY\"}"), 400, "REQUEST_MALFORMED");
    desk.post(
        "risk",
        "/halts",
        "{\"accounts\": [\"desk#\"], \"state\": \"CLOSE_ONLY\", \"reason\": \"softly\"}");
    assertThat(state()).isEqualTo("HALTED");
    desk.liquidate(
        "risk", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\", \"then\": \"closeOnly\"}");
    assertThat(state()).isEqualTo("HALTED");
    // A half of it is a lifting, too.
    String id = asked("risk", "{\"state\": \"CLOSE_ONLY\", \"reason\": \"reduce\"}");
    assertThat(confirm("admin", id).statusCode()).isEqualTo(200);
    assertThat(state()).isEqualTo("CLOSE_ONLY");
    // To restrict takes one.
    assertThat(desk.put("risk", STATE, HALT).statusCode()).isEqualTo(200);
  }

  @Test
  void whatWasAskedForBeforeAHeartbeatWasMissedDoesNotPassItOver() {
    String id = asked("risk", OPEN);
    desk.put(
        "trader", "/accounts/desk#/heartbeat", "{\"timeout\": \"1s\", \"action\": \"closeOnly\"}");
    UnwindDesk.await(
        () -> Json.of(desk.get("reader", "/accounts/desk#/heartbeat")).getString("act") != null,
        "it is missed");
    String act = Json.of(desk.get("reader", "/accounts/desk#/heartbeat")).getString("act");
    UnwindDesk.await(
        () -> Json.of(desk.get("risk", "/acts/" + act)).getString("status").equals("DECIDED"),
        "its act is decided");
    // Halted as before, though now for somebody who has vanished.
    Json latch = Json.of(desk.get("reader", STATE));
    assertThat(latch.getString("state")).isEqualTo("HALTED");
    assertThat(latch.getString("reason")).startsWith("not heard of since");
    refused(confirm("admin", id), 412, "BOOK_CHANGED");
    assertThat(state()).isEqualTo("HALTED");
  }

  @Test
  void whatWasAskedForBeforeAHaltOrACloseRestrictedDoesNotPassThemOver() {
    String id = asked("risk", OPEN);
    desk.post(
        "risk",
        "/halts",
        "{\"accounts\": [\"desk#\"], \"state\": \"CLOSE_ONLY\", \"reason\": \"softly\"}");
    refused(confirm("admin", id), 412, "BOOK_CHANGED");
    String next = asked("risk", OPEN);
    desk.liquidate(
        "risk", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\", \"then\": \"closeOnly\"}");
    refused(confirm("admin", next), 412, "BOOK_CHANGED");
    assertThat(state()).isEqualTo("HALTED");
  }

  @Test
  void whatWasAskedForOneLatchDoesNotLiftTheNext() {
    String id = asked("risk", OPEN);
    desk.put("risk", STATE, "{\"state\": \"HALTED\", \"reason\": \"again\"}");
    refused(confirm("admin", id), 412, "BOOK_CHANGED");
    assertThat(state()).isEqualTo("HALTED");
  }

  @Test
  void whatWasAskedForBeforeARuleBrokeDoesNotPassItOver() {
    String id = asked("risk", OPEN);
    Response set =
        desk.put(
            "risk",
            "/accounts/desk#/rules",
            "{\"maxPositionNotional\": \"1\", \"action\": \"closeOnly\"}");
    assertThat(Json.of(set).getList("standing.broken")).containsExactly("maxPositionNotional");
    // Halted as before, though now for what the rule says.
    Json latch = Json.of(desk.get("reader", STATE));
    assertThat(latch.getString("state")).isEqualTo("HALTED");
    assertThat(latch.getString("reason")).startsWith("maxPositionNotional 1:");
    refused(confirm("admin", id), 412, "BOOK_CHANGED");
    assertThat(state()).isEqualTo("HALTED");
  }

  @Test
  void whatIsTakenBackOrRefusedIsNotConfirmed() {
    String id = asked("risk", OPEN);
    Response refusal = desk.as("admin").delete("/unwind/v1/lifts/" + id);
    assertThat(refusal.statusCode()).as("%s", refusal.asString()).isEqualTo(200);
    assertThat(Json.of(refusal).getString("status")).isEqualTo("WITHDRAWN");
    refused(confirm("admin", id), 409, "LIFT_ENDED");
    refused(desk.as("risk").delete("/unwind/v1/lifts/" + id), 409, "LIFT_ENDED");
    assertThat(state()).isEqualTo("HALTED");
  }

  @Test
  void thatTwoLiftItIsNotTakenBackWhileItIsLatched() {
    String path = "/accounts/desk#/settings";
    refused(desk.put("risk", path, "{}"), 403, "NOT_PERMITTED");
    refused(desk.put("admin", path, "{}"), 403, "SECOND_PERSON_REQUIRED");
    refused(desk.put("admin", "/accounts/nobody/settings", "{}"), 404, "ACCOUNT_NOT_FOUND");
    refused(
        desk.put("admin", path, "{\"dayStart\": {\"time\": \"17:00\", \"zone\": \"Mars\"}}"),
        400,
        "REQUEST_MALFORMED");
    Response fine =
        desk.put(
            "admin",
            path,
            "{\"requireSecondPerson\": true, \"dayStart\": {\"time\": \"09:30:15.123456789\", \"zone\": \"UTC\"}}");
    assertThat(Json.of(fine).getString("dayStart.time")).isEqualTo("09:30:15");
    Response seen = desk.get("reader", path);
    assertThat(seen.header("ETag")).isEqualTo(fine.header("ETag"));
    assertThat(Json.of(seen).getBoolean("requireSecondPerson")).isTrue();
    String day =
        "{\"requireSecondPerson\": true, \"dayStart\": {\"time\": \"17:00\", \"zone\": \"America/Chicago\"}}";
    String named = desk.name("/unwind/v1" + path);
    assertThat(
            desk.as("admin")
                .header("If-Match", seen.header("ETag"))
                .body(day)
                .put(named)
                .statusCode())
        .isEqualTo(200);
    refused(
        desk.as("admin").header("If-Match", seen.header("ETag")).body(day).put(named),
        412,
        "BOOK_CHANGED");
    confirm("admin", asked("risk", OPEN));
    assertThat(desk.put("admin", path, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void whatNobodyConfirmsInTimeLapses() {
    LatchAccount hasty = new LatchAccount(store, within(Duration.ofMillis(1)), clock);
    Lift asked =
        await(hasty.latch(actor(1), account(), TradingState.ACTIVE, "limits reset")).asked();
    assertThat(asked).isNotNull();
    String id = asked.id().toString();
    UnwindDesk.await(() -> clock.instant().isAfter(asked.expiresAt()), "it has lapsed");
    refused(confirm("admin", id), 409, "LIFT_ENDED");
    assertThat(Json.of(desk.get("reader", "/lifts/" + id)).getString("status"))
        .isEqualTo("EXPIRED");
    assertThat(Json.of(desk.get("reader", "/lifts?status=expired")).getList("lifts.id"))
        .containsExactly(id);
    assertThat(Json.of(desk.get("reader", "/lifts?status=pending")).getList("lifts")).isEmpty();
  }

  @Test
  void ofAllWhoConfirmAtOnceOneLifts() {
    LatchAccount latch = new LatchAccount(store, within(Duration.ofMinutes(10)), clock);
    for (int round = 0; round < 10; round++) {
      await(latch.latch(actor(1), account(), TradingState.HALTED, "round " + round));
      Lift asked = await(latch.latch(actor(1), account(), TradingState.ACTIVE, "r")).asked();
      assertThat(asked).isNotNull();
      List<Uni<Boolean>> all =
          List.of(2, 3, 1, 4).stream()
              .map(
                  who ->
                      latch
                          .confirm(actor(who), asked)
                          .map(done -> true)
                          .onFailure(UnwindLiftsTest::isRefusal)
                          .recoverWithItem(false))
              .toList();
      assertThat(await(Uni.join().all(all).andFailFast())).containsOnlyOnce(true);
    }
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof TradingException refused
        && (refused.reason() == Reason.LIFT_ENDED
            || refused.reason() == Reason.SECOND_PERSON_REQUIRED);
  }

  private AccountId account() {
    return new AccountId(Json.of(desk.get("reader", "/accounts/desk#")).getLong("id"));
  }

  private Actor actor(int who) {
    return new Actor(
        new Principal(
            new PrincipalId(who), "risk-" + who, Set.of(Role.RISK), AccountScope.of(account())),
        "unwind",
        null);
  }

  private static LatchConfig within(Duration time) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(LatchConfig.class)
        .withDefaultValue("unwind.latch.require-second-person", "true")
        .withDefaultValue("unwind.latch.confirm-within", time.toString())
        .build()
        .getConfigMapping(LatchConfig.class);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }
}
