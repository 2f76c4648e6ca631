// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.MigratedLedger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What V21 would do under its locks is done before, beside the traffic. */
@BesideTheApplication
class SharedTimesTest {
  private static final String BEFORE = "20";

  /** Closes of the last minutes may still be going on. */
  private static final String OLD = "timestamptz '2026-01-05 12:00Z'";

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void makeALedgerOfTheTimeBefore() throws SQLException {
    database = TestDatabase.create();
    MigratedLedger.make(database.address(), BEFORE);
    connection = TestDatabase.connect(database.address());
  }

  @AfterEach
  void drop() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void entriesOfTheSameMomentHaveTheirOwnBeforeAnythingIsLocked() throws Exception {
    // Small groups beyond one batch, groups that are larger than a batch, and orders without
    // company.
    entries(1, 5_000, OLD + " + n / 7 * interval '1 second'");
    entries(2, 4_500, OLD + " + n / 4000 * interval '1 hour'");
    entries(3, 30, OLD + " + n * interval '1 hour'");
    entries(4, 40, "now()");
    List<String> orders = listed("orders", "submitted_at, order_id");
    List<String> fills = listed("fill", "booked_at, fill_id");

    MigratedLedger.make(database.address(), "21");

    assertThat(listed("orders", "submitted_at")).isEqualTo(orders);
    assertThat(listed("fill", "booked_at")).isEqualTo(fills);
    assertThat(shared("orders", "submitted_at")).isZero();
    assertThat(shared("fill", "booked_at")).isZero();
    for (String table : List.of("orders", "fill")) {
      // What was written by the transaction that made V21's index.
      assertThat(
              lines(
                  "select distinct account_id from "
                      + table
                      + " where xmin = (select xmin from pg_class where relname = 'order_version_replacing')"))
          .as(table)
          .containsExactly("4");
    }
  }

  @Test
  void aMomentThatSomebodyElseIsWritingIsLeftAsAWhole() throws Exception {
    entries(1, 10, OLD);
    entries(2, 10, OLD);
    try (Connection writer = TestDatabase.connect(database.address())) {
      writer.setAutoCommit(false);
      execute(writer, "update orders set attempt = 2 where account_id = 1 and order_id = 5");

      SharedTimes.spread(connection);
      SharedTimes.spread(connection);
      writer.commit();
    }

    assertThat(lines("select distinct submitted_at = " + OLD + " from orders where account_id = 1"))
        .containsExactly("t");
    assertThat(shared("fill", "booked_at")).isZero();

    MigratedLedger.make(database.address());
    assertThat(shared("orders", "submitted_at")).isZero();
  }

  /** As another replica does that migrates, for as long as one of its scripts takes. */
  @Test
  void aTableThatSomebodyElseIsChangingIsLeftToV21() throws Exception {
    entries(1, 10, OLD);
    try (Connection other = TestDatabase.connect(database.address())) {
      other.setAutoCommit(false);
      execute(other, "lock table orders in access exclusive mode");
      SharedTimes.spread(connection);
      other.rollback();
    }
    assertThat(connection.getAutoCommit()).isTrue();
    assertThat(shared("orders", "submitted_at")).isEqualTo(1);
    assertThat(shared("fill", "booked_at")).isZero();

    MigratedLedger.make(database.address());
    assertThat(shared("orders", "submitted_at")).isZero();
  }

  @Test
  @Timeout(120)
  void ofSeveralThatMigrateTogetherOneDoesAndTheOthersWait() throws Exception {
    entries(1, 5_000, OLD + " + n / 7 * interval '1 second'");

    CompletableFuture.allOf(
            Stream.generate(
                    () ->
                        CompletableFuture.runAsync(
                            () -> MigratedLedger.make(database.address()),
                            task -> new Thread(task).start()))
                .limit(3)
                .toArray(CompletableFuture[]::new))
        .get();

    assertThat(shared("orders", "submitted_at")).isZero();
    assertThat(
            lines(
                "select version from flyway_schema_history group by version"
                    + " having count(*) > 1 or not bool_and(success)"))
        .isEmpty();
    assertThat(AppliedMigrations.of(connection).complete()).isTrue();
  }

  @Test
  void aLedgerThatIsNotMadeYetIsLeftAlone() throws Exception {
    try (TestDatabase empty = TestDatabase.create();
        Connection to = TestDatabase.connect(empty.address())) {
      SharedTimes.spread(to);
    }
  }

  private void entries(int account, int many, String time) throws SQLException {
    execute(
        connection,
        """
        insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at)
        select %1$d, n, 1, 'SELL', 'FILLED', 'a', 'alpaca', 1, now(), now(), %3$s from generate_series(1, %2$d) n
        """
            .formatted(account, many, time));
    execute(
        connection,
        """
        insert into fill (account_id, fill_id, order_id, instrument_id, position_id, venue, exec_id, uid, side, qty, price,
          cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, executed_at, booked_at)
        select %1$d, n, n, 1, 1, 'v', n::text, gen_random_uuid(), 'SELL', 1, 1, 1, 0, 1, 0, 0, now(), %3$s
        from generate_series(1, %2$d) n
        """
            .formatted(account, many, time));
  }

  private List<String> listed(String table, String order) throws SQLException {
    String id = table.equals("fill") ? "fill_id" : "order_id";
    return lines(
        "select account_id || '/' || %s from %s order by account_id, %s"
            .formatted(id, table, order));
  }

  private int shared(String table, String time) throws SQLException {
    return lines(
            "select 1 from %1$s group by account_id, %2$s having count(*) > 1"
                .formatted(table, time))
        .size();
  }

  private List<String> lines(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
