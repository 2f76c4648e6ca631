// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.observation.Metric;
import dev.unwind.postgres.ServerTimeline;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Says aloud when the database continues from an earlier point than was known, and when it does not
 * wait for a second server although it should.
 */
@ApplicationScoped
class LedgerAlarms {
  /** Local alone is no second server. */
  private static final String SYNCHRONOUS =
      """
      select current_setting('synchronous_standby_names') <> ''
        and current_setting('synchronous_commit') in ('on', 'remote_write', 'remote_apply')
      """;

  private final Pool pool;
  private final PoolConfig config;
  private final ServerTimeline timeline;
  private final MeterRegistry meters;
  private volatile @Nullable Boolean synchronous;
  private @Nullable Cancellable watching;

  LedgerAlarms(Pool pool, PoolConfig config, ServerTimeline timeline, MeterRegistry meters) {
    this.pool = pool;
    this.config = config;
    this.timeline = timeline;
    this.meters = meters;
  }

  void start(@Observes StartupEvent event) {
    timeline.onTurn(LedgerAlarms::tell);
    FunctionCounter.builder(Metric.DATABASE_TURNS.id(), timeline, ServerTimeline::turns)
        .description(Metric.DATABASE_TURNS.description())
        .register(meters);
    FunctionCounter.builder(Metric.DATABASE_LOSSES.id(), timeline, ServerTimeline::losses)
        .description(Metric.DATABASE_LOSSES.description())
        .register(meters);
    FunctionCounter.builder(
            Metric.DATABASE_COMMITS_LOST.id(), timeline, ServerTimeline::commitsLost)
        .description(Metric.DATABASE_COMMITS_LOST.description())
        .register(meters);
    if (config.requireSynchronous()) {
      Gauge.builder(
              Metric.DATABASE_SYNCHRONOUS.id(), () -> Boolean.FALSE.equals(synchronous) ? 0 : 1)
          .description(Metric.DATABASE_SYNCHRONOUS.description())
          .register(meters);
      watching =
          Multi.createFrom()
              .ticks()
              .every(config.synchronousCheck())
              .onOverflow()
              .drop()
              .onItem()
              .transformToUniAndConcatenate(tick -> lookAgain())
              .subscribe()
              .with(looked -> {});
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (watching != null) {
      watching.cancel();
    }
  }

  private static void tell(ServerTimeline.Turn turn) {
    Log.warnf(
        turn.wentBack()
            ? "The database has gone back to before what it had written: looking for what was"
                + " acknowledged here; of what others have acknowledged, run check before=%s now=%s"
            : "The database continues on another timeline: looking for what was acknowledged here;"
                + " of what others have acknowledged, run check before=%s now=%s",
        turn.before(),
        turn.now());
  }

  /** Readiness tells that the database is away. */
  private Uni<Void> lookAgain() {
    return Uni.createFrom().deferred(this::look).onFailure().recoverWithNull();
  }

  private Uni<Void> look() {
    return pool.query(SYNCHRONOUS)
        .execute()
        .invoke(rows -> note(rows.iterator().next().getBoolean(0)))
        .replaceWithVoid();
  }

  private void note(boolean now) {
    Boolean before = synchronous;
    synchronous = now;
    if (!now && !Boolean.FALSE.equals(before)) {
      Log.warn(
          "unwind.database.require-synchronous is set, but PostgreSQL acknowledges commits that no"
              + " second server has: set synchronous_standby_names, and synchronous_commit=on");
    } else if (now && Boolean.FALSE.equals(before)) {
      Log.info("PostgreSQL waits for a second server again");
    }
  }
}
