// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

/** How an order is priced. */
public enum OrderType {
  MARKET,
  LIMIT,
  STOP,
  STOP_LIMIT,
  /** A stop whose price follows the market; a market order once it is reached. */
  TRAILING_STOP;

  public boolean hasLimit() {
    return this == LIMIT || this == STOP_LIMIT;
  }

  /** Whether it needs a stop price. A trailing stop has one of its own making. */
  public boolean hasStop() {
    return this == STOP || this == STOP_LIMIT;
  }

  /** Whether it rests until the market has come to its stop price. */
  public boolean waitsForStop() {
    return hasStop() || this == TRAILING_STOP;
  }
}
