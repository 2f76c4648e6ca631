// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import dev.unwind.platform.database.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A server of the oldest PostgreSQL that is supported, beside the newest that the service brings.
 * Its binaries lie in a file of the build, for two versions on one class path would hide each
 * other.
 */
public final class OldestPostgres implements AutoCloseable {
  /** Where the build lays the binaries. */
  private static final Path BINARIES = Path.of("target", "postgres-oldest.jar").toAbsolutePath();

  private final EmbeddedPostgres server;

  private OldestPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** With an empty database, as durable as the service's own. */
  public static OldestPostgres start() {
    try {
      return new OldestPostgres(
          EmbeddedPostgres.builder()
              .setPgBinaryResolver((system, machine) -> server())
              .setOverrideWorkingDirectory(
                  Path.of("target", "postgres-oldest").toAbsolutePath().toFile())
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("wal_buffers", "16MB")
              .setServerConfig("min_wal_size", "256MB")
              .setServerConfig("max_connections", "200")
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream server() throws IOException {
    try (JarFile jar = new JarFile(BINARIES.toFile())) {
      JarEntry archive =
          jar.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no server in " + BINARIES));
      return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
    }
  }

  public DatabaseAddress address() {
    return DatabaseAddress.parse(
        "postgresql://127.0.0.1:" + server.getPort() + "/postgres", "postgres", "postgres");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
