// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;

/**
 * Finds out whether a session stays the same from one transaction to the next. Without a pooler the
 * server's process is the one that greeted us, and nothing more is asked. Behind one, a second
 * session holds a transaction while the first is asked for its process again: a pooler by
 * transactions has given the first one's process to the second.
 */
final class PoolingProof {
  private static final String PROCESS = "select pg_backend_pid()";

  /** A session of its own answers at once; one that waits for the second's has none. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final ConnectionFactory factory;
  private final Vertx vertx;

  PoolingProof(ConnectionFactory factory, Vertx vertx) {
    this.factory = factory;
    this.vertx = vertx;
  }

  /** Fails with {@link TransactionPoolingException}; where nothing is proved it succeeds. */
  Future<Void> require(SqlConnection first, Context context) {
    return process(first)
        .compose(
            process ->
                first instanceof PgConnection direct && direct.processId() == process
                    ? Future.succeededFuture()
                    : compare(first, process, context));
  }

  private Future<Void> compare(SqlConnection first, int process, Context context) {
    Future<SqlConnection> opening = factory.connect(context);
    return inTime(opening)
        .compose(
            second -> compare(first, process, second).eventually(nothing -> closed(second)),
            unreachable -> {
              // No session is left for a second one: nothing is proved.
              opening.onSuccess(SqlConnection::close);
              return Future.succeededFuture();
            });
  }

  private Future<Void> compare(SqlConnection first, int process, SqlConnection second) {
    return inTime(second.query("begin").execute().compose(begun -> process(second)))
        .compose(
            held ->
                unchanged(first, process)
                    .compose(
                        same ->
                            same
                                ? Future.<Void>succeededFuture()
                                : Future.failedFuture(new TransactionPoolingException())),
            noSession -> Future.succeededFuture());
  }

  private static Future<Void> closed(SqlConnection connection) {
    return connection.close();
  }

  /** No answer while the second holds its transaction says the same as another process. */
  private Future<Boolean> unchanged(SqlConnection first, int process) {
    return inTime(process(first)).map(again -> again == process).otherwise(false);
  }

  private static Future<Integer> process(SqlConnection connection) {
    return connection.query(PROCESS).execute().map(rows -> rows.iterator().next().getInteger(0));
  }

  private <T> Future<T> inTime(Future<T> work) {
    Promise<T> answer = Promise.promise();
    long timer = vertx.setTimer(ANSWER_MAX.toMillis(), late -> answer.tryFail("no answer in time"));
    work.onComplete(
        done -> {
          vertx.cancelTimer(timer);
          if (done.succeeded()) {
            answer.tryComplete(done.result());
          } else {
            answer.tryFail(done.cause());
          }
        });
    return answer.future();
  }
}
