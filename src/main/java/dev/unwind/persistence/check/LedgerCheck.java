// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a whole ledger and tells what contradicts its invariants (design numbers I1 to I17). It
 * trusts nothing that the service has computed: books are added up again from fills, fills are
 * compared with the log, and both with the journal that the simulator keeps for itself. Nothing is
 * written.
 */
public final class LedgerCheck {
  /** Rows shown of each kind of contradiction. */
  private static final int SHOWN_MAX = 20;

  private LedgerCheck() {}

  /**
   * A row that contradicts an invariant.
   *
   * @param invariant what does not hold
   * @param row the facts, {@code column=value}
   */
  public record Violation(String invariant, String row) {
    @Override
    public String toString() {
      return invariant + ": " + row;
    }
  }

  /** What a ledger holds; shows that a check has had something to look at. */
  public record Counts(
      long accounts, long liquidations, long items, long orders, long fills, long events) {}

  /** What must hold at every commit. */
  public static List<Violation> always(Connection connection) throws SQLException {
    return contradictions(connection, LedgerRules.ALWAYS);
  }

  /**
   * What must hold besides once nothing is under way any more: everything has ended, and the venue
   * and the ledger know the same.
   */
  public static List<Violation> atRest(Connection connection) throws SQLException {
    return Stream.concat(
            contradictions(connection, LedgerRules.ALWAYS).stream(),
            contradictions(connection, LedgerRules.AT_REST).stream())
        .toList();
  }

  /**
   * What contradicts no sum but wants a person: parked reports, and positions that no order could
   * have opened.
   */
  public static List<Violation> openMatters(Connection connection) throws SQLException {
    return contradictions(connection, LedgerRules.OPEN_MATTERS);
  }

  /** Positions in contracts that have expired. */
  public static List<Violation> expired(Connection connection) throws SQLException {
    return contradictions(connection, LedgerRules.EXPIRED);
  }

  /** {@link #openMatters(Connection)} and {@link #expired(Connection)} of one account. */
  public static List<Violation> openMatters(Connection connection, long account)
      throws SQLException {
    List<LedgerRules.Rule> rules =
        Stream.concat(LedgerRules.OPEN_MATTERS.stream(), LedgerRules.EXPIRED.stream())
            .map(rule -> rule.ofAccount(account))
            .toList();
    return contradictions(connection, rules);
  }

  /** {@link #atRest(Connection)} of one account. */
  public static List<Violation> atRest(Connection connection, long account) throws SQLException {
    List<LedgerRules.Rule> rules =
        Stream.concat(LedgerRules.ALWAYS.stream(), LedgerRules.AT_REST.stream())
            .map(rule -> rule.ofAccount(account))
            .toList();
    return contradictions(connection, rules);
  }

  /**
   * How many liquidations have not ended, orders wait for an answer of the venue, and reports are
   * not booked yet.
   */
  public static long underWay(Connection connection) throws SQLException {
    return number(connection, LedgerRules.UNDER_WAY);
  }

  /** {@link #underWay(Connection)} of one account. */
  public static long underWay(Connection connection, long account) throws SQLException {
    return number(connection, LedgerRules.UNDER_WAY + " where account_id = " + account);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  public static Counts counts(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(LedgerRules.COUNTS)) {
      rows.next();
      return new Counts(
          rows.getLong(1),
          rows.getLong(2),
          rows.getLong(3),
          rows.getLong(4),
          rows.getLong(5),
          rows.getLong(6));
    }
  }

  private static List<Violation> contradictions(Connection connection, List<LedgerRules.Rule> rules)
      throws SQLException {
    List<Violation> found = new ArrayList<>();
    for (LedgerRules.Rule rule : rules) {
      try (Statement statement = connection.createStatement()) {
        statement.setMaxRows(SHOWN_MAX);
        try (ResultSet rows = statement.executeQuery(rule.contradictions())) {
          while (rows.next()) {
            found.add(new Violation(rule.name(), facts(rows)));
          }
        }
      }
    }
    return found;
  }

  private static String facts(ResultSet row) throws SQLException {
    List<String> facts = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      facts.add(row.getMetaData().getColumnLabel(i) + "=" + row.getString(i));
    }
    return facts.stream().collect(Collectors.joining(" "));
  }
}
