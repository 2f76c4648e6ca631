// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.ClosingOrderKey;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Sizes and places the closing orders of liquidation items. */
final class ClosingOrderEntry {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;

  ClosingOrderEntry(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  /** Whether cancels that a close asked for, or trades of cancelled orders, are still to come. */
  boolean isWaiting(Liquidation liquidation, Position position) {
    if (position.netting() && !liquidation.cancelOrders()) {
      return false;
    }
    for (Order order : state.openOrders(position)) {
      if (order.isLiquidation()) {
        continue;
      }
      // Whoever refuses a cancel has mostly just traded the order, and tells of it next: until then
      // it neither is final nor has changed the position. On a hedging position it would open
      // again.
      boolean refused =
          order.isOpen()
              && !(position.netting() && liquidation.heldPolicy() == HeldPolicy.CLOSE_AS_FREED);
      boolean pending =
          order.status() == OrderStatus.PENDING_CANCEL
              || refused
              || (!order.isOpen() && order.reserved().isPositive());
      if (pending) {
        return true;
      }
    }
    return false;
  }

  /** What the item may close at this moment. */
  Sizing sizing(LiquidationItem item) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Position position = state.position(item.positionId()).withLiveItem(null);
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity blocked =
        liquidation.cancelOrders() && !instrument.reservesHoldings()
            ? Holds.reducing(position, state.openOrders(position.instrumentId()))
            : Quantity.ZERO;
    CloseAmount amount = liquidation.amount();
    if (item.attempt() > 0 && !closesUntilFlat(liquidation)) {
      Quantity wanted = item.qty().minus(item.filledQty());
      Quantity whole = position.qty().abs();
      amount = wanted.compareTo(whole) < 0 ? new CloseAmount.Units(wanted) : CloseAmount.ALL;
    }
    return Sizing.of(amount, position, instrument, liquidation.heldPolicy(), blocked);
  }

  /** Whether its items end only when nothing of their positions is left. */
  static boolean closesUntilFlat(Liquidation liquidation) {
    return liquidation.heldPolicy() == HeldPolicy.CLOSE_AS_FREED
        && liquidation.amount() instanceof CloseAmount.All;
  }

  /** Whether the venue works on an order that closes the position, so that it may go on. */
  boolean isLeftToTrade(CloseRequest request, Order order, Position position) {
    return request.heldPolicy() == HeldPolicy.CLOSE_AS_FREED
        && position.netting()
        && position.instrumentId().equals(order.instrumentId())
        && context.instrument(order.instrumentId()).reservesHoldings()
        && position.isReducedBy(order.side())
        && (order.status() == OrderStatus.NEW
            || order.status() == OrderStatus.PARTIALLY_FILLED
            || order.status() == OrderStatus.PENDING_REPLACE);
  }

  void place(LiquidationItem item, Quantity qty) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Position position = state.position(item.positionId());
    Instrument instrument = context.instrument(item.instrumentId());
    Instant now = context.now();
    boolean open = context.sessions().isOpen(instrument, now);
    int attempt = item.attempt() + 1;
    UUID uid = ClosingOrderKey.of(liquidation.uid(), position.id(), attempt);
    TimeInForce timeInForce =
        instrument.assetClass() == AssetClass.CRYPTO ? TimeInForce.GTC : TimeInForce.DAY;
    OrderId id = new OrderId(context.ids().order());
    long command = context.ids().event();
    Order order =
        new Order(
            id,
            state.account.id(),
            item.instrumentId(),
            position.id(),
            AccountBook.closingSide(position),
            new OrderTerms(
                1,
                context.ids().orderVersion(),
                uid,
                clientOrderId(liquidation, instrument, uid, attempt),
                OrderType.MARKET,
                timeInForce,
                qty,
                null,
                null,
                null,
                timeInForce == TimeInForce.DAY
                    ? context.sessions().dayOrderExpiry(instrument, now)
                    : null,
                now),
            null,
            open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED,
            Quantity.ZERO,
            Money.ZERO,
            Quantity.ZERO,
            null,
            null,
            liquidation.id(),
            item.id(),
            attempt,
            null,
            null,
            liquidation.actor(),
            liquidation.dialect(),
            command,
            liquidation.tags(),
            OrderTimes.placed(now),
            VenueAction.SEND,
            open ? 1 : 0);
    state.put(order);
    state.version(id, order.terms(), BookChanges.VersionState.LIVE, true);
    state.event(open ? EventKind.ORDER_PENDING_NEW : EventKind.ORDER_ACCEPTED, order, command);
    state.put(item.closing(id, qty, open ? now : null, now));
    book.refreshHolds(order);
    book.closing().deadlines().lookAgain(state.items.getOrDefault(item.id(), item));
  }

  private static String clientOrderId(
      Liquidation liquidation, Instrument instrument, UUID uid, int attempt) {
    String asked = liquidation.clientOrderId();
    if (asked == null) {
      return uid.toString();
    }
    String base =
        liquidation.scope() == LiquidationScope.POSITION
            ? asked
            : asked + "-" + instrument.symbol();
    return attempt == 1 ? base : base + "-" + attempt;
  }

  /** What stands in the way of an item. */
  LiquidationItem.Blocked blocked(LiquidationItem item) {
    Position position = state.position(item.positionId());
    return new LiquidationItem.Blocked(
        position.qty().abs(), position.held(), blocking(position).stream().map(Order::id).toList());
  }

  /** Orders that hold part of a position, or whose cancel is awaited. */
  List<Order> blocking(Position position) {
    return state.openOrders(position).stream()
        .filter(o -> o.status() != OrderStatus.HELD)
        .filter(o -> !o.isLiquidation() || position.id().equals(o.positionId()))
        .filter(o -> position.isReducedBy(o.side()) || (!position.netting() && !o.isLiquidation()))
        .toList();
  }
}
