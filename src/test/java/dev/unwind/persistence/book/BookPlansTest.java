// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.MigratedLedger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How PostgreSQL comes to the rows of an account that has got ten thousand of each kind since
 * statistics were taken, when everybody had one and nothing was open.
 */
@BesideTheApplication
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class BookPlansTest {
  private static TestDatabase database;

  @BeforeAll
  static void anAccountThatStatisticsDoNotKnow() throws SQLException {
    database = TestDatabase.create();
    MigratedLedger.make(database.address());
    try (Connection connection = TestDatabase.connect(database.address());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          alter table position set (autovacuum_enabled = off);
          alter table orders set (autovacuum_enabled = off);
          alter table order_version set (autovacuum_enabled = off);
          alter table liquidation set (autovacuum_enabled = off);
          alter table liquidation_item set (autovacuum_enabled = off);
          set session_replication_role = replica;
          insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment, price_increment,
            fractionable, shortable, marginable, session)
          select n, gen_random_uuid(), 'PLAN' || n, 'us_equity', 'USD', 1, 0.01, true, true, true, 'us_equity'
          from generate_series(1, 12000) n
          """);
      statement.execute(rows("n", "n", 0, 2000));
      statement.execute("vacuum analyze");
      statement.execute(rows("1000000", "n", 100, 10_000));
    }
  }

  /**
   * One row of each table for each number; the account's, the instrument's and the position's
   * quantity.
   */
  private static String rows(String account, String instrument, int qty, int count) {
    return """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, cost, entry_price, opened_at, updated_at)
        select ACCOUNT, ACCOUNT + n, gen_random_uuid(), INSTRUMENT, true, QTY, 10 * QTY, 10, now(), now() from NUMBERS;
        insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at)
        select ACCOUNT, ACCOUNT + n, INSTRUMENT, 'SELL', 'FILLED', 'tester', 'alpaca', 1, now(), now(), now() from NUMBERS;
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
          created_at, state)
        select ACCOUNT, ACCOUNT + n, 1, ACCOUNT + n, gen_random_uuid(), n::text, 'MARKET', 'DAY', 1, now(), 'LIVE' from NUMBERS
        """
        .replace("NUMBERS", "generate_series(1, " + count + ") n")
        .replace("ACCOUNT", account)
        .replace("INSTRUMENT", instrument)
        .replace("QTY", String.valueOf(qty));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BookSql.UPDATE_POSITIONS,
        BookSql.UPDATE_VERSIONS,
        BookSql.UPDATE_LIQUIDATIONS,
        BookSql.UPDATE_ITEMS
      })
  void whatIsWrittenIsLookedUpByItsKey(String update) throws SQLException {
    assertThat(scans(update))
        .hasSize(2)
        .anyMatch(scan -> scan.startsWith("Tid Scan"))
        .anyMatch(scan -> scan.startsWith("Index") && scan.contains("_id = u."));
  }

  /** Its lease may be renewed beside that, so it is not where it was read. */
  @Test
  void anOrderThatIsWrittenIsLookedUpByItsKey() throws SQLException {
    assertThat(scans(BookSql.UPDATE_ORDERS))
        .hasSize(2)
        .allMatch(scan -> scan.matches("Index.*\\[.*order_id = .*].*"), "by its key");
  }

  @ParameterizedTest
  @ValueSource(strings = "MONEY_FOR_FUTURES")
  void orderEntryComesToTheNettingPositionOfAnInstrumentByThatInstrument(String reach)
      throws SQLException {
    List<String> ofInstruments =
        scans(EntrySql.POSITIONS.replace("$3", "'" + reach + "'")).stream()
            .filter(scan -> scan.contains(" on position ") && scan.contains("instrument_id"))
            .toList();
    assertThat(ofInstruments)
        .isNotEmpty()
        .allMatch(scan -> scan.matches(".*\\[.*instrument_id = .*].*"), "by instrument");
  }

  /** Kind, table and, in brackets, what its index is asked for; parameters stay open. */
  private static List<String> scans(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(database.address());
        Statement statement = connection.createStatement()) {
      statement.execute("set enable_seqscan = off");
      statement.execute("set plan_cache_mode = force_generic_plan");
      statement.execute("prepare asked as " + sql);
      String nothing = "null, ".repeat(parameters(sql) - 1) + "null";
      try (ResultSet explained =
          statement.executeQuery("explain (format json) execute asked (" + nothing + ")")) {
        explained.next();
        List<String> scans = new ArrayList<>();
        collect(
            new JsonArray(explained.getString(1)).getJsonObject(0).getJsonObject("Plan"), scans);
        return scans;
      }
    }
  }

  private static int parameters(String sql) {
    return Pattern.compile("\\$(\\d+)")
        .matcher(sql)
        .results()
        .mapToInt(each -> Integer.parseInt(each.group(1)))
        .max()
        .orElseThrow();
  }

  private static void collect(JsonObject node, List<String> scans) {
    String relation = node.getString("Relation Name");
    if (relation != null && node.getString("Node Type").contains("Scan")) {
      scans.add(
          "%s on %s [%s] %s"
              .formatted(
                  node.getString("Node Type"),
                  relation,
                  node.getString("Index Cond"),
                  node.getString("Filter")));
    }
    for (Object child : node.getJsonArray("Plans", new JsonArray())) {
      collect((JsonObject) child, scans);
    }
  }
}
