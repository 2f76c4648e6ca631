// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/metrics.md} true: it is made of the metrics' own words. */
class MetricTableTest {
  private static final Path TABLE = Path.of("docs", "metrics.md");
  private static final String WRITE = "unwind.metrics.write";
  private static final String COMMAND = "./mvnw test -Dtest=MetricTableTest -D" + WRITE + "=true";

  @Test
  void theTableSaysWhatTheCodeDoes() throws IOException {
    String table = table();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(TABLE, table);
    }

    String known = Files.exists(TABLE) ? Files.readString(TABLE) : "";
    assertThat(known).as("docs/metrics.md is stale; write it anew: %s", COMMAND).isEqualTo(table);
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Metrics

        At `/q/metrics` on the management port (9000), in the text format of Prometheus. Counters begin at zero with each start; of
        several replicas add up the counters and histograms, and take the largest of a gauge that says "of all replicas" or "of all
        accounts". A histogram `x_seconds` is exported as `x_seconds_bucket`, `_sum`, `_count` and `_max`. All labels have few values:
        accounts, orders and requests are found in the log. Rules for alarms and a dashboard are in `deploy/observability`. This file is
        generated; `%s` writes it anew.

        ## Of our own

        """
            .formatted(COMMAND));
    row(text, List.of("Name", "Kind", "Unit", "Labels", "Meaning"));
    row(text, List.of("---", "---", "---", "---", "---"));
    for (Metric metric : Metric.values()) {
      row(
          text,
          List.of(
              "`" + metric.exported() + "`",
              metric.kindInWords(),
              metric.unit(),
              String.join(", ", metric.labels()),
              metric.description()));
    }
    text.append(
        """

        ## Of the framework

        """);
    row(text, List.of("Name", "Kind", "Unit", "Labels", "Meaning"));
    row(text, List.of("---", "---", "---", "---", "---"));
    for (List<String> row : PublishedMetricsTest.OF_THE_FRAMEWORK) {
      row(text, row);
    }
    text.append(
        """

        The binary that is compiled natively has no `jvm_gc_*` and no `jvm_buffer_*`: neither the rules nor the dashboard use them.
        """);
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ");
    text.append(String.join(" | ", cells));
    text.append(" |\n");
  }
}
