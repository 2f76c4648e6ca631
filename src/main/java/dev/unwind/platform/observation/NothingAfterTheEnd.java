// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import io.quarkus.logging.LoggingFilter;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps lines with a trace out of a start that has failed. Of two ports that are opened at once,
 * one may open after the other has failed and the application is gone; a round that waited for the
 * database may go on then. Either misses the container or the contexts that Quarkus has taken away,
 * and both Vert.x and Mutiny tell such an exception, which says nothing of why the start failed.
 */
@LoggingFilter(name = "nothing-after-the-end")
final class NothingAfterTheEnd implements Filter {
  private static final Set<String> TELL_WHAT_NOBODY_CAUGHT =
      Set.of(
          "io.quarkus.vertx.core.runtime.VertxCoreRecorder",
          "io.quarkus.mutiny.runtime.MutinyInfrastructure");

  @Override
  public boolean isLoggable(LogRecord line) {
    return !TELL_WHAT_NOBODY_CAUGHT.contains(String.valueOf(line.getLoggerName()))
        || !isForWantOfTheApplication(line.getThrown());
  }

  private static boolean isForWantOfTheApplication(@Nullable Throwable thrown) {
    String message = thrown == null ? "" : String.valueOf(thrown.getMessage());
    return thrown instanceof IllegalStateException
            && message.startsWith("ArC container not initialized")
        || thrown instanceof NullPointerException && message.contains("SmallRyeContextManager");
  }
}
