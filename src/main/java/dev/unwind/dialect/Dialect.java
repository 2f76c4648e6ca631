// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The APIs that clients speak, and the paths at which each of them stands. */
public enum Dialect {
  ALPACA,
  TRADOVATE,
  NEURATRADE,
  UPVEST,
  UNWIND;

  private static final Set<String> UPVEST_ROOTS =
      Set.of("accounts", "account_groups", "orders", "webhooks", "auth", "users", "instruments");

  /** As the ledger records it: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The dialect that a path belongs to; empty for paths of nobody, such as the health endpoints.
   *
   * @param path without the query; Tradovate's prefix counts in any case
   */
  public static Optional<Dialect> ofPath(String path) {
    if (isBelow(path, "/unwind/v1")) {
      return Optional.of(UNWIND);
    }
    if (isBelow(path, "/v2")
        || isBelow(path, "/stream")
        || isBelow(path, "/v3")
        || path.startsWith("/v1beta")) {
      return Optional.of(ALPACA);
    }
    if (path.length() >= 3
        && isBelow(path.substring(0, 3).toLowerCase(Locale.ROOT) + path.substring(3), "/v1")) {
      return Optional.of(TRADOVATE);
    }
    if (isBelow(path, "/api/v1")) {
      return Optional.of(NEURATRADE);
    }
    return UPVEST_ROOTS.contains(firstSegment(path)) ? Optional.of(UPVEST) : Optional.empty();
  }

  private static boolean isBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  private static String firstSegment(String path) {
    int end = path.indexOf('/', 1);
    return path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
  }
}
