// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps lines with a trace out of a start that has failed. Of two ports that are opened at once,
 * one may open after the other has failed and the application is gone, and Quarkus tells that as an
 * uncaught exception. A round that waited for the database then may go on without the contexts that
 * Quarkus has taken away, and Mutiny drops what comes of it aloud.
 */
@LoggingFilter(name = "nothing-after-the-end")
final class NothingAfterTheEnd implements Filter {
  private static final String RECORDER = "io.quarkus.vertx.core.runtime.VertxCoreRecorder";
  private static final String DROPPED = "io.quarkus.mutiny.runtime.MutinyInfrastructure";

  @Override
  public boolean isLoggable(LogRecord line) {
    String message = line.getThrown() == null ? "" : String.valueOf(line.getThrown().getMessage());
    boolean isWithoutContainer =
        RECORDER.equals(line.getLoggerName())
            && line.getThrown() instanceof IllegalStateException
            && message.startsWith("ArC container not initialized");
    boolean isWithoutContexts =
        DROPPED.equals(line.getLoggerName())
            && line.getThrown() instanceof NullPointerException
            && message.contains("SmallRyeContextManager");
    return !isWithoutContainer && !isWithoutContexts;
  }
}
