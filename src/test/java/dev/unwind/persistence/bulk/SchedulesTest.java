// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.await;
import static dev.unwind.persistence.bulk.ActRequests.everything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Principals;
import dev.unwind.application.act.ActConfig;
import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.market.Market;
import dev.unwind.application.schedule.FireSchedules;
import dev.unwind.application.schedule.KeepSchedules;
import dev.unwind.application.schedule.Schedule;
import dev.unwind.application.schedule.ScheduleConfig;
import dev.unwind.application.schedule.ScheduleFiring;
import dev.unwind.application.schedule.ScheduleStore;
import dev.unwind.application.schedule.ScheduledClose;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.schedule.FiringRule;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules that several replicas look at, on a ledger that all of them share. */
@QuarkusTest
class SchedulesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration HOUR = Duration.ofHours(1);

  @Inject Pool pool;
  @Inject ScheduleStore store;
  @Inject Principals principals;
  @Inject Market market;
  @Inject ActStore acts;
  @Inject ScheduleConfig config;
  @Inject ActConfig actConfig;
  @Inject SimulatorScenario scenario;

  private SeededBooks seeded;

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.link(LinkMode.REQUESTS_LOST);
    scenario.session(SessionMode.CLOSED);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    await(
        pool.query(
                "delete from principal_grant g using principal p"
                    + " where p.principal_id = g.principal_id and p.name like 'schedules-%'")
            .execute());
    seeded.close();
    scenario.reset();
  }

  @Test
  void whoeverComesFirstFiresItAndNobodyAgain() throws Exception {
    Instant due = Instant.now().plusSeconds(2);
    List<AccountId> accounts = new ArrayList<>();
    List<Schedule> made = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(20, accounts));
    for (AccountId account : accounts) {
      made.add(add(risk, new FiringRule.At(due, due.plus(HOUR)), account, null));
    }
    while (Instant.now().isBefore(due)) {
      Thread.sleep(20);
    }
    // Two more replicas beside the one that runs here, several rounds at a time.
    List<Uni<Void>> rounds = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      FireSchedules replica = replica(Instant::now);
      rounds.add(replica.sweep());
    }
    await(Uni.join().all(rounds).andCollectFailures());

    Set<UUID> distinct = new HashSet<>();
    for (int i = 0; i < made.size(); i++) {
      Schedule schedule = made.get(i);
      ScheduleFiring firing = fired(schedule);
      assertThat(firing.outcome()).isEqualTo(ScheduleFiring.Outcome.FIRED);
      assertThat(distinct.add(Objects.requireNonNull(firing.act()))).isTrue();
      assertThat(await(store.find(schedule.id())).orElseThrow().status())
          .isEqualTo(Schedule.Status.ENDED);
      ActEntry entry = decided(firing.act());
      assertThat(entry.account()).isEqualTo(accounts.get(i));
      assertThat(entry.status()).isEqualTo(ActEntry.Status.ACCEPTED);
      assertThat(liquidationsOf(accounts.get(i))).isOne();
    }
    assertThat(count("select count(*) from act where principal_id = $1", risk)).isEqualTo(20);
  }

  @Test
  void aCancelAndAFiringAreNeverBoth() {
    Instant due = Instant.now().plus(HOUR);
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(20, accounts));
    int fired = 0;
    for (AccountId account : accounts) {
      Schedule schedule = add(risk, new FiringRule.At(due, due.plus(HOUR)), account, null);
      FireSchedules late = replica(() -> due.plusSeconds(1));
      Uni<Boolean> canceled =
          store.cancel(schedule.id(), null, Instant.now()).map(done -> done.isPresent());
      List<Object> both =
          await(
              Uni.join()
                  .all(canceled.map(Object.class::cast), late.sweep().replaceWith((Object) "swept"))
                  .andFailFast());
      boolean gone = (Boolean) both.get(0);
      List<ScheduleFiring> firings = await(store.firings(schedule.id(), 10));
      assertThat(firings).hasSize(gone ? 0 : 1);
      fired += firings.size();
    }
    assertThat(count("select count(*) from act where principal_id = $1", risk)).isEqualTo(fired);
  }

  @Test
  void whatNobodyHasFiredInTimeIsMissedAndTheNextTimeComes() {
    Instant made = Instant.parse("2026-11-19T15:00:00Z");
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(1, accounts));
    FiringRule daily =
        new FiringRule.BeforeClose(Duration.ofMinutes(15), Duration.ofMinutes(5), true);
    Schedule schedule = addAt(risk, daily, accounts.get(0), null, made);
    // Back at 15:50 New York of the day after: 19 November is over, for stocks and for futures.
    FireSchedules late = replica(() -> Instant.parse("2026-11-20T20:50:00Z"));
    for (int i = 0; i < 3; i++) {
      await(late.sweep());
    }
    List<ScheduleFiring> firings = await(store.firings(schedule.id(), 10));
    assertThat(firings)
        .filteredOn(f -> f.close().isBefore(Instant.parse("2026-11-20T20:00:00Z")))
        .extracting(ScheduleFiring::outcome)
        .containsExactly(ScheduleFiring.Outcome.MISSED, ScheduleFiring.Outcome.MISSED);
    assertThat(firings)
        .filteredOn(f -> f.outcome() == ScheduleFiring.Outcome.MISSED)
        .allMatch(f -> f.reason() == Reason.LIQUIDATION_DEADLINE_PASSED && f.act() == null);
    Schedule now = await(store.find(schedule.id())).orElseThrow();
    assertThat(now.status()).isEqualTo(Schedule.Status.ACTIVE);
    assertThat(now.nextDue()).isNotNull();
    await(store.cancel(schedule.id(), null, Instant.now()));
  }

  @Test
  void whoMayNotAnyMoreIsRefusedWhenItFires() {
    Instant now = Instant.now();
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(2, accounts));
    FiringRule soon = new FiringRule.At(now.plusSeconds(600), now.plusSeconds(1_200));
    Schedule halting = add(risk, soon, accounts.get(0), TradingState.HALTED);
    Schedule closing = add(risk, soon, accounts.get(1), null);
    // No longer risk, but a trader, and of the first account only.
    await(
        pool.preparedQuery("update principal set roles = '{trader}' where principal_id = $1")
            .execute(Tuple.of(risk.principal().id().value())));
    await(
        pool.preparedQuery(
                "delete from principal_grant where principal_id = $1 and account_id = $2")
            .execute(Tuple.of(risk.principal().id().value(), accounts.get(1).value())));

    await(replica(() -> now.plusSeconds(601)).sweep());

    ScheduleFiring refused = fired(halting);
    assertThat(refused.outcome()).isEqualTo(ScheduleFiring.Outcome.REFUSED);
    assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
    ScheduleFiring fired = fired(closing);
    assertThat(fired.outcome()).isEqualTo(ScheduleFiring.Outcome.FIRED);
    ActEntry entry = decided(Objects.requireNonNull(fired.act()));
    assertThat(entry.status()).isEqualTo(ActEntry.Status.REFUSED);
    assertThat(entry.reason()).isEqualTo(Reason.ACCOUNT_NOT_FOUND);
    assertThat(liquidationsOf(accounts.get(0))).isZero();
    assertThat(liquidationsOf(accounts.get(1))).isZero();
  }

  @Test
  void aChangedScheduleFiresForNoCloseASecondTimeAndForNoneTooEarly() {
    Instant made = Instant.parse("2031-03-18T12:00:00Z");
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(1, accounts));
    Schedule schedule =
        addAt(risk, beforeClose(Duration.ofMinutes(15)), accounts.get(0), null, made);
    Instant close = schedule.next().orElseThrow().close();
    await(replica(() -> close.minusSeconds(890)).sweep());
    assertThat(fired(schedule).close()).isEqualTo(close);

    // A quarter of an hour was too early, it seems; but it has been fired.
    KeepSchedules later = keeping(() -> close.minusSeconds(600));
    Schedule changed =
        await(
            later.change(
                risk, schedule.id(), 1, wanted(beforeClose(Duration.ofMinutes(5)), accounts)));
    assertThat(changed.nextDue()).isAfter(close);
    await(replica(() -> close.minusSeconds(290)).sweep());
    fired(schedule);

    FiringRule moment = new FiringRule.At(close.minusSeconds(120), close);
    TradingException refused =
        catchThrowableOfType(
            TradingException.class,
            () -> await(later.change(risk, schedule.id(), 2, wanted(moment, accounts))));
    assertThat(refused.reason()).isEqualTo(Reason.REQUEST_MALFORMED);
    await(store.cancel(schedule.id(), null, made));
  }

  @Test
  void whatIsDueLaterThanWasThoughtIsPutOffAndNotFired() {
    Instant made = Instant.parse("2032-03-16T12:00:00Z");
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(1, accounts));
    FiringRule rule = beforeClose(Duration.ofMinutes(15));
    Instant thought = made.plus(HOUR);
    Schedule schedule =
        await(store.add(risk, wanted(rule, accounts), null, thought, made, 1_000)).schedule();

    await(replica(() -> thought.plusSeconds(1)).sweep());

    assertThat(await(store.firings(schedule.id(), 10))).isEmpty();
    Schedule now = await(store.find(schedule.id())).orElseThrow();
    assertThat(now.status()).isEqualTo(Schedule.Status.ACTIVE);
    assertThat(now.nextDue()).isEqualTo(schedule.next().orElseThrow().due());
    await(store.cancel(schedule.id(), null, made));
  }

  @Test
  void aNewCalendarMovesWhatIsDueEarlierThanWasThought() {
    Instant made = Instant.parse("2033-03-15T12:00:00Z");
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(1, accounts));
    FiringRule rule = beforeClose(Duration.ofMinutes(15));
    Instant due = rule.next(made, Instant.EPOCH).orElseThrow().due();
    Schedule schedule =
        await(store.add(risk, wanted(rule, accounts), null, due.plus(HOUR), made, 1_000))
            .schedule();

    await(replica(() -> due.plusSeconds(1)).sweep());

    assertThat(fired(schedule).outcome()).isEqualTo(ScheduleFiring.Outcome.FIRED);
    await(store.cancel(schedule.id(), null, made));
  }

  @Test
  void whoMayOnlyReadCancelsNobodysSchedule() {
    List<AccountId> accounts = new ArrayList<>();
    Actor trader = actor(Set.of(Role.TRADER), accounts(1, accounts));
    Instant due = Instant.now().plus(HOUR);
    Schedule schedule =
        add(trader, new FiringRule.At(due, due.plus(HOUR)), accounts.get(0), TradingState.HALTED);
    KeepSchedules schedules = keeping(Instant::now);
    for (Role role : List.of(Role.READER, Role.TRADER)) {
      Actor other =
          new Actor(
              new Principal(
                  actor(Set.of(role), Set.of()).principal().id(),
                  "another",
                  Set.of(role),
                  AccountScope.EVERYTHING),
              "unwind",
              "request-2");
      TradingException refused =
          catchThrowableOfType(
              TradingException.class, () -> await(schedules.cancel(other, schedule.id(), null)));
      assertThat(refused.reason()).as("%s", role).isEqualTo(Reason.NOT_PERMITTED);
    }
    assertThat(await(schedules.cancel(trader, schedule.id(), null)).status())
        .isEqualTo(Schedule.Status.CANCELED);
  }

  @Test
  void whatCouldNotBeFiredInTimeTellsWhyItCouldNot() {
    Instant due = Instant.now().plus(HOUR);
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(2, accounts));
    FiringRule rule = new FiringRule.At(due, due.plus(HOUR));
    Schedule schedule =
        await(store.add(risk, wanted(rule, accounts), null, due, Instant.now(), 1_000)).schedule();
    ActConfig one = ActRequests.accountsMax(actConfig, 1);
    await(new FireSchedules(store, principals, () -> due.plusSeconds(1), config, one).sweep());
    await(new FireSchedules(store, principals, () -> due.plusSeconds(2), config, one).sweep());
    assertThat(await(store.firings(schedule.id(), 10))).isEmpty();
    // Another replica, which has not seen it fail.
    await(replica(() -> due.plus(HOUR).plusSeconds(1)).sweep());

    ScheduleFiring firing = fired(schedule);
    assertThat(firing.outcome()).isEqualTo(ScheduleFiring.Outcome.MISSED);
    assertThat(firing.reason()).isEqualTo(Reason.REQUEST_TOO_LARGE);
    assertThat(firing.text()).contains("at most 1 accounts");
  }

  @Test
  void aPageOfThoseThatCannotBeFiredHidesNoneBehind() {
    Instant due = Instant.now().plus(HOUR);
    FiringRule rule = new FiringRule.At(due, due.plus(HOUR));
    List<AccountId> accounts = new ArrayList<>();
    Actor risk = actor(Set.of(Role.RISK), accounts(2, accounts));
    for (int i = 0; i < config.batch(); i++) {
      await(store.add(risk, wanted(rule, accounts), null, due, Instant.now(), 1_000));
    }
    Schedule behind =
        add(risk, new FiringRule.At(due.plusMillis(1), due.plus(HOUR)), accounts.get(0), null);
    ActConfig one = ActRequests.accountsMax(actConfig, 1);
    await(new FireSchedules(store, principals, () -> due.plusSeconds(1), config, one).sweep());
    assertThat(fired(behind).outcome()).isEqualTo(ScheduleFiring.Outcome.FIRED);
    // Nobody meets them again.
    await(replica(() -> due.plus(HOUR).plusSeconds(1)).sweep());
  }

  private static FiringRule beforeClose(Duration before) {
    return new FiringRule.BeforeClose(before, Duration.ZERO, true);
  }

  private KeepSchedules keeping(InstantSource clock) {
    return new KeepSchedules(store, market, clock, config, actConfig);
  }

  private static ScheduledClose wanted(FiringRule rule, List<AccountId> accounts) {
    return new ScheduledClose(
        rule,
        new ActTask(ActTask.Kind.LIQUIDATION, null, false, everything(null)),
        accounts.stream().map(AccountId::toString).toList(),
        false,
        "at the close",
        null,
        "{}");
  }

  private FireSchedules replica(InstantSource clock) {
    return new FireSchedules(store, principals, clock, config, actConfig);
  }

  private Set<AccountId> accounts(int count, List<AccountId> accounts) {
    for (int i = 0; i < count; i++) {
      accounts.add(
          seeded.write(
              seeded.quoted(2).stream()
                  .map(one -> new Holding(one, Quantity.of(5), Quantity.ZERO, Quantity.ZERO, 0))
                  .toList()));
    }
    return Set.copyOf(accounts);
  }

  private Actor actor(Set<Role> roles, Set<AccountId> accounts) {
    return KeptCallers.add(pool, "schedules-", roles, accounts);
  }

  private Schedule add(
      Actor actor, FiringRule rule, AccountId account, @Nullable TradingState then) {
    return addAt(actor, rule, account, then, Instant.now());
  }

  private Schedule addAt(
      Actor actor, FiringRule rule, AccountId account, @Nullable TradingState then, Instant made) {
    ScheduledClose wanted =
        new ScheduledClose(
            rule,
            new ActTask(ActTask.Kind.LIQUIDATION, then, false, everything(null)),
            List.of(account.toString()),
            false,
            "at the close",
            null,
            "{}");
    Instant due = rule.next(made, Instant.EPOCH).orElseThrow().due();
    return await(store.add(actor, wanted, null, due, made, 1_000)).schedule();
  }

  private ScheduleFiring fired(Schedule schedule) {
    List<ScheduleFiring> firings = await(store.firings(schedule.id(), 10));
    assertThat(firings).hasSize(1);
    return firings.get(0);
  }

  /** The one account of an act, once it is decided. */
  private ActEntry decided(UUID act) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      List<ActEntry> entries = await(acts.entries(AccountScope.EVERYTHING, true, act, 0, 10));
      assertThat(entries).hasSize(1);
      if (entries.get(0).status() != ActEntry.Status.PENDING) {
        return entries.get(0);
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private long liquidationsOf(AccountId account) {
    return await(
            pool.preparedQuery("select count(*) from liquidation where account_id = $1")
                .execute(Tuple.of(account.value())))
        .iterator()
        .next()
        .getLong(0);
  }

  private long count(String sql, Actor actor) {
    return await(pool.preparedQuery(sql).execute(Tuple.of(actor.principal().id().value())))
        .iterator()
        .next()
        .getLong(0);
  }
}
