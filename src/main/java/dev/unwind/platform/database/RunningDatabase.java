// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A database that can be connected to, and stays until closed if it is ours. */
public final class RunningDatabase implements AutoCloseable {

  private static final int VERSION_MIN = 15;
  private static final String REACH_SECONDS_MAX = "10";
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration JOIN_PAUSE = Duration.ofMillis(100);

  private final DatabaseAddress address;
  private final @Nullable EmbeddedDatabase owned;

  private RunningDatabase(DatabaseAddress address, @Nullable EmbeddedDatabase owned) {
    this.address = address;
    this.owned = owned;
  }

  /**
   * The external database if one is configured, else our own, started here.
   *
   * @throws DatabaseStartException if another process runs on the data directory, or the external
   *     database does not answer or is too old
   */
  public static RunningDatabase open(DatabaseSettings settings) {
    DatabaseAddress external = settings.external();
    return external != null
        ? reached(external)
        : started(EmbeddedDatabase.start(settings.dataDirectory()));
  }

  /**
   * An empty database of our own in the demonstration's directory; what an earlier one left there
   * is deleted.
   *
   * @throws DatabaseStartException if another process runs on that directory
   */
  public static RunningDatabase openFreshDemo(DatabaseSettings settings) {
    return started(EmbeddedDatabase.startFresh(settings.demoDirectory()));
  }

  /** Like {@link #open}, but a server that another process runs on the data directory is shared. */
  public static RunningDatabase openOrJoin(DatabaseSettings settings) {
    DatabaseAddress external = settings.external();
    if (external != null) {
      return reached(external);
    }
    Path directory = settings.dataDirectory();
    try {
      Directories.createPrivate(directory);
      long deadline = System.nanoTime() + JOIN_LIMIT.toNanos();
      while (System.nanoTime() < deadline) {
        DirectoryLock lock = DirectoryLock.tryAcquire(directory);
        if (lock != null) {
          return started(EmbeddedDatabase.start(directory, lock));
        }
        Path data = directory.resolve("postgres");
        ServerProcess server = ServerProcess.find(data);
        if (server != null && server.ready()) {
          String password = Files.readString(EmbeddedDatabase.passwordFile(data)).strip();
          return new RunningDatabase(EmbeddedDatabase.address(server.port(), password), null);
        }
        Thread.sleep(JOIN_PAUSE.toMillis());
      }
      throw new DatabaseStartException(
          "Another process runs on " + directory + ", but its PostgreSQL does not get ready.");
    } catch (IOException e) {
      throw new DatabaseStartException("Cannot use the data directory: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while waiting for PostgreSQL.", e);
    }
  }

  /** Asked once before the application starts, to say in a sentence what is wrong. */
  private static RunningDatabase reached(DatabaseAddress address) {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("connectTimeout", REACH_SECONDS_MAX);
    properties.setProperty("loginTimeout", REACH_SECONDS_MAX);
    String password = address.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties)) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < VERSION_MIN) {
        throw new DatabaseStartException(
            "PostgreSQL " + VERSION_MIN + " or later is needed, and " + address + " is " + version);
      }
      return new RunningDatabase(address, null);
    } catch (SQLException e) {
      throw new DatabaseStartException("Cannot connect as " + address + ": " + e.getMessage(), e);
    }
  }

  private static RunningDatabase started(EmbeddedDatabase database) {
    return new RunningDatabase(database.address(), database);
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Hands the address to the application, which must not have started yet. */
  public void configureApplication() {
    System.setProperty("quarkus.datasource.reactive.url", address.url());
    System.setProperty("quarkus.datasource.jdbc.url", address.jdbcUrl());
    System.setProperty("quarkus.datasource.username", address.user());
    String password = address.password();
    if (password != null) {
      System.setProperty("quarkus.datasource.password", password);
    }
  }

  @Override
  public void close() {
    if (owned != null) {
      owned.close();
    }
  }
}
