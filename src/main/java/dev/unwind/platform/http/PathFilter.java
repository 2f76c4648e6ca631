// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.Dialect;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/**
 * Forgives what real clients send: a trailing slash (never answered by a redirect, which some
 * refuse), any case below {@code /v1}, a bare {@code ?} at the end, and JSON under the media types
 * that command lines and old libraries give it, or under none.
 */
@ApplicationScoped
public class PathFilter {
  /** Its handler wants the slash and redirects to it; taken away again that has no end. */
  private static final String SWAGGER_UI = "/q/swagger-ui";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TEXT = "text/plain";

  void register(@Observes Filters filters) {
    filters.register(PathFilter::normalise, FilterOrder.PATH);
  }

  private static void normalise(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    if (Dialect.ofPath(request.path()).isPresent()) {
      forgive(request);
    }
    String uri = request.uri();
    String normal = normalise(uri);
    if (normal.equals(uri)) {
      rc.next();
    } else {
      // Starts the router anew, so this filter sees the result and must leave it as it is.
      rc.reroute(normal);
    }
  }

  private static void forgive(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    boolean form = type != null && isForm(type);
    if (type == null || type.isBlank() || form && !takesForm(request.path()) || isText(type)) {
      // Set, not removed: without a type a body would be refused.
      request.headers().set("Content-Type", "application/json");
    }
    if (request.getHeader("Accept") != null && request.method() != HttpMethod.GET) {
      // What is asked for is done or not; it is never refused for the look of its answer.
      request.headers().set("Accept", "*/*");
    }
  }

  private static boolean isForm(String type) {
    return type.regionMatches(true, 0, FORM, 0, FORM.length());
  }

  private static boolean isText(String type) {
    return type.regionMatches(true, 0, TEXT, 0, TEXT.length());
  }

  /** The one endpoint whose body is no JSON. */
  private static boolean takesForm(String path) {
    return path.equals("/auth/token") || path.equals("/auth/token/");
  }

  /** Normalises a path with its query; the result is its own normal form. */
  static String normalise(String uri) {
    int mark = uri.indexOf('?');
    String path = mark < 0 ? uri : uri.substring(0, mark);
    String query = mark < 0 || mark == uri.length() - 1 ? "" : uri.substring(mark);
    if (path.startsWith(SWAGGER_UI)) {
      return uri;
    }
    if (path.regionMatches(true, 0, "/v1/", 0, 4)) {
      path = path.toLowerCase(Locale.ROOT);
    }
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end) + query;
  }
}
