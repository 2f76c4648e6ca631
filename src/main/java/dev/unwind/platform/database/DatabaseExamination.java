// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.Finding;
import dev.unwind.postgres.shard.LedgerSpread;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.postgresql.PGConnection;

/** Looks at a database as one who is to serve from it. Changes nothing. */
public final class DatabaseExamination {
  private static final int VERSION_MIN = 15;
  private static final int TABLES_NAMED = 5;
  private static final Duration CLOCK_APART_MAX = Duration.ofMillis(500);

  private static final String STATE =
      """
      select pg_is_in_recovery() as standby, current_setting('transaction_read_only') = 'on' as read_only,
        to_regclass('account') is not null as ledger,
        has_schema_privilege(current_schema(), 'CREATE') and has_database_privilege(current_database(), 'CREATE') as creates,
        current_setting('synchronous_standby_names') as standbys, current_setting('synchronous_commit') as waits,
        (select count(*) from pg_stat_replication) as followers,
        (select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')) as synchronous,
        current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as most,
        (select count(*) from pg_stat_activity where backend_type = 'client backend') as taken,
        pg_size_pretty(pg_database_size(current_database())) as size, pg_backend_pid() as process
      """;

  private final Connection connection;
  private final InstantSource clock;
  private final List<Finding> findings = new ArrayList<>();

  private DatabaseExamination(Connection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param needed connections of all replicas together
   * @param mustBeSynchronous whether commits have to be on a second server
   * @param statedSpread whether the settings say that the ledger is on several servers
   */
  public static List<Finding> of(
      Connection connection,
      InstantSource clock,
      int needed,
      boolean mustBeSynchronous,
      boolean statedSpread)
      throws SQLException {
    DatabaseExamination examination = new DatabaseExamination(connection, clock);
    examination.version();
    boolean ledger;
    boolean creates;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(STATE)) {
        row.next();
        examination.state(row);
        examination.replication(row, mustBeSynchronous);
        examination.connections(row, needed);
        examination.findings.add(Finding.good("size of the database", row.getString("size")));
        ledger = row.getBoolean("ledger");
        creates = row.getBoolean("creates");
      }
      examination.findings.add(ledger ? rights(statement) : making(creates));
      examination.spread(statedSpread);
      examination.clock(statement);
    }
    return List.copyOf(examination.findings);
  }

  private void version() throws SQLException {
    String version = connection.getMetaData().getDatabaseProductVersion();
    findings.add(
        connection.getMetaData().getDatabaseMajorVersion() < VERSION_MIN
            ? Finding.fault("version", version, "PostgreSQL 15 or later is needed")
            : Finding.good("version", version));
  }

  private void state(ResultSet row) throws SQLException {
    if (row.getBoolean("standby")) {
      findings.add(Finding.fault("writes", "a standby", "name the primary in UNWIND_DB_URL"));
    } else if (row.getBoolean("read_only")) {
      findings.add(Finding.fault("writes", "read only", "turn default_transaction_read_only off"));
    } else {
      findings.add(Finding.good("writes", "taken"));
    }
    boolean direct = connection.unwrap(PGConnection.class).getBackendPID() == row.getInt("process");
    findings.add(Finding.good("pooler", direct ? "none" : "one that keeps sessions"));
  }

  private void replication(ResultSet row, boolean mustBeSynchronous) throws SQLException {
    boolean waits =
        !row.getString("standbys").isEmpty()
            && Predicate.<String>isEqual("local")
                .or(Predicate.isEqual("off"))
                .negate()
                .test(row.getString("waits"));
    String found =
        "%d standbys, %d of them synchronous; commits %s"
            .formatted(
                row.getInt("followers"),
                row.getInt("synchronous"),
                waits ? "wait for a second server" : "wait for no second server");
    findings.add(
        !waits && mustBeSynchronous
            ? Finding.warning(
                "replication",
                found,
                "set synchronous_standby_names, as unwind.database.require-synchronous asks")
            : Finding.good("replication", found));
  }

  private void connections(ResultSet row, int needed) throws SQLException {
    String found =
        "%d needed at most, %d there are, %d taken now"
            .formatted(needed, row.getInt("most"), row.getInt("taken"));
    findings.add(
        needed > row.getInt("most")
            ? Finding.warning(
                "connections",
                found,
                "raise max_connections, or lower QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE; requests"
                    + " will wait for each other")
            : Finding.good("connections", found));
  }

  /** Where there is no ledger yet. */
  private static Finding making(boolean creates) {
    return creates
        ? Finding.good("rights", "a ledger can be made")
        : Finding.fault(
            "rights",
            "a ledger cannot be made",
            "grant create on the database and its schema, or let their owner run migrate");
  }

  private static Finding rights(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(DatabaseProbe.FORBIDDEN)) {
      row.next();
      String tables = row.getString("tables");
      return tables == null
          ? Finding.good("rights", "all that serving takes")
          : Finding.fault(
              "rights",
              "missing for " + some(List.of(tables.split(", "))),
              "grant select, insert, update and delete on all tables of the ledger");
    }
  }

  private static String some(List<String> tables) {
    int more = tables.size() - TABLES_NAMED;
    String named = String.join(", ", tables.subList(0, Math.min(TABLES_NAMED, tables.size())));
    return more > 0 ? named + " and " + more + " more" : named;
  }

  private void spread(boolean stated) throws SQLException {
    LedgerSpread ledger = LedgerSpread.of(connection);
    boolean spread = ledger.kind() == LedgerSpread.Kind.SPREAD;
    findings.add(
        spread == stated
            ? Finding.good("servers", ledger.description())
            : Finding.fault(
                "servers",
                ledger.description(),
                spread
                    ? "set UNWIND_DATABASE_SPREAD=true on every replica"
                    : "unset UNWIND_DATABASE_SPREAD, or spread the ledger by migrate --distributed"));
  }

  private void clock(Statement statement) throws SQLException {
    Instant before = clock.instant();
    try (ResultSet row = statement.executeQuery("select clock_timestamp()")) {
      Instant after = clock.instant();
      row.next();
      Instant there = row.getTimestamp(1).toInstant();
      Duration apart =
          there.isBefore(before)
              ? Duration.between(there, before)
              : there.isAfter(after) ? Duration.between(after, there) : Duration.ZERO;
      String found = "at most " + (apart.toMillis() + 1) + " ms from the database's";
      findings.add(
          apart.compareTo(CLOCK_APART_MAX) > 0
              ? Finding.warning("clock", found, "let both machines keep time by NTP")
              : Finding.good("clock", found));
    }
  }
}
