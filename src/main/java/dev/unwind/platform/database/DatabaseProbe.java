// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.postgres.TransactionPoolingException;
import dev.unwind.postgres.shard.LedgerSpread;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;

/** Asks an external database, before the application starts, whether it will do. */
final class DatabaseProbe {
  private static final int VERSION_MIN = 15;
  private static final String REACH_SECONDS_MAX = "10";

  private static final int ANSWER_MILLIS_MAX = 2000;

  private static final String STATE =
      """
      select pg_is_in_recovery() as standby,
             current_setting('transaction_read_only') = 'on' as read_only,
             to_regclass('account') is not null as ledger
      """;

  /** What of the ledger's own tables is not ours to read and write. */
  static final String FORBIDDEN =
      """
      select string_agg(n.nspname || '.' || c.relname, ', ' order by n.nspname, c.relname) as tables
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where (n.nspname = current_schema() or n.nspname in ('simulator', 'alpaca_venue', 'fix_venue'))
        and c.relkind in ('r', 'p')
        and c.relname <> 'flyway_schema_history'
        and c.relowner = (select relowner from pg_class where oid = to_regclass('account'))
        and not (has_schema_privilege(n.oid, 'USAGE')
          and has_table_privilege(c.oid, 'SELECT')
          and has_table_privilege(c.oid, 'INSERT')
          and has_table_privilege(c.oid, 'UPDATE')
          and has_table_privilege(c.oid, 'DELETE'))
      """;

  private final DatabaseAddress address;
  private final boolean statedSpread;

  DatabaseProbe(DatabaseAddress address) {
    this(address, LedgerServers.isStatedSpread());
  }

  /**
   * @param statedSpread whether the settings say that the ledger is on several servers
   */
  DatabaseProbe(DatabaseAddress address, boolean statedSpread) {
    this.address = address;
    this.statedSpread = statedSpread;
  }

  /**
   * Says in a sentence what is wrong.
   *
   * @return what the ledger has had
   * @throws StartRefusedException if the database will not do
   */
  AppliedMigrations require(Purpose purpose) {
    try (Connection connection = connect()) {
      requireOneSession(connection);
      requireVersion(connection.getMetaData().getDatabaseMajorVersion());
      try (Statement statement = connection.createStatement()) {
        boolean ledger = requireState(statement, purpose);
        if (ledger && !purpose.changesNothing()) {
          requireRights(statement);
        }
      }
      if (purpose == Purpose.SERVE || purpose == Purpose.WORK) {
        requireAsStated(connection);
      }
      return readable(connection);
    } catch (SQLException e) {
      throw new StartRefusedException(
          StartFault.DATABASE_UNREACHABLE,
          "Cannot connect as " + address + " (UNWIND_DB_URL): " + firstLine(e),
          e);
    }
  }

  /**
   * What the ledger of a database of our own has had.
   *
   * @throws StartRefusedException if this program cannot work with it
   */
  AppliedMigrations migrations() {
    try (Connection connection = connect()) {
      return readable(connection);
    } catch (SQLException e) {
      throw new StartRefusedException(
          StartFault.DATABASE_UNREACHABLE,
          "Cannot connect to our own PostgreSQL: " + firstLine(e),
          e);
    }
  }

  private AppliedMigrations readable(Connection connection) throws SQLException {
    AppliedMigrations applied = AppliedMigrations.of(connection);
    applied.requireReadable(address);
    return applied;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("connectTimeout", REACH_SECONDS_MAX);
    properties.setProperty("loginTimeout", REACH_SECONDS_MAX);
    properties.setProperty("socketTimeout", REACH_SECONDS_MAX);
    String password = address.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(address.jdbcUrl(), properties);
  }

  /** The same proof as the service's pool has: see {@link TransactionPoolingException}. */
  private void requireOneSession(Connection connection) throws SQLException {
    int process = process(connection);
    if (connection.unwrap(PGConnection.class).getBackendPID() == process) {
      return;
    }
    try (Connection second = connect()) {
      second.setAutoCommit(false);
      second.setNetworkTimeout(Runnable::run, ANSWER_MILLIS_MAX);
      if (holds(second) && !answersAs(process, connection)) {
        throw new StartRefusedException(
            StartFault.DATABASE_POOLING,
            address + " (UNWIND_DB_URL): " + TransactionPoolingException.MEANING + ".");
      }
    }
  }

  /** False where no session is left for a second one: then nothing is proved. */
  private static boolean holds(Connection second) {
    try {
      return process(second) > 0;
    } catch (SQLException e) {
      return false;
    }
  }

  /** No answer while the second holds its transaction says the same as another process. */
  private static boolean answersAs(int process, Connection first) throws SQLException {
    first.setNetworkTimeout(Runnable::run, ANSWER_MILLIS_MAX);
    try {
      return process(first) == process;
    } catch (SQLException e) {
      return false;
    }
  }

  private static int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  void requireVersion(int version) {
    if (version < VERSION_MIN) {
      throw new StartRefusedException(
          StartFault.DATABASE_TOO_OLD,
          "PostgreSQL "
              + VERSION_MIN
              + " or later is needed, and "
              + address
              + " (UNWIND_DB_URL) is "
              + version
              + ".");
    }
  }

  private boolean requireState(Statement statement, Purpose purpose) throws SQLException {
    try (ResultSet row = statement.executeQuery(STATE)) {
      row.next();
      boolean ledger = row.getBoolean("ledger");
      if (purpose.changesNothing()) {
        if (!ledger && purpose == Purpose.LOOK) {
          throw new StartRefusedException(
              StartFault.NO_LEDGER,
              "There is no ledger at " + address + " (UNWIND_DB_URL); nothing was made.");
        }
      } else if (row.getBoolean("standby")) {
        throw new StartRefusedException(
            StartFault.DATABASE_READ_ONLY,
            address + " (UNWIND_DB_URL) is a standby and takes no writes; name the primary.");
      } else if (row.getBoolean("read_only")) {
        throw new StartRefusedException(
            StartFault.DATABASE_READ_ONLY,
            address
                + " (UNWIND_DB_URL) takes no writes: default_transaction_read_only is on for this"
                + " user or database.");
      }
      return ledger;
    }
  }

  private void requireRights(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(FORBIDDEN)) {
      row.next();
      String tables = row.getString("tables");
      if (tables != null) {
        throw new StartRefusedException(
            StartFault.DATABASE_RIGHTS,
            address
                + " (UNWIND_DB_USER) may not select, insert, update and delete in all of the"
                + " ledger; missing for "
                + tables
                + ".");
      }
    }
  }

  /**
   * Statements are sent in other words to a ledger that is spread, and most would not fail on the
   * other kind.
   */
  private void requireAsStated(Connection connection) throws SQLException {
    LedgerSpread ledger = LedgerSpread.of(connection);
    boolean spread = ledger.kind() == LedgerSpread.Kind.SPREAD;
    if (spread != statedSpread) {
      throw new StartRefusedException(
          StartFault.LEDGER_SPREAD,
          "The ledger at %s (UNWIND_DB_URL) is %s; UNWIND_DATABASE_SPREAD must be %s."
              .formatted(
                  address,
                  spread
                      ? "spread over several servers (" + ledger.description() + ")"
                      : "on one server",
                  spread ? "true" : "unset, until 'migrate --distributed' has spread it"));
    }
  }

  private static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
