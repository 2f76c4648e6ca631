// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source file has in common. */
class SourceTreeTest {

  private static final int LINES_MAX = 450;

  private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
  private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__.*\\.sql");

  /** What the build before, which serves beside it, would miss or could not write any more. */
  private static final Pattern TAKEN_AWAY =
      Pattern.compile(
          "drop (table|column|schema)|truncate|rename column|set not null"
              + "|alter table (if exists )?\\S+ rename to"
              + "|alter column \\w+ (set data )?type"
              + "|add (column )?(if not exists )?\\w+( (?!default\\b)\\w+)+(\\([^)]*\\))?"
              + " not null(?! default)");

  /** REST-assured's paths: each compiles a Groovy script, once a third of the tests' processor. */
  private static final Pattern SCRIPTED_PATH =
      Pattern.compile(
          "io\\.restassured\\.path|jsonPath\\(|::\\s*jsonPath|\\.extract\\(\\)\\s*\\.path\\(");

  private static final String WRITE = "unwind.migrations.write";

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

  @Test
  void testsReadJsonByTheFixture() throws IOException {
    for (Path file : javaFiles(Path.of("src/test/java"))) {
      assertThat(SCRIPTED_PATH.matcher(Files.readString(file)).find())
          .as("%s; dev.unwind.fixture.Json reads the same paths", file)
          .isFalse();
    }
  }

  @Test
  void everyMigrationIsListedWithItsChecksum() throws IOException {
    SortedMap<Integer, Integer> checksums = new TreeMap<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.toList()) {
        Matcher name = MIGRATION.matcher(file.getFileName().toString());
        if (name.matches()) {
          Integer former = checksums.put(Integer.valueOf(name.group(1)), checksum(file));
          assertThat(former).as("another with the version of %s", file).isNull();
        }
      }
    }
    StringBuilder expected = new StringBuilder();
    checksums.forEach((version, sum) -> expected.append(version + " " + sum + "\n"));

    Path list = MIGRATIONS.resolveSibling("migrations.txt");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(list, expected);
    }
    assertThat(Files.readString(list))
        .as("%s; write it anew: ./mvnw test -Dtest=SourceTreeTest -D%s=true", list, WRITE)
        .isEqualTo(expected.toString());
  }

  @Test
  void noMigrationTakesAwayWhatTheBuildBeforeUses() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.toList()) {
        Matcher name = MIGRATION.matcher(file.getFileName().toString());
        if (name.matches() && Integer.parseInt(name.group(1)) < 1000) {
          String statements =
              Files.readString(file)
                  .replaceAll("--.*", "")
                  .replaceAll("\\s+", " ")
                  .toLowerCase(ROOT);
          assertThat(TAKEN_AWAY.matcher(statements).results().map(MatchResult::group))
              .as("%s", file)
              .isEmpty();
        }
      }
    }
  }

  /** As Flyway reckons it. */
  private static int checksum(Path file) throws IOException {
    CRC32 sum = new CRC32();
    for (String line : Files.readAllLines(file)) {
      sum.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return (int) sum.getValue();
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
