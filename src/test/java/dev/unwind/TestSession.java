// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.EmbeddedDatabase;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives the tests of one JVM one PostgreSQL: the one that UNWIND_DB_URL names, else the oldest that
 * is supported where the build asks for it, else an embedded one below {@code target}, emptied
 * first. It reaches them as system properties, because an application under test has a class loader
 * of its own.
 */
public final class TestSession implements LauncherSessionListener {

  private @Nullable EmbeddedDatabase embedded;
  private @Nullable OldestPostgres oldest;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    // Packaged servers of several test runs may be there at once.
    System.setProperty("quarkus.test.env.UNWIND_MANAGEMENT_PORT", "0");
    String running = System.getProperty("unwind.it.url");
    if (running != null) {
      testAgainst(URI.create(running));
      return;
    }
    DatabaseAddress address = DatabaseSettings.ofProcess().external();
    String binaries = System.getProperty(OldestPostgres.BINARIES);
    if (address == null && binaries != null) {
      oldest = OldestPostgres.start(Path.of(binaries));
      address = oldest.address();
    } else if (address == null) {
      embedded = EmbeddedDatabase.start(directory());
      address = embedded.address();
      TestDatabase.empty(address);
    }
    if (embedded != null || oldest != null) {
      TestDatabase.hurry(address);
    }
    TestDatabase.publish(address);
  }

  /** Of this JVM alone, where tests run in several at once. */
  private static Path directory() {
    String fork = System.getProperty("surefire.forkNumber", "1");
    return Path.of("target", "test-database-" + fork).toAbsolutePath();
  }

  /** The tests of a packaged server start none when these properties are set. */
  private static void testAgainst(URI server) {
    System.setProperty("quarkus.http.test-host", server.getHost());
    System.setProperty(
        "quarkus.http.test-port", String.valueOf(server.getPort() < 0 ? 80 : server.getPort()));
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (embedded != null) {
      embedded.close();
    }
    if (oldest != null) {
      oldest.close();
    }
  }
}
