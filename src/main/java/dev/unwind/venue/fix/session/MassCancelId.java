// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.util.stream.IntStream;

/**
 * Under what cancels are kept that go out together: the id of their request, and a number that the
 * venue never sees.
 */
public final class MassCancelId {
  /** How many orders one request cancels. */
  public static final int MOST = 200;

  private static final char BETWEEN = ':';

  private MassCancelId() {}

  public static String member(String request, int number) {
    return request + BETWEEN + number;
  }

  /** Of all that a request may have. */
  public static String[] members(String request) {
    return IntStream.range(0, MOST).mapToObj(n -> member(request, n)).toArray(String[]::new);
  }

  /** The request that a cancel has gone out with; its own id where it has gone out alone. */
  public static String request(String member) {
    int end = member.lastIndexOf(BETWEEN);
    return end < 0 ? member : member.substring(0, end);
  }
}
