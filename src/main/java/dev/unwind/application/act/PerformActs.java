// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyConfig;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.Replica;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries acts out: account by account, each once, whichever replica does it and however often it
 * begins again. An account is decided under its own lock and remembers by the act's key that it
 * was; what is written of that in the act comes afterwards, and may be written twice.
 */
@ApplicationScoped
public class PerformActs {
  private static final Logger LOG = Logger.getLogger(PerformActs.class);

  /** What is taken over after one look; the next one is soon. */
  private static final int BEGUN_MAX = 1_000;

  /** How often in the time of a lease, so that one or two may fail. */
  private static final int RENEWED_IN = 3;

  private final ActStore acts;
  private final DecideAccount accounts;
  private final Replica replica;
  private final InstantSource clock;
  private final Observations observations;
  private final ActConfig config;
  private final IdempotencyConfig keys;
  private final ActRoom room;

  public PerformActs(
      ActStore acts,
      DecideAccount accounts,
      Replica replica,
      InstantSource clock,
      Observations observations,
      ActConfig config,
      IdempotencyConfig keys) {
    this.acts = acts;
    this.accounts = accounts;
    this.replica = replica;
    this.clock = clock;
    this.observations = observations;
    this.config = config;
    this.keys = keys;
    room = new ActRoom(config);
  }

  /**
   * Makes an act durable and carries it out. Completes after its last account, or when the answer
   * may wait no longer; the act goes on.
   *
   * <p>Fails with NOT_PERMITTED, REQUEST_TOO_LARGE or IDEMPOTENCY_KEY_REUSED, with nothing done.
   */
  public Uni<ActStore.Accepted> perform(NewAct wanted) {
    Reason denied = refusal(wanted.actor(), wanted.task());
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    var now = clock.instant();
    return acts.accept(
            wanted,
            config.accountsMax(),
            now,
            now.minus(keys.retention()),
            replica.id(),
            now.plus(config.lease()))
        .call(
            accepted ->
                accepted.fresh()
                    ? begin(accepted.act())
                        .ifNoItem()
                        .after(config.answerWithin())
                        .recoverWithItem((Void) null)
                    : Uni.createFrom().voidItem());
  }

  static @Nullable Reason refusal(Actor actor, ActTask task) {
    boolean closes = task.close() == null || actor.principal().mayClose();
    boolean controls = task.latch() == null || actor.principal().mayControl();
    return closes && controls ? null : Reason.NOT_PERMITTED;
  }

  /**
   * Takes over what nobody works on, as long as there is room, and waits for none of it: whatever
   * is due later must not wait either. Where one of them ends, another may begin.
   */
  public Uni<Void> resume() {
    return take(ConcurrentHashMap.newKeySet());
  }

  /**
   * @param begun what was taken over since the round began; what comes again has to wait for the
   *     next one
   */
  private Uni<Void> take(Set<UUID> begun) {
    Set<ActLane> free = room.free();
    if (free.isEmpty() || begun.size() >= BEGUN_MAX) {
      return Uni.createFrom().voidItem();
    }
    var now = clock.instant();
    Set<UUID> others = room.acts();
    others.addAll(begun);
    return acts.claim(replica.id(), now, now.plus(config.lease()), free, others)
        .chain(
            claimed ->
                claimed.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : goOn(claimed.get(), begun).chain(() -> take(begun)));
  }

  private Uni<Void> goOn(Act act, Set<UUID> begun) {
    if (!room.take(act)) {
      return acts.leave(act.id(), replica.id(), clock.instant());
    }
    LOG.infof("act=%s goes on here", act.id());
    begun.add(act.id());
    run(act)
        .chain(() -> take(begun))
        .subscribe()
        .with(done -> {}, failure -> LOG.debugf("no further act is taken over now: %s", failure));
    return Uni.createFrom().voidItem();
  }

  /**
   * It goes on to its end whoever waits for it. Without room here it is left to whoever has some.
   */
  private Uni<Void> begin(Act act) {
    return room.take(act) ? run(act) : acts.leave(act.id(), replica.id(), clock.instant());
  }

