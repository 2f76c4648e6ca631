// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.limit;

import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.platform.http.ErrorAnswers;
import dev.unwind.platform.http.FilterOrder;
import dev.unwind.platform.security.Identities;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Alpaca dialect's limit per key. Closes and cancels (all its DELETEs) are never throttled:
 * nobody is kept from getting flat. Every answer below {@code /v2} tells how the key stands,
 * refusals included.
 */
@ApplicationScoped
public class AlpacaRateLimit {
  private static final String STANDING = "unwind.rate-standing";

  private final AlpacaRateLimitConfig config;
  private final ErrorAnswers errors;
  private final InstantSource clock;
  private final RateWindows windows;

  AlpacaRateLimit(AlpacaRateLimitConfig config, ErrorAnswers errors, InstantSource clock) {
    this.config = config;
    this.errors = errors;
    this.clock = clock;
    windows = new RateWindows(config.perMinute(), config.keysMax());
  }

  void register(@Observes Filters filters) {
    filters.register(this::announce, FilterOrder.RATE_LIMIT_HEADERS);
    filters.register(this::limit, FilterOrder.RATE_LIMIT);
  }

  private void announce(RoutingContext rc) {
    if (isOurs(rc)) {
      rc.addHeadersEndHandler(ignored -> tell(rc));
    }
    rc.next();
  }

  private void limit(RoutingContext rc) {
    UUID key = isOurs(rc) ? key(rc) : null;
    if (key == null || !config.enabled() || rc.request().method() == HttpMethod.DELETE) {
      rc.next();
      return;
    }
    Instant now = clock.instant();
    RateWindows.Standing standing = windows.take(key, now);
    rc.put(STANDING, standing);
    if (standing.admitted()) {
      rc.next();
      return;
    }
    long seconds =
        Math.max(1, Duration.between(now, standing.resetAt()).plusMillis(999).toSeconds());
    rc.response().putHeader("Retry-After", Long.toString(seconds));
    errors.write(rc, Refusal.RATE_LIMITED);
  }

  private void tell(RoutingContext rc) {
    RateWindows.Standing standing = rc.get(STANDING);
    if (standing == null) {
      standing = windows.peek(key(rc), clock.instant());
    }
    MultiMap headers = rc.response().headers();
    headers.set("X-RateLimit-Limit", Integer.toString(standing.limit()));
    headers.set("X-RateLimit-Remaining", Integer.toString(standing.remaining()));
    headers.set("X-RateLimit-Reset", Long.toString(standing.resetAt().getEpochSecond()));
  }

  private static boolean isOurs(RoutingContext rc) {
    return Dialect.ofPath(ErrorAnswers.path(rc)).filter(Dialect.ALPACA::equals).isPresent();
  }

  private static @Nullable UUID key(RoutingContext rc) {
    Authenticated authenticated = Identities.of(rc);
    return authenticated == null ? null : authenticated.credentialId();
  }
}
