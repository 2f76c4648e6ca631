// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import dev.unwind.postgres.shard.PlacedStatements;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.spi.DatabaseMetadata;

/** A connection to a ledger that is spread: sends statements to where they belong. */
final class PlacedConnection implements SqlConnection {
  private final SqlConnection connection;
  private final PlacedStatements statements;
  private volatile boolean isUnfit;

  PlacedConnection(SqlConnection connection, PlacedStatements statements) {
    this.connection = connection;
    this.statements = statements;
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return connection.preparedQuery(statements.sent(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return connection.preparedQuery(statements.sent(sql), options);
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return connection.query(statements.sent(sql));
  }

  @Override
  public Future<PreparedStatement> prepare(String sql) {
    return connection.prepare(statements.sent(sql));
  }

  @Override
  public SqlConnection prepare(String sql, Handler<AsyncResult<PreparedStatement>> handler) {
    connection.prepare(statements.sent(sql), handler);
    return this;
  }

  @Override
  public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
    return connection.prepare(statements.sent(sql), options);
  }

  @Override
  public SqlConnection prepare(
      String sql, PrepareOptions options, Handler<AsyncResult<PreparedStatement>> handler) {
    connection.prepare(statements.sent(sql), options, handler);
    return this;
  }

  @Override
  public SqlConnection exceptionHandler(Handler<Throwable> handler) {
    connection.exceptionHandler(handler);
    return this;
  }

  @Override
  public SqlConnection closeHandler(Handler<Void> handler) {
    connection.closeHandler(handler);
    return this;
  }

  @Override
  public Future<Transaction> begin() {
    return connection.begin();
  }

  @Override
  public void begin(Handler<AsyncResult<Transaction>> handler) {
    connection.begin(handler);
  }

  @Override
  public Transaction transaction() {
    return connection.transaction();
  }

  @Override
  public boolean isSSL() {
    return connection.isSSL();
  }

  @Override
  public DatabaseMetadata databaseMetadata() {
    return connection.databaseMetadata();
  }

  /** What has failed may say that nobody should get this session any more. */
  void failed(Throwable failure) {
    isUnfit = isUnfit || PostgresFailures.leavesSessionUnfit(failure);
  }

  @Override
  public Future<Void> close() {
    return isUnfit ? end(connection) : connection.close();
  }

  @Override
  public void close(Handler<AsyncResult<Void>> handler) {
    close().onComplete(handler);
  }

  /** Ends the session instead of giving it back. */
  static Future<Void> end(SqlConnection connection) {
    SqlConnectionInternal pooled = (SqlConnectionInternal) connection;
    Promise<Void> ended = Promise.promise();
    pooled.unwrap().unwrap().close(pooled, ended);
    return ended.future();
  }
}
