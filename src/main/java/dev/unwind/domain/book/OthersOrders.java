// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTermsBuilder;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody else does under the same account at the venue. */
final class OthersOrders {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;

  OthersOrders(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  /**
   * Whether a trade has turned a position, or opened it on the other side, because somebody else
   * has traded what was being closed. Whichever of both trades is booked last does so.
   */
  boolean isFlippedByOthers(
      Order order, ExecutionReport.Trade trade, Position before, Position after) {
    if (!before.netting()
        || state.account.venue().equals(VenueName.SIMULATOR)
        || !context.instrument(order.instrumentId()).reservesHoldings()) {
      return false;
    }
    boolean turns = before.qty().signum() * after.qty().signum() < 0;
    if (order.isLiquidation()) {
      boolean opens = before.isFlat() && after.qty().signum() == order.side().sign();
      return (turns || opens) && order.reason() != Reason.LATE_FILL;
    }
    Instant closedAt = before.closedAt();
    boolean wasBeforeTheClose =
        before.isFlat()
            && before.closedBy() == ClosedBy.LIQUIDATION
            && closedAt != null
            && !trade.at().isAfter(closedAt)
            && after.qty().signum() == -before.openedQty().signum();
    return order.isOfOthers() && (turns || wasBeforeTheClose);
  }

  /** Tells of it, and lets closes of that position end: they were to close another one. */
  void flipped(Position position) {
    state.event(EventKind.POSITION_FLIPPED, position);
    String text = "the position stands at " + position.qty();
    for (LiquidationItem item : state.itemsOf(position.instrumentId())) {
      if (!item.hasEnded() && item.positionId().equals(position.id())) {
        LiquidationItem marked =
            state.put(item.with(to -> to.reason(Reason.FLIPPED_BY_OTHERS).reasonText(text)));
        book.closing().sizeOrWait(marked);
      }
    }
  }

  /** Takes an order in that somebody else has entered at the venue; a known one stays as it is. */
  void entered(ExecutionReport.Entered report) {
    EnteredOrder entered = report.order();
    if (state.keys.containsKey(report.orderKey())) {
      return;
    }
    Order before = orderOf(entered.replaces());
    if (before != null && before.isOpen()) {
      replaced(before, report.orderKey(), entered);
      return;
    }
    OrderId id = new OrderId(context.ids().order());
    Order parent = orderOf(entered.parent());
    OrderTerms terms = terms(entered, report.orderKey()).version(1).build();
    long command = context.ids().event();
    Order order =
        state.put(
            OrderBuilder.builder()
                .id(id)
                .accountId(state.account.id())
                .instrumentId(entered.instrument())
                .side(entered.side())
                .terms(terms)
                .status(entered.waits() ? OrderStatus.HELD : OrderStatus.PENDING_NEW)
                .filledQty(Quantity.ZERO)
                .filledValue(Money.ZERO)
                .reportedQty(Quantity.ZERO)
                .ocoGroup(group(id, report))
                .parentId(parent == null ? null : parent.id())
                .attempt(1)
                .actor(context.actor())
                .dialect(Order.OF_OTHERS)
                .commandId(command)
                .tags(entered.tags())
                .times(OrderTimes.placed(context.now(), state.nextAt()))
                .leaseEpoch(1)
                .build());
    state.version(id, terms, BookChanges.VersionState.LIVE, true);
    state.event(
        entered.waits() ? EventKind.ORDER_HELD : EventKind.ORDER_PENDING_NEW, order, command);
    book.refreshHolds(order);
    makeRoom(order);
  }

  private @Nullable Order orderOf(@Nullable UUID key) {
    OrderId id = key == null ? null : state.keys.get(key);
    return id == null ? null : state.orders.get(id);
  }

  private @Nullable Long group(OrderId id, ExecutionReport.Entered report) {
    UUID pair = report.order().pair();
    if (report.orderKey().equals(pair)) {
      return id.value();
    }
    Order first = orderOf(pair);
    return first == null ? null : first.ocoGroup();
  }

  private OrderTermsBuilder terms(EnteredOrder entered, UUID key) {
    String name = entered.clientOrderId();
    return OrderTerms.asking(entered.qty())
        .versionId(context.ids().orderVersion())
        .uid(key)
        .clientOrderId(name == null ? key.toString() : name)
        .type(entered.type())
        .timeInForce(entered.timeInForce())
        .limitPrice(entered.limitPrice())
        .stopPrice(entered.stopPrice())
        .trail(entered.trail())
        .createdAt(state.nextAt());
  }

  /** Somebody else has given an order other terms; a replacement of ours has come too late. */
  private void replaced(Order order, UUID key, EnteredOrder entered) {
    OrderTerms asked = order.pending();
    int last = asked == null ? order.terms().version() : asked.version();
    OrderTerms terms = terms(entered, key).version(last + 1).build();
    if (asked != null) {
      state.version(order.id(), asked, BookChanges.VersionState.REFUSED, false);
    }
    state.version(order.id(), order.terms(), BookChanges.VersionState.REPLACED, false);
    state.version(order.id(), terms, BookChanges.VersionState.LIVE, true);
    boolean isCanceling = order.status() == OrderStatus.PENDING_CANCEL;
    Order next =
        state.put(
            order.at(
                context.now(),
                to -> {
                  to.terms(terms).pending(null);
                  if (!isCanceling) {
                    to.action(null);
                    to.status(
                        order.filledQty().isZero()
                            ? OrderStatus.NEW
                            : OrderStatus.PARTIALLY_FILLED);
                  }
                }));
    state.event(EventKind.ORDER_REPLACED, next);
    book.refreshHolds(next);
    makeRoom(next);
    book.closing().recheckWaiting(next);
  }

  /**
   * What closes a position and what an order of somebody else may take off it must not be more than
   * the position together: his order is cancelled where the close asked for cancels, else the close
   * is sized anew. A close that still waits for its cancels waits for his order too.
   */
  private void makeRoom(Order order) {
    Position position = state.nettingPosition(order.instrumentId());
    Instrument instrument = context.instrument(order.instrumentId());
    if (position == null || order.isLiquidation() || !order.isOpen()) {
      return;
    }
    if (isInTheWay(order, position, instrument)) {
      book.requestCancel(order, Reason.CANCELED_FOR_LIQUIDATION);
      return;
    }
    if (!instrument.reservesHoldings()) {
      return;
    }
    Quantity ordinary = Holds.ordinary(position, instrument, state.openOrders(position));
    for (Order close : book.closing().orders().of(position)) {
      boolean fits = !ordinary.plus(close.reserved()).isMoreThan(position.qty().abs());
      LiquidationId id = close.liquidationId();
      if (fits || !position.isReducedBy(order.side()) || id == null || !order.isOpen()) {
        continue;
      }
      if (state.liquidation(id).cancelOrders()) {
        book.requestCancel(order, Reason.CANCELED_FOR_LIQUIDATION);
        return;
      }
      if (close.isOpen()) {
        book.requestCancel(close, Reason.REDUCED_BY_OTHERS);
      }
    }
  }

  /** Whether a close that is not sized yet has asked for such orders to be cancelled. */
  private boolean isInTheWay(Order order, Position position, Instrument instrument) {
    LiquidationItemId id = position.liveItem();
    LiquidationItem item = id == null ? null : state.items.get(id);
    if (item == null || item.status() != ItemStatus.AWAITING_CANCELS) {
      return false;
    }
    Liquidation liquidation = state.liquidation(item.liquidationId());
    boolean isLeft =
        liquidation.heldPolicy() == HeldPolicy.CLOSE_AS_FREED
            && instrument.reservesHoldings()
            && position.isReducedBy(order.side());
    return !isLeft && (liquidation.cancelOrders() || !instrument.reservesHoldings());
  }
}
