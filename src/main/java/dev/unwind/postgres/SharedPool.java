// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import dev.unwind.postgres.shard.PlacedStatements;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SqlClientBase;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.CommandScheduler;
import io.vertx.sqlclient.spi.Driver;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A pool whose users share the connections that there are while the server refuses further ones.
 *
 * <p>The pool of Vert.x ties whoever finds a place free to the connection that it then opens: they
 * do not see those that others give back. So while a connection is refused, and its place taken,
 * those who have waited longest, among whom those tied to it are, ask once more; that waits for any
 * connection. The first one to come serves.
 */
@SuppressWarnings("deprecation") // Quarkus insists on a PgPool.
final class SharedPool extends SqlClientBase implements PgPool {
  private final VertxInternal vertx;
  private final Pool pool;
  private final int places;
  private final PlacedStatements statements;

  /** Who waits, the longest first. */
  private final Set<Ask> waiting = new LinkedHashSet<>();

  SharedPool(
      VertxInternal vertx, Driver driver, Pool pool, int places, PlacedStatements statements) {
    super(driver);
    this.vertx = vertx;
    this.pool = pool;
    this.places = places;
    this.statements = statements;
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return super.preparedQuery(statements.sent(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return super.preparedQuery(statements.sent(sql), options);
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return statements.areSpread()
        ? connection().map(each -> new PlacedConnection(each, statements))
        : connection();
  }

  private Future<SqlConnection> connection() {
    ContextInternal context = vertx.getOrCreateContext();
    Future<SqlConnection> first = pool.getConnection();
    if (first.isComplete()) {
      return first;
    }
    Ask ask = new Ask(context);
    synchronized (waiting) {
      waiting.add(ask);
    }
    first.onComplete(ask::first);
    return ask.answer.future();
  }

  /** A connection is being refused; lets one of those who may wait for it ask once more. */
  void refused() {
    Optional<Ask> next;
    synchronized (waiting) {
      next =
          waiting.stream()
              .limit(places)
              .filter(Ask::mayBeTied)
              .min(Comparator.comparingInt(ask -> ask.repeats));
      next.ifPresent(Ask::count);
    }
    next.ifPresent(Ask::again);
  }

  /** One user's wait. */
  private final class Ask {
    private final ContextInternal context;
    private final Promise<SqlConnection> answer;
    private final AtomicInteger underWay = new AtomicInteger(1);
    private int repeats;
    private boolean tied = true;

    Ask(ContextInternal context) {
      this.context = context;
      answer = context.promise();
    }

    /** Whoever has asked while no place was free waits for any connection. */
    boolean mayBeTied() {
      return tied;
    }

    void count() {
      underWay.incrementAndGet();
      repeats++;
      tied = pool.size() < places;
    }

    void again() {
      context.runOnContext(
          run -> {
            if (!answer.future().isComplete()) {
              pool.getConnection().onSuccess(this::offer).onFailure(this::failed);
            }
          });
    }

    private void first(AsyncResult<SqlConnection> done) {
      if (done.succeeded()) {
        offer(done.result());
      } else {
        failed(done.cause());
      }
    }

    /**
     * A server that is full may still serve what else was asked; the last failure is the answer.
     */
    private void failed(Throwable cause) {
      if (underWay.decrementAndGet() == 0 || !PostgresFailures.isFull(cause)) {
        forget();
        answer.tryFail(cause);
      }
    }

    private void offer(SqlConnection connection) {
      forget();
      if (!answer.tryComplete(connection)) {
        connection.close();
      }
    }

    private void forget() {
      synchronized (waiting) {
        waiting.remove(this);
      }
    }
  }

  @Override
  public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
    getConnection().onComplete(handler);
  }

  @Override
  public <R> Future<R> schedule(ContextInternal context, CommandBase<R> command) {
    return connection()
        .compose(
            connection ->
                ((CommandScheduler) connection)
                    .schedule(context, command)
                    .onComplete(done -> release(connection, done)));
  }

  private void release(SqlConnection connection, AsyncResult<?> done) {
    if (statements.areSpread()
        && done.failed()
        && PostgresFailures.leavesSessionUnfit(done.cause())) {
      PlacedConnection.end(connection);
    } else {
      connection.close();
    }
  }

  @Override
  public <T> Future<T> withTransaction(Function<SqlConnection, Future<T>> work) {
    return PgPool.super.withTransaction(noted(work));
  }

  @Override
  public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
    return PgPool.super.withConnection(noted(work));
  }

  /** A session learns what has failed on it before it is given back. */
  private static <T> Function<SqlConnection, Future<T>> noted(
      Function<SqlConnection, Future<T>> work) {
    return connection ->
        connection instanceof PlacedConnection placed
            ? work.apply(connection).onFailure(placed::failed)
            : work.apply(connection);
  }

  @Override
  protected ContextInternal context() {
    return vertx.getOrCreateContext();
  }

  @Override
  protected <T> PromiseInternal<T> promise() {
    return vertx.promise();
  }

  @Override
  protected <T> PromiseInternal<T> promise(Handler<AsyncResult<T>> handler) {
    return vertx.promise(handler);
  }

  @Override
  public PgPool connectHandler(Handler<SqlConnection> handler) {
    pool.connectHandler(handler);
    return this;
  }

  @Override
  public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
    pool.connectionProvider(provider);
    return this;
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }

  @Override
  public void close(Handler<AsyncResult<Void>> handler) {
    pool.close(handler);
  }
}
