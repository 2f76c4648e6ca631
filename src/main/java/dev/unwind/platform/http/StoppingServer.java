// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.wire.Refusal;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets no socket in any more once the service begins to stop: it would be sent away at once, and
 * come back.
 */
@ApplicationScoped
public class StoppingServer {
  private static final String MEANING = "the service stops; connect again";

  private final ErrorAnswers errors;
  private volatile boolean stopping;

  StoppingServer(ErrorAnswers errors) {
    this.errors = errors;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FilterOrder.STOPPING);
  }

  void beginToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
  }

  private void check(RoutingContext rc) {
    if (stopping && "websocket".equalsIgnoreCase(rc.request().getHeader("Upgrade"))) {
      ErrorAnswers.write(rc, errors.render(rc, Refusal.OVERLOADED, MEANING));
    } else {
      rc.next();
    }
  }
}
