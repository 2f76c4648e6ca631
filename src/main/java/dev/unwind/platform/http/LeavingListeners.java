// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Clients leave event streams whenever they like. Quarkus calls it an error, with a trace, when
 * something was being written to one; all else that it says of streams is let through.
 */
@ApplicationScoped
class LeavingListeners {
  private static final Logger STREAMS =
      Logger.getLogger("org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler");

  void begin(@Observes StartupEvent event) {
    STREAMS.setFilter(LeavingListeners::isOfOurs);
  }

  private static boolean isOfOurs(LogRecord line) {
    if (line.getThrown() instanceof IOException gone) {
      Log.debugf("A listener has left its event stream: %s", gone.getMessage());
      return false;
    }
    return true;
  }
}
