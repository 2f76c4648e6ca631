// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Supplier;

/**
 * Health as probes of the previous version ask for it, on the port of the APIs. Its own port is
 * that of the management interface; this goes with the next version.
 */
@ApplicationScoped
class HealthRoutes {
  private final SmallRyeHealthReporter health;

  HealthRoutes(SmallRyeHealthReporter health) {
    this.health = health;
  }

  void register(@Observes Router router) {
    serve(router, "/q/health", health::getHealthAsync);
    serve(router, "/q/health/live", health::getLivenessAsync);
    serve(router, "/q/health/ready", health::getReadinessAsync);
    serve(router, "/q/health/started", health::getStartupAsync);
  }

  private void serve(Router router, String path, Supplier<Uni<SmallRyeHealth>> ask) {
    router.get(path).handler(rc -> ask.get().subscribe().with(told -> answer(rc, told), rc::fail));
  }

  private static void answer(RoutingContext rc, SmallRyeHealth told) {
    if (!rc.response().ended()) {
      rc.response()
          .setStatusCode(told.isDown() ? 503 : 200)
          .putHeader("Content-Type", "application/json; charset=UTF-8")
          .end(told.getPayload().toString());
    }
  }
}
