// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/** The simulator's transactions: bounded in time, repeated when the database asks for it. */
public final class Transactions {
  private static final Set<String> RETRYABLE_STATES = Set.of("40001", "40P01", "0A000");
  private static final int RETRIES_MAX = 3;

  private final Pool pool;
  private final Duration timeout;

  public Transactions(Pool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  /** Runs a single statement or several outside a transaction. */
  public <T> Uni<T> statement(Function<Pool, Uni<T>> work) {
    return bounded(Uni.createFrom().deferred(() -> work.apply(pool)));
  }

  /**
   * Runs it in one transaction; it may run more than once and must not keep anything of an earlier
   * run.
   */
  public <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
    return bounded(Uni.createFrom().deferred(() -> pool.withTransaction(work)));
  }

  private <T> Uni<T> bounded(Uni<T> work) {
    return work.onFailure(Transactions::isRetryable)
        .retry()
        .withBackOff(Duration.ofMillis(5), Duration.ofMillis(50))
        .withJitter(0.5)
        .atMost(RETRIES_MAX)
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  private static boolean isRetryable(Throwable failure) {
    return failure instanceof PgException e && RETRYABLE_STATES.contains(e.getSqlState());
  }
}
