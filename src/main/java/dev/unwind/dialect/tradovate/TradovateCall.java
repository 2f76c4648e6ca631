// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.application.Actor;
import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.Dialect;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation, whether it came as a request or through the socket.
 *
 * @param authenticated null on calls that need no token
 * @param address of the caller's host
 * @param query parameters by lower-case name
 * @param body as sent; may be empty
 * @param liquidations uids of the liquidations that the call made or joined
 */
public record TradovateCall(
    @Nullable Authenticated authenticated,
    String requestId,
    String address,
    Map<String, List<String>> query,
    String body,
    Set<String> liquidations) {

  public TradovateCall(
      @Nullable Authenticated authenticated,
      String requestId,
      String address,
      Map<String, List<String>> query,
      String body) {
    this(authenticated, requestId, address, query, body, new LinkedHashSet<>());
  }

  /** Who calls, with the token; a 401 on calls without one. */
  public Authenticated caller() {
    if (authenticated == null) {
      throw TradovateFault.denied();
    }
    return authenticated;
  }

  public Actor actor() {
    return new Actor(caller().principal(), Dialect.TRADOVATE.code(), requestId);
  }

  public Optional<String> parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  public String required(String name) {
    return parameter(name)
        .filter(v -> !v.isEmpty() && v.length() <= TradovateBody.TEXT_CHARS_MAX)
        .orElseThrow(() -> TradovateFault.invalid(name));
  }

  public long id(String name) {
    return id(required(name), name);
  }

  /** Ids as a list with commas, as repeated parameters, or both. */
  public Set<Long> ids(String name, int max) {
    Set<Long> ids = new LinkedHashSet<>();
    for (String value : query.getOrDefault(name, List.of())) {
      for (String part : value.split(",", -1)) {
        if (!part.isBlank()) {
          ids.add(id(part.strip(), name));
        }
        if (ids.size() > max) {
          throw TradovateFault.invalid(name + " (at most " + max + ")");
        }
      }
    }
    if (!query.containsKey(name)) {
      throw TradovateFault.invalid(name);
    }
    return ids;
  }

  private static long id(String text, String name) {
    try {
      long id = Long.parseLong(text);
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same answer as an id that is not positive.
    }
    throw TradovateFault.invalid(name);
  }

  /** Reads a query string; names are lowered, what cannot be decoded is refused. */
  public static Map<String, List<String>> query(@Nullable String text) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (text == null || text.isEmpty()) {
      return query;
    }
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int mark = pair.indexOf('=');
      String name = decode(mark < 0 ? pair : pair.substring(0, mark)).toLowerCase(Locale.ROOT);
      String value = mark < 0 ? "" : decode(pair.substring(mark + 1));
      query.computeIfAbsent(name, k -> new ArrayList<>()).add(value);
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw TradovateFault.invalid("the query cannot be decoded");
    }
  }
}