  private Uni<Void> run(Act act) {
    Uni<Void> run =
        round(act, observations.origin(), 0)
            .onTermination()
            .invoke(() -> room.give(act))
            .onFailure()
            .invoke(failure -> LOG.warnf("act=%s stopped here: %s", act.id(), failure))
            .onFailure()
            .recoverWithNull()
            .memoize()
            .indefinitely();
    run.subscribe().with(done -> {});
    return run;
  }

  private Uni<Void> round(Act act, Observations.Origin origin, int after) {
    return acts.pending(act.id(), after, config.batch())
        .chain(
            batch -> {
              if (batch.isEmpty()) {
                return acts.leave(act.id(), replica.id(), clock.instant());
              }
              int last = batch.get(batch.size() - 1).place();
              return renewedMeanwhile(act, decide(act, origin, batch))
                  .chain(() -> renew(act))
                  .chain(ours -> ours ? round(act, origin, last) : Uni.createFrom().voidItem());
            });
  }

  private Uni<Boolean> renew(Act act) {
    return acts.renew(act.id(), replica.id(), clock.instant().plus(config.lease()));
  }

  /**
   * Accounts that are locked may take a batch beyond the lease: no other replica shall begin it
   * again while this one is there.
   */
  private Uni<Void> renewedMeanwhile(Act act, Uni<Void> batch) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Cancellable renewing =
                  Multi.createFrom()
                      .ticks()
                      .startingAfter(config.lease().dividedBy(RENEWED_IN))
                      .every(config.lease().dividedBy(RENEWED_IN))
                      .onOverflow()
                      .drop()
                      .onItem()
                      .transformToUniAndConcatenate(
                          tick -> renew(act).onFailure().recoverWithItem(true))
                      .subscribe()
                      .with(ours -> {});
              return batch.onTermination().invoke(renewing::cancel);
            });
  }

  private Uni<Void> decide(Act act, Observations.Origin origin, List<ActStore.Target> batch) {
    return Multi.createFrom()
        .iterable(batch)
        .onItem()
        .transformToUni(target -> decide(act, origin, target))
        .merge(config.concurrency())
        .collect()
        .asList()
        .chain(
            all ->
                acts.decided(
                    act.id(), all.stream().filter(Objects::nonNull).toList(), clock.instant()));
  }

  /** Nothing where the way to the ledger has failed: the account stays to be decided. */
  private Uni<ActStore.Decided> decide(
      Act act, Observations.Origin origin, ActStore.Target target) {
    UUID id = act.id();
    if (!act.createdAt().plus(keys.retention().dividedBy(2)).isAfter(clock.instant())) {
      // Accounts may soon have forgotten it, and would do it again.
      return Uni.createFrom()
          .item(ActStore.Decided.refused(target.place(), Reason.LIQUIDATION_DEADLINE_PASSED, null));
    }
    // Each in a context of its own: their lines would name one another's accounts.
    return observations
        .within(origin, Uni.createFrom().deferred(() -> decideObserved(act, target)))
        .onFailure(failure -> !TradingException.isOfTheStore(failure))
        .recoverWithItem(
            failure -> {
              if (failure instanceof TradingException e) {
                return ActStore.Decided.refused(
                    target.place(), e.reason(), ActStore.Decided.text(e.denial()));
              }
              LOG.errorf(failure, "act=%s account=%s failed", id, target.account());
              return ActStore.Decided.refused(target.place(), Reason.INTERNAL_ERROR, null);
            })
        .onFailure()
        .invoke(failure -> LOG.debugf("act=%s account=%s later: %s", id, target, failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<ActStore.Decided> decideObserved(Act act, ActStore.Target target) {
    observations.account(target.account());
    return accounts
        .decide(act, target)
        .invoke(
            decided -> {
              if (decided.liquidation() != null) {
                observations.liquidation(decided.liquidation());
              }
              LOG.debugf("act=%s account=%s decided", act.id(), target.account().value());
            });
  }
}
