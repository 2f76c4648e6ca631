// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.liquidation.ItemMachine;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationItem.Blocked;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, where several closes want one position: a close of the whole takes the place of
 * those of parts, a close of a part that is free waits behind another, and a close of the whole is
 * never interrupted by its like, unless it goes in steps and the other does not.
 */
final class ClosingTurns {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final ClosingOrderEntry orders;
  private final Closing closing;

  ClosingTurns(AccountBook book, ClosingOrderEntry orders, Closing closing) {
    this.book = book;
    state = book.state;
    context = book.context;
    this.orders = orders;
    this.closing = closing;
  }

  /** What a new close of a position does about those that run. */
  sealed interface Turn {
    /** Nothing runs, and nothing that was given up may trade yet. */
    record Now() implements Turn {}

    /** It takes the place of all that runs. */
    record Instead() implements Turn {}

    /** It waits for those that run; this much is free for it. */
    record Behind(Quantity qty) implements Turn {}

    record Refused(Sizing.Denied refusal) implements Turn {}
  }

  /** Decides for one position. Changes nothing. */
  Turn of(CloseRequest request, Position position) {
    LiquidationItem live = live(position);
    if (live == null) {
      return isOneAtTheVenue(position) ? refused(request, position, null) : new Turn.Now();
    }
    List<LiquidationItem> waiting = waiting(position);
    // Behind one that goes on until nothing is left, what waits would be what it waits for.
    boolean wholeWaits =
        waiting.stream().anyMatch(item -> item.orderId() == null || goesOnUntilFlat(item));
    boolean whole = isWhole(request.amount(), position.qty().abs());
    if (position.isFlat() || wholeWaits) {
      return refused(request, position, live);
    }
    boolean wholeRuns = orders.isWhole(live) && !Steps.yields(live, request.conduct());
    if (whole && !wholeRuns) {
      Sizing sizing = orders.sizingOf(request, withOrdinaryHolds(request, position));
      return sizing instanceof Sizing.Denied refusal
              && refusal.reason() != Reason.POSITION_NOT_FOUND
          ? new Turn.Refused(refusal)
          : new Turn.Instead();
    }
    if (wholeRuns && (live.status() == ItemStatus.AWAITING_CANCELS || goesOnUntilFlat(live))) {
      return refused(request, position, live);
    }
    return behind(request, position, live, whole);
  }

  private boolean goesOnUntilFlat(LiquidationItem item) {
    return ClosingOrderEntry.closesUntilFlat(state.liquidation(item.liquidationId()));
  }

  private Turn behind(
      CloseRequest request, Position position, LiquidationItem live, boolean whole) {
    if (request.conduct().goesInSteps()) {
      // What waits has its one order already, at the market and for all of it.
      return refused(request, position, live);
    }
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity existing = position.qty().abs();
    Quantity held = position.held().plus(unsized(live, position, instrument)).min(existing);
    if (whole) {
      Quantity free = existing.minus(held);
      return free.isPositive() ? new Turn.Behind(free) : refused(request, position, live);
    }
    Sizing sizing =
        Sizing.of(
            request.amount(),
            position.withLiveItem(null).withHeld(held),
            instrument,
            HeldPolicy.REFUSE,
            Quantity.ZERO);
    if (sizing instanceof Sizing.Close close) {
      return new Turn.Behind(close.qty());
    }
    // Of a position whose parts are being closed, more is wanted than is free.
    boolean tellsAll = !orders.isWhole(live);
    return sizing instanceof Sizing.Denied refusal
            && (tellsAll || refusal.reason() != Reason.QUANTITY_HELD)
        ? new Turn.Refused(refusal)
        : refused(request, position, live);
  }

  /** What the close whose turn it is will need, while it waits for cancels or for its next step. */
  private Quantity unsized(LiquidationItem live, Position position, Instrument instrument) {
    if (live.progress() != null && live.attempt() > 0) {
      OrderId id = live.orderId();
      return Steps.unplaced(live, id == null ? null : state.orders.get(id));
    }
    return live.status() == ItemStatus.AWAITING_CANCELS
        ? Sizing.requested(
            state.liquidation(live.liquidationId()).amount(), position.qty().abs(), instrument)
        : Quantity.ZERO;
  }

  /** As if the closes that run held nothing: what is theirs goes to the one that takes over. */
  private Position withOrdinaryHolds(CloseRequest request, Position position) {
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity held =
        request.cancelOrders()
            ? Quantity.ZERO
            : Holds.ordinary(position, instrument, state.openOrders(position));
    return position.withHeld(held.min(position.qty().abs())).withLiveItem(null);
  }

