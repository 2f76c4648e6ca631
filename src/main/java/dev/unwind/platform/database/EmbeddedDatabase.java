// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own, in a directory that outlives it.
 *
 * <p>In the directory: {@code postgres} (the server's data), {@code binaries} (the server itself,
 * unpacked once) and {@code lock}, held for as long as the owning process lives. The server listens
 * on the loopback address alone and asks for a password that only the directory's owner can read.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final String DATABASE = "unwind";
  private static final String BINARIES = "binaries";
  private static final String SUPERUSER = "postgres";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /**
   * Room for the pools of the service and its venue, and for an import or a console beside them.
   */
  private static final int CONNECTIONS_MAX = 200;

  /** What a first start writes: the server itself, an empty ledger, and its log of writes. */
  static final long ROOM_AT_FIRST = 192L << 20;

  /** Two segments of the log of writes: with less the server does not come up, or not for long. */
  static final long ROOM = 32L << 20;

  private static final String ACCESS_RULES =
      """
      # Written by Unwind: this machine only, and never without the password.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private final DirectoryLock lock;
  private final EmbeddedPostgres server;
  private final DatabaseAddress address;

  private EmbeddedDatabase(DirectoryLock lock, EmbeddedPostgres server, DatabaseAddress address) {
    this.lock = lock;
    this.server = server;
    this.address = address;
  }

  /**
   * Starts the server of a directory, created where there is none. A server that a killed process
   * left behind is stopped first.
   *
   * @throws StartRefusedException if another process owns the directory, or the server does not
   *     start
   */
  public static EmbeddedDatabase start(Path directory) {
    ServerBinaries.require(EmbeddedDatabase.class.getClassLoader());
    try {
      return start(directory, owned(directory));
    } catch (IOException e) {
      throw RunningDatabase.unusable(directory, e);
    }
  }

  /**
   * Like {@link #start(Path)}, but on an empty database: what was kept in the directory is deleted.
   *
   * @throws StartRefusedException if another process owns the directory, it is a link to elsewhere,
   *     or the server does not start
   */
  public static EmbeddedDatabase startFresh(Path directory) {
    ServerBinaries.require(EmbeddedDatabase.class.getClassLoader());
    if (Files.isSymbolicLink(directory)) {
      throw new StartRefusedException(
          StartFault.DIRECTORY, directory + " is a link; it will not be emptied.");
    }
    try {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Directories.createPrivate(parent);
      }
      DirectoryLock lock = owned(directory);
      try {
        empty(directory);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
      return start(directory, lock);
    } catch (IOException e) {
      throw RunningDatabase.unusable(directory, e);
    }
  }

  private static DirectoryLock owned(Path directory) throws IOException {
    Directories.createPrivate(directory);
    DirectoryLock lock = DirectoryLock.tryAcquire(directory);
    if (lock == null) {
      throw new StartRefusedException(
          StartFault.DIRECTORY,
          "Another process runs on " + directory + ". Stop it, or set UNWIND_DATA_DIR.");
    }
    return lock;
  }

  /** All but the lock, which is ours, and the unpacked server, which holds no data. */
  private static void empty(Path directory) throws IOException {
    ServerProcess.stopOrphan(directory.resolve("postgres"));
    ServerProcess.stopOrphan(directory.resolve("postgres.new"));
    List<Path> kept = List.of(directory.resolve(DirectoryLock.FILE), directory.resolve(BINARIES));
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.filter(each -> !kept.contains(each)).toList()) {
        Directories.delete(entry);
      }
    }
  }

  static EmbeddedDatabase start(Path directory, DirectoryLock lock) throws IOException {
    try {
      Path data = directory.resolve("postgres");
      requireRoom(
          directory,
          Files.getFileStore(directory).getUsableSpace(),
          Files.exists(data) ? ROOM : ROOM_AT_FIRST);
      if (Files.exists(data)) {
        ServerProcess.stopOrphan(data);
      } else {
        initialise(directory, data);
      }
      String password = Files.readString(passwordFile(data)).strip();
      EmbeddedPostgres server = builder(directory, data, password).start();
      protectBinaries(directory.resolve(BINARIES));
      return new EmbeddedDatabase(lock, server, address(server.getPort(), password));
    } catch (IOException | RuntimeException e) {
      lock.close();
      if (e instanceof StartRefusedException known) {
        throw known;
      }
      throw new StartRefusedException(
          StartFault.DATABASE_UNREACHABLE,
          "PostgreSQL did not start in " + directory + ": " + e.getMessage(),
          e);
    }
  }

  /** The server would be waited for in vain: it says only in its log that the disk is full. */
  static void requireRoom(Path directory, long free, long needed) {
    if (free < needed) {
      throw new StartRefusedException(
          StartFault.DIRECTORY,
          "The data directory %s (UNWIND_DATA_DIR) is full: %d MiB are free, and a start takes %d."
              .formatted(directory, free >> 20, needed >> 20));
    }
  }

  /** The library lets everybody write there. One process unpacks once, whatever it starts. */
  private static void protectBinaries(Path binaries) throws IOException {
    if (Files.isDirectory(binaries)) {
      Directories.makePrivate(binaries);
    }
  }

  static DatabaseAddress address(int port, String password) {
    return new DatabaseAddress("127.0.0.1:" + port + "/" + DATABASE, SUPERUSER, password);
  }

  static Path passwordFile(Path data) {
    return data.resolve("unwind.password");
  }

  /**
   * Prepares the data beside its final place, so that a first start can be cut off at any moment.
   */
  private static void initialise(Path directory, Path data) throws IOException {
    Path fresh = directory.resolve("postgres.new");
    ServerProcess.stopOrphan(fresh);
    Directories.delete(fresh);
    String password = randomPassword();
    try (EmbeddedPostgres server = builder(directory, fresh, null).start();
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      // Hashing slows down who guesses a password. Nobody guesses this one, and each connection
      // pays for it.
      statement.execute("set scram_iterations = 1");
      statement.execute("alter role " + SUPERUSER + " password '" + password + "'");
      statement.execute("create database " + DATABASE);
    } catch (SQLException e) {
      throw new IOException(e);
    }
    // The server made its directory readable by its owner only.
    Files.writeString(passwordFile(fresh), password + "\n");
    Files.writeString(fresh.resolve("pg_hba.conf"), ACCESS_RULES);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The library starts a server for throw-away tests; the settings after it make it a durable one.
   */
  private static EmbeddedPostgres.Builder builder(
      Path directory, Path data, @Nullable String password) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(directory.resolve(BINARIES).toFile())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_LIMIT)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            // Large closes write tens of megabytes, and others' commits wait behind them.
            .setServerConfig("wal_buffers", "16MB")
            .setServerConfig("min_wal_size", "256MB")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "''")
            .setServerConfig("max_connections", String.valueOf(CONNECTIONS_MAX));
    return password == null ? builder : builder.setConnectConfig("password", password);
  }

  /** Where the service's database is. */
  public DatabaseAddress address() {
    return address;
  }

  /** Stops the server, then lets others have the directory. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new StartRefusedException(
          StartFault.DATABASE_UNREACHABLE, "PostgreSQL did not stop: " + e.getMessage(), e);
    } finally {
      lock.close();
    }
  }
}
