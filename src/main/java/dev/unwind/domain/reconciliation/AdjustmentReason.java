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
  CORRECTED,
  /** A fee, in money or in coins. */
  FEE,
  /** A dividend in money or in shares, or the tax on one. */
  DIVIDEND,
  /** Interest, received or paid. */
  INTEREST,
  /** Money or holdings that were moved into the account or out of it. */
  TRANSFER,
  /** Other shares for the same holding: what it has cost stays. */
  SPLIT,
  /** Shares of another company for those of one that is held. */
  SPIN_OFF,
  /** A holding that goes by another name. */
  RENAMED,
  /** A merger, or another act of an issuer. */
  CORPORATE_ACTION
}
