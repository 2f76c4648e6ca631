// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.ActConfig;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.schedule.Firing;
import dev.unwind.domain.schedule.FiringRule;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, shows, changes and cancels schedules. */
@ApplicationScoped
public class KeepSchedules {
  private static final int INSTRUMENTS_MAX = 1_000;

  private final ScheduleStore store;
  private final Market market;
  private final InstantSource clock;
  private final ScheduleConfig config;
  private final ActConfig acts;

  public KeepSchedules(
      ScheduleStore store,
      Market market,
      InstantSource clock,
      ScheduleConfig config,
      ActConfig acts) {
    this.store = store;
    this.market = market;
    this.clock = clock;
    this.config = config;
    this.acts = acts;
  }

  /** A schedule with what became of it so far. */
  public record Shown(Schedule schedule, List<ScheduleFiring> firings) {}

  /**
   * Fails with NOT_PERMITTED, REQUEST_MALFORMED where it could never fire, REQUEST_TOO_LARGE or
   * IDEMPOTENCY_KEY_REUSED.
   */
  public Uni<ScheduleStore.Kept> add(
      Actor actor, ScheduledClose wanted, @Nullable IdempotencyKey key) {
    Instant now = clock.instant();
    return checked(actor, wanted, now)
        .chain(first -> store.add(actor, wanted, key, first.due(), now, config.perPrincipalMax()));
  }

  /**
   * Fails as {@link #add}, and with SCHEDULE_NOT_FOUND, SCHEDULE_ENDED, or BOOK_CHANGED where it
   * was changed, or has fired, since.
   */
  public Uni<Schedule> change(Actor actor, UUID id, int version, ScheduledClose wanted) {
    Instant now = clock.instant();
    return find(actor, id)
        .invoke(found -> requireRight(actor, found))
        .chain(
            found ->
                checked(actor, wanted, now)
                    .map(any -> afterWhatHasFired(found, wanted, now))
                    .chain(
                        first -> store.change(id, version, found.done(), wanted, first.due(), now)))
        .chain(
            changed ->
                changed
                    .map(done -> Uni.createFrom().item(done))
                    .orElseGet(() -> refused(actor, id, version)));
  }

  /** A close, or a moment, that it was fired for before does not come again. */
  private static Firing afterWhatHasFired(Schedule found, ScheduledClose wanted, Instant now) {
    return wanted
        .rule()
        .next(now, found.done())
        .orElseThrow(
            () ->
                malformed(
                    "it was fired for %s, and what it would fire for now is not after that; make another schedule"
                        .formatted(found.done())));
  }

  /** Another's is for who might have made it. Fails with NOT_PERMITTED. */
  private static void requireRight(Actor actor, Schedule found) {
    Reason denied = refusal(actor, found.wanted().task());
    if (denied != null && !found.caller().equals(actor.principal().id())) {
      throw new TradingException(denied);
    }
  }

  /**
   * It fires no more; one that was cancelled before stays as it is. Fails with SCHEDULE_NOT_FOUND,
   * NOT_PERMITTED, SCHEDULE_ENDED, or BOOK_CHANGED where it was changed since.
   *
   * @param version null: whatever it is
   */
  public Uni<Schedule> cancel(Actor actor, UUID id, @Nullable Integer version) {
    return find(actor, id)
        .invoke(found -> requireRight(actor, found))
        .chain(
            found ->
                found.status() == Schedule.Status.CANCELED
                    ? Uni.createFrom().item(found)
                    : store
                        .cancel(id, version, clock.instant())
                        .chain(
                            done ->
                                done.map(one -> Uni.createFrom().item(one))
                                    .orElseGet(() -> refused(actor, id, version))));
  }

  private Uni<Schedule> refused(Actor actor, UUID id, @Nullable Integer version) {
    return find(actor, id)
        .map(
            now -> {
              throw new TradingException(
                  now.status() == Schedule.Status.ACTIVE && version != null
                      ? Denial.of(
                          Reason.BOOK_CHANGED, "the schedule is not what the caller has seen")
                      : Denial.of(Reason.SCHEDULE_ENDED));
            });
  }

  /** The caller's own, or anybody's for who is granted every account. */
  private Uni<Schedule> find(Actor actor, UUID id) {
    return store
        .find(id)
        .map(
            found ->
                found
                    .filter(
                        schedule ->
                            actor.scope().all() || schedule.caller().equals(actor.principal().id()))
                    .orElseThrow(() -> new TradingException(Reason.SCHEDULE_NOT_FOUND)));
  }

  /** Fails with SCHEDULE_NOT_FOUND. */
  public Uni<Shown> show(Actor actor, UUID id) {
    return find(actor, id)
        .chain(
            found ->
                store.firings(id, config.firingsShown()).map(firings -> new Shown(found, firings)));
  }

  /** The newest first. */
  public Uni<List<Schedule>> list(
      Actor actor, Schedule.@Nullable Status status, int offset, int limit) {
    return store.list(actor.scope().all() ? null : actor.principal().id(), status, offset, limit);
  }

  private Uni<Firing> checked(Actor actor, ScheduledClose wanted, Instant now) {
    Reason denied = refusal(actor, wanted.task());
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    Firing first = wanted.rule().next(now, Instant.EPOCH).orElse(null);
    if (first == null || first.isMissed(now) || first.due().isAfter(now.plus(config.aheadMax()))) {
      return Uni.createFrom()
          .failure(malformed("it must fire from now on, and within " + config.aheadMax()));
    }
    if (wanted.rule() instanceof FiringRule.At at) {
      return at.moment().isBefore(now)
          ? Uni.createFrom().failure(malformed("at has passed"))
          : Uni.createFrom().item(first);
    }
    return store
        .heldWithoutClose(actor, wanted, acts.accountsMax(), INSTRUMENTS_MAX)
        .chain(held -> requireClose(wanted, held))
        .replaceWith(first);
  }

  static @Nullable Reason refusal(Actor actor, ActTask task) {
    boolean controls = task.latch() == null || actor.principal().mayControl();
    return actor.principal().mayClose() && controls ? null : Reason.NOT_PERMITTED;
  }

  /** What never closes would never be closed before its close. */
  private Uni<Void> requireClose(ScheduledClose wanted, Set<InstrumentId> held) {
    CloseRequest close = wanted.task().close();
    Selection selection =
        close == null || close.selection() == null ? Selection.ANY : close.selection();
    if (selection.assetClasses().contains(AssetClass.CRYPTO)) {
      return Uni.createFrom().failure(malformed("crypto never closes: schedule it with at"));
    }
    Set<InstrumentId> ids = new HashSet<>(held);
    ids.addAll(selection.named().instruments());
    return market
        .byIds(ids)
        .map(
            known -> {
              for (Instrument instrument : known.values()) {
                if (!FiringRule.hasClose(instrument.session()) && selection.admits(instrument)) {
                  throw new TradingException(
                      Denial.of(
                              Reason.REQUEST_MALFORMED,
                              instrument.symbol()
                                  + " never closes: leave it out with except, or schedule it with at")
                          .withSymbol(instrument.symbol()));
                }
              }
              return null;
            });
  }

  private static TradingException malformed(String text) {
    return new TradingException(Denial.of(Reason.REQUEST_MALFORMED, text));
  }
}
