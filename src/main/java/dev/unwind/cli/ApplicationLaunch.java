// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.TemporaryFiles;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.Purpose;
import dev.unwind.platform.database.RunningDatabase;
import dev.unwind.platform.http.RequestHeads;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * Runs a command inside the started application: the database first, then the application, then the
 * command's own {@link QuarkusApplication}, an unremovable bean that may inject what it needs.
 */
final class ApplicationLaunch {

  /** Longer than requests may take to drain plus the database to stop. */
  private static final long STOP_SECONDS_MAX = 30;

  /** What they say at every start would bury why one fails: logging is set up only later. */
  private static final List<Logger> QUIET =
      Stream.of("io.zonky", "org.hibernate").map(Logger::getLogger).toList();

  private final Purpose purpose;
  private final Function<DatabaseSettings, RunningDatabase> database;

  private volatile boolean stopping;

  private ApplicationLaunch(Purpose purpose, Function<DatabaseSettings, RunningDatabase> database) {
    this.purpose = purpose;
    this.database = database;
  }

  /** A server: listens, drives liquidations, and owns the embedded database where there is one. */
  static ApplicationLaunch listening() {
    return new ApplicationLaunch(Purpose.SERVE, RunningDatabase::open);
  }

  /** A server on a database that the caller prepares. */
  static ApplicationLaunch listening(Function<DatabaseSettings, RunningDatabase> database) {
    return new ApplicationLaunch(Purpose.SERVE, database);
  }

  /**
   * A task that ends: nothing listens and no background work runs. It shares the embedded database
   * of a server that runs on the same directory.
   */
  static ApplicationLaunch task() {
    return new ApplicationLaunch(
        Purpose.WORK, settings -> RunningDatabase.openOrJoin(settings, Purpose.WORK));
  }

  /** The task that brings the ledger to this version's form. */
  static ApplicationLaunch migration() {
    return new ApplicationLaunch(
        Purpose.FORM, settings -> RunningDatabase.openOrJoin(settings, Purpose.FORM));
  }

  /** A task that changes nothing, not even the form of the ledger. */
  static ApplicationLaunch look() {
    return new ApplicationLaunch(
        Purpose.LOOK, settings -> RunningDatabase.openOrJoin(settings, Purpose.LOOK));
  }

  /** A task that tells of a database what a server would meet there, and changes nothing. */
  static ApplicationLaunch examination() {
    return new ApplicationLaunch(
        Purpose.EXAMINE, settings -> RunningDatabase.openOrJoin(settings, Purpose.EXAMINE));
  }

  /**
   * Runs the application until the command's part of it is over.
   *
   * @return the exit code
   */
  int run(Class<? extends QuarkusApplication> command, String... arguments) {
    return run(said -> said.lines().forEach(System.err::println), command, arguments);
  }

  /**
   * The same of a command that tells objects, where they are wanted.
   *
   * @see Report
   */
  int run(boolean json, Class<? extends QuarkusApplication> command, String... arguments) {
    Stream<String> objects = json ? Stream.of(Report.JSON) : Stream.empty();
    return run(
        said -> Report.refuse(System.err, json, said),
        command,
        Stream.concat(objects, Stream.of(arguments)).toArray(String[]::new));
  }

  /**
   * The same.
   *
   * @param tell of what went wrong, where something did
   */
  int run(
      Consumer<StartFailure> tell,
      Class<? extends QuarkusApplication> command,
      String... arguments) {
    CountDownLatch over = new CountDownLatch(1);
    // A process that is told to stop may end before this thread has come to its end: wait for it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(over), "unwind-stop"));
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    AtomicInteger exitCode = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    try {
      TemporaryFiles.require();
      try (RunningDatabase running = database.apply(DatabaseSettings.ofProcess())) {
        if (stopping) {
          return ExitCode.SOFTWARE;
        }
        running.configureApplication();
        configureApplication();
        if (purpose == Purpose.SERVE) {
          running.laterForm().ifPresent(said -> System.err.println("unwind: " + said));
          if (running.hasForm()) {
            System.setProperty("quarkus.flyway.active", "false");
          }
        }
        Quarkus.run(
            command,
            (code, failure) -> {
              exitCode.set(code);
              failed.set(failure);
            },
            arguments);
      }
    } catch (RuntimeException | ExceptionInInitializerError e) {
      failed.set(e);
    } finally {
      over.countDown();
    }
    Throwable failure = failed.get();
    if (failure == null) {
      return exitCode.get();
    }
    StartFailure said = StartFailure.of(failure);
    tell.accept(said);
    return said.status();
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
    System.setProperty(RequestHeads.UNCHECKED, "true");
    if (purpose.changesNothing()) {
      System.setProperty("quarkus.flyway.migrate-at-start", "false");
    }
    if (purpose == Purpose.SERVE) {
      ManagementPort.configure();
      // Without its work in the background a server would take closes and end none.
      System.setProperty("quarkus.scheduler.enabled", "true");
    } else {
      System.setProperty("quarkus.http.host-enabled", "false");
      System.setProperty("quarkus.management.host-enabled", "false");
      System.setProperty("quarkus.scheduler.enabled", "false");
      System.setProperty("quarkus.shutdown.delay", "0");
      // What a task prints is its answer, which others may read.
      System.setProperty("quarkus.log.console.stderr", "true");
      if (System.getenv("QUARKUS_LOG_LEVEL") == null) {
        // Whoever examines tells himself what there is to warn of.
        System.setProperty("quarkus.log.level", purpose == Purpose.EXAMINE ? "ERROR" : "WARN");
      }
    }
    TraceExport.configure();
  }
}
