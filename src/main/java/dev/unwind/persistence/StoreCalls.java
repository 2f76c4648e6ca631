// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.postgres.DatabaseStanding;
import dev.unwind.postgres.PostgresFailures;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * How every write reaches the store: in a transaction, in time, again after a conflict, and with
 * the core's reasons. What may have been committed although its answer is lost is looked for
 * (decision 0017): STORE_UNAVAILABLE says that nothing was executed, OUTCOME_UNKNOWN that nobody
 * can tell.
 */
@ApplicationScoped
public class StoreCalls {
  private static final Logger LOG = Logger.getLogger(StoreCalls.class);

  /** Rows that are still worked off on the event loop; some 20 ms. */
  private static final int ROWS_ON_LOOP_MAX = 2_000;

  /** Whoever writes to an account holds this until the end of the transaction. */
  public static final String LOCK_ACCOUNT =
      "select 1 from account where account_id = $1 for update";

  private static final Duration LOOK_PAUSE = Duration.ofMillis(50);
  private static final Duration LOOK_PAUSE_MAX = Duration.ofMillis(500);

  private final StoreConfig config;
  private final DatabaseStanding standing;

  StoreCalls(StoreConfig config, DatabaseStanding standing) {
    this.config = config;
    this.standing = standing;
  }

  /** Runs a transaction; conflicts are retried from the start. */
  public <T> Uni<T> inTransaction(
      Pool pool,
      Function<SqlConnection, Uni<T>> transaction,
      Function<T, Optional<Witness>> witness) {
    AtomicReference<Attempt<T>> current = new AtomicReference<>(new Attempt<>());
    Uni<T> work =
        Uni.createFrom()
            .deferred(
                () -> {
                  Attempt<T> attempt = new Attempt<>();
                  current.set(attempt);
                  return pool.withTransaction(
                      connection -> transaction.apply(connection).chain(attempt::commits));
                });
    return timed(StoreFailures.retried(work))
        .invoke(written -> standing.wrote())
        .onFailure()
        .recoverWithUni(
            failure -> {
              Attempt<T> attempt = Objects.requireNonNull(current.get());
              return attempt.mayHaveCommitted(failure)
                  ? committed(pool, attempt, witness, failure)
                  : Uni.createFrom().failure(failure);
            })
        .onFailure()
        .transform(StoreCalls::translate);
  }

  /**
   * A transaction of two statements in as many round trips: BEGIN goes with the first, COMMIT with
   * the second, which must fail by itself where it may not be committed. Repeating it must do no
   * harm, for nobody looks for it when its answer is lost.
   */
  public <A, T> Uni<T> inTwoTrips(
      Pool pool,
      Function<SqlConnection, Uni<A>> first,
      BiFunction<SqlConnection, A, Uni<T>> second) {
    AtomicReference<Attempt<T>> current = new AtomicReference<>(new Attempt<>());
    Uni<T> work =
        Uni.createFrom()
            .deferred(
                () -> {
                  Attempt<T> attempt = new Attempt<>();
                  current.set(attempt);
                  return pool.withConnection(c -> twoTrips(c, attempt, first, second));
                });
    return timed(StoreFailures.retried(work))
        .invoke(written -> standing.wrote())
        .onFailure()
        .transform(
            failure ->
                Objects.requireNonNull(current.get()).mayHaveCommitted(failure)
                    ? unknown("a transaction", failure)
                    : translate(failure));
  }

  private static <A, T> Uni<T> twoTrips(
      SqlConnection connection,
      Attempt<T> attempt,
      Function<SqlConnection, Uni<A>> first,
      BiFunction<SqlConnection, A, Uni<T>> second) {
    Uni<A> begun =
        together(
            connection.query("begin").execute(), first.apply(connection), (begin, read) -> read);
    return begun
        .call(attempt::commitsUnread)
        .onFailure()
        .call(() -> connection.query("rollback").execute().onFailure().recoverWithNull())
        // Where the statement fails, COMMIT rolls back; where it could not even be made, there is
        // nothing to commit, but a transaction to end.
        .chain(
            read ->
                together(
                    Uni.createFrom().deferred(() -> second.apply(connection, read)),
                    connection.query("commit").execute(),
                    (made, commit) -> made));
  }

  /**
   * Sends both before either is answered. What has failed comes out once both have ended, and not
   * what could only fail after it.
   */
  public static <A, B, T> Uni<T> together(Uni<A> one, Uni<B> other, BiFunction<A, B, T> result) {
    return Uni.combine()
        .all()
        .unis(one, other)
        .collectFailures()
        .with(result)
        .onFailure(CompositeException.class)
        .transform(all -> cause(((CompositeException) all).getCauses()));
  }

  private static Throwable cause(List<Throwable> failures) {
    return failures.stream()
        .filter(each -> !PostgresFailures.isAfterAnother(each))
        .findFirst()
        .orElse(failures.get(0));
  }

