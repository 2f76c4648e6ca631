// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

/** Why a position or cash changes without a trade. */
public enum AdjustmentReason {
  /** The account was bound to the venue, and has there what it has there. */
  OPENING,
  /** The venue said otherwise than the ledger, and was believed. */
  ADOPTED,
  /** The venue has taken a trade back. */
  BUSTED,
  /** The venue has corrected the quantity or the price of a trade. */
  CORRECTED
}
