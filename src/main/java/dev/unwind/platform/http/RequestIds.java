// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.Dialect;
import dev.unwind.platform.observation.LineContext;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives every request an id and every answer the header that tells it. */
@ApplicationScoped
public class RequestIds {
  static final String HEADER = "X-Request-ID";
  private static final String UPVEST_HEADER = "upvest-request-id";
  private static final String KEY = "unwind.request-id";
  private static final int CHARS_MAX = 64;

  void register(@Observes Filters filters) {
    filters.register(RequestIds::identify, FilterOrder.REQUEST_ID);
  }

  /** The id of a request. */
  public static String of(RoutingContext rc) {
    String id = rc.get(KEY);
    if (id == null) {
      id = choose(rc.request().getHeader(HEADER));
      rc.put(KEY, id);
    }
    return id;
  }

  private static void identify(RoutingContext rc) {
    String id = of(rc);
    LineContext.REQUEST.put(id);
    boolean upvest =
        Dialect.ofPath(ErrorAnswers.path(rc)).filter(Dialect.UPVEST::equals).isPresent();
    rc.addHeadersEndHandler(
        ignored -> {
          rc.response().putHeader(HEADER, id);
          if (upvest) {
            rc.response().putHeader(UPVEST_HEADER, id);
          }
        });
    rc.next();
  }

  /**
   * The caller's own id where it is fit to be written to logs and headers, else 32 hexadecimal
   * digits.
   */
  static String choose(@Nullable String offered) {
    return offered != null && isSane(offered)
        ? offered
        : UUID.randomUUID().toString().replace("-", "");
  }

  private static boolean isSane(String id) {
    if (id.isEmpty() || id.length() > CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
