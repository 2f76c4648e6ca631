// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: finds work in the ledger that nobody owns, and hands it to exactly one replica. */
public interface ClaimStore {
  /** A liquidation that is due since a moment. */
  record Due(AccountId account, LiquidationId liquidation, Instant at) {
    /** Before all others. */
    public static final Due NONE = new Due(new AccountId(0), new LiquidationId(0), Instant.EPOCH);
  }

  /** An order whose time in force has ended at a moment. */
  record Expired(AccountId account, OrderId order, Instant at) {
    /** Before all others. */
    public static final Expired NONE = new Expired(new AccountId(0), new OrderId(0), Instant.EPOCH);
  }

  /** A parked order. */
  record Parked(AccountId account, OrderId order) {}

  /**
   * A page of parked orders, as far as they can be read.
   *
   * @param last the last one of it, read or not; null where none is behind it
   */
  record ParkedPage(List<Order> orders, @Nullable Parked last) {}

  /** An order that was claimed, and where it goes. */
  record Claimed(Order order, VenueName venue) {}

  /**
   * Claims orders that must be told to the venue and whose lease has run out; raises their epoch
   * (I13).
   *
   * @param venues of whose accounts
   * @return the orders with their new epoch; 1 means that nobody had it before
   */
  Uni<List<Claimed>> claim(
      UUID replica, List<VenueName> venues, Instant now, Instant leaseUntil, int limit);

  /**
   * Liquidations whose time to be looked at has come, the longest due first; another replica may
   * see the same. Resumes after the given one.
   */
  Uni<List<Due>> dueLiquidations(Instant now, Due after, int limit);

  /**
   * Since when the venue has known of an account's cancels under way. One that is being told, or
   * told and recorded, counts as not told.
   */
  Uni<CancelsTold> cancelsTold(AccountId account);

  /** Instruments of which orders may wait for their session to open, ascending; resumes after. */
  Uni<List<InstrumentId>> parkedInstruments(InstrumentId after, int limit);

  /**
   * Orders on these, of accounts at a venue, that wait for their session to open; resumes after the
   * given one.
   *
   * @param closesAlone only those of liquidations
   */
  Uni<ParkedPage> parked(
      VenueName venue,
      List<InstrumentId> instruments,
      boolean closesAlone,
      AccountId afterAccount,
      OrderId afterOrder,
      int limit);

  /**
   * Legs of pairs on these that are held while another leg of the pair works; resumes after the
   * given one.
   */
  Uni<List<Parked>> armed(
      List<InstrumentId> instruments, AccountId afterAccount, OrderId afterOrder, int limit);

  /** Parked or held orders whose time in force has ended; resumes after the given one. */
  Uni<List<Expired>> expiredUnsent(Instant now, Expired after, int limit);

  /**
   * Gives up the lease on orders that the venue was told of without an end of it, so that anyone
   * may claim them from a moment on; only where the epoch still stands. Notes when that was, the
   * first time.
   */
  Uni<Void> release(List<Order> orders, UUID replica, Instant told, Instant claimableFrom);

  /**
   * Gives orders back that this replica owns and has told nobody of, as if it had never had them:
   * whoever claims them next need not ask about them.
   */
  Uni<Void> handBack(List<Order> orders, UUID replica, Instant now);

  /**
   * Prolongs the lease on orders, also one that has run out and that nobody else has claimed. An
   * order whose row is locked at the moment is left out rather than waited for.
   *
   * @return those whose lease now lasts until then
   */
  Uni<Set<OrderId>> renew(List<Order> orders, UUID replica, Instant leaseUntil);

  /** Whether the account may do less than anything: it is latched, or admits nothing new. */
  Uni<Boolean> isRestricted(AccountId account);

  /** Whether any order at these venues waits to be sent whose session is open. */
  Uni<Boolean> anythingUnsent(List<VenueName> venues);
}
