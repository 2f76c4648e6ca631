// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.platform.database.DatabaseAddress;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at a ledger from outside: what it began with, whether it is at rest, what is wrong. */
final class LedgerWatch implements AutoCloseable {
  private static final String POSITIONS =
      "select account_id || '/' || position_id, qty from position";
  private static final String CASH = "select account_id::text, cash from account";
  private static final String BOUGHT =
      "select account_id || '/' || position_id, sum(case side when 'BUY' then qty else -qty end)"
          + " from fill group by account_id, position_id";
  private static final String EARNED =
      "select account_id::text, sum(cash_effect) from fill group by account_id";

  private final Connection connection;
  private Map<String, BigDecimal> positions = Map.of();
  private Map<String, BigDecimal> cash = Map.of();

  LedgerWatch(DatabaseAddress address) throws SQLException {
    connection = TestDatabase.connect(address);
  }

  /** Takes down what the ledger holds before anything is traded. */
  void remember() throws SQLException {
    positions = amounts(POSITIONS);
    cash = amounts(CASH);
  }

  /** Number of liquidations, and of reports not yet booked, that are under way. */
  long underWay() throws SQLException {
    return LedgerCheck.underWay(connection);
  }

  /** The same of one account. */
  long underWay(long account) throws SQLException {
    return LedgerCheck.underWay(connection, account);
  }

  /** Until something is under way; what began and ended meanwhile is not seen. */
  void awaitWork(Duration limit) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (underWay() == 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }

  void awaitRest(Duration limit) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (underWay() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not at rest after " + limit + ": " + LedgerCheck.atRest(connection));
      }
      Thread.sleep(100);
    }
  }

  LedgerCheck.Counts counts() throws SQLException {
    return LedgerCheck.counts(connection);
  }

  /** A number; the query's {@code %s} is replaced by the name of an account. */
  long count(String sql, String account) throws SQLException {
    return count(sql.formatted(account));
  }

  long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The first column of all rows. */
  List<String> lines(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  /** Numbers by name. */
  Map<String, Long> ids(String sql) throws SQLException {
    Map<String, Long> ids = new HashMap<>();
    amounts(sql).forEach((name, id) -> ids.put(name, id.longValueExact()));
    return ids;
  }

  /** Gives an account so many positions, long and short, as an import would; again where closed. */
  void fill(long account, int positions) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into position (account_id, position_id, uid, instrument_id, netting, qty, cost, entry_price, opened_qty,
              opened_at, updated_at)
            select ?, nextval('position_id_seq'), gen_random_uuid(), i.instrument_id, true, q.qty, q.qty * 10, 10, q.qty,
              now(), now()
            from (select instrument_id, row_number() over (order by instrument_id) as n from instrument) i
            cross join lateral (select case when i.n % 3 = 0 then -1 else 1 end * (i.n % 700 + 1) as qty) q
            where i.n <= ?
            on conflict (account_id, instrument_id) where netting do update set qty = excluded.qty, cost = excluded.cost,
              entry_price = excluded.entry_price, opened_qty = excluded.opened_qty, opened_at = excluded.opened_at
            """)) {
      statement.setLong(1, account);
      statement.setInt(2, positions);
      statement.executeUpdate();
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Gives every measurement the same start: statistics taken, nothing left to be written. */
  void settle() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    }
  }

  /** All that contradicts the invariants, or the book that was remembered. */
  List<String> contradictions() throws SQLException {
    List<String> found = brokenRules();
    compare(
        found, "I5 position = imported + fills", positions, amounts(BOUGHT), amounts(POSITIONS));
    compare(found, "I5 cash = imported + cash effects", cash, amounts(EARNED), amounts(CASH));
    return found;
  }

  /** All that contradicts the invariants, without regard to what was remembered. */
  List<String> brokenRules() throws SQLException {
    List<String> found = new ArrayList<>();
    LedgerCheck.atRest(connection).forEach(v -> found.add(v.toString()));
    return found;
  }

  private static void compare(
      List<String> found,
      String rule,
      Map<String, BigDecimal> start,
      Map<String, BigDecimal> change,
      Map<String, BigDecimal> end) {
    end.forEach(
        (key, now) -> {
          BigDecimal expected =
              start
                  .getOrDefault(key, BigDecimal.ZERO)
                  .add(change.getOrDefault(key, BigDecimal.ZERO));
          if (expected.compareTo(now) != 0) {
            found.add(rule + ": " + key + " expected=" + expected + " actual=" + now);
          }
        });
    if (!end.keySet().containsAll(start.keySet())) {
      found.add(rule + ": rows are gone");
    }
  }

  private Map<String, BigDecimal> amounts(String sql) throws SQLException {
    Map<String, BigDecimal> amounts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        amounts.put(rows.getString(1), rows.getBigDecimal(2));
      }
    }
    return amounts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
