// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

/** Keys under which an order remembers what only this dialect must show again. */
public final class OrderTags {
  /** bracket, oco or oto; absent on simple orders. */
  public static final String ORDER_CLASS = "order_class";

  public static final String POSITION_INTENT = "position_intent";

  /** {@code true} or absent. */
  public static final String EXTENDED_HOURS = "extended_hours";

  private OrderTags() {}
}
