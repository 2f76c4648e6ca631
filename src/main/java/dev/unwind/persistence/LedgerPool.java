// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.ledger.Snapshots;
import dev.unwind.postgres.DatabaseStanding;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** The reactive pool with bounded waits; fails as {@link StoreFailures} says. */
@ApplicationScoped
public class LedgerPool implements Queries, Snapshots {
  private static final String SNAPSHOT = "unwind.ledger.snapshot";
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

  /**
   * One prepared statement, one round trip, one transaction; or a part of the caller's snapshot. It
   * is asked again where a table has got a column since it was prepared.
   */
  @Override
  public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
    return Uni.createFrom()
        .context(
            context ->
                context.contains(SNAPSHOT)
                    ? context.<SqlConnection>get(SNAPSHOT).preparedQuery(sql).execute(parameters)
                    : noted(
                        StoreFailures.bounded(
                            StoreFailures.retried(
                                Uni.createFrom()
                                    .deferred(() -> pool.preparedQuery(sql).execute(parameters))),
                            config.statementTimeout())));
  }

  /** One within another is a part of it. */
  @Override
  public <T> Uni<T> read(Supplier<Uni<T>> reads) {
    return Uni.createFrom()
        .context(context -> context.contains(SNAPSHOT) ? reads.get() : snapshot(reads));
  }

  /** Whether the caller is within a snapshot. */
  public Uni<Boolean> isSnapshot() {
    return Uni.createFrom().context(context -> Uni.createFrom().item(context.contains(SNAPSHOT)));
  }

  private <T> Uni<T> snapshot(Supplier<Uni<T>> reads) {
    return noted(
        StoreFailures.bounded(
            pool.withConnection(
                connection ->
                    connection
                        .query(BEGIN_SNAPSHOT)
                        .execute()
                        .chain(() -> within(connection, reads))
                        .eventually(() -> connection.query("commit").execute())),
            config.snapshotTimeout()));
  }

  /**
   * The context belongs to a subscription: with one of their own, the reads alone see the
   * connection, whatever thread they go on with, and nothing that runs beside them does.
   */
  private static <T> Uni<T> within(SqlConnection connection, Supplier<Uni<T>> reads) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Cancellable reading =
                  reads
                      .get()
                      .subscribe()
                      .with(Context.of(SNAPSHOT, connection), emitter::complete, emitter::fail);
              emitter.onTermination(reading::cancel);
            });
  }

  /**
   * Several statements in one transaction, begun anew after a conflict, so {@code work} must be
   * free of other effects.
   */
  public <T> Uni<T> transaction(Duration timeout, Function<SqlConnection, Uni<T>> work) {
    return noted(
        StoreFailures.bounded(
            StoreFailures.retried(Uni.createFrom().deferred(() -> pool.withTransaction(work))),
            timeout));
  }

  private <T> Uni<T> noted(Uni<T> work) {
    return work.onItem().invoke(done -> standing.worked()).onFailure().invoke(standing::failed);
  }
}
