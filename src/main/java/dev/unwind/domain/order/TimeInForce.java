// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

/** How long an order works, as in FIX tag 59. GTD works until the order's expiry. */
public enum TimeInForce {
  DAY,
  GTC,
  IOC,
  FOK,
  GTD
}
