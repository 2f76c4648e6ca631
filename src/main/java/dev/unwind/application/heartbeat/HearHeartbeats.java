// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import dev.unwind.application.AccountTurns;
import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A switch for somebody who may vanish: unless he is heard of in time, what he has chosen is done
 * to his account, once, by whichever replica is there. To set it takes the right to close, since
 * all that it does is to restrict.
 */
@ApplicationScoped
public class HearHeartbeats {
  private static final Logger LOG = Logger.getLogger(HearHeartbeats.class);

  private final HeartbeatStore store;
  private final InstantSource clock;
  private final HeartbeatConfig config;
  private final Hearing hearing;
  private final AccountTurns missing = new AccountTurns("miss a heartbeat");
  private volatile boolean listens;

  public HearHeartbeats(HeartbeatStore store, InstantSource clock, HeartbeatConfig config) {
    this.store = store;
    this.clock = clock;
    this.config = config;
    hearing = new Hearing(config.awayAfter());
  }

  /**
   * He is heard of, and promises to be again. Another's promise is not his to replace, as little as
   * to take back, unless he may control. Fails with NOT_PERMITTED or REQUEST_MALFORMED.
   */
  public Uni<Heartbeat> beat(
      Actor actor, AccountId account, Duration timeout, Heartbeat.Action action) {
    Reason denied = actor.refusalToClose(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    if (timeout.compareTo(config.timeoutMin()) < 0 || timeout.compareTo(config.timeoutMax()) > 0) {
      return Uni.createFrom()
          .failure(
              new TradingException(
                  Denial.of(
                      Reason.REQUEST_MALFORMED,
                      "timeout must be from %s to %s"
                          .formatted(config.timeoutMin(), config.timeoutMax()))));
    }
    Instant now = clock.instant();
    return store
        .beat(
            new Heartbeat(
                account,
                actor.principal().id(),
                DecisionOrigin.of(actor),
                timeout,
                action,
                now,
                now.plus(timeout),
                null,
                null),
            actor.principal().mayControl())
        .map(kept -> kept.orElseThrow(() -> new TradingException(Reason.NOT_PERMITTED)));
  }

  /** The caller has looked at the account. */
  public Uni<Optional<Heartbeat>> find(AccountId account) {
    return store.find(account);
  }

  /** Takes it back: who has set it, or whoever may control. Fails with NOT_PERMITTED. */
  public Uni<Void> remove(Actor actor, AccountId account) {
    Reason denied = actor.refusalToClose(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return store
        .find(account)
        .chain(
            found -> {
              boolean others =
                  found.isPresent() && !found.get().caller().equals(actor.principal().id());
              return others && !actor.principal().mayControl()
                  ? Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED))
                  : store.remove(account);
            });
  }

  /** Somebody can be heard here from now on; until then others may hear, and look after it. */
  public void listen() {
    listens = true;
  }

  /** One round. While the ledger is away nobody can be heard, and so nobody misses anything. */
  public Uni<Void> sweep() {
    return listens ? round(HeartbeatStore.Due.NONE) : done();
  }

  /**
   * Finds out whether the ledger answers while a round waits for accounts that are locked, which it
   * may do for longer than a replica may be away. Nothing is due that could be heard only now.
   */
  public Uni<Void> ask() {
    Instant now = clock.instant();
    return listens ? due(now, now, HeartbeatStore.Due.NONE).replaceWithVoid() : done();
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }

  private Uni<HeartbeatStore.Page> due(
      Instant now, Instant hearingSince, HeartbeatStore.Due after) {
    return store
        .due(now.minus(config.clocksApart()), hearingSince, after, config.batch())
        .invoke(() -> hearing.answered(clock.instant()))
        .onFailure()
        .invoke(hearing::lost);
  }

  private Uni<Void> round(HeartbeatStore.Due after) {
    Instant now = clock.instant();
    Instant since = hearing.since(now);
    return due(now, since == null ? now : since, after)
        .chain(
            page ->
                missing
                    .round(
                        page.heartbeats(),
                        Heartbeat::account,
                        config.concurrency(),
                        heartbeat -> missDue(heartbeat, since))
                    .chain(
                        () -> {
                          HeartbeatStore.Due last = page.last();
                          return last == null ? done() : round(last);
                        }));
  }

  /**
   * @param since since when everybody could be heard where it was found due; who was away meanwhile
   *     looks anew
   */
  private Uni<Void> missDue(Heartbeat heartbeat, @Nullable Instant since) {
    if (since == null || !since.equals(hearing.since(clock.instant()))) {
      return done();
    }
    // A failure is of this one alone, whose row may be locked: that the ledger is away is found out
    // where it is asked for what is due.
    return miss(heartbeat).invoke(() -> hearing.answered(clock.instant())).replaceWithVoid();
  }

  private Uni<Boolean> miss(Heartbeat heartbeat) {
    Actor actor =
        new Actor(
            new Principal(
                heartbeat.caller(),
                heartbeat.origin().actor(),
                Set.of(),
                AccountScope.of(heartbeat.account())),
            heartbeat.origin().dialect(),
            heartbeat.origin().requestId());
    NewAct act =
        new NewAct(
            actor,
            heartbeat.action().task(),
            List.of(heartbeat.account().toString()),
            false,
            "not heard of since %s, within %s".formatted(heartbeat.beatenAt(), heartbeat.timeout()),
            null,
            null);
    return store
        .miss(heartbeat, act, UUID.randomUUID(), clock.instant())
        .invoke(
            done -> {
              if (done) {
                LOG.warnf(
                    "account=%s heartbeat missed since=%s action=%s",
                    heartbeat.account(), heartbeat.beatenAt(), heartbeat.action());
              }
            });
  }
}