  private <T> Uni<T> committed(
      Pool pool, Attempt<T> attempt, Function<T, Optional<Witness>> witness, Throwable failure) {
    T result = attempt.result();
    Witness known = result == null ? null : witness.apply(result).orElse(null);
    if (result == null || known == null) {
      return Uni.createFrom().failure(unknown("the request", failure));
    }
    return find(pool, known, failure)
        .chain(
            found ->
                found
                    ? Uni.createFrom().item(result)
                    : Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE)));
  }

  /**
   * Runs one statement that is a transaction by itself, and looks for what it has made when its
   * answer is lost.
   *
   * @param read what it would have answered, once it is found
   */
  public <T> Uni<T> inStatement(
      Pool pool, Uni<T> statement, Supplier<Witness> witness, Supplier<Uni<T>> read) {
    return timed(StoreFailures.retried(statement))
        .invoke(written -> standing.wrote())
        .onFailure(PostgresFailures::leavesOutcomeOpen)
        .recoverWithUni(
            failure ->
                find(pool, witness.get(), failure)
                    .chain(
                        found ->
                            found
                                ? read.get()
                                : Uni.createFrom()
                                    .failure(
                                        endedWith(failure)
                                            ? new TradingException(Reason.STORE_UNAVAILABLE)
                                            : unknown(witness.get().name(), failure))))
        .onFailure()
        .transform(StoreCalls::translate);
  }

  /**
   * Runs one statement that writes. Nobody looks for what it has made when its answer is lost: the
   * caller is told that the outcome is unknown.
   */
  public Uni<RowSet<Row>> write(Pool pool, String sql, Tuple parameters) {
    Uni<RowSet<Row>> statement =
        Uni.createFrom().deferred(() -> pool.preparedQuery(sql).execute(parameters));
    return timed(StoreFailures.retried(statement))
        .invoke(written -> standing.wrote())
        .onFailure(PostgresFailures::leavesOutcomeOpen)
        .transform(failure -> unknown("the request", failure))
        .onFailure()
        .transform(StoreCalls::translate)
        .plug(StoreCalls::detached);
  }

  /**
   * Runs a transaction of Panache's. Like {@link #write}: nobody looks for what it has made when
   * its answer is lost.
   */
  public <T> Uni<T> administered(Uni<T> transaction) {
    return timed(transaction)
        .invoke(done -> standing.wrote())
        .onFailure(PostgresFailures::leavesOutcomeOpen)
        .transform(failure -> unknown("the request", failure))
        .onFailure()
        .transform(StoreCalls::translate);
  }

  /** A server that has ended our process does nothing more for it. */
  private static boolean endedWith(Throwable failure) {
    return failure instanceof PgException;
  }

  /** Runs one statement that reads, or that may be run again. */
  public <T> Uni<T> again(Uni<T> statement) {
    return timed(StoreFailures.retried(statement)).onFailure().transform(StoreCalls::translate);
  }

  private <T> Uni<T> timed(Uni<T> work) {
    return work.ifNoItem()
        .after(config.writeTimeout())
        .failWith(TimeoutException::new)
        .onFailure()
        .invoke(standing::failed);
  }

  /**
   * Whether a transaction has committed. Whoever writes to an account holds the lock of its row
   * until the end, so with that lock in hand there is nothing left to wait for. Fails with
   * OUTCOME_UNKNOWN when the lock is not to be had in time.
   */
  private Uni<Boolean> find(Pool pool, Witness witness, Throwable lost) {
    Duration most = config.lookTimeout();
    LOG.warnf("A commit's answer is lost; looking for %s: %s", witness.name(), lost);
    return Uni.createFrom()
        .deferred(() -> pool.withTransaction(connection -> look(connection, witness, most)))
        .onFailure()
        .retry()
        .withBackOff(LOOK_PAUSE, LOOK_PAUSE_MAX)
        .expireIn(most.toMillis())
        .ifNoItem()
        .after(most)
        .failWith(TimeoutException::new)
        .onFailure()
        .transform(failure -> unknown(witness.name(), failure))
        .invoke(found -> LOG.warnf("%s %s", witness.name(), found ? "was made" : "was not made"));
  }

  private static Uni<Boolean> look(SqlConnection connection, Witness witness, Duration most) {
    return connection
        .query("set local statement_timeout = " + most.toMillis())
        .execute()
        .chain(
            () ->
                connection.preparedQuery(LOCK_ACCOUNT).execute(Tuple.of(witness.account().value())))
        .chain(() -> connection.preparedQuery(witness.found()).execute(witness.parameters()))
        .map(rows -> rows.iterator().hasNext());
  }

  public static boolean isOutcomeUnknown(Throwable failure) {
    return failure instanceof TradingException e && e.reason() == Reason.OUTCOME_UNKNOWN;
  }

  private static TradingException unknown(String name, Throwable cause) {
    LOG.errorf("The outcome of %s is unknown: %s", name, cause);
    return new TradingException(
        Denial.of(
            Reason.OUTCOME_UNKNOWN,
            name + " may have been executed: look for it before it is sent again"));
  }

  /**
   * What follows is done by a worker where there are many rows, so that nobody else's requests wait
   * for it on the event loop.
   */
  public static <T> Uni<T> offLoop(int rows, T item) {
    Uni<T> same = Uni.createFrom().item(item);
    return rows > ROWS_ON_LOOP_MAX ? same.emitOn(Infrastructure.getDefaultWorkerPool()) : same;
  }

  /** Goes on to its end even when whoever asked for it has left. */
  public static <T> Uni<T> detached(Uni<T> work) {
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
    if (PostgresFailures.isOverload(failure)) {
      return new TradingException(Reason.OVERLOADED, failure);
    }
    if (StoreFailures.isRetryable(failure) || PostgresFailures.isUnavailable(failure)) {
      return new TradingException(Reason.STORE_UNAVAILABLE, failure);
    }
    return failure;
  }

  private static Throwable uniqueViolation(PgException failure) {
    return switch (PostgresFailures.constraint(failure)) {
      case "order_version_client_order_id_once" ->
          new TradingException(Reason.CLIENT_ORDER_ID_DUPLICATE, failure);
      case "liquidation_exclusive_once" ->
          new TradingException(Reason.LIQUIDATION_IN_PROGRESS, failure);
      case "order_live_liquidation_once" ->
          new TradingException(Reason.POSITION_BEING_LIQUIDATED, failure);
      default -> failure;
    };
  }
}
