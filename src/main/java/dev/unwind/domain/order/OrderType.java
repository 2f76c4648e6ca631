// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

/** How an order is priced. */
public enum OrderType {
  MARKET,
  LIMIT,
  STOP,
  STOP_LIMIT;

  public boolean hasLimit() {
    return this == LIMIT || this == STOP_LIMIT;
  }

  public boolean hasStop() {
    return this == STOP || this == STOP_LIMIT;
  }
}