  /** What cannot be had says how much was asked for, and that all of it is on its way out. */
  private Turn refused(CloseRequest request, Position position, @Nullable LiquidationItem live) {
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity existing = position.qty().abs();
    Quantity held =
        live != null && orders.isWhole(live) && live.status() == ItemStatus.AWAITING_CANCELS
            ? existing
            : position.held();
    Quantity requested = Sizing.requested(request.amount(), existing, instrument);
    Reason reason =
        requested.isZero() && !existing.isZero()
            ? Reason.QUANTITY_ROUNDS_TO_ZERO
            : Reason.POSITION_BEING_LIQUIDATED;
    return new Turn.Refused(new Sizing.Denied(reason, requested, existing, held));
  }

  /** Whether a close of the whole may begin: nothing closes the position, or only parts of it. */
  boolean isFreeForWhole(Position position) {
    LiquidationItem live = live(position);
    return live == null
        ? !isOneAtTheVenue(position)
        : ((!orders.isWhole(live) || live.progress() != null)
            && waiting(position).stream().noneMatch(item -> item.orderId() == null));
  }

  static boolean isWhole(CloseAmount amount, Quantity existing) {
    return amount instanceof CloseAmount.All
        || (amount instanceof CloseAmount.Units units && units.qty().equals(existing));
  }

  private @Nullable LiquidationItem live(Position position) {
    LiquidationItemId id = position.liveItem();
    return id == null ? null : state.items.get(id);
  }

  private List<LiquidationItem> waiting(Position position) {
    return state.itemsOf(position.instrumentId()).stream()
        .filter(item -> item.status() == ItemStatus.WAITING)
        .filter(item -> item.positionId().equals(position.id()))
        .sorted(Comparator.comparing(item -> item.id().value()))
        .toList();
  }

  /** Ends every close of a part; one whose order may still trade ends when that is final. */
  void supersede(Position position) {
    for (LiquidationItem item : waiting(position)) {
      closing.happened(item, new ItemMachine.Superseded());
    }
    LiquidationItem live = live(state.position(position.id()));
    if (live != null) {
      closing.happened(live, new ItemMachine.Superseded());
    }
  }

  /**
   * A version before this one may have ended the close before it without a look at one that waits
   * without an order.
   */
  void next(LiquidationItem item) {
    if (item.status() == ItemStatus.WAITING && item.orderId() == null) {
      next(item.positionId());
    }
  }

  /** A close has ended: the next one's turn. */
  void next(PositionId id) {
    Position position = state.position(id);
    List<LiquidationItem> waiting = waiting(position);
    if (position.liveItem() != null || waiting.isEmpty()) {
      return;
    }
    if (isOneAtTheVenue(position)) {
      // It was given up without an answer from the venue, and may trade yet: nothing can follow.
      waiting.forEach(item -> closing.happened(item, new ItemMachine.EscalationPassed()));
      return;
    }
    LiquidationItem item = waiting.get(0);
    state.put(position.withLiveItem(item.id()));
    if (item.orderId() == null) {
      closing.sizeOrWait(state.put(item.inState(ItemStatus.AWAITING_CANCELS, context.now())));
    } else {
      orders.send(item);
    }
    LiquidationItem now = state.items.getOrDefault(item.id(), item);
    closing.deadlines().lookAgain(now);
  }

  /** Of a close that has ended without an answer from the venue, while nobody's turn it is. */
  private boolean isOneAtTheVenue(Position position) {
    return state.openOrders(position).stream()
        .anyMatch(
            order ->
                order.isLiquidation()
                    && order.isOpen()
                    && order.status() != OrderStatus.HELD
                    && position.id().equals(order.positionId()));
  }

  /**
   * A venue that refuses a close because another order works is given another try when that has
   * been cancelled, if the close asked for cancels.
   */
  boolean clearsTheWay(LiquidationItem item, Order refused) {
    Reason reason = refused.reason();
    Liquidation liquidation = state.liquidation(item.liquidationId());
    if (refused.status() != OrderStatus.REJECTED
        || (reason != Reason.WASH_TRADE && reason != Reason.QUANTITY_HELD)
        || !liquidation.cancelOrders()
        || liquidation.cancelRequested()
        || item.escalatedAt() != null
        || item.progress() != null
        || item.attempt() >= context.settings().attemptsMax()) {
      return false;
    }
    List<Order> working =
        state.openOrders(refused.instrumentId()).stream()
            .filter(order -> order.isOpen() && !order.isLiquidation())
            .toList();
    if (working.isEmpty()) {
      return false;
    }
    closing.deadlines().lookAgain(state.put(item.awaiting(context.now())));
    working.forEach(order -> book.requestCancel(order, Reason.CANCELED_FOR_LIQUIDATION));
    return true;
  }

  /** Why an item of several is refused, with what is in the way. */
  Blocked blocked(Sizing.Denied refusal, Position position) {
    return new Blocked(
        refusal.existing(),
        refusal.held(),
        orders.blocking(position).stream().map(Order::id).toList());
  }
}
