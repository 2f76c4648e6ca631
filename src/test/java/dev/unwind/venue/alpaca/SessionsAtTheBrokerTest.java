// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.calendar.Sessions;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.venue.Awaiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The broker's market has the hours that the broker says. */
@BesideTheApplication
class SessionsAtTheBrokerTest extends HoursOfABroker {
  @Test
  void holidaysAndShortDaysAreThoseOfTheBrokersCalendar() {
    Sessions sessions = owner(WAITS).venue().sessions();
    assertThat(sessions.isOpen(share, FRIDAY_MORNING)).isTrue();
    assertThat(sessions.isOpen(share, FRIDAY_CLOSE.minusSeconds(1))).isTrue();
    assertThat(sessions.isOpen(share, FRIDAY_CLOSE)).isFalse();
    assertThat(sessions.isOpen(share, TUESDAY_CLOSE.minusSeconds(1))).isTrue();
    assertThat(sessions.isOpen(share, TUESDAY_CLOSE)).isFalse();
    assertThat(sessions.dayOrderExpiry(share, FRIDAY_MORNING)).isEqualTo(FRIDAY_CLOSE);
    assertThat(sessions.dayOrderExpiry(share, FRIDAY_CLOSE)).isEqualTo(TUESDAY_CLOSE);
    assertThat(sessions.nextOpen(share, FRIDAY_CLOSE))
        .isEqualTo(Instant.parse("2026-12-01T14:30:00Z"));
    assertThat(sessions.nextOpen(share, Instant.parse("2026-12-02T22:00:00Z")))
        .as("beyond its last day")
        .isEqualTo(Instant.parse("2026-12-03T14:30:00Z"));
    assertThat(sessions.tradeDate(share, FRIDAY_AFTERNOON))
        .isEqualTo(LocalDate.parse("2026-11-27"));
    assertThat(sessions.tradeDate(share, MONDAY)).isEqualTo(LocalDate.parse("2026-12-01"));
    assertThat(
            sessions.openTime(
                share, FRIDAY_CLOSE.minusSeconds(3600), Instant.parse("2026-12-01T15:00:00Z")))
        .isEqualTo(Duration.ofMinutes(90));
    assertThat(sessions.closing()).isSameAs(sessions);
    // Beyond its last day the public calendar goes on, and what always trades does.
    assertThat(sessions.isOpen(share, Instant.parse("2026-12-03T15:00:00Z"))).isTrue();
    assertThat(sessions.isOpen(share, Instant.parse("2026-12-25T15:00:00Z"))).isFalse();
    assertThat(sessions.isOpen(coin, MONDAY)).isTrue();
  }

  @Test
  void aReplicaThatDoesNotSpeakToTheBrokerGoesByWhatTheOtherHasRead() {
    owner(WAITS);
    Awaiting.await(PATIENCE, () -> kept() == 1);
    BrokerLink other = link(WAITS);
    awaitCalendar(other);
    assertThat(other.venue().room()).isZero();
    assertThat(broker.count("GET /v2/calendar")).isEqualTo(1);
  }

  private int kept() {
    return pool.query("select count(*) from alpaca_venue.calendar")
        .execute()
        .await()
        .atMost(PATIENCE)
        .iterator()
        .next()
        .getInteger(0);
  }

  /** The broker's list of days with something else behind it. */
  private static JsonArray listedWith(Object last) {
    return CALENDAR.copy().add(last);
  }

  @Test
  void aCalendarThatCannotBeReadChangesNothingUntilOneCan() {
    for (JsonArray spoilt :
        List.of(
            new JsonArray(),
            CALENDAR.copy().addNull(),
            listedWith("2026-12-03"),
            listedWith(day("27 November", "13:00", "1700")),
            listedWith(day("2026-12-03", "later", "1700")),
            listedWith(day("2026-12-03", "16:00", "2000").putNull("close")),
            listedWith(day("2026-12-03", "09:00", "1700")))) {
      broker.calendar = spoilt;
      BrokerLink link = link(WAITS);
      awaitAsked();
      awaitAsked();
      assertThat(link.venue().sessions().isOpen(share, MONDAY)).as("%s", spoilt).isTrue();
      assertThat(kept()).isZero();
      broker.calendar = CALENDAR;
      awaitKept();
      awaitCalendar(link);
      link.stop().await().atMost(PATIENCE);
      execute("delete from alpaca_venue.calendar");
    }
  }

  /** Lets the time pass after which the calendar is asked for again. */
  private void awaitAsked() {
    long before = broker.count("GET /v2/calendar");
    now = now.plus(Duration.ofMinutes(5));
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/calendar") > before);
  }

  /** By the next question, or by the last, whose answer may be under way. */
  private void awaitKept() {
    now = now.plus(Duration.ofMinutes(5));
    Awaiting.await(PATIENCE, () -> kept() == 1);
  }

  private void execute(String sql) {
    pool.query(sql).execute().await().atMost(PATIENCE);
  }

