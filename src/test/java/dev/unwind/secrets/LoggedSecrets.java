// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs when all other tests are over; see the profile logged-secrets in the POM. */
class LoggedSecrets {
  private static final int SHOWN = 50;

  @Test
  void noLineOfAnyLogHoldsASecretThatATestHasUsed() throws Exception {
    Set<String> secrets = UsedSecrets.all();
    List<Path> logs = KeptLogs.all();
    assertThat(secrets).as("what tests have used").isNotEmpty();
    assertThat(logs).as("what has been logged").isNotEmpty();
    SecretSearch search = new SecretSearch(secrets);
    List<String> findings = new ArrayList<>();
    long bytes = 0;
    for (Path log : logs) {
      bytes += Files.size(log);
      // Whatever bytes a client had sent.
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Files.newInputStream(log),
                  UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPLACE)
                      .onUnmappableCharacter(CodingErrorAction.REPLACE)))) {
        search.findings(lines.lines()).forEach(found -> findings.add(log + ": " + found));
      }
    }
    System.out.printf(
        "secrets=%d logs=%d bytes=%d findings=%d%n",
        secrets.size(), logs.size(), bytes, findings.size());
    assertThat(findings.stream().limit(SHOWN)).as("of %d", findings.size()).isEmpty();
    forget();
  }

  /** What was found to hold none; another build begins anew. */
  private static void forget() throws IOException {
    for (Path directory : List.of(UsedSecrets.DIRECTORY, KeptLogs.DIRECTORY)) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          for (Path file : files.toList()) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }
}
