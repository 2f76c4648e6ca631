// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;

/** The reactive pool with bounded waits; fails as {@link StoreFailures} says. */
@ApplicationScoped
class LedgerPool {
  private final Pool pool;
  private final StoreConfig config;

  LedgerPool(Pool pool, StoreConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /** One prepared statement, one round trip, one transaction. */
  Uni<RowSet<Row>> query(String sql, Tuple parameters) {
    return StoreFailures.bounded(
        pool.preparedQuery(sql).execute(parameters), config.statementTimeout());
  }

  /**
   * Several statements in one transaction, begun anew after a conflict, so {@code work} must be
   * free of other effects.
   */
  <T> Uni<T> transaction(Duration timeout, Function<SqlConnection, Uni<T>> work) {
    return StoreFailures.bounded(
        StoreFailures.retried(Uni.createFrom().deferred(() -> pool.withTransaction(work))),
        timeout);
  }
}
