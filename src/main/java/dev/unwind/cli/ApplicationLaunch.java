// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.RunningDatabase;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import picocli.CommandLine.ExitCode;

/**
 * Runs a command inside the started application: the database first, then the application, then the
 * command's own {@link QuarkusApplication}, an unremovable bean that may inject what it needs.
 */
final class ApplicationLaunch {

  /** Longer than requests may take to drain plus the database to stop. */
  private static final long STOP_SECONDS_MAX = 30;

  private final boolean listening;
  private final Function<DatabaseSettings, RunningDatabase> database;

  private volatile boolean stopping;

  private ApplicationLaunch(
      boolean listening, Function<DatabaseSettings, RunningDatabase> database) {
    this.listening = listening;
    this.database = database;
  }

  /** A server: listens, drives liquidations, and owns the embedded database where there is one. */
  static ApplicationLaunch listening() {
    return new ApplicationLaunch(true, RunningDatabase::open);
  }

  /** A server on a database that the caller prepares. */
  static ApplicationLaunch listening(Function<DatabaseSettings, RunningDatabase> database) {
    return new ApplicationLaunch(true, database);
  }

  /**
   * A task that ends: nothing listens and no background work runs. It shares the embedded database
   * of a server that runs on the same directory.
   */
  static ApplicationLaunch task() {
    return new ApplicationLaunch(false, RunningDatabase::openOrJoin);
  }

  /**
   * Runs the application until the command's part of it is over.
   *
   * @return the exit code
   */
  int run(Class<? extends QuarkusApplication> command, String... arguments) {
    CountDownLatch over = new CountDownLatch(1);
    // A process that is told to stop may end before this thread has come to its end: wait for it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(over), "unwind-stop"));
    try (RunningDatabase running = database.apply(DatabaseSettings.ofProcess())) {
      if (stopping) {
        return ExitCode.SOFTWARE;
      }
      running.configureApplication();
      configureApplication();
      AtomicInteger exitCode = new AtomicInteger();
      Quarkus.run(command, (code, failure) -> exitCode.set(code), arguments);
      return exitCode.get();
    } finally {
      over.countDown();
    }
  }

  private void awaitEnd(CountDownLatch over) {
    stopping = true;
    try {
      if (!over.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        System.err.println("unwind: gave up waiting for the end after " + STOP_SECONDS_MAX + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void configureApplication() {
    if (!listening) {
      System.setProperty("quarkus.http.host-enabled", "false");
      System.setProperty("quarkus.scheduler.enabled", "false");
      System.setProperty("quarkus.shutdown.delay", "0");
      if (System.getenv("QUARKUS_LOG_LEVEL") == null) {
        System.setProperty("quarkus.log.level", "WARN");
      }
    }
    boolean exportsTraces =
        System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != null
            || System.getenv("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT") != null
            || System.getProperty("quarkus.otel.exporter.otlp.endpoint") != null;
    if (exportsTraces && System.getenv("QUARKUS_OTEL_SDK_DISABLED") == null) {
      System.setProperty("quarkus.otel.sdk.disabled", "false");
    }
  }
}
