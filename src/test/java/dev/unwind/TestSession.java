// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import dev.unwind.fixture.CitusCluster;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.EmbeddedDatabase;
import dev.unwind.secrets.KeptLogs;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives the tests of one JVM one PostgreSQL: the one that UNWIND_DB_URL names, else one that is
 * spread over a Citus cluster where that is asked for, else an embedded one below {@code target},
 * emptied first. It reaches them as system properties, because an application under test has a
 * class loader of its own.
 */
public final class TestSession implements LauncherSessionListener {

  private @Nullable EmbeddedDatabase embedded;
  private @Nullable CitusCluster spread;

  /** System property: whether tests find a database; true unless it says otherwise. */
  private static final String DATABASE = "unwind.test.database";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!Boolean.parseBoolean(System.getProperty(DATABASE, "true"))) {
      return;
    }
    KeptLogs.begin();
    // Packaged servers of several test runs may be there at once.
    System.setProperty("quarkus.test.env.UNWIND_MANAGEMENT_PORT", "0");
    String running = System.getProperty("unwind.it.url");
    if (running != null) {
      testAgainst(URI.create(running));
      return;
    }
    DatabaseAddress address = DatabaseSettings.ofProcess().external();
    if (address != null) {
      TestDatabase.publish(address);
      return;
    }
    if (TestDatabase.isSpread()) {
      spread = spread();
      TestDatabase.publish(spread.coordinator());
      return;
    }
    embedded = EmbeddedDatabase.start(directory());
    TestDatabase.empty(embedded.address());
    TestDatabase.take(embedded.address());
  }

  private static CitusCluster spread() {
    try {
      return CitusCluster.spread();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where its server is unpacked, for others of the same version. */
  public static Path binaries() {
    return directory().resolve("binaries");
  }

  /** Of this JVM alone, where tests run in several at once. */
  private static Path directory() {
    String jvm = System.getProperty("unwind.test.jvm", "jvm-1");
    return Path.of("target", "test-database-" + jvm).toAbsolutePath();
  }

  /** The tests of a packaged server start none when these properties are set. */
  private static void testAgainst(URI server) {
    System.setProperty("quarkus.http.test-host", server.getHost());
    System.setProperty(
        "quarkus.http.test-port", String.valueOf(server.getPort() < 0 ? 80 : server.getPort()));
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    TestDatabase.forgetMigrated();
    if (embedded != null) {
      embedded.close();
    }
    if (spread != null) {
      try {
        spread.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
