// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.wire.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Refuses heads that are too large or cannot be decoded, in the dialect's words. The server's own
 * limits stand far above ours, for what exceeds them it answers without a body.
 */
@ApplicationScoped
public class RequestHeads {
  /** The system property by which the server leaves the check of URIs to the application. */
  public static final String UNCHECKED = "vertx.disableURIValidation";

  private final ErrorAnswers errors;
  private final long uriChars;
  private final long headerChars;

  RequestHeads(ErrorAnswers errors, HttpLimitsConfig config) {
    this.errors = errors;
    uriChars = config.maxUriLength().asLongValue();
    headerChars = config.maxHeaderSize().asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FilterOrder.HEAD);
  }

  private void check(RoutingContext rc) {
    String uri = rc.request().uri();
    if (uri.length() > uriChars) {
      refuse(rc, Refusal.URI_TOO_LONG, Refusal.URI_TOO_LONG.meaning());
    } else if (chars(rc) > headerChars) {
      refuse(rc, Refusal.HEADERS_TOO_LARGE, Refusal.HEADERS_TOO_LARGE.meaning());
    } else if (!isUri(uri)) {
      int mark = uri.indexOf('?');
      boolean path = !isUri(mark < 0 ? uri : uri.substring(0, mark));
      String what = path ? "the path cannot be decoded" : "the query cannot be decoded";
      refuse(rc, Refusal.PARAMETER_MALFORMED, what);
    } else {
      rc.next();
    }
  }

  private void refuse(RoutingContext rc, Refusal refusal, String detail) {
    ErrorAnswers.write(rc, errors.render(rc, refusal, detail));
  }

  private static long chars(RoutingContext rc) {
    long chars = 0;
    for (Map.Entry<String, String> header : rc.request().headers()) {
      chars += header.getKey().length() + header.getValue().length() + 4;
    }
    return chars;
  }

  /**
   * What the server would look at itself, and answer without a body, were it not told to leave that
   * to us ({@link #UNCHECKED}).
   */
  private static boolean isUri(String uri) {
    if (!isDecodable(uri)) {
      return false;
    }
    try {
      new URI(uri);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether every percent sign stands before two hexadecimal digits. */
  static boolean isDecodable(String uri) {
    for (int at = uri.indexOf('%'); at >= 0; at = uri.indexOf('%', at + 1)) {
      if (at + 2 >= uri.length() || !isHex(uri.charAt(at + 1)) || !isHex(uri.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
