// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.Dialect;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/**
 * Lets scripts of any page call this dialect, as the vendor does: clients run in browsers, and
 * carry a token in a header of their own, never a cookie.
 */
@ApplicationScoped
public class TradovateCors {
  /** After the path has been put right, before authentication: a preflight bears no token. */
  private static final int PRIORITY = 950;

  private static final int NO_CONTENT = 204;
  private static final String ASKED_METHOD = "Access-Control-Request-Method";

  void register(@Observes Filters filters) {
    filters.register(TradovateCors::handle, PRIORITY);
  }

  private static void handle(RoutingContext rc) {
    boolean ours = Dialect.ofPath(rc.request().path()).equals(Optional.of(Dialect.TRADOVATE));
    if (!ours || rc.request().getHeader("Origin") == null) {
      rc.next();
      return;
    }
    HttpServerResponse response = rc.response();
    response.putHeader("Access-Control-Allow-Origin", "*");
    response.putHeader("Access-Control-Expose-Headers", "Unwind-Liquidation, X-Request-ID");
    boolean preflight =
        rc.request().method() == HttpMethod.OPTIONS && rc.request().getHeader(ASKED_METHOD) != null;
    if (!preflight) {
      rc.next();
      return;
    }
    response
        .setStatusCode(NO_CONTENT)
        .putHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept")
        .putHeader("Access-Control-Max-Age", "86400")
        .end();
  }
}
