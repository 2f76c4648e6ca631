// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.wire.Refusal;
import dev.unwind.postgres.PostgresFailures;
import io.quarkus.logging.Log;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * The last route: answers what fails outside of the resources (filters, body, authentication) in
 * the dialect's words. The server's own last handler would send an empty body or a page.
 */
@ApplicationScoped
public class FailureRoute {
  private static final int BEFORE_THE_SERVERS_OWN = 1_000_000;

  private final ErrorAnswers errors;

  FailureRoute(ErrorAnswers errors) {
    this.errors = errors;
  }

  void register(@Observes Router router) {
    router.route().order(BEFORE_THE_SERVERS_OWN).failureHandler(this::answer);
    // What cannot be decoded fails while the routes are matched, where no route's handler is asked.
    router.errorHandler(400, this::answer);
  }

  private void answer(RoutingContext rc) {
    Throwable failure = rc.failure();
    Refusal refusal = refusal(rc.statusCode(), failure);
    if (refusal == Refusal.INTERNAL_ERROR
        && failure != null
        && !(failure instanceof HttpClosedException)) {
      Log.errorf(failure, "Request failed requestId=%s", RequestIds.of(rc));
    }
    if (refusal.status() == 401) {
      errors.writeChallenge(rc);
    } else {
      errors.write(rc, refusal);
    }
  }

  private static Refusal refusal(int status, @Nullable Throwable failure) {
    if (PostgresFailures.isUnavailable(failure)) {
      return Refusal.STORE_UNAVAILABLE;
    }
    return switch (status) {
      case 400 -> Refusal.PARAMETER_MALFORMED;
      case 414 -> Refusal.URI_TOO_LONG;
      case 431 -> Refusal.HEADERS_TOO_LARGE;
      case 401 -> Refusal.CREDENTIAL_MISSING;
      case 403 -> Refusal.FORBIDDEN;
      case 404 -> Refusal.ROUTE_UNKNOWN;
      case 405 -> Refusal.METHOD_NOT_ALLOWED;
      case 406 -> Refusal.NOT_ACCEPTABLE;
      case 413 -> Refusal.BODY_TOO_LARGE;
      case 415 -> Refusal.MEDIA_TYPE_UNSUPPORTED;
      case 429 -> Refusal.RATE_LIMITED;
      case 503 -> Refusal.OVERLOADED;
      default -> Refusal.INTERNAL_ERROR;
    };
  }
}
