// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.database.DatabaseSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Shows a liquidation of the sample book on a fresh database of its own. */
@Command(
    name = "demo",
    description = {
      "Liquidate the sample book through the HTTP API, then keep serving it until stopped.",
      "Starts afresh each time, in the subdirectory demo of the data directory alone.",
      "With UNWIND_DEMO_EXIT=true it ends after the liquidation: 0 if all went well."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  /** Makes the reports of the simulated venue arrive visibly later than the orders. */
  private static final String VENUE_LATENCY = "300ms";

  @Override
  public Integer call() {
    if (DatabaseSettings.ofProcess().hasExternal()) {
      System.err.println(
          "unwind: the demo starts with an empty database, so it does not run on the one that"
              + " UNWIND_DB_URL names. Unset it; the demo brings its own.");
      return ExitCode.SOFTWARE;
    }
    System.out.println("Starting Unwind on a PostgreSQL of its own ...");
    preset("unwind.venue.simulator.latency", "UNWIND_VENUE_SIMULATOR_LATENCY", VENUE_LATENCY);
    preset("quarkus.log.level", "QUARKUS_LOG_LEVEL", "WARN");
    System.setProperty("quarkus.shutdown.delay", "0");
    // The book of the demo is the sample and nothing else.
    System.setProperty("unwind.import", "");
    return ApplicationLaunch.demonstrating().run(DemoApplication.class);
  }

  /** What the user has set counts more. */
  private static void preset(String property, String variable, String value) {
    if (System.getProperty(property) == null && System.getenv(variable) == null) {
      System.setProperty(property, value);
    }
  }
}
