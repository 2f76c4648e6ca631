// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What was logged, by applications inside of the tests' JVMs and by servers that tests started. */
public final class KeptLogs {
  static final Path DIRECTORY = Path.of("target", "test-logs");

  /** Of the application that {@code @QuarkusIntegrationTest} starts. */
  private static final Path INTEGRATION = Path.of("target", "quarkus.log");

  /** System property: that logs are kept, and what was used as a secret is noted. */
  private static final String KEPT = "unwind.test.logs-kept";

  private KeptLogs() {}

  static boolean areKept() {
    return Boolean.getBoolean(KEPT);
  }

  /**
   * Where that is asked for, has the applications of this JVM write all that they log to a file as
   * well, and more of it than to the console.
   */
  public static void begin() {
    if (!areKept()) {
      return;
    }
    Path file = DIRECTORY.resolve("tests-" + ProcessHandle.current().pid() + ".log");
    Map.of(
            "quarkus.log.file.enabled",
            "true",
            "quarkus.log.file.path",
            file.toAbsolutePath().toString(),
            "quarkus.log.file.rotation.max-file-size",
            "4G",
            "quarkus.log.file.rotation.rotate-on-boot",
            "false",
            "quarkus.log.category.\"dev.unwind\".level",
            "DEBUG",
            "quarkus.log.console.level",
            "INFO")
        .forEach(System::setProperty);
  }

  /** Keeps what a server has printed that serves, which is its log. */
  public static void keep(
      long pid, Map<String, String> environment, List<String> arguments, List<String> lines) {
    if (!arguments.contains("serve") || !areKept()) {
      return;
    }
    try {
      SecretNames.noteEnvironment(environment);
      String book = environment.get("UNWIND_IMPORT");
      if (book != null && Files.isReadable(Path.of(book))) {
        SecretNames.noteDocument(Files.readString(Path.of(book)));
      }
      Files.createDirectories(DIRECTORY);
      Files.write(DIRECTORY.resolve("serve-" + pid + ".log"), lines, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(DIRECTORY)) {
      try (Stream<Path> files = Files.list(DIRECTORY)) {
        files.forEach(all::add);
      }
    }
    if (Files.isReadable(INTEGRATION)) {
      all.add(INTEGRATION);
    }
    return all;
  }
}
