// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.event.Commits;
import dev.unwind.application.observation.Observations;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.postgres.ServerTimeline;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what other replicas commit: one question at a time for all accounts that are followed here,
 * and none while nothing is followed.
 */
@ApplicationScoped
class LogPoller {
  /** Of all that are asked for: a log that is not there ends before its first event. */
  static final String LAST_SEQS =
      "select u.account_id, coalesce(a.event_seq, 0) as event_seq from unnest($1::bigint[]) u"
          + " (account_id) left join log_end a on a.account_id = u.account_id";

  private final LedgerPool pool;
  private final Commits commits;
  private final EventsConfig config;
  private final ServerTimeline timeline;
  private final Observations observations;

  /** Last sequence number seen, of accounts followed; touched by one poll at a time. */
  private final Map<AccountId, Long> seen = new HashMap<>();

  private int failures;
  private @Nullable Cancellable polling;

  LogPoller(
      LedgerPool pool,
      Commits commits,
      EventsConfig config,
      ServerTimeline timeline,
      Observations observations) {
    this.observations = observations;
    this.timeline = timeline;
    this.pool = pool;
    this.commits = commits;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    start();
  }

  void stop(@Observes ShutdownEvent event) {
    stop();
  }

  synchronized void start() {
    polling =
        Multi.createBy()
            .repeating()
            .uni(() -> Uni.createFrom().deferred(this::pollLater))
            .indefinitely()
            .subscribe()
            .with(nothing -> {}, e -> Log.error("The event log is not polled any more", e));
  }

  synchronized void stop() {
    if (polling != null) {
      polling.cancel();
      polling = null;
    }
  }

  private Uni<Void> pollLater() {
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(pause())
        .chain(this::poll)
        .onItemOrFailure()
        .transform(
            (done, failure) -> {
              noteOutcome(failure);
              return done;
            });
  }

  /** Twice as long after each failure in a row, up to the maximum. */
  private Duration pause() {
    if (failures == 0) {
      return config.pollInterval();
    }
    Duration longer = config.pollInterval().multipliedBy(1L << Math.min(failures, 16));
    return longer.compareTo(config.backoffMax()) < 0 ? longer : config.backoffMax();
  }

  private void noteOutcome(@Nullable Throwable failure) {
    if (failure == null) {
      if (failures > 0) {
        Log.infof("Polling the event log works again failures=%d", failures);
      }
      failures = 0;
      return;
    }
    failures++;
    if (failures == 1) {
      Log.warnf("Polling the event log failed reason=%s", failure.getMessage());
    }
    Log.debugf(failure, "Polling the event log failed failures=%d", failures);
  }

  private Uni<Void> poll() {
    // Before the log is asked, or a follower that reads on meanwhile would seem to be ahead of it.
    List<Commits.Standing> standings = commits.standings();
    Set<AccountId> followed = commits.followed();
    seen.keySet().retainAll(followed);
    if (followed.isEmpty()) {
      observations.logBehind(0);
      return Uni.createFrom().voidItem();
    }
    Long[] ids = Conditions.longs(followed, AccountId::value);
    return pool.query(LAST_SEQS, Tuple.of(ids))
        .invoke(
            rows -> {
              Map<AccountId, Long> ends = new HashMap<>();
              rows.forEach(row -> ends.put(new AccountId(row.getLong(0)), row.getLong(1)));
              ends.forEach(this::note);
              cutWhoIsAhead(standings, ends);
              observations.logBehind(behind(standings, ends));
            })
        .replaceWithVoid();
  }

  private static long behind(List<Commits.Standing> standings, Map<AccountId, Long> ends) {
    return standings.stream()
        .mapToLong(
            standing -> ends.getOrDefault(standing.account(), standing.read()) - standing.read())
        .filter(events -> events > 0)
        .max()
        .orElse(0);
  }

  /**
   * A stream whose last event is not in the log any more would wait for ever. Of a log nothing is
   * known while its server is away, where a ledger is spread.
   */
  private void cutWhoIsAhead(List<Commits.Standing> standings, Map<AccountId, Long> ends) {
    for (Commits.Standing standing : standings) {
      Long end = ends.get(standing.account());
      if (end != null && standing.read() > end) {
        timeline.lost();
        Log.errorf(
            "Events are lost: the log ends before what a stream has read account=%d read=%d end=%d",
            standing.account().value(), standing.read(), end);
        standing.cut(end);
      }
    }
  }

  /** An account seen for the first time may have grown since its follower began to read. */
  private void note(AccountId account, long seq) {
    Long before = seen.put(account, seq);
    if (before == null || before != seq) {
      commits.grownTo(account, seq);
    }
  }
}
