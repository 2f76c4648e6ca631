// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.platform.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What closing everything mostly is elsewhere: a loop over the open positions, and for each of them
 * a transaction that locks it, writes an order and its fill at the last price, and closes it. It
 * keeps no log, no outcome and no key, and asks no venue.
 */
final class LoopHandler implements AutoCloseable {
  private static final String SCHEMA =
      """
      create table loop_position (id bigint primary key, account bigint not null, qty numeric not null,
        price numeric not null, closed_at timestamptz);
      create index on loop_position (account) where closed_at is null;
      create table loop_order (id bigserial primary key, position bigint not null, side text not null,
        qty numeric not null, status text not null, at timestamptz not null);
      create table loop_fill (id bigserial primary key, order_id bigint not null, qty numeric not null,
        price numeric not null, at timestamptz not null);
      """;

  private final Connection connection;

  LoopHandler(DatabaseAddress address) throws SQLException {
    connection = TestDatabase.connect(address);
    execute(SCHEMA);
  }

  void fill(int account, int positions) throws SQLException {
    execute(
        "insert into loop_position select %1$d * 1000000 + n, %1$d, n %% 700 + 1, 10 from generate_series(1, %2$d) n"
            .formatted(account, positions));
  }

  /** How many it has closed. */
  int liquidateAll(int account) throws SQLException {
    List<Long> open = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select id from loop_position where closed_at is null and account = " + account)) {
      while (rows.next()) {
        open.add(rows.getLong(1));
      }
    }
    connection.setAutoCommit(false);
    for (long id : open) {
      one("select qty from loop_position where id = ? and closed_at is null for update", id);
      one(
          "insert into loop_order (position, side, qty, status, at) select id, 'SELL', qty, 'FILLED', now()"
              + " from loop_position where id = ?",
          id);
      one(
          "insert into loop_fill (order_id, qty, price, at) select currval('loop_order_id_seq'), qty, price, now()"
              + " from loop_position where id = ?",
          id);
      one("update loop_position set qty = 0, closed_at = now() where id = ?", id);
      connection.commit();
    }
    connection.setAutoCommit(true);
    return open.size();
  }

  private void one(String sql, long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      statement.execute();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
