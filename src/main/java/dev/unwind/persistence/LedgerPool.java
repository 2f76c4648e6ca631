// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.postgres.DatabaseStanding;
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
class LedgerPool implements Queries {
  private static final String BEGIN_SNAPSHOT =
      "begin transaction isolation level repeatable read, read only";

  private final Pool pool;
  private final StoreConfig config;
  private final DatabaseStanding standing;

  LedgerPool(Pool pool, StoreConfig config, DatabaseStanding standing) {
    this.pool = pool;
    this.config = config;
    this.standing = standing;
  }

  /** One prepared statement, one round trip, one transaction. */
  @Override
  public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
    return noted(
        StoreFailures.bounded(
            pool.preparedQuery(sql).execute(parameters), config.statementTimeout()));
  }

  /**
   * Several statements that see the ledger as it is at one moment. They may change nothing, and an
   * interrupted snapshot just ends.
   */
  <T> Uni<T> snapshot(Function<Queries, Uni<T>> work) {
    return noted(
        StoreFailures.bounded(
            pool.withConnection(
                connection ->
                    connection
                        .query(BEGIN_SNAPSHOT)
                        .execute()
                        .chain(
                            () ->
                                work.apply(
                                    (sql, parameters) ->
                                        connection.preparedQuery(sql).execute(parameters)))
                        .eventually(() -> connection.query("commit").execute())),
            config.snapshotTimeout()));
  }

  /**
   * Several statements in one transaction, begun anew after a conflict, so {@code work} must be
   * free of other effects.
   */
  <T> Uni<T> transaction(Duration timeout, Function<SqlConnection, Uni<T>> work) {
    return noted(
        StoreFailures.bounded(
            StoreFailures.retried(Uni.createFrom().deferred(() -> pool.withTransaction(work))),
            timeout));
  }

  private <T> Uni<T> noted(Uni<T> work) {
    return work.onItem().invoke(done -> standing.worked()).onFailure().invoke(standing::failed);
  }
}
