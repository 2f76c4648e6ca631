// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Tells failures of the way to the ledger from everything else. */
final class StoreFailures {
  private static final int CAUSES_MAX = 16;

  private StoreFailures() {}

  /**
   * Whether the failure, or a cause of it, says that the store could not be reached or did not
   * answer.
   */
  static boolean isUnavailable(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof TradingException e && e.reason() == Reason.STORE_UNAVAILABLE
          || cause instanceof ConnectException
          || cause instanceof ClosedConnectionException
          || cause instanceof ClosedChannelException
          || cause instanceof TimeoutException
          || cause instanceof NoStackTraceThrowable) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
