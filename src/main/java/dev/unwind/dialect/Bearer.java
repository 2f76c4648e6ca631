// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import dev.unwind.application.access.Authenticated;
import java.util.Map;

/** The kinds of credentials, told apart by what they open. */
public enum Bearer {
  /** Id and secret of an API key. */
  KEY,
  /** A token without an end. */
  TOKEN,
  /** What a sign-in at Tradovate's API gives for everything. */
  TRADOVATE_ACCESS,
  /** What it gives for market data. */
  TRADOVATE_MARKET_DATA,
  /** What Upvest's API gives for an API key; does what its scopes say. */
  UPVEST_TOKEN,
  /** What the console's sign-in gives, in a cookie. */
  CONSOLE_SESSION,
  /** A session that no sign-in of ours gives. */
  STRAY;

  /** Tag of Tradovate's sessions: what they are for. */
  public static final String USE = "use";

  /** Value of {@link #USE}. */
  public static final String ACCESS = "access";

  /** Value of {@link #USE}. */
  public static final String MARKET_DATA = "marketData";

  /** The kind of a credential that has been believed. */
  public static Bearer of(Authenticated who) {
    return switch (who.kind()) {
      case API_KEY -> KEY;
      case TOKEN -> TOKEN;
      case SESSION -> session(who.tags());
    };
  }

  private static Bearer session(Map<String, String> tags) {
    String dialect = tags.getOrDefault(Authenticated.DIALECT, "");
    if (dialect.equals(Dialect.UPVEST.code())) {
      return UPVEST_TOKEN;
    }
    if (dialect.equals(Dialect.UNWIND.code())) {
      return CONSOLE_SESSION;
    }
    if (!dialect.equals(Dialect.TRADOVATE.code())) {
      return STRAY;
    }
    return switch (tags.getOrDefault(USE, "")) {
      case ACCESS -> TRADOVATE_ACCESS;
      case MARKET_DATA -> TRADOVATE_MARKET_DATA;
      default -> STRAY;
    };
  }
}
