// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

/**
 * Where a liquidation stands. FILLED goes on to SETTLED on accounts that settle; everything else
 * terminal is final.
 */
public enum LiquidationStatus {
  /** Accepted; no closing order is at the venue yet. */
  NEW,
  PROCESSING,
  /** Everything that was asked for is closed. */
  FILLED,
  /** Ended with something closed and something not. */
  PARTIALLY_FILLED,
  CANCELED,
  /** Ended with nothing closed. */
  FAILED,
  SETTLED;

  public boolean hasEnded() {
    return this != NEW && this != PROCESSING;
  }
}
