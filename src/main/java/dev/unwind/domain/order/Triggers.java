// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import org.jspecify.annotations.Nullable;

/** When the market has come to where an order would trade. */
public final class Triggers {
  private Triggers() {}

  /**
   * A stop is reached by the last price, a limit by the far side of the market. A market order
   * always is.
   */
  public static boolean isReached(
      Side side, @Nullable Price limit, @Nullable Price stop, Quote quote) {
    if (stop != null) {
      int gap = quote.last().compareTo(stop);
      return side == Side.BUY ? gap >= 0 : gap <= 0;
    }
    if (limit == null) {
      return true;
    }
    int gap = quote.touch(side).compareTo(limit);
    return side == Side.BUY ? gap <= 0 : gap >= 0;
  }
}
