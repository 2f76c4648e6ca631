// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.platform.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A ledger of which the venue was sent pairs as orders that know nothing of each other. */
@BesideTheApplication
class PairsOfThePreviousBuildTest {
  @Test
  void openPairsAreLinkedWhenTheLedgerIsOpened() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      migrate(database.address(), "10");
      try (Connection connection = connect(database.address());
          Statement sql = connection.createStatement()) {
        order(sql, 11, 11L, "PARTIALLY_FILLED", "WORKING", "4");
        order(sql, 12, 11L, "NEW", "WORKING", "0");
        order(sql, 13, 13L, "FILLED", "FILLED", "10");
        order(sql, 14, 13L, "PENDING_CANCEL", "WORKING", "0");
        order(sql, 15, 15L, "FILLED", "FILLED", "10");
        order(sql, 16, 15L, "CANCELED", "CANCELED", "0");
        order(sql, 17, null, "NEW", "WORKING", "0");
      }
      migrate(database.address(), "11");
      try (Connection connection = connect(database.address());
          Statement sql = connection.createStatement()) {
        assertThat(rows(sql, "select order_no || ' ' || coalesce(pair, 0) from simulator.orders"))
            .containsExactlyInAnyOrder("11 11", "12 11", "13 13", "14 13", "15 0", "16 0", "17 0");
        assertThat(
                rows(
                    sql,
                    "select pair || ' ' || trim_scale(traded) || ' ' || ended from simulator.pair"))
            .containsExactlyInAnyOrder("11 4 false", "13 10 true");
      }
    }
  }

  private static void order(
      Statement sql,
      long id,
      @Nullable Long group,
      String status,
      String venueStatus,
      String traded)
      throws SQLException {
    String key = "00000000-0000-0000-0000-0000000000" + id;
    sql.execute(
        """
        insert into orders (account_id, order_id, instrument_id, side, status, oco_group, actor, dialect, command_id,
          filled_qty, created_at, updated_at, submitted_at)
        values (1, %1$d, 1, 'SELL', '%2$s', %3$s, 'desk', 'alpaca', %1$d, %4$s, now(), now(), now())
        """
            .formatted(id, status, group, traded));
    sql.execute(
        """
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force,
          qty, limit_price, created_at)
        values (1, %1$d, 1, %1$d, '%2$s', '%2$s', 'LIMIT', 'GTC', 10, 100, now())
        """
            .formatted(id, key));
    sql.execute(
        """
        insert into simulator.orders (account_id, key, order_no, instrument_id, side, type, time_in_force, qty,
          limit_price, status, triggered, cum_qty, reports, arrived_at)
        values (1, '%2$s', %1$d, 1, 'SELL', 'LIMIT', 'GTC', 10, 100, '%3$s', true, %4$s, 1, now())
        """
            .formatted(id, key, venueStatus, traded));
  }

  private static List<String> rows(Statement sql, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet found = sql.executeQuery(query)) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  private static void migrate(DatabaseAddress address, String target) {
    Flyway.configure()
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .target(target)
        .load()
        .migrate();
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
  }
}
