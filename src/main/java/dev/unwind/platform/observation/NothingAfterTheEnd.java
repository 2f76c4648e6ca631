// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps a line with a trace out of a start that has failed: of two ports that are opened at once,
 * one may open after the other has failed and the application is gone, and Quarkus tells that as an
 * uncaught exception.
 */
@LoggingFilter(name = "nothing-after-the-end")
final class NothingAfterTheEnd implements Filter {
  private static final String RECORDER = "io.quarkus.vertx.core.runtime.VertxCoreRecorder";

  @Override
  public boolean isLoggable(LogRecord line) {
    return !(RECORDER.equals(line.getLoggerName())
        && line.getThrown() instanceof IllegalStateException gone
        && String.valueOf(gone.getMessage()).startsWith("ArC container not initialized"));
  }
}
