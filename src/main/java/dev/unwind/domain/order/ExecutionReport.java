// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a venue told us about an order. Reports may come in any order and any number of times and
 * give the same books (I15).
 */
public sealed interface ExecutionReport {
  /** The account under which the venue carries the order. */
  AccountId account();

  /** The key under which we sent it: the uid of the order's terms. */
  UUID orderKey();

  /** When it happened at the venue. */
  Instant at();

  /** The venue works it. */
  record Working(AccountId account, UUID orderKey, Instant at) implements ExecutionReport {}

  /**
   * The venue refused it, or it was not sent for a reason of the venue's; it never worked.
   *
   * @param stated what it was not sent for, where that is what the venue holds
   */
  record Rejected(
      AccountId account,
      UUID orderKey,
      Reason reason,
      String text,
      @Nullable Stated stated,
      Instant at)
      implements ExecutionReport {
    /** By a rule of the venue, which its words tell. */
    public Rejected(AccountId account, UUID orderKey, String text, Instant at) {
      this(account, orderKey, Reason.VENUE_REJECTED, text, null, at);
    }

    /** For a reason that says nothing of what is held. */
    public Rejected(AccountId account, UUID orderKey, Reason reason, String text, Instant at) {
      this(account, orderKey, reason, text, null, at);
    }
  }

  /** What ledger and venue hold of a position, at one moment. */
  record Stated(Quantity ledger, Quantity venue) {}

  /**
   * A trade.
   *
   * @param execId the venue's name of it, unique at the venue; booked once
   * @param cumQty all that the order has traded, this trade included
   */
  record Trade(
      AccountId account,
      UUID orderKey,
      String venue,
      String execId,
      Quantity qty,
      Price price,
      Quantity cumQty,
      Instant at)
      implements ExecutionReport {}

  /**
   * No longer works. {@code cumQty} is all that it has traded: later trades of it may still be on
   * their way to us.
   */
  record Canceled(AccountId account, UUID orderKey, Quantity cumQty, String text, Instant at)
      implements ExecutionReport {}

  /** Its time in force has ended. */
  record Expired(AccountId account, UUID orderKey, Quantity cumQty, Instant at)
      implements ExecutionReport {}

  /** The venue did not cancel it; it works on or is final already. */
  record CancelRejected(AccountId account, UUID orderKey, String text, Instant at)
      implements ExecutionReport {}

  /** The order of key {@code orderKey} now works under the terms of {@code newKey}. */
  record Replaced(AccountId account, UUID orderKey, UUID newKey, Instant at)
      implements ExecutionReport {}

  /**
   * Somebody else has entered it at the venue, under the same account; the ledger may know it.
   *
   * @param orderKey the venue's own id of it
   */
  record Entered(AccountId account, UUID orderKey, EnteredOrder order, Instant at)
      implements ExecutionReport {}

  /** The replacement was refused; the order works on as it was. */
  record ReplaceRejected(AccountId account, UUID orderKey, UUID newKey, String text, Instant at)
      implements ExecutionReport {}

  /**
   * An execution that was told before is another one, or none.
   *
   * @param execId of the execution as it was told first
   * @param correctionId the venue's name of what says so now
   * @param qty what it truly traded; zero where it is taken back
   * @param price at which; null where it is taken back
   */
  record Corrected(
      AccountId account,
      UUID orderKey,
      String venue,
      String execId,
      String correctionId,
      Quantity qty,
      @Nullable Price price,
      Instant at)
      implements ExecutionReport {}
}
