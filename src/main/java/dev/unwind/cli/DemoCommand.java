// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.cli.demo.BrokerProcess;
import dev.unwind.cli.demo.Show;
import dev.unwind.cli.demo.VenueSettings;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.RunningDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Shows a liquidation on a fresh database of its own. */
@Command(
    name = "demo",
    description = {
      "Show a liquidation through the HTTP API, then keep serving until stopped.",
      "Starts afresh each time, in the subdirectory demo of the data directory alone.",
      "With UNWIND_DEMO_EXIT=true it ends after the liquidation: 0 if all went well."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final String SAMPLE_BOOK = "book/desk.json";
  private static final String BROKERED_BOOK = "book/brokered.json";

  /** Makes the reports of the simulated venue arrive visibly later than the orders. */
  private static final String VENUE_LATENCY = "300ms";

  @Parameters(
      arity = "0..1",
      paramLabel = "SHOW",
      defaultValue = "dialects",
      converter = Show.Reader.class,
      completionCandidates = Show.Words.class,
      description = {
        "dialects (the default): the sample book, closed through each API.",
        "venue: an account whose broker is a second process of this program.",
        "broker: that second process; it ends with its standard input."
      })
  Show show = Show.DIALECTS;

  private @Nullable BrokerProcess broker;

  @Override
  public Integer call() {
    if (DatabaseSettings.ofProcess().hasExternal()) {
      System.err.println(
          "unwind: the demo starts with an empty database, so it does not run on the one that"
              + " UNWIND_DB_URL names. Unset it; the demo brings its own.");
      return ExitCode.SOFTWARE;
    }
    if (show != Show.BROKER) {
      System.out.println("Starting Unwind on a PostgreSQL of its own ...");
    }
    preset("unwind.venue.simulator.latency", "UNWIND_VENUE_SIMULATOR_LATENCY", VENUE_LATENCY);
    preset("quarkus.log.level", "QUARKUS_LOG_LEVEL", "WARN");
    // Nobody else's requests are to be waited for.
    System.setProperty("quarkus.shutdown.delay", "0");
    System.setProperty("quarkus.shutdown.timeout", "");
    try {
      return ApplicationLaunch.listening(this::prepare).run(DemoApplication.class, show.name());
    } finally {
      if (broker != null) {
        broker.close();
      }
    }
  }

  /** A fresh database, beside it the book that the server imports when it starts, and a broker. */
  private RunningDatabase prepare(DatabaseSettings settings) {
    RunningDatabase database = RunningDatabase.openFreshDemo(settings);
    try {
      Path directory = settings.demoDirectory();
      Path book = directory.resolve("book.json");
      copy(show == Show.VENUE ? BROKERED_BOOK : SAMPLE_BOOK, book);
      System.setProperty("unwind.import", book.toString());
      if (show == Show.VENUE) {
        System.out.println("Starting a second one, its broker ...");
        broker = BrokerProcess.start(directory.resolve("broker"));
        VenueSettings.of(broker.port()).forEach(System::setProperty);
      }
      return database;
    } catch (IOException e) {
      database.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static void copy(String resource, Path file) throws IOException {
    try (InputStream book =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      if (book == null) {
        throw new IllegalStateException(resource + " is not part of the program");
      }
      Files.copy(book, file);
    }
  }

  /** What the user has set counts more. */
  private static void preset(String property, String variable, String value) {
    if (System.getProperty(property) == null && System.getenv(variable) == null) {
      System.setProperty(property, value);
    }
  }
}
