// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@BesideTheApplication
class LedgerLocksTest {
  @Test
  @Timeout(60)
  void aMigrationGivesWayToATransactionThatHoldsWhatItWantsAndWantsWhatItHolds() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection writer = TestDatabase.connect(database.address());
        Connection migration = TestDatabase.connect(database.address());
        Connection watch = TestDatabase.connect(database.address())) {
      execute(watch, "create table account (n int); insert into account values (1)");
      execute(watch, "create table event (n int)");
      writer.setAutoCommit(false);
      migration.setAutoCommit(false);
      execute(writer, "insert into event values (1)");
      CompletableFuture<Void> locked =
          CompletableFuture.runAsync(
              () -> {
                try {
                  LedgerLocks.take(migration);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      awaitWaiting(watch);

      // The other way around: without giving way one of both would be ended.
      execute(writer, "update account set n = 2");
      writer.commit();
      locked.get(30, TimeUnit.SECONDS);

      execute(migration, "alter table account add column m int");
      execute(migration, "alter table event add column m int");
      migration.commit();
      assertThat(number(watch, "select count(*) from event where m is null")).isEqualTo(1);
    }
  }

  @Test
  void whereThereIsNoLedgerYetNothingIsLocked() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection migration = TestDatabase.connect(database.address())) {
      migration.setAutoCommit(false);

      LedgerLocks.take(migration);

      assertThat(
              number(
                  migration,
                  "select count(*) from pg_locks where pid = pg_backend_pid()"
                      + " and mode = 'AccessExclusiveLock'"))
          .isZero();
    }
  }

  private static void awaitWaiting(Connection watch) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String waiting =
        "select count(*) from pg_locks l where not granted and relation = 'event'::regclass";
    while (number(watch, waiting) == 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
