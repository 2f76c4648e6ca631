// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

/** Where one position of a liquidation stands. */
public enum ItemStatus {
  /** The instrument's working orders are being cancelled first. */
  AWAITING_CANCELS,
  /** A closing order is out. */
  CLOSING,
  /** Another close of the position works; this one follows when that one has ended. */
  WAITING,
  FILLED,
  PARTIALLY_FILLED,
  CANCELED,
  FAILED;

  public boolean hasEnded() {
    return this != AWAITING_CANCELS && this != CLOSING && this != WAITING;
  }
}
