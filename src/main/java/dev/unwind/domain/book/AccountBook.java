// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One account's book under its lock: orders, positions and liquidations move together here and
 * nowhere else. It performs no I/O; {@link #changes()} tells what must be written.
 *
 * <p>Not thread-safe: one book serves one decision.
 */
public final class AccountBook {
  final BookContext context;
  final BookState state;
  private final OrderEntry orderEntry;
  private final Closing closing;
  private final Reports reports;
  private final Pairs pairs;
  private final Reconciling reconciling;

  public AccountBook(BookSlice slice, BookContext context) {
    this.context = context;
    state = new BookState(slice, context);
    pairs = new Pairs(this);
    reconciling = new Reconciling(this);
    closing = new Closing(this);
    orderEntry = new OrderEntry(this);
    reports = new Reports(this);
  }

  public Account account() {
    return state.account;
  }

  public BookContext context() {
    return context;
  }

  public Optional<Order> order(OrderId id) {
    return Optional.ofNullable(state.orders.get(id));
  }

  /** Every order of the slice, open ones and those that were asked for. */
  public List<Order> orders() {
    return List.copyOf(state.orders.values());
  }

  public List<Position> positions() {
    return List.copyOf(state.positions.values());
  }

  public Optional<Liquidation> liquidation(LiquidationId id) {
    return Optional.ofNullable(state.liquidations.get(id));
  }

  public List<LiquidationItem> items(LiquidationId id) {
    return state.items.values().stream().filter(i -> i.liquidationId().equals(id)).toList();
  }

  /** What was decided so far. */
  public BookChanges changes() {
    return state.changes();
  }

  /**
   * Places one order.
   *
   * @throws DeniedException and changes nothing
   */
  public Order place(NewOrder order) {
    return orderEntry.place(order, null);
  }

  /**
   * Places orders of which each ends the others as soon as it is complete or ends, and takes what
   * it trades off them.
   *
   * @throws DeniedException and changes nothing
   */
  public List<Order> placeOneCancelsOther(List<NewOrder> legs) {
    return orderEntry.placeGroup(legs);
  }

  /**
   * Places a parent with groups of children that wait for its fill. The children of a group cancel
   * each other; what the parent trades is given to the groups one after the other.
   *
   * @return the parent, then the children in the order given
   * @throws DeniedException and changes nothing that is kept
   */
  public List<Order> placeWithChildren(NewOrder parent, List<List<NewOrder>> groups) {
    return orderEntry.placeWithChildren(parent, groups);
  }

  /** Asks for a cancel; DeniedException when it is final already or a cancel is on its way. */
  public Order cancel(OrderId id, Reason reason) {
    return orderEntry.cancel(id, reason);
  }

  /** Notes that an order was to be cancelled that is final already; nothing else changes. */
  public Order rejectCancel(OrderId id) {
    Order order =
        order(id).orElseThrow(() -> new DeniedException(Denial.of(Reason.ORDER_NOT_FOUND)));
    state.event(EventKind.ORDER_CANCEL_REJECTED, order);
    return order;
  }

  /**
   * Asks the venue to replace an order's terms.
   *
   * @throws DeniedException and changes nothing
   */
  public Order replace(OrderId id, Replacement replacement) {
    return orderEntry.replace(id, replacement);
  }

  /**
   * Accepts a liquidation: inserts it, asks for cancels, and places what can be placed at once.
   *
   * @throws DeniedException and changes nothing
   */
  public Liquidation close(CloseRequest request) {
    return closing.accept(request);
  }

  /** Whether a close of all of a position may begin: only closes of parts of it are in the way. */
  public boolean isFreeToClose(Position position) {
    return closing.turns().isFreeForWhole(position);
  }

  /**
   * Stops a liquidation: closing orders that still work are cancelled, what is filled stays.
   *
   * @throws DeniedException LIQUIDATION_ENDED
   */
  public Liquidation cancelLiquidation(LiquidationId id) {
    return closing.cancel(id);
  }

  /**
   * Looks at a liquidation again: deadlines, escalation, and when to look next.
   *
   * @param told since when the venue has known of the cancels that it waits for
   */
  public void advance(LiquidationId id, CancelsTold told) {
    closing.deadlines().know(told);
    closing.advance(id);
  }

  /**
   * Settles a position in a contract that has expired: a liquidation whose closing order is filled
   * at once, at the last quote, and never goes to a venue.
   *
   * @throws DeniedException and changes nothing
   */
  public Liquidation settleExpired(PositionId id) {
    return new ExpirySettlement(this).settle(id);
  }

  /** Books what a venue reported. Unknown orders are skipped and returned. */
  public List<ExecutionReport> record(List<ExecutionReport> all) {
    return reports.record(all);
  }

  /**
   * Notes of a trade that cannot be booked that it has happened: its quantity stays reserved.
   *
   * @return whether the book knows its order
   */
  public boolean setAside(ExecutionReport report) {
    return reports.setAside(report);
  }

  /**
   * Lets parked orders go out whose session has opened. What adds to a position ends where the
   * account has been restricted meanwhile.
   *
   * @return those that go out
   */
  public List<Order> openSession(List<OrderId> parked) {
    return orderEntry.openSession(parked);
  }

  /**
   * Bars orders that a venue has not got although they were to be sent a while ago: what adds to a
   * position does not go out where the account has been restricted meanwhile. It ends when the
   * venue has said that it knows of none, for a sending before may still be on its way.
   *
   * @return those that do not go out
   */
  public Set<OrderId> bar(Set<OrderId> late) {
    return orderEntry.bar(late);
  }

  /**
   * Lets held legs of pairs take the place of the leg that works, where the market has reached them
   * and the venue does not link pairs.
   *
   * @return the working legs whose cancel was asked for
   */
  public List<Order> arm(List<OrderId> held) {
    return pairs.arm(held);
  }

  /**
   * Expires parked or held orders whose time in force has ended without the venue having seen them.
   */
  public void expire(List<OrderId> ids) {
    for (OrderId id : ids) {
      Order order = state.orders.get(id);
      if (order == null || !order.status().isUnsent()) {
        continue;
      }
      Instant end = order.terms().expiresAt();
      if (end != null && !end.isAfter(context.now())) {
        finish(order, OrderStatus.EXPIRED, Reason.ORDER_EXPIRED, null);
      }
    }
  }

  /** Sets or lifts the latch. */
  public Account latch(Account.Latch latch) {
    if (!state.account.latch().equals(latch)) {
      state.setAccount(state.account.with(to -> to.latch(latch)));
      state.latchEvent(EventKind.ACCOUNT_LATCHED, latch);
    }
    return state.account;
  }

  /** Writes down what is about a latch that stays as it is. */
  public void note(EventKind kind, Account.@Nullable Latch about) {
    state.latchEvent(kind, about);
  }

  public void note(EventKind kind, Administered what) {
    state.event(kind, what);
  }

  /** Sets what the owner forbids himself. */
  public Account configure(Account.Preferences preferences) {
    if (!state.account.preferences().equals(preferences)) {
      state.setAccount(state.account.with(to -> to.preferences(preferences)));
      state.event(EventKind.ACCOUNT_CONFIGURED, Administered.of(state.account, preferences));
    }
    return state.account;
  }

  /** Marks fills settled whose time has come, and then liquidations that have nothing unsettled. */
  public void settle(List<Fill> due, List<LiquidationId> complete) {
    due.forEach(fill -> state.settled(fill, context.now()));
    for (LiquidationId id : complete) {
      closing.settled(id);
    }
  }

  // What the parts share.

  /** Asks for an order's cancel; what the venue has not seen ends at once. */
  Order requestCancel(Order order, Reason reason) {
    if (order.status() == OrderStatus.PENDING_CANCEL) {
      return order;
    }
    long eventId = context.ids().event();
    if (!order.maybeAtVenue()) {
      Order asked = order.at(context.now(), to -> to.commandId(eventId));
      return finish(asked, OrderStatus.CANCELED, reason, null, eventId);
    }
    Order next =
        state.put(
            order.at(
                context.now(),
                to ->
                    to.status(OrderStatus.PENDING_CANCEL)
                        .reason(reason)
                        .reasonText(null)
                        .commandId(eventId)
                        .action(VenueAction.CANCEL)
                        .leaseEpoch(order.leaseEpoch() + 1)));
    state.event(EventKind.ORDER_PENDING_CANCEL, next, eventId);
    return next;
  }

  /** Brings an order to a terminal state and lets everything follow that hangs on it. */
  Order finish(Order order, OrderStatus status, @Nullable Reason reason, @Nullable String text) {
    return finish(order, status, reason, text, context.ids().event());
  }

  private Order finish(
      Order order,
      OrderStatus status,
      @Nullable Reason reason,
      @Nullable String text,
      long eventId) {
    Order next =
        state.put(
            order.at(
                context.now(),
                to ->
                    to.status(status)
                        .reason(reason)
                        .reasonText(text)
                        .pending(null)
                        .action(null)
                        .times(order.times().reached(status, context.now()))));
    if (order.pending() != null) {
      state.version(next.id(), order.pending(), BookChanges.VersionState.REFUSED, false);
    }
    state.event(
        switch (status) {
          case CANCELED -> EventKind.ORDER_CANCELED;
          case REJECTED -> EventKind.ORDER_REJECTED;
          case EXPIRED -> EventKind.ORDER_EXPIRED;
          default -> throw new IllegalArgumentException("not an end without a fill: " + status);
        },
        next,
        eventId);
    afterFinal(next);
    return next;
  }

  /**
   * What follows when an order has become final: siblings, children, holds, its item, and items
   * that waited for it.
   */
  void afterFinal(Order order) {
    pairs.ended(order);
    afterEnd(order);
  }

  /** The same for a leg that is complete because others of its pair have traded the rest. */
  void afterEnd(Order order) {
    orderEntry.releaseChildren(order, state.childrenOf(order.id()));
    refreshHolds(order);
    openingEnded(order);
    closing.orderFinal(order);
    closing.recheckWaiting(order);
  }

  /** What a hedging position has opened is known once its opening order is final. */
  private void openingEnded(Order order) {
    PositionId id = order.positionId();
    if (id == null || order.isLiquidation()) {
      return;
    }
    if (order.filledQty().isZero()) {
      state.closeUnopened(id, order.reason());
      return;
    }
    Position position = state.positions.get(id);
    Quantity filled = order.side() == Side.BUY ? order.filledQty() : order.filledQty().negate();
    if (position != null && !position.netting() && !filled.equals(position.openedQty())) {
      state.put(position.withOpenedQty(filled));
    }
  }

  /** Adapts reservations; a closing order that became too large is cancelled (I14). */
  void refreshHolds(InstrumentId id) {
    refreshHolds(id, Reason.LATE_FILL);
  }

  /** The same where something else than a fill is why. */
  void refreshHolds(InstrumentId id, Reason why) {
    state.positionsOf(id).forEach(position -> refreshHolds(position, why));
  }

  /** The same for what this order concerns. */
  void refreshHolds(Order order) {
    PositionId id = order.positionId();
    Position position = id == null ? null : state.positions.get(id);
    Reason why = order.isOfOthers() ? Reason.REDUCED_BY_OTHERS : Reason.LATE_FILL;
    if (position != null && !position.netting()) {
      refreshHolds(position, why);
    } else {
      refreshHolds(order.instrumentId(), why);
    }
  }

  private void refreshHolds(Position known, Reason why) {
    for (Order order : closing.orders().tooLarge(known)) {
      requestCancel(state.orders.getOrDefault(order.id(), order), why);
    }
    // Those cancels may have been final at once, and have changed the position.
    Position position = state.position(known.id());
    Quantity liquidating = Quantity.ZERO;
    for (Order order : closing.orders().of(position)) {
      if (position.isReducedBy(order.side())) {
        liquidating = liquidating.plus(order.reserved());
      }
    }
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity held =
        liquidating
            .plus(Holds.ordinary(position, instrument, state.openOrders(position)))
            .min(position.qty().abs());
    if (!held.equals(position.held())) {
      state.put(position.withHeld(held));
    }
  }

  Reports reports() {
    return reports;
  }

  /** The comparison with what the account's venue states. */
  public Reconciling reconciling() {
    return reconciling;
  }

  Closing closing() {
    return closing;
  }

  Pairs pairs() {
    return pairs;
  }

  Admission admission() {
    return orderEntry.admission();
  }
}
