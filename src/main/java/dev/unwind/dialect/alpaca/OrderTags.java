// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

/** Keys under which an order remembers what only this dialect must show again. */
final class OrderTags {
  /** bracket, oco or oto; absent on simple orders. */
  static final String ORDER_CLASS = "order_class";

  static final String POSITION_INTENT = "position_intent";

  /** {@code true} or absent. */
  static final String EXTENDED_HOURS = "extended_hours";

  private OrderTags() {}
}
