// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.importing;

import dev.unwind.importing.ImportBook;
import dev.unwind.importing.ImportReport;
import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.ImportRefusedException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Imports the configured book document when the server starts; until that is done it is not ready.
 */
@ApplicationScoped
@Readiness
class StartupImport implements HealthCheck {
  private static final int SYMBOLS_LOGGED = 50;

  private final ImportBook importBook;
  private final ImportConfig config;
  private final VertxHttpConfig http;
  private volatile boolean done;

  StartupImport(ImportBook importBook, ImportConfig config, VertxHttpConfig http) {
    this.importBook = importBook;
    this.config = config;
    this.http = http;
  }

  /** On the main thread, which may wait; before whatever else works on the book at start. */
  void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    // A command that does not serve has its own reasons to be here.
    if (http.hostEnabled()) {
      config.file().filter(file -> !file.isBlank()).ifPresent(this::load);
    }
    done = true;
  }

  private void load(String file) {
    try {
      ImportReport report =
          importBook
              .book(ImportFile.read(Path.of(file), config.maxBytes()), file)
              .await()
              .indefinitely();
      if (report.applied()) {
        Log.infof(
            "Imported file=%s accounts=%d principals=%d instruments=%d quotes=%d positions=%d orders=%d",
            file,
            report.accounts(),
            report.principals(),
            report.instruments(),
            report.quotes(),
            report.positions(),
            report.orders());
        if (!report.withoutQuote().isEmpty()) {
          Log.warnf(
              "Positions without a quote, whose close rests until one arrives count=%d symbols=%s",
              report.withoutQuote().size(),
              String.join(",", report.withoutQuote().stream().limit(SYMBOLS_LOGGED).toList()));
        }
      } else {
        Log.infof("Imported before, nothing to do file=%s", file);
      }
    } catch (ImportRefusedException e) {
      e.mistakes().forEach(mistake -> Log.errorf("Import refused file=%s %s", file, mistake));
      throw e;
    }
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("import").status(done).build();
  }
}
