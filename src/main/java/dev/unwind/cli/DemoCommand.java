// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.RunningDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final String BOOK = "book/desk.json";

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
    // Nobody else's requests are to be waited for.
    System.setProperty("quarkus.shutdown.delay", "0");
    System.setProperty("quarkus.shutdown.timeout", "");
    return ApplicationLaunch.listening(DemoCommand::prepare).run(DemoApplication.class);
  }

  /** A fresh database, and beside it the sample book that the server imports when it starts. */
  private static RunningDatabase prepare(DatabaseSettings settings) {
    RunningDatabase database = RunningDatabase.openFreshDemo(settings);
    Path book = settings.demoDirectory().resolve("desk.json");
    try (InputStream sample =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(BOOK)) {
      if (sample == null) {
        throw new IllegalStateException(BOOK + " is not part of the program");
      }
      Files.copy(sample, book);
    } catch (IOException e) {
      database.close();
      throw new UncheckedIOException(e);
    }
    System.setProperty("unwind.import", book.toString());
    return database;
  }

  /** What the user has set counts more. */
  private static void preset(String property, String variable, String value) {
    if (System.getProperty(property) == null && System.getenv(variable) == null) {
      System.setProperty(property, value);
    }
  }
}
