// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source file has in common. */
class SourceTreeTest {

  private static final int LINES_MAX = 450;

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "src/test/java"})
  void everyFileNamesItsLicenceAndStaysReadable(String root) throws IOException {
    List<Path> files = javaFiles(Path.of(root));
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      assertThat(lines.get(0)).as("%s", file).isEqualTo("// SPDX-License-Identifier: Apache-2.0");
      assertThat(lines.size()).as("lines of %s", file).isLessThan(LINES_MAX);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "src/test/java"})
  void everyFileIsPlainAscii(String root) throws IOException {
    for (Path file : javaFiles(Path.of(root))) {
      assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(Files.readString(file)))
          .as("%s", file)
          .isTrue();
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
