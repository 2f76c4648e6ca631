// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

/** How much of a marketable order trades. */
public enum FillMode {
  /** All of it, at once. */
  FULL,
  /**
   * Half of it at once, rounded down to the increment but at least one; the rest at the next quote.
   */
  PARTIAL,
  /** Nothing, ever: orders are acknowledged and rest. */
  NONE
}
