// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;

/**
 * How every write reaches the store: in a transaction, in time, again after a conflict, and with
 * the core's reasons.
 */
@ApplicationScoped
class StoreCalls {
  /** Rows that are still worked off on the event loop; some 20 ms. */
  private static final int ROWS_ON_LOOP_MAX = 2_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Runs a transaction; conflicts are retried from the start. */
  <T> Uni<T> inTransaction(Pool pool, Function<SqlConnection, Uni<T>> transaction) {
    return again(Uni.createFrom().deferred(() -> pool.withTransaction(transaction)));
  }

  /** Runs one statement that is a transaction by itself. */
  <T> Uni<T> again(Uni<T> statement) {
    return StoreFailures.retried(statement)
        .ifNoItem()
        .after(TIMEOUT)
        .fail()
        .onFailure()
        .transform(StoreCalls::translate);
  }

  /**
   * What follows is done by a worker where there are many rows, so that nobody else's requests wait
   * for it on the event loop.
   */
  static <T> Uni<T> offLoop(int rows, T item) {
    Uni<T> same = Uni.createFrom().item(item);
    return rows > ROWS_ON_LOOP_MAX ? same.emitOn(Infrastructure.getDefaultWorkerPool()) : same;
  }

  /** Goes on to its end even when whoever asked for it has left. */
  static <T> Uni<T> detached(Uni<T> work) {
    return Uni.createFrom()
        .emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
  }

  private static Throwable translate(Throwable failure) {
    if (failure instanceof TradingException) {
      return failure;
    }
    if (failure instanceof PgException pg && "23505".equals(pg.getSqlState())) {
      return uniqueViolation(pg);
    }
    if (StoreFailures.isRetryable(failure) || StoreFailures.isUnavailable(failure)) {
      return new TradingException(Reason.STORE_UNAVAILABLE, failure);
    }
    return failure;
  }

  private static Throwable uniqueViolation(PgException failure) {
    String constraint = String.valueOf(failure.getConstraint());
    return switch (constraint) {
      case "order_version_client_order_id_once" ->
          new TradingException(Reason.CLIENT_ORDER_ID_DUPLICATE, failure);
      case "liquidation_exclusive_once" ->
          new TradingException(Reason.LIQUIDATION_IN_PROGRESS, failure);
      case "order_live_liquidation_once", "liquidation_item_live_once" ->
          new TradingException(Reason.POSITION_BEING_LIQUIDATED, failure);
      default -> failure;
    };
  }
}
