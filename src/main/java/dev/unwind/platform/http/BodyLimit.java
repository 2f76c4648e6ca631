// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/** Refuses bodies that are too large, before anything of them is kept. */
@ApplicationScoped
public class BodyLimit {
  /**
   * A declared body up to this size is read and thrown away, so that the client has sent it all
   * when it reads the answer.
   */
  private static final long DRAINED_BYTES_MAX = 16L << 20;

  private final ErrorAnswers errors;
  private final long limit;
  private final BodyHandler undeclared;

  BodyLimit(ErrorAnswers errors, HttpLimitsConfig config) {
    this.errors = errors;
    limit = config.maxBodySize().asLongValue();
    undeclared = BodyHandler.create(false).setBodyLimit(limit);
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FilterOrder.BODY_LIMIT);
  }

  private void check(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    long declared = declared(request.getHeader("Content-Length"));
    if (declared > limit) {
      refuse(rc, declared);
    } else if (request.getHeader("Transfer-Encoding") != null) {
      undeclared.handle(rc);
    } else {
      rc.next();
    }
  }

  private void refuse(RoutingContext rc, long declared) {
    if (declared > DRAINED_BYTES_MAX) {
      rc.response().putHeader("Connection", "close");
      errors.write(rc, Refusal.BODY_TOO_LARGE);
      return;
    }
    rc.request().handler(discarded -> {});
    rc.request().exceptionHandler(gone -> {});
    rc.request().endHandler(end -> errors.write(rc, Refusal.BODY_TOO_LARGE));
    rc.request().resume();
  }

  private static long declared(@Nullable String header) {
    if (header == null) {
      return 0;
    }
    try {
      return Long.parseLong(header.strip());
    } catch (NumberFormatException e) {
      // The server's parser has let it pass, so the length is beyond a long.
      return Long.MAX_VALUE;
    }
  }
}
