// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

/** Where an order stands. Terminal states are final (I8). */
public enum OrderStatus {
  /** Waits inside the ledger for its parent order to fill. */
  HELD,
  /** Durable and parked until its market opens; the venue has not seen it. */
  ACCEPTED,
  /** Durable, to be sent or on its way to the venue. */
  PENDING_NEW,
  /** Working at the venue. */
  NEW,
  PARTIALLY_FILLED,
  FILLED,
  /** A cancel is on its way; what it may still trade stays reserved. */
  PENDING_CANCEL,
  CANCELED,
  PENDING_REPLACE,
  REJECTED,
  EXPIRED;

  public boolean isTerminal() {
    return switch (this) {
      case FILLED, CANCELED, REJECTED, EXPIRED -> true;
      case HELD, ACCEPTED, PENDING_NEW, NEW, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE ->
          false;
    };
  }

  public boolean isOpen() {
    return !isTerminal();
  }

  /** The venue cannot have seen it. */
  public boolean isUnsent() {
    return this == HELD || this == ACCEPTED;
  }
}
