// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.postgres.shard.Distribution;
import dev.unwind.postgres.shard.LedgerSpread;
import dev.unwind.postgres.shard.NotDistributableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Spreads the ledger of a process's settings over several servers, beside any application. */
public final class LedgerServers {
  private static final String SPREAD = "unwind.database.spread";

  private final DatabaseAddress address;

  LedgerServers(DatabaseAddress address) {
    this.address = address;
  }

  /**
   * Whether the settings say that the ledger is spread; as configuration, which may not be read
   * yet.
   */
  public static boolean isStatedSpread() {
    return Boolean.getBoolean(SPREAD)
        || Boolean.parseBoolean(System.getenv("UNWIND_DATABASE_SPREAD"));
  }

  /**
   * Those of the database that is named.
   *
   * @throws NotDistributableException if none is
   */
  public static LedgerServers of(DatabaseSettings settings) {
    DatabaseAddress address = settings.external();
    if (address == null) {
      throw new NotDistributableException(
          "UNWIND_DB_URL is not set, and the database that is built in is one server");
    }
    return new LedgerServers(address);
  }

  /**
   * Changes nothing.
   *
   * @throws NotDistributableException if the ledger cannot be spread there
   */
  public void requireFit() {
    try (Connection connection = connect()) {
      Distribution.requireFit(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Whether it is spread already. */
  public boolean spread() {
    try (Connection connection = connect()) {
      return LedgerSpread.of(connection).kind() == LedgerSpread.Kind.SPREAD;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Gives each table its place that has none.
   *
   * @return what there is now, in words
   * @throws NotDistributableException if the ledger cannot be spread; nothing was changed then
   */
  public String place() {
    try (Connection connection = connect()) {
      int placed = Distribution.apply(connection, SpreadLedger.statements());
      return LedgerSpread.of(connection).description() + "; " + placed + " tables were placed";
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    String password = address.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(address.jdbcUrl(), properties);
  }

  private StartRefusedException failed(SQLException e) {
    return new StartRefusedException(
        StartFault.DATABASE_UNREACHABLE, address + " (UNWIND_DB_URL): " + e.getMessage(), e);
  }
}
