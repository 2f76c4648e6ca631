// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Notes what requests of any client show in their heads. */
@Singleton
class ShownToTheApplication {
  private static final int BEFORE_ALL = 10_000;

  void register(@Observes Filters filters) {
    filters.register(ShownToTheApplication::note, BEFORE_ALL);
  }

  private static void note(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    UsedSecrets.noteAuthorization(request.getHeader("Authorization"));
    UsedSecrets.note(request.getHeader("APCA-API-SECRET-KEY"));
    request.cookies().forEach(cookie -> UsedSecrets.note(cookie.getValue()));
    try {
      request
          .params()
          .forEach(
              parameter -> {
                if (SecretNames.isOne(parameter.getKey())) {
                  UsedSecrets.note(parameter.getValue());
                }
              });
    } catch (IllegalArgumentException e) {
      // A query that cannot be read, which is for the application to refuse.
    }
    rc.next();
  }
}
