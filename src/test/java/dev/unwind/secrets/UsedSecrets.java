// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a build's tests, right ones and wrong ones, in a file for each JVM: an application
 * under test has a class loader of its own, and packaged servers are started by another JVM.
 */
public final class UsedSecrets {
  /** What is shorter, such as {@code wrong}, stands in logs as a word. */
  static final int CHARS_MIN = 12;

  static final Path DIRECTORY = Path.of("target", "used-secrets");

  private static final Path FILE =
      DIRECTORY.resolve(ProcessHandle.current().pid() + ".txt").toAbsolutePath();
  private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();
  private static final Pattern CREDENTIAL = Pattern.compile("(?i)(bearer|basic) +(\\S+)");

  private UsedSecrets() {}

  public static void note(@Nullable String secret) {
    if (secret == null
        || secret.length() < CHARS_MIN
        || secret.lines().count() != 1
        || !NOTED.add(secret)
        || !KeptLogs.areKept()) {
      return;
    }
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(
          FILE, secret + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a header {@code Authorization} shows: a token, or a name and a password in base 64. */
  static void noteAuthorization(@Nullable String header) {
    if (header == null) {
      return;
    }
    var credential = CREDENTIAL.matcher(header);
    if (!credential.matches()) {
      note(header);
      return;
    }
    note(credential.group(2));
    if (credential.group(1).equalsIgnoreCase("basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(credential.group(2)), UTF_8);
        note(pair.substring(pair.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        // A test of what cannot be read.
      }
    }
  }

  static boolean isNoted(String secret) {
    return NOTED.contains(secret);
  }

  /** All that were noted by any JVM. */
  static Set<String> all() throws IOException {
    Set<String> all = new TreeSet<>();
    if (!Files.isDirectory(DIRECTORY)) {
      return all;
    }
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      for (Path file : files.toList()) {
        all.addAll(Files.readAllLines(file));
      }
    }
    return all;
  }
}
