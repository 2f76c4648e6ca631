// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Port: finds work in the ledger that nobody owns, and hands it to exactly one replica. */
public interface ClaimStore {
  /** A liquidation that is due. */
  record Due(AccountId account, LiquidationId liquidation) {}

  /** A parked order. */
  record Parked(AccountId account, OrderId order) {}

  /**
   * Claims orders that must be told to the venue and whose lease has run out; raises their epoch
   * (I13).
   *
   * @return the orders with their new epoch; 1 means that nobody had it before
   */
  Uni<List<Order>> claim(UUID replica, Instant now, Instant leaseUntil, int limit);

  /** Liquidations whose time to be looked at has come; another replica may see the same. */
  Uni<List<Due>> dueLiquidations(Instant now, int limit);

  /**
   * Since when the venue has known of an account's cancels under way. One that is being told, or
   * told and recorded, counts as not told.
   */
  Uni<CancelsTold> cancelsTold(AccountId account);

  /** Instruments of which orders may wait for their session to open, ascending; resumes after. */
  Uni<List<InstrumentId>> parkedInstruments(InstrumentId after, int limit);

  /** Orders on these that wait for their session to open; resumes after the given one. */
  Uni<List<Order>> parked(
      List<InstrumentId> instruments, AccountId afterAccount, OrderId afterOrder, int limit);

  /**
   * Legs of pairs on these that are held while another leg of the pair works; resumes after the
   * given one.
   */
  Uni<List<Parked>> armed(
      List<InstrumentId> instruments, AccountId afterAccount, OrderId afterOrder, int limit);

  /** Parked or held orders whose time in force has ended. */
  Uni<List<Parked>> expiredUnsent(Instant now, int limit);

  /**
   * Gives up the lease on orders that the venue was told of without an end of it, so that anyone
   * may claim them from a moment on; only where the epoch still stands. Notes when that was, the
   * first time.
   */
  Uni<Void> release(List<Order> orders, UUID replica, Instant told, Instant claimableFrom);

  /**
   * Prolongs the lease on orders, also one that has run out and that nobody else has claimed. An
   * order whose row is locked at the moment is left out rather than waited for.
   *
   * @return those whose lease now lasts until then
   */
  Uni<Set<OrderId>> renew(List<Order> orders, UUID replica, Instant leaseUntil);

  /** Whether any order waits to be sent whose session is open. */
  Uni<Boolean> anythingUnsent();
}
