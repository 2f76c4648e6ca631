// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

/** What brought a position to zero. */
public enum ClosedBy {
  LIQUIDATION,
  ORDER,
  /** Its opening order was cancelled before any fill. */
  CANCEL
}
