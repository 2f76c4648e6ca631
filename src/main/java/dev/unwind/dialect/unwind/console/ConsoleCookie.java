// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that a session of the console is kept in. A browser sends it with requests that other
 * sites make too, so that it counts only beside a header that those cannot set. Over plain HTTP,
 * which some browsers keep no {@code Secure} cookie for, it is another cookie, and only between a
 * browser and a server on one machine.
 */
public final class ConsoleCookie {
  /** What the console sends with every request; a page of another site may not. */
  public static final String HEADER = "Unwind-Console";

  /** Browsers take a name with this prefix from the host itself only, over TLS, for all paths. */
  public static final String SECURE = "__Host-unwind";

  /** With the port, for cookies do not tell the ports of one machine apart. */
  private static final String PLAIN = "unwind-";

  /** Headers that proxies add. */
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host");

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:]+");

  private ConsoleCookie() {}

  /** Whether the request was made by the console itself, not by a page of another site. */
  static boolean isOwn(HttpServerRequest request) {
    return request.getHeader(HEADER) != null;
  }

  /** The session's secret; empty where there is none, or it came without {@link #HEADER}. */
  public static Optional<String> read(HttpServerRequest request) {
    Cookie cookie = isOwn(request) ? request.getCookie(name(request)) : null;
    return Optional.ofNullable(cookie).map(Cookie::getValue).filter(secret -> !secret.isEmpty());
  }

  /** Value of {@code Set-Cookie} that keeps a session for as long as it lasts. */
  static String set(HttpServerRequest request, String secret, Duration lifetime) {
    String cookie =
        name(request)
            + "="
            + secret
            + "; Path=/; Max-Age="
            + Math.max(0, lifetime.toSeconds())
            + "; HttpOnly; SameSite=Strict";
    return isPlain(request) ? cookie : cookie + "; Secure";
  }

  /** The same, taking it away. */
  static String clear(HttpServerRequest request) {
    return set(request, "", Duration.ZERO);
  }

  private static String name(HttpServerRequest request) {
    return isPlain(request) ? PLAIN + request.localAddress().port() : SECURE;
  }

  /** Without TLS from end to end, and never off this machine. */
  private static boolean isPlain(HttpServerRequest request) {
    return !request.isSSL()
        && isLoopback(peer(request))
        && isLoopback(host(request))
        && FORWARDED.stream().allMatch(header -> request.getHeader(header) == null);
  }

  private static @Nullable String peer(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    return remote == null ? null : remote.hostAddress();
  }

  private static @Nullable String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.host();
  }

  /** Never asks anybody for the address of a name. */
  static boolean isLoopback(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      return ADDRESS.matcher(name).matches() && InetAddress.getByName(name).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
