// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.postgres.shard.LedgerSpread;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A whole ledger as it is at one moment, so that a service at work is no contradiction. Of one that
 * is spread, each server is seen at a moment of its own; an account is on one of them.
 *
 * @param lastCheckpoint checkpoints after this one are made meanwhile
 */
public record OneMoment(long lastCheckpoint) {
  /** Nothing else is going on. */
  static final OneMoment AT_REST = new OneMoment(Long.MAX_VALUE);

  /** As long as Citus leaves a transaction that it could not end on some server. */
  private static final Duration COMMITTED_MAX = Duration.ofSeconds(70);

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Several connections to a server would each see another moment. */
  private static final String ONE_CONNECTION =
      "set local citus.max_adaptive_executor_pool_size = 1";

  private static final String LAST =
      "select number, heads from proof_checkpoint order by number desc limit 1";

  /** Begins a transaction that sees one, and writes nothing. */
  public static OneMoment begin(Connection connection) throws SQLException {
    return begin(connection, COMMITTED_MAX);
  }

  static OneMoment begin(Connection connection, Duration patience) throws SQLException {
    boolean spread = LedgerSpread.of(connection).kind() == LedgerSpread.Kind.SPREAD;
    OneMoment moment = spread ? new OneMoment(lastWhole(connection, patience.toNanos())) : AT_REST;
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    if (spread) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(ONE_CONNECTION);
      }
    }
    return moment;
  }

  /**
   * The last checkpoint once all servers have its heads: they commit one after the other. Those
   * before it were whole before it was begun. One that stays in parts is looked at as it is.
   */
  private static long lastWhole(Connection connection, long patience) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long number;
      long heads;
      try (ResultSet last = statement.executeQuery(LAST)) {
        if (!last.next()) {
          return 0;
        }
        number = last.getLong(1);
        heads = last.getLong(2);
      }
      long deadline = System.nanoTime() + patience;
      while (CheckpointCheck.heads(connection, number) < heads && System.nanoTime() < deadline) {
        Thread.sleep(PAUSE.toMillis());
      }
      return number;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }
}
