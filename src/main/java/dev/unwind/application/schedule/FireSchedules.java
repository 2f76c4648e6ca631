// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import dev.unwind.application.Actor;
import dev.unwind.application.OneByOne;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Principals;
import dev.unwind.application.act.ActConfig;
import dev.unwind.application.act.NewAct;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.schedule.Firing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules whose time has come. Every replica does; one transaction decides each time, so
 * that it is fired once, or missed, and never both. What it fires is an act, which any replica
 * carries out.
 */
@ApplicationScoped
public class FireSchedules {
  private static final Logger LOG = Logger.getLogger(FireSchedules.class);

  private static final UUID FIRST = new UUID(0, 0);

  /** Of those that are due: one that has to wait makes none of the others late. */
  private static final int AT_ONCE = 4;

  private final ScheduleStore store;
  private final Principals principals;
  private final InstantSource clock;
  private final ScheduleConfig config;
  private final ActConfig acts;
  private volatile boolean planned;

  public FireSchedules(
      ScheduleStore store,
      Principals principals,
      InstantSource clock,
      ScheduleConfig config,
      ActConfig acts) {
    this.store = store;
    this.principals = principals;
    this.clock = clock;
    this.config = config;
    this.acts = acts;
  }

  /**
   * One round; the first one looks at all of them, for this process may know another calendar than
   * the one before. A schedule that cannot be decided now does not keep the others from their turn.
   */
  public Uni<Void> sweep() {
    if (planned) {
      return fireDue(ScheduleStore.Due.NONE);
    }
    AtomicBoolean all = new AtomicBoolean(true);
    return plan(FIRST, all)
        .invoke(() -> planned = all.get())
        .chain(() -> fireDue(ScheduleStore.Due.NONE));
  }

  /**
   * @param all set to false where one could not be planned, so that it is tried again
   */
  private Uni<Void> plan(UUID after, AtomicBoolean all) {
    return store
        .active(after, config.batch())
        .chain(
            page ->
                OneByOne.each(
                        page.schedules(),
                        this::plan,
                        (schedule, failure) -> {
                          all.set(false);
                          LOG.debugf("schedule=%s not planned: %s", schedule.id(), failure);
                        })
                    .chain(
                        () -> {
                          UUID last = page.last();
                          return last == null ? Uni.createFrom().voidItem() : plan(last, all);
                        }));
  }

  private Uni<Void> plan(Schedule schedule) {
    Instant due = due(schedule);
    return Objects.equals(due, schedule.nextDue())
        ? Uni.createFrom().voidItem()
        : store.plan(schedule, due, clock.instant()).replaceWithVoid();
  }

  private static @Nullable Instant due(Schedule schedule) {
    return schedule.next().map(Firing::due).orElse(null);
  }

  private Uni<Void> fireDue(ScheduleStore.Due after) {
    return store
        .due(clock.instant(), after, config.batch())
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.schedules())
                    .onItem()
                    .transformToUni(
                        schedule ->
                            Uni.createFrom()
                                .deferred(() -> fire(schedule))
                                .onFailure()
                                .call(failure -> remember(schedule, failure))
                                .onFailure()
                                .recoverWithItem(false))
                    .merge(AT_ONCE)
                    .collect()
                    .last()
                    .chain(
                        () -> {
                          ScheduleStore.Due last = page.last();
                          return last == null ? Uni.createFrom().voidItem() : fireDue(last);
                        }));
  }

  /** What forbids it, or what has gone wrong, is what a missed close is told with. */
  private Uni<Void> remember(Schedule schedule, Throwable failure) {
    Firing firing = schedule.next().orElse(null);
    if (firing == null) {
      return Uni.createFrom().voidItem();
    }
    Schedule.Failure why =
        failure instanceof TradingException e
            ? new Schedule.Failure(firing.close(), e.reason(), e.denial().text())
            : new Schedule.Failure(firing.close(), Reason.INTERNAL_ERROR, null);
    if (why.equals(schedule.failure())) {
      return Uni.createFrom().voidItem();
    }
    LOG.warnf(failure, "schedule=%s close=%s later", schedule.id(), firing.close());
    return store
        .failed(schedule, why)
        .onFailure()
        .invoke(e -> LOG.debugf("schedule=%s failure not noted: %s", schedule.id(), e))
        .onFailure()
        .recoverWithNull();
  }

  private static ScheduleFiring missed(Schedule schedule, Firing firing, Instant now) {
    Schedule.Failure last = schedule.failure();
    Schedule.Failure why =
        last != null && last.close().equals(firing.close())
            ? last
            : new Schedule.Failure(firing.close(), Reason.LIQUIDATION_DEADLINE_PASSED, null);
    return new ScheduleFiring(
        firing.close(),
        firing.due(),
        firing.lateUntil(),
        ScheduleFiring.Outcome.MISSED,
        null,
        why.reason(),
        why.text(),
        now);
  }

  private Uni<Boolean> fire(Schedule schedule) {
    Instant now = clock.instant();
    Firing firing = schedule.next().orElse(null);
    if (firing == null || firing.due().isAfter(now)) {
      return store.plan(schedule, due(schedule), now).replaceWith(false);
    }
    if (firing.isMissed(now)) {
      LOG.warnf("schedule=%s close=%s missed", schedule.id(), firing.close());
      return conclude(schedule, firing, null, missed(schedule, firing, now));
    }
    return principals
        .findByName(schedule.origin().actor())
        .chain(found -> fire(schedule, firing, now, found));
  }

  private Uni<Boolean> fire(
      Schedule schedule, Firing firing, Instant now, Optional<Principal> found) {
    Principal principal = found.filter(one -> one.id().equals(schedule.caller())).orElse(null);
    Actor actor =
        principal == null
            ? null
            : new Actor(principal, schedule.origin().dialect(), schedule.origin().requestId());
    if (actor == null || KeepSchedules.refusal(actor, schedule.wanted().task()) != null) {
      return conclude(
          schedule,
          firing,
          null,
          outcome(firing, ScheduleFiring.Outcome.REFUSED, null, Reason.NOT_PERMITTED, now));
    }
    ScheduledClose wanted = schedule.wanted();
    NewAct act =
        new NewAct(
            actor,
            wanted.task(firing),
            wanted.named(),
            wanted.everyAccount(),
            wanted.reason(),
            wanted.clientReference(),
            null);
    return conclude(
        schedule,
        firing,
        act,
        outcome(firing, ScheduleFiring.Outcome.FIRED, UUID.randomUUID(), null, now));
  }

  private Uni<Boolean> conclude(
      Schedule schedule, Firing firing, @Nullable NewAct act, ScheduleFiring outcome) {
    Instant next =
        schedule.rule().next(schedule.since(), firing.close()).map(Firing::due).orElse(null);
    return store
        .conclude(schedule, firing, act, outcome, next, acts.accountsMax())
        .invoke(
            done -> {
              if (done) {
                LOG.infof(
                    "schedule=%s close=%s outcome=%s act=%s",
                    schedule.id(), firing.close(), outcome.outcome(), outcome.act());
              }
            });
  }

  private static ScheduleFiring outcome(
      Firing firing,
      ScheduleFiring.Outcome outcome,
      @Nullable UUID act,
      @Nullable Reason reason,
      Instant now) {
    return new ScheduleFiring(
        firing.close(), firing.due(), firing.lateUntil(), outcome, act, reason, null, now);
  }
}
