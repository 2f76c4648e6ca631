// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import io.quarkus.logging.Log;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.reflect.Method;

/**
 * Takes requests that become WebSockets out of those that a stopping server waits for.
 *
 * <p>Quarkus 3.31 counts a request until its response ends. That of an upgrade never does, not even
 * when the socket closes, so that a server that has ever had one waited for the whole of {@code
 * quarkus.shutdown.timeout}. Sockets are told to go when the stop begins; what they have asked for
 * is durable by then. Decision: the only thing that ends the count is a method that the class keeps
 * to its package, so it is called by reflection, registered for native executables; should it ever
 * be gone, stopping is slow again and nothing else is lost.
 */
@ApplicationScoped
@RegisterForReflection(targets = QuarkusRequestWrapper.class, fields = false)
public class UpgradedRequests {
  private static final String DONE = "done";

  void register(@Observes Filters filters) {
    filters.register(UpgradedRequests::handle, FilterOrder.REQUEST_ID);
  }

  private static void handle(RoutingContext rc) {
    if ("websocket".equalsIgnoreCase(rc.request().getHeader("Upgrade"))) {
      uncount(rc.request());
    }
    rc.next();
  }

  private static void uncount(HttpServerRequest request) {
    try {
      Method done = QuarkusRequestWrapper.class.getDeclaredMethod(DONE);
      done.setAccessible(true);
      // Without a shutdown time-out nothing is counted, and there is no wrapper.
      done.invoke(QuarkusRequestWrapper.get(request));
    } catch (ReflectiveOperationException | RuntimeException e) {
      Log.debugf("A socket counts as a running request: %s", e);
    }
  }
}
