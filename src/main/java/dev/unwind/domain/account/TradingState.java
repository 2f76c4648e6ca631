// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

/**
 * The latch over an account. It survives restarts and is lifted only by an authorised human act.
 */
public enum TradingState {
  ACTIVE,
  /** Only orders that reduce risk are admitted. */
  CLOSE_ONLY,
  /** Only liquidations and cancels are admitted. */
  HALTED;

  /** Whether it admits what the other forbids. */
  public boolean isLooserThan(TradingState other) {
    return compareTo(other) < 0;
  }
}
