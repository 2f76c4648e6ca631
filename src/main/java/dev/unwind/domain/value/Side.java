// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Direction of an order. */
public enum Side {
  BUY,
  SELL;

  public Side opposite() {
    return this == BUY ? SELL : BUY;
  }

  /** +1 for BUY, -1 for SELL. */
  public int sign() {
    return this == BUY ? 1 : -1;
  }

  /** The side that reduces a position of this sign. */
  public static Side closing(int positionSign) {
    return positionSign > 0 ? SELL : BUY;
  }
}
