// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.event;

/** What an entry of the event log says happened. */
public enum EventKind {
  ORDER_HELD,
  ORDER_ACCEPTED,
  ORDER_PENDING_NEW,
  ORDER_NEW,
  ORDER_PENDING_CANCEL,
  ORDER_CANCELED,
  ORDER_CANCEL_REJECTED,
  ORDER_PENDING_REPLACE,
  ORDER_REPLACED,
  ORDER_REPLACE_REJECTED,
  /** Its quantity or prices follow from what its parent or its pair's other leg has traded. */
  ORDER_ADJUSTED,
  ORDER_REJECTED,
  ORDER_EXPIRED,
  FILL,
  FILL_SETTLED,
  LIQUIDATION_NEW,
  LIQUIDATION_PROCESSING,
  LIQUIDATION_ENDED,
  LIQUIDATION_SETTLED,
  /** A position changed otherwise than by a fill: it was imported, or opened without a fill. */
  POSITION_CHANGED,
  /** What somebody else has traded at the venue has turned a position to the other side. */
  POSITION_FLIPPED,
  /** A position, or cash, changed without a trade: an adjustment was booked. */
  ADJUSTED,
  /** The account's venue states a figure otherwise than the ledger. */
  BOOKS_DIFFER,
  /** A figure that differed does so no longer. */
  BOOKS_AGREE,
  ACCOUNT_LATCHED,
  /** Somebody has asked for a latch to be lifted, which another must confirm. */
  LIFT_REQUESTED,
  /** What he has asked for is taken back or refused. */
  LIFT_WITHDRAWN,
  /** What an account may lose, or hold, is set or taken back. */
  RULES_CHANGED,
  /** A rule is broken, or cannot be judged where that counts as broken. */
  RULE_BROKEN,
  /** A rule cannot be judged, and what follows from that is to say so. */
  RULE_UNDECIDED,
  /** Its owner has forbidden himself something, or allowed it again. */
  ACCOUNT_CONFIGURED,
  ACCOUNT_OPENED,
  ACCOUNT_RENAMED,
  /** It is to be closed, and admits only what reduces until then. */
  ACCOUNT_CLOSING,
  ACCOUNT_CLOSED,
  /** From here on of the log of administration, which is no account's. */
  PRINCIPAL_CREATED,
  /** What somebody is granted is another from then on. */
  PRINCIPAL_GRANTED,
  PRINCIPAL_REVOKED,
  KEY_ISSUED,
  /** Another key has followed it, and it ends. */
  KEY_ROTATED,
  KEY_REVOKED,
  INSTRUMENT_ADDED,
  WEBHOOK_ADDED,
  WEBHOOK_CHANGED,
  WEBHOOK_REMOVED,
  /** Somebody sets quotes; told once in a while, not of each. */
  QUOTES_SET,
  BOOK_IMPORTED;

  public boolean isOrder() {
    return name().startsWith("ORDER_");
  }

  /** Whether it is told in the log of administration, and never in an account's. */
  public boolean isAdministration() {
    return compareTo(PRINCIPAL_CREATED) >= 0;
  }
}