  @Test
  void aDayWhoseExtendedHoursCannotBeReadHasTheRegularOnes() {
    JsonObject day = day("2026-12-03", "16:00", "2560");
    broker.calendar =
        listedWith(day).add(day("2026-12-04", "16:00", "2000").putNull("session_open"));
    Sessions closing = owner(LIMITS).venue().sessions().closing();
    assertThat(closing.isOpen(share, Instant.parse("2026-12-03T15:00:00Z"))).isTrue();
    assertThat(closing.isOpen(share, Instant.parse("2026-12-03T22:00:00Z"))).isFalse();
    assertThat(closing.isOpen(share, Instant.parse("2026-12-04T22:00:00Z"))).isFalse();
    assertThat(closing.isOpen(share, FRIDAY_AFTERNOON)).isTrue();
  }

  @Test
  void aCalendarThatCouldNotBeKeptIsAskedForAgain() {
    execute(
        "alter table alpaca_venue.calendar add constraint none_for_now check (read_at < '2000-01-01')");
    BrokerLink link = owner(WAITS);
    awaitAsked();
    assertThat(kept()).isZero();
    assertThat(link.venue().sessions().isOpen(share, MONDAY)).isFalse();
    execute("alter table alpaca_venue.calendar drop constraint none_for_now");
    awaitKept();
  }

  @Test
  void anOlderCalendarDoesNotTakeThePlaceOfANewerOne() {
    execute("insert into alpaca_venue.calendar values ('%s', '[]', '2026-11-28')".formatted(name));
    owner(WAITS);
    long before = broker.count("GET /v2/calendar");
    now = now.plus(Duration.ofHours(7));
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/calendar") > before);
    assertThat(
            pool.query("select days from alpaca_venue.calendar")
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString(0))
        .isEqualTo("[]");
  }

  private void awaitOpenTime(BrokerLink link, Instant to, Duration open) {
    Awaiting.await(
        PATIENCE, () -> link.venue().sessions().openTime(share, FRIDAY_MORNING, to).equals(open));
  }

  @Test
  void timeInAHaltIsNotOpenTimeWhoeverCountsIt() {
    JsonObject halted = new JsonObject().put("is_open", false);
    Instant end = FRIDAY_MORNING.plus(Duration.ofMinutes(20));
    BrokerLink owner = owner(WAITS);
    for (int minute = 2; minute < 20; minute += 2) {
      awaitClock(halted, FRIDAY_MORNING.plus(Duration.ofMinutes(minute)));
      // An answer counts from when it comes, which is before the time goes on.
      awaitOpenTime(owner, now.plus(Duration.ofMinutes(5)), Duration.ofMinutes(2));
    }
    awaitClock(new JsonObject().put("is_open", true), end);
    awaitOpenTime(owner, end.plus(Duration.ofMinutes(3)), Duration.ofMinutes(5));
    BrokerLink other = link(WAITS);
    awaitOpenTime(other, end.plus(Duration.ofMinutes(3)), Duration.ofMinutes(5));
  }

  @Test
  void aHaltOfWhoseEndNobodyHearsIsOverWhenTheClockIsNotBelievedAnyMore() {
    BrokerLink owner = owner(WAITS);
    awaitClock(new JsonObject().put("is_open", false), FRIDAY_MORNING.plus(Duration.ofMinutes(2)));
    Instant later = FRIDAY_MORNING.plus(Duration.ofMinutes(30));
    awaitOpenTime(owner, later, Duration.ofMinutes(25));
    broker.fails = request -> true;
    now = later;
    awaitOpenTime(link(WAITS), later, Duration.ofMinutes(25));
  }

  @Test
  void aClockThatSaysClosedAfterTheSessionTellsOfNoHalt() {
    BrokerLink owner = owner(WAITS);
    awaitClock(new JsonObject().put("is_open", false), FRIDAY_CLOSE.plus(Duration.ofMinutes(2)));
    awaitClock(new JsonObject().put("is_open", false), FRIDAY_CLOSE.plus(Duration.ofMinutes(4)));
    awaitOpenTime(owner, FRIDAY_AFTERNOON, Duration.ofHours(3));
  }

  @Test
  void theClockGoesBeforeTheCalendarForAsLongAsItIsBelieved() {
    broker.fails = request -> false;
    broker.clock =
        new JsonObject()
            .put("is_open", false)
            .put("next_open", "2026-11-27T10:03:00-05:00")
            .put("next_close", "2026-11-27T13:00:00-05:00");
    Sessions sessions = owner(LIMITS).venue().sessions();
    Awaiting.await(PATIENCE, () -> !sessions.isOpen(share, FRIDAY_MORNING));
    assertThat(sessions.closing().isOpen(share, FRIDAY_MORNING)).as("a halt").isFalse();
    assertThat(sessions.isOpen(share, FRIDAY_MORNING.plusSeconds(179))).isFalse();
    assertThat(sessions.isOpen(share, FRIDAY_MORNING.plusSeconds(180))).isTrue();
    broker.clock = new JsonObject().put("is_open", false);
    long asked = broker.count("GET /v2/clock");
    now = FRIDAY_MORNING.plusSeconds(181);
    // What it has said would change is asked for when it does.
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/clock") > asked);
    Awaiting.await(PATIENCE, () -> !sessions.isOpen(share, now));
    assertThat(sessions.isOpen(share, now.plusSeconds(301))).as("too old").isTrue();
  }
}
