// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.wire.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
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
  private final Duration within;

  BodyLimit(ErrorAnswers errors, HttpLimitsConfig config) {
    this.errors = errors;
    limit = config.maxBodySize().asLongValue();
    within = config.bodyWithin();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FilterOrder.BODY_LIMIT);
  }

  private void check(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    long declared = declared(request.getHeader("Content-Length"));
    String coding = request.getHeader("Transfer-Encoding");
    if (coding != null && !coding.strip().equalsIgnoreCase("chunked")) {
      // Where such a body ends is not known, so that nothing may follow it.
      rc.response().putHeader("Connection", "close");
      errors.write(rc, Refusal.BODY_MALFORMED);
    } else if (declared > limit) {
      refuse(rc, declared);
    } else {
      rc.next();
    }
  }

  private void refuse(RoutingContext rc, long declared) {
    if (declared > DRAINED_BYTES_MAX || rc.request().getHeader("Expect") != null) {
      rc.response().putHeader("Connection", "close");
      errors.write(rc, Refusal.BODY_TOO_LARGE);
      return;
    }
    rc.request().handler(discarded -> {});
    rc.request().exceptionHandler(gone -> {});
    long timer =
        rc.vertx()
            .setTimer(
                within.toMillis(),
                late -> {
                  rc.response().putHeader("Connection", "close");
                  errors.write(rc, Refusal.BODY_TOO_LARGE);
                });
    rc.request()
        .endHandler(
            end -> {
              rc.vertx().cancelTimer(timer);
              errors.write(rc, Refusal.BODY_TOO_LARGE);
            });
    rc.request().resume();
  }

  /** The length that a header declares; 0 where there is none. */
  public static long declared(@Nullable String header) {
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
