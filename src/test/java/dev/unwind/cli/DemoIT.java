// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.UnwindProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program shows its liquidation, as {@code ./mvnw -Pdemo} has it do. */
@Timeout(300)
class DemoIT {
  /** Of a demonstration that unpacks a database first, on a machine that does much else. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Of the runs that unpack a database. */
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void demoGetsTheSampleBookFlatThroughAllDialectsEachTimeItRuns() throws Exception {
    Path neighbour = Files.writeString(shared.resolve("neighbour"), "stays");
    for (int run = 0; run < 2; run++) {
      try (UnwindProcess demo =
          UnwindProcess.start(
              Map.of("UNWIND_DATA_DIR", shared.toString(), "UNWIND_DEMO_EXIT", "true"), "demo")) {
        assertThat(demo.awaitEnd(PATIENCE)).as(demo.output()).isZero();
        assertThat(demo.output())
            .contains("[########################] 5/5  fill")
            .contains("cash 325021.89 USD, equity 325021.89")
            .contains("pos-20260304083000-3  BTC/USDT  BUY   0.25  61250  LIQUIDATED")
            .contains("flat; cash 150425.75")
            .contains("FILLED: 3 orders, cash amount 9800.29 EUR")
            .doesNotContain(" WARN ")
            .doesNotContain(" ERROR ")
            .doesNotContain("Exception");
      }
    }
    assertThat(neighbour).hasContent("stays");
  }

  @Test
  void demoOfAVenueGetsBothLedgersFlatAndFindsNoDifference() throws Exception {
    Map<String, String> environment = new HashMap<>(UnwindProcess.hurryingItsOwn());
    environment.put("UNWIND_DATA_DIR", shared.toString());
    environment.put("UNWIND_DEMO_EXIT", "true");
    try (UnwindProcess demo = UnwindProcess.start(environment, "demo", "venue")) {
      assertThat(demo.awaitEnd(PATIENCE)).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("desk-1 is bound to broker; cash 250000 USD")
          .contains("[########################] 5/5  fill")
          .contains("3. Both ledgers, compared")
          .doesNotContain(" WARN ")
          .doesNotContain(" ERROR ")
          .doesNotContain("Exception");
      assertThat(demo.output().lines())
          .filteredOn(line -> line.contains("differences: none"))
          .hasSize(2);
    }
  }

  @Test
  void demoDoesNotRunOnADatabaseOfSomebodyElse() throws Exception {
    try (UnwindProcess demo =
        UnwindProcess.start(
            Map.of(
                "UNWIND_DATA_DIR",
                directory.toString(),
                "UNWIND_DB_URL",
                "postgresql://localhost:5432/ledger"),
            "demo")) {
      assertThat(demo.awaitEnd()).isEqualTo(1);
      assertThat(demo.output()).contains("UNWIND_DB_URL").doesNotContain("Exception");
    }
    assertThat(directory).isEmptyDirectory();
  }
}
