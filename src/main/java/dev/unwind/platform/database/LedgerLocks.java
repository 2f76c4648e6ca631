// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Locks the tables that are written together before a script changes any of them. A script that
 * locks one after the other, in an order of its own, waits for transactions of other replicas that
 * wait for it, and one of them is ended. All are taken within a moment, or all are given back and
 * asked for again, so that the traffic goes on meanwhile.
 */
final class LedgerLocks implements Callback {
  private static final List<String> TABLES =
      List.of(
          "public.account",
          "public.position",
          "public.position_episode",
          "public.liquidation",
          "public.liquidation_item",
          "public.orders",
          "public.order_version",
          "public.fill",
          "public.event",
          "simulator.orders",
          "simulator.report");

  /** Deadlock, and a lock that was not to be had in time. */
  static final Set<String> AGAIN = Set.of("40P01", "55P03");

  private static final Duration EACH_WITHIN = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ATTEMPTS = 150;

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public String getCallbackName() {
    return "LedgerLocks";
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      Connection connection = context.getConnection();
      // Scripts outside of a transaction lock no more than a moment each.
      if (!connection.getAutoCommit()) {
        take(connection);
      }
    } catch (SQLException e) {
      throw new FlywayException("The ledger's tables cannot be locked", e);
    }
  }

  /** Takes all locks in the transaction at hand; nothing where the ledger is not made yet. */
  static void take(Connection connection) throws SQLException {
    List<String> tables = present(connection);
    if (tables.isEmpty()) {
      return;
    }
    for (int attempt = 1; ; attempt++) {
      Savepoint before = connection.setSavepoint();
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local lock_timeout = " + EACH_WITHIN.toMillis());
        statement.execute("lock table " + String.join(", ", tables) + " in access exclusive mode");
        statement.execute("set local lock_timeout = 0");
        connection.releaseSavepoint(before);
        return;
      } catch (SQLException e) {
        connection.rollback(before);
        if (!AGAIN.contains(e.getSQLState()) || attempt == ATTEMPTS) {
          throw e;
        }
      }
      pause();
    }
  }

  private static List<String> present(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet row =
            statement.executeQuery("select to_regclass('" + table + "') is not null")) {
          if (row.next() && row.getBoolean(1)) {
            tables.add(table);
          }
        }
      }
    }
    return tables;
  }

  /** Before a lock is asked for again. */
  static void pause() throws SQLException {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }
}
