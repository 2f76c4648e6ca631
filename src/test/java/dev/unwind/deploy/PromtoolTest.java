// SPDX-License-Identifier: Apache-2.0
package dev.unwind.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own program reads the rules and the queries of the dashboard, where it is there. */
class PromtoolTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Path OBSERVABILITY = Path.of("deploy", "observability");

  @TempDir Path directory;

  @BeforeAll
  static void needsPrometheus() {
    assumeThat(PROMTOOL).isExecutable();
  }

  @Test
  void theRulesAreRead() throws Exception {
    assertIsRead(OBSERVABILITY.resolve("rules.yaml"));
  }

  @Test
  void theQueriesOfTheDashboardAreRead() throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<Map<String, String>> rules = new ArrayList<>();
    for (String query :
        json.readTree(OBSERVABILITY.resolve("dashboard.json").toFile()).findValuesAsText("expr")) {
      // Grafana puts a duration in its place.
      String asked = query.replace("$__rate_interval", "5m");
      rules.add(Map.of("record", "query:" + rules.size(), "expr", asked));
    }
    assertThat(rules).isNotEmpty();
    Path file = directory.resolve("queries.json");
    json.writeValue(
        file.toFile(), Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));

    assertIsRead(file);
  }

  @Test
  void theRulesAlarmOfWhatTheyAreForAndOfNothingElse() throws Exception {
    Path file = directory.resolve("rules-test.yaml");
    Files.writeString(
        file,
        Files.readString(Path.of("src", "test", "resources", "observability", "rules-test.yaml"))
            .replace("RULES", OBSERVABILITY.resolve("rules.yaml").toAbsolutePath().toString()));

    assertPasses("test", file);
  }

  private static void assertIsRead(Path rules) throws IOException, InterruptedException {
    assertPasses("check", rules);
  }

  private static void assertPasses(String what, Path rules)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PROMTOOL.toString(), what, "rules", rules.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
