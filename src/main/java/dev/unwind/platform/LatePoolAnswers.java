// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out what the pool of connections says when it fails a request that its own time limit has
 * failed before (Vert.x 4.5): a trace for each request of an outage, about nothing.
 */
@LoggingFilter(name = "late-pool-answers")
public final class LatePoolAnswers implements Filter {
  private static final String POOL = "io.vertx.sqlclient.impl.pool.";

  @Override
  public boolean isLoggable(LogRecord line) {
    return !isLate(line.getThrown());
  }

  private static boolean isLate(@Nullable Throwable thrown) {
    return thrown instanceof IllegalStateException
        && "Result is already complete".equals(thrown.getMessage())
        && Arrays.stream(thrown.getStackTrace()).anyMatch(f -> f.getClassName().startsWith(POOL));
  }
}
