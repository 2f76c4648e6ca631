// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

/** What is done where an account's venue says otherwise than the ledger. */
public enum OnDifference {
  /** It is told, and the smaller of both is closed. */
  REPORT,
  /** Besides, the account may only close until somebody lifts that. */
  HOLD,
  /** The venue is believed: an adjustment is booked. */
  ADOPT
}
