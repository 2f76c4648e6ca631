// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database that can be connected to, and stays until closed if it is ours. */
public final class RunningDatabase implements AutoCloseable {

  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration JOIN_PAUSE = Duration.ofMillis(100);

  private final DatabaseAddress address;
  private final AppliedMigrations applied;
  private final @Nullable EmbeddedDatabase owned;

  private RunningDatabase(
      DatabaseAddress address, AppliedMigrations applied, @Nullable EmbeddedDatabase owned) {
    this.address = address;
    this.applied = applied;
    this.owned = owned;
  }

  /**
   * The external database if one is configured, else our own, started here.
   *
   * @throws StartRefusedException if another process runs on the data directory, or the external
   *     database does not answer or is too old
   */
  public static RunningDatabase open(DatabaseSettings settings) {
    DatabaseAddress external = settings.external();
    return external != null
        ? reached(external, Purpose.SERVE)
        : started(EmbeddedDatabase.start(settings.dataDirectory()));
  }

  /**
   * An empty database of our own in the demonstration's directory; what an earlier one left there
   * is deleted.
   *
   * @throws StartRefusedException if another process runs on that directory
   */
  public static RunningDatabase openFreshDemo(DatabaseSettings settings) {
    return started(EmbeddedDatabase.startFresh(settings.demoDirectory()));
  }

  /**
   * Like {@link #open}, but a server that another process runs on the data directory is shared, and
   * a ledger of our own is never made.
   *
   * @throws StartRefusedException also if there is no ledger
   */
  public static RunningDatabase openOrJoin(DatabaseSettings settings, Purpose purpose) {
    DatabaseAddress external = settings.external();
    if (external != null) {
      return reached(external, purpose);
    }
    Path directory = settings.dataDirectory();
    Path data = directory.resolve("postgres");
    if (!Files.exists(data) && !Files.exists(directory.resolve(DirectoryLock.FILE))) {
      throw noLedger(directory);
    }
    try {
      long deadline = System.nanoTime() + JOIN_LIMIT.toNanos();
      while (System.nanoTime() < deadline) {
        DirectoryLock lock = DirectoryLock.tryAcquire(directory);
        if (lock != null) {
          if (!Files.exists(data)) {
            lock.close();
            throw noLedger(directory);
          }
          return started(EmbeddedDatabase.start(directory, lock));
        }
        ServerProcess server = ServerProcess.find(data);
        if (server != null && server.ready()) {
          String password = Files.readString(EmbeddedDatabase.passwordFile(data)).strip();
          DatabaseAddress address = EmbeddedDatabase.address(server.port(), password);
          return new RunningDatabase(address, new DatabaseProbe(address).migrations(), null);
        }
        Thread.sleep(JOIN_PAUSE.toMillis());
      }
      throw new StartRefusedException(
          StartFault.DATABASE_UNREACHABLE,
          "Another process runs on " + directory + ", but its PostgreSQL does not get ready.");
    } catch (IOException e) {
      throw unusable(directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartRefusedException(
          StartFault.DATABASE_UNREACHABLE, "Interrupted while waiting for PostgreSQL.", e);
    }
  }

  private static StartRefusedException noLedger(Path directory) {
    return new StartRefusedException(
        StartFault.NO_LEDGER,
        "There is no ledger in "
            + directory
            + " (UNWIND_DATA_DIR), and UNWIND_DB_URL is not set; nothing was made. Name the"
            + " database, or let serve make a ledger first.");
  }

  private static RunningDatabase reached(DatabaseAddress address, Purpose purpose) {
    return new RunningDatabase(address, new DatabaseProbe(address).require(purpose), null);
  }

  static StartRefusedException unusable(Path directory, IOException failure) {
    return new StartRefusedException(
        StartFault.DIRECTORY,
        "Cannot use the data directory " + directory + " (UNWIND_DATA_DIR): " + failure,
        failure);
  }

  private static RunningDatabase started(EmbeddedDatabase database) {
    try {
      DatabaseAddress address = database.address();
      return new RunningDatabase(address, new DatabaseProbe(address).migrations(), database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Whether the ledger has the form that this program gives it, so that nothing is to be done. */
  public boolean hasForm() {
    return applied.complete();
  }

  /** What is to be said of a ledger that a later version has changed; empty of any other. */
  public Optional<String> laterForm() {
    return applied.isNewer()
        ? Optional.of(
            "The ledger has the form of version %d; this version knows %d and works with it."
                .formatted(applied.newest(), AppliedMigrations.last()))
        : Optional.empty();
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
