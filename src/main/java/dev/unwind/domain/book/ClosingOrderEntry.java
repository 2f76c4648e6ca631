// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ClosingOrderKey;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    Instrument instrument = context.instrument(position.instrumentId());
    if (position.netting() && !liquidation.cancelOrders() && instrument.reservesHoldings()) {
      return false;
    }
    boolean leavesThem =
        position.netting()
            && instrument.reservesHoldings()
            && liquidation.heldPolicy() == HeldPolicy.CLOSE_AS_FREED;
    for (Order order : state.openOrders(position)) {
      if (order.isLiquidation()) {
        continue;
      }
      // Whoever refuses a cancel has mostly just traded the order, and tells of it next: until then
      // it neither is final nor has changed the position. On a hedging position it would open
      // again.
      boolean refused = order.isOpen() && !leavesThem;
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
    Quantity whole = position.qty().abs();
    // What reserves nothing may trade either way until it is final: then nothing can be sized.
    Quantity blocked = isAnyInFlight(position) ? whole : Quantity.ZERO;
    CloseAmount amount = liquidation.amount();
    boolean turned = position.qty().signum() == -item.positionQty().signum();
    if (isWhole(item)) {
      boolean again = item.attempt() > 0 && !closesUntilFlat(liquidation);
      amount =
          again && instrument.reservesHoldings()
              ? upTo(whole, item.qty().minus(item.filledQty()))
              : CloseAmount.ALL;
    } else if (turned) {
      // The part was one of a position that is gone; of the opposite one nothing was asked for.
      return new Sizing.Denied(Reason.POSITION_NOT_FOUND, Quantity.ZERO, whole, position.held());
    } else if (item.attempt() > 0) {
      Quantity wanted = item.qty().minus(item.filledQty());
      Quantity left = Sizing.requested(amount, whole, instrument);
      boolean toTarget = amount instanceof CloseAmount.Target;
      if (toTarget && left.isZero()) {
        return new Sizing.Denied(Reason.POSITION_NOT_FOUND, Quantity.ZERO, whole, position.held());
      }
      amount = upTo(whole, toTarget ? wanted.min(left) : wanted);
    }
    // Only who asked for everything waits for what is held; a stated quantity is had or refused.
    HeldPolicy policy = liquidation.heldPolicy();
    HeldPolicy its =
        policy == HeldPolicy.CLOSE_AS_FREED && !closesUntilFlat(liquidation)
            ? HeldPolicy.REFUSE
            : policy;
    return book.reconciling()
        .smaller(Sizing.of(amount, position, instrument, its, blocked), position);
  }

  /**
   * What is left of an item whose order has closed no more than the venue has, although more was
   * asked for; null of any other.
   */
  private Sizing.@Nullable Denied leftByDifference(LiquidationItem item) {
    Position position = state.position(item.positionId());
    Quantity asked =
        Sizing.requested(
                state.liquidation(item.liquidationId()).amount(),
                item.positionQty().abs(),
                context.instrument(item.instrumentId()))
            .minus(item.filledQty());
    boolean complete = item.filledQty().compareTo(item.qty()) >= 0;
    return !complete
            || position.isFlat()
            || !asked.isPositive()
            || book.reconciling().differing(position).isEmpty()
        ? null
        : new Sizing.Denied(Reason.BOOKS_DIFFER, asked, position.qty().abs(), position.held());
  }

  /** What an item still wants and may have, after an order of it has ended. */
  Sizing left(LiquidationItem item) {
    Sizing.Denied denied = leftByDifference(item);
    return denied == null ? sizing(item) : denied;
  }

  /** Whether it is over only when nothing is left, or when what is left is said. */
  boolean endsFlat(LiquidationItem item) {
    return leftByDifference(item) != null
        || closesUntilFlat(state.liquidation(item.liquidationId()));
  }

  /** The venue has an order whose item has said that it does not answer. */
  void isThere(Order order) {
    LiquidationItem item = order.itemId() == null ? null : state.items.get(order.itemId());
    if (item != null
        && item.status() == ItemStatus.CLOSING
        && item.reason() == Reason.VENUE_UNAVAILABLE) {
      state.put(item.with(to -> to.reason(null).reasonText(null)));
    }
  }

  private static CloseAmount upTo(Quantity whole, Quantity wanted) {
    return wanted.compareTo(whole) < 0 ? new CloseAmount.Units(wanted) : CloseAmount.ALL;
  }

  /** What a request would close of a position in this state. */
  Sizing sizingOf(CloseRequest request, Position position) {
    Instrument instrument = context.instrument(position.instrumentId());
    return book.reconciling()
        .smaller(
            Sizing.of(request.amount(), position, instrument, request.heldPolicy(), Quantity.ZERO),
            position);
  }

  /** Whether it was asked to close all that its position had. */
  boolean isWhole(LiquidationItem item) {
    return ClosingTurns.isWhole(
        state.liquidation(item.liquidationId()).amount(), item.positionQty().abs());
  }

  /** Orders that reserve nothing, and may yet trade or have traded without our knowing. */
  boolean isAnyInFlight(Position position) {
    return position.netting()
        && !context.instrument(position.instrumentId()).reservesHoldings()
        && state.openOrders(position).stream().anyMatch(ClosingOrderEntry::mayTrade);
  }

  /** Whether a hedging position's opening order may yet make it larger. */
  boolean isOpening(Position position) {
    return !position.netting()
        && state.openOrders(position).stream().anyMatch(order -> !order.isLiquidation());
  }

  private static boolean mayTrade(Order order) {
    return !order.isLiquidation() && order.status() != OrderStatus.HELD;
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

  /**
   * One closing order of an item.
   *
   * @param qty its size
   * @param rest what the item is to close by this order and by those after it
   * @param limit null: at the market
   * @param progress of the item, once the order is placed
   */
  record Step(Quantity qty, Quantity rest, @Nullable Price limit, @Nullable Progress progress) {
    /** One order at the market for everything. */
    static Step all(Quantity rest, @Nullable Progress progress) {
      return new Step(rest, rest, null, progress);
    }
  }

  void place(LiquidationItem item, Step step) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Position position = state.position(item.positionId());
    Instrument instrument = context.instrument(item.instrumentId());
    Instant now = context.now();
    boolean open = context.sessions().closing().isOpen(instrument, now);
    boolean waits = item.status() == ItemStatus.WAITING;
    int attempt = item.attempt() + 1;
    UUID uid = ClosingOrderKey.of(liquidation.uid(), position.id(), attempt);
    TimeInForce timeInForce =
        instrument.assetClass() == AssetClass.CRYPTO ? TimeInForce.GTC : TimeInForce.DAY;
    OrderId id = new OrderId(context.ids().order());
    long command = context.ids().event();
    Order order =
        OrderBuilder.builder()
            .id(id)
            .accountId(state.account.id())
            .instrumentId(item.instrumentId())
            .positionId(position.id())
            .side(Side.closing(position.qty().signum()))
            .terms(
                OrderTerms.asking(step.qty())
                    .versionId(context.ids().orderVersion())
                    .uid(uid)
                    .clientOrderId(clientOrderId(liquidation, instrument, uid, attempt))
                    .type(step.limit() == null ? OrderType.MARKET : OrderType.LIMIT)
                    .limitPrice(step.limit())
                    .timeInForce(timeInForce)
                    .expiresAt(waits ? null : expiry(timeInForce, instrument, now))
                    .createdAt(now)
                    .build())
            .status(
                waits ? OrderStatus.HELD : open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED)
            .filledQty(Quantity.ZERO)
            .filledValue(Money.ZERO)
            .reportedQty(Quantity.ZERO)
            .liquidationId(liquidation.id())
            .itemId(item.id())
            .attempt(attempt)
            .actor(liquidation.actor())
            .dialect(liquidation.dialect())
            .commandId(command)
            .tags(liquidation.tags())
            .times(OrderTimes.placed(now, state.nextAt()))
            .action(waits ? null : VenueAction.SEND)
            .leaseEpoch(open && !waits ? 1 : 0)
            .build();
    state.put(order);
    state.version(id, order.terms(), BookChanges.VersionState.LIVE, true);
    state.event(
        open && !waits ? EventKind.ORDER_PENDING_NEW : EventKind.ORDER_ACCEPTED, order, command);
    LiquidationItem placed =
        waits
            ? item.waiting(id, step.rest(), now)
            : item.closing(id, step.rest(), open ? now : null, now);
    String outage = context.outage();
    LiquidationItem told =
        outage == null || !open
            ? placed
            : placed.with(to -> to.reason(Reason.VENUE_UNAVAILABLE).reasonText(outage));
    state.put(told.withProgress(step.progress()));
    book.refreshHolds(order);
    book.closing().deadlines().lookAgain(state.items.getOrDefault(item.id(), item));
  }

  private @Nullable Instant expiry(TimeInForce timeInForce, Instrument instrument, Instant now) {
    return timeInForce == TimeInForce.DAY
        ? context.sessions().closing().dayOrderExpiry(instrument, now)
        : null;
  }

  /** The order that waited for another close of its position goes out, for what it has reserved. */
  void send(LiquidationItem item) {
    OrderId id = item.orderId();
    Order order = id == null ? null : state.orders.get(id);
    if (order == null || order.status() != OrderStatus.HELD) {
      throw new IllegalStateException("no order waits for " + item);
    }
    Instrument instrument = context.instrument(item.instrumentId());
    Instant now = context.now();
    boolean open = context.sessions().closing().isOpen(instrument, now);
    OrderTerms known = order.terms();
    OrderTerms terms = known.withExpiresAt(expiry(known.timeInForce(), instrument, now));
    Order next =
        state.put(
            order.at(
                now,
                to ->
                    to.terms(terms)
                        .status(open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED)
                        .action(VenueAction.SEND)
                        .leaseEpoch(open ? order.leaseEpoch() + 1 : order.leaseEpoch())));
    state.version(order.id(), terms, BookChanges.VersionState.LIVE, false);
    state.event(open ? EventKind.ORDER_PENDING_NEW : EventKind.ORDER_ACCEPTED, next);
    state.put(item.itsTurn(open ? now : null, now));
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
    boolean eitherSide =
        !position.netting() || !context.instrument(position.instrumentId()).reservesHoldings();
    return state.openOrders(position).stream()
        .filter(o -> o.status() != OrderStatus.HELD || o.isLiquidation())
        .filter(o -> !o.isLiquidation() || position.id().equals(o.positionId()))
        .filter(o -> position.isReducedBy(o.side()) || (eitherSide && !o.isLiquidation()))
        .toList();
  }

  /** Closing orders of a position; the one that may trade comes before those that wait for it. */
  List<Order> of(Position position) {
    return state.openOrders(position).stream()
        .filter(order -> order.isLiquidation() && position.id().equals(order.positionId()))
        .sorted(
            Comparator.comparing((Order order) -> order.status() == OrderStatus.HELD)
                .thenComparing(order -> order.id().value()))
        .toList();
  }

  /** Those that, with all before them, would close more than there is, or open more. */
  List<Order> tooLarge(Position position) {
    Quantity left = position.qty().abs();
    List<Order> tooLarge = new ArrayList<>();
    for (Order order : of(position)) {
      boolean reduces = position.isReducedBy(order.side());
      boolean fits = reduces && !order.reserved().isMoreThan(left);
      if (!fits && order.isOpen() && order.status() != OrderStatus.PENDING_CANCEL) {
        tooLarge.add(order);
      }
      // Also one that is too large may trade until its cancel is final: what waits comes after it.
      left = reduces ? left.minus(order.reserved().min(left)) : left;
    }
    return tooLarge;
  }
}
