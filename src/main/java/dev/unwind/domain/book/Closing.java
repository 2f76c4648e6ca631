// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.EndStatus;
import dev.unwind.domain.liquidation.ItemMachine;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationBuilder;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationItemBuilder;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Accepts liquidations and carries out what {@link ItemMachine} decides. */
final class Closing {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final ClosingOrderEntry orders;
  private final Deadlines deadlines;
  private final CloseTargets targets;
  private final ClosingTurns turns;
  private final Steps steps;

  Closing(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
    orders = new ClosingOrderEntry(book);
    deadlines = new Deadlines(book);
    steps = new Steps(book, orders, deadlines);
    turns = new ClosingTurns(book, orders, this);
    targets = new CloseTargets(book, orders, turns);
  }

  Liquidation accept(CloseRequest request) {
    targets.requireOpenAccount();
    if (request.exclusive()
        && state.liquidations.values().stream()
            .anyMatch(l -> l.exclusive() && !l.status().hasEnded())) {
      throw new DeniedException(Denial.of(Reason.LIQUIDATION_IN_PROGRESS));
    }
    List<Position> positions = targets.of(request);
    if (request.denyWhenNothing()) {
      targets.requireClosable(request, positions);
    }
    Instant now = context.now();
    UUID uid = context.ids().uid();
    LiquidationId id = new LiquidationId(context.ids().liquidation());
    Liquidation liquidation =
        state.put(
            LiquidationBuilder.builder()
                .id(id)
                .uid(uid)
                .accountId(state.account.id())
                .dialect(context.dialect())
                .actor(context.actor())
                .requestId(context.requestId())
                .scope(request.scope())
                .amount(request.amount())
                .cancelOrders(request.cancelOrders())
                .heldPolicy(request.heldPolicy())
                .exclusive(request.exclusive())
                .clientOrderId(request.clientOrderId())
                .conduct(request.conduct())
                .status(LiquidationStatus.NEW)
                .reason(context.outage() == null ? null : Reason.VENUE_UNAVAILABLE)
                .items(Liquidation.ItemCounts.open(positions.size()))
                .executedValue(Money.ZERO)
                .cancelRequested(false)
                .cancelDeadlineAt(
                    targets.mustWait(request, positions)
                        ? now.plus(context.settings().cancelDeadline(request.conduct()))
                        : null)
                .tags(request.tags())
                .createdAt(now)
                .updatedAt(now)
                .build());
    steps.knowAllOf(id);
    state.event(EventKind.LIQUIDATION_NEW, liquidation);
    cancelWorkingOrders(request, positions);
    List<LiquidationItem> items = new ArrayList<>(positions.size());
    for (Position target : positions) {
      items.add(openItem(id, request, target, items.size() + 1));
    }
    positions.forEach(this::cancelOpening);
    items.forEach(this::sizeOrWait);
    if (positions.isEmpty()) {
      endIfComplete(id);
    }
    deadlines.reschedule(id);
    return state.liquidation(id);
  }

  private void cancelWorkingOrders(CloseRequest request, List<Position> positions) {
    for (Order order : targets.ordersInTheWay(request, positions)) {
      Order current = state.orders.getOrDefault(order.id(), order);
      if (current.isOpen()) {
        book.requestCancel(current, Reason.CANCELED_FOR_LIQUIDATION);
      }
    }
  }

  private LiquidationItem openItem(
      LiquidationId liquidation, CloseRequest request, Position target, int place) {
    Instant now = context.now();
    Position position = state.position(target.id());
    LiquidationItem item =
        LiquidationItemBuilder.builder()
            .id(new LiquidationItemId(context.ids().liquidationItem()))
            .liquidationId(liquidation)
            .positionId(position.id())
            .instrumentId(position.instrumentId())
            .positionQty(target.qty())
            .status(ItemStatus.AWAITING_CANCELS)
            .qty(Quantity.ZERO)
            .filledQty(Quantity.ZERO)
            .filledValue(Money.ZERO)
            .cashEffect(Money.ZERO)
            .attempt(0)
            .progress(request.conduct().goesInSteps() ? Progress.at(place) : null)
            .createdAt(now)
            .updatedAt(now)
            .build();
    ClosingTurns.Turn turn = turns.of(request, position);
    if (turn instanceof ClosingTurns.Turn.Refused refused) {
      LiquidationItem failed =
          item.ended(
              ItemStatus.FAILED,
              refused.refusal().reason(),
              null,
              turns.blocked(refused.refusal(), position),
              now);
      state.put(failed);
      count(liquidation, ItemStatus.FAILED);
      return failed;
    }
    if (turn instanceof ClosingTurns.Turn.Behind behind) {
      orders.place(
          state.put(item.inState(ItemStatus.WAITING, now)),
          ClosingOrderEntry.Step.all(behind.qty(), null));
      return state.items.getOrDefault(item.id(), item);
    }
    if (turn instanceof ClosingTurns.Turn.Instead) {
      turns.supersede(position);
    }
    Position current = state.position(position.id());
    if (current.liveItem() != null) {
      return state.put(item.inState(ItemStatus.WAITING, now));
    }
    state.put(item);
    state.put(current.withLiveItem(item.id()));
    return item;
  }

  /** A hedging position is closed together with the order that may still open more of it. */
  private void cancelOpening(Position position) {
    OrderId id = position.openingOrderId();
    Order opening = id == null || position.netting() ? null : state.orders.get(id);
    if (opening != null && opening.isOpen()) {
      book.requestCancel(opening, Reason.CANCELED_FOR_LIQUIDATION);
    }
  }

  void sizeOrWait(LiquidationItem known) {
    LiquidationItem item = state.items.getOrDefault(known.id(), known);
    if (item.status() == ItemStatus.CLOSING || item.status() == ItemStatus.WAITING) {
      return;
    }
    if (item.hasEnded()) {
      endIfComplete(item.liquidationId());
      return;
    }
    Position position = state.position(item.positionId());
    Liquidation liquidation = state.liquidation(item.liquidationId());
    boolean begun = item.progress() != null && item.attempt() > 0;
    // Of a flat one, what may open it again is named when its time is over.
    begun |= !position.isFlat() && deadlines.waitsNoLonger(liquidation, item);
    if (!begun && orders.isWaiting(liquidation, position)) {
      steps.awaitsCancels(item);
    } else {
      happened(item, new ItemMachine.CancelsSettled(orders.sizing(item)));
    }
  }

  void happened(LiquidationItem item, ItemMachine.Event event) {
    apply(item, ItemMachine.on(item, event, context.settings().attemptsMax()));
  }

  private void apply(LiquidationItem item, ItemMachine.Effect effect) {
    if (effect instanceof ItemMachine.Place place) {
      steps.begin(item, place.qty());
    } else if (effect instanceof ItemMachine.Pause) {
      steps.next(item);
    } else if (effect instanceof ItemMachine.CancelOrder cancel) {
      OrderId id = item.orderId();
      Order order = id == null ? null : state.orders.get(id);
      if (cancel.reason() == Reason.SUPERSEDED) {
        state.put(item.superseded(context.now()));
      }
      if (cancel.reason() == Reason.LIQUIDATION_DEADLINE_PASSED) {
        state.put(item.escalated(cancel.reason(), context.now()));
      }
      if (order != null && order.isOpen()) {
        book.requestCancel(order, cancel.reason());
      }
    } else if (effect instanceof ItemMachine.Await) {
      if (item.status() != ItemStatus.AWAITING_CANCELS) {
        deadlines.lookAgain(state.put(item.awaiting(context.now())));
      }
    } else if (effect instanceof ItemMachine.End end) {
      end(item, end);
    }
  }

  /** A closing order became final; its item goes on once nothing of it is unbooked. */
  void orderFinal(Order order) {
    LiquidationItemId id = order.itemId();
    LiquidationItem item = id == null ? null : state.items.get(id);
    if (item == null
        || item.hasEnded()
        || !order.id().equals(item.orderId())
        || order.reserved().isPositive()
        || turns.clearsTheWay(item, order)) {
      return;
    }
    boolean goesOn = steps.goOn(item);
    ItemMachine.OrderEnded ended =
        new ItemMachine.OrderEnded(
            order.status(),
            goesOn ? order.reason() : steps.whyNot(item, order.reason()),
            order.reasonText(),
            orders.left(item),
            orders.endsFlat(item),
            goesOn);
    happened(item, ended);
  }

  /** Items that wait for cancels look again after this order has changed. */
  void recheckWaiting(Order order) {
    LiquidationItem own = order.itemId() == null ? null : state.items.get(order.itemId());
    if (own != null && !own.hasEnded()) {
      deadlines.lookAgain(own);
    }
    PositionId id = order.positionId();
    Position position = id == null ? null : state.positions.get(id);
    List<LiquidationItem> items;
    if (position == null || position.netting()) {
      items = state.itemsOf(order.instrumentId());
    } else {
      LiquidationItemId live = position.liveItem();
      LiquidationItem item = live == null ? null : state.items.get(live);
      items = item == null ? List.of() : List.of(item);
    }
    for (LiquidationItem item : items) {
      if (item.status() == ItemStatus.AWAITING_CANCELS && !item.isPaused()) {
        sizeOrWait(item);
      }
    }
  }

  void activated(Order order) {
    LiquidationItemId id = order.itemId();
    LiquidationItem item = id == null ? null : state.items.get(id);
    if (item != null && !item.hasEnded()) {
      deadlines.lookAgain(state.put(steps.activated(item.active(context.now()))));
    }
  }

  private void end(LiquidationItem item, ItemMachine.End end) {
    LiquidationItem current = state.items.getOrDefault(item.id(), item);
    LiquidationItem.Blocked blocked = end.blocked();
    if (blocked != null && blocked.orders().isEmpty()) {
      // The machine knows how much is held; by which orders, only the book does.
      blocked =
          new LiquidationItem.Blocked(
              blocked.existing(),
              blocked.held(),
              orders.blocking(state.position(item.positionId())).stream().map(Order::id).toList());
    }
    state.put(current.ended(end.status(), end.reason(), end.text(), blocked, context.now()));
    Order last = current.orderId() == null ? null : state.orders.get(current.orderId());
    if (last != null && last.status() == OrderStatus.HELD && end.reason() != null) {
      book.requestCancel(last, end.reason());
    }
    Position position = state.position(item.positionId());
    boolean wasLive = item.id().equals(position.liveItem());
    if (wasLive) {
      state.put(position.withLiveItem(null));
    }
    count(item.liquidationId(), end.status());
    endIfComplete(item.liquidationId());
    steps.released(item.liquidationId());
    if (wasLive) {
      turns.next(position.id());
    }
  }

  private void count(LiquidationId id, ItemStatus status) {
    Liquidation liquidation = state.liquidation(id);
    state.put(liquidation.at(context.now(), to -> to.items(liquidation.items().ended(status))));
  }

  private void endIfComplete(LiquidationId id) {
    Liquidation liquidation = state.liquidation(id);
    Liquidation.ItemCounts counts = liquidation.items();
    if (liquidation.status().hasEnded() || counts.open() > 0) {
      return;
    }
    LiquidationStatus status = EndStatus.of(liquidation);
    Liquidation ended =
        state.put(
            liquidation.at(
                context.now(),
                to ->
                    to.status(status)
                        .reason(EndStatus.reason(liquidation, book.items(id)))
                        .proceeds(liquidation.executedValue())
                        .endedAt(context.now())
                        .dueAt(null)));
    state.event(EventKind.LIQUIDATION_ENDED, ended);
  }

  /** Books what a closing order has traded to its item and liquidation. */
  void traded(Order order, Quantity qty, Money value, Money cashEffect) {
    LiquidationItemId id = order.itemId();
    LiquidationItem item = id == null ? null : state.items.get(id);
    if (item == null) {
      return;
    }
    state.put(item.filled(qty, value, cashEffect, context.now()));
    Liquidation liquidation = state.liquidation(item.liquidationId());
    state.put(
        liquidation.at(
            context.now(), to -> to.executedValue(liquidation.executedValue().plus(cashEffect))));
  }

  /** The first order of a liquidation works at the venue. */
  void processing(Order order) {
    orders.isThere(order);
    LiquidationId id = order.liquidationId();
    Liquidation liquidation = id == null ? null : state.liquidations.get(id);
    if (liquidation != null && liquidation.status() == LiquidationStatus.NEW) {
      state.event(
          EventKind.LIQUIDATION_PROCESSING,
          state.put(
              liquidation.at(
                  context.now(), to -> to.status(LiquidationStatus.PROCESSING).reason(null))));
    }
  }

  Liquidation cancel(LiquidationId id) {
    Liquidation liquidation = state.liquidations.get(id);
    if (liquidation == null) {
      throw new DeniedException(Denial.of(Reason.LIQUIDATION_NOT_FOUND));
    }
    if (liquidation.status().hasEnded()) {
      throw new DeniedException(Denial.of(Reason.LIQUIDATION_ENDED));
    }
    state.put(liquidation.at(context.now(), to -> to.cancelRequested(true)));
    book.items(id).forEach(item -> happened(item, new ItemMachine.CancelAsked()));
    return state.liquidation(id);
  }

  void advance(LiquidationId id) {
    Liquidation liquidation = state.liquidations.get(id);
    if (liquidation == null || liquidation.status().hasEnded()) {
      return;
    }
    Instant now = context.now();
    steps.knowAllOf(id);
    for (LiquidationItem known : inTurn(id)) {
      turns.next(known);
      LiquidationItem item = state.items.getOrDefault(known.id(), known);
      deadlines.stopAgain(liquidation, item);
      if (steps.advance(this, liquidation, item)) {
        continue;
      }
      ItemMachine.Event event = null;
      if (deadlines.isOver(liquidation, item, now)) {
        event = new ItemMachine.DeadlinePassed(orders.blocked(item), null);
      } else if (item.status() == ItemStatus.AWAITING_CANCELS
          && !deadlines.cancelsEnd(liquidation, item).isAfter(now)) {
        List<OrderId> blocking =
            orders.blocking(state.position(item.positionId())).stream().map(Order::id).toList();
        event = new ItemMachine.CancelDeadlinePassed(orders.sizing(item), blocking);
      } else if (item.escalatedAt() != null
          && !item.escalatedAt().plus(context.settings().escalation()).isAfter(now)) {
        event = new ItemMachine.EscalationPassed();
      }
      if (event != null) {
        happened(item, event);
      }
    }
    deadlines.reschedule(id);
  }

  /** In the order in which they are to be closed. */
  private List<LiquidationItem> inTurn(LiquidationId id) {
    return book.items(id).stream()
        .sorted(Comparator.comparing(item -> item.progress() == null ? 0 : item.progress().place()))
        .toList();
  }

  void settled(LiquidationId id) {
    Liquidation liquidation = state.liquidations.get(id);
    if (liquidation != null && liquidation.status() == LiquidationStatus.FILLED) {
      state.event(
          EventKind.LIQUIDATION_SETTLED,
          state.put(
              liquidation.at(
                  context.now(),
                  to -> to.status(LiquidationStatus.SETTLED).settledAt(context.now()))));
    }
  }

  ClosingTurns turns() {
    return turns;
  }

  ClosingOrderEntry orders() {
    return orders;
  }

  Steps steps() {
    return steps;
  }

  Deadlines deadlines() {
    return deadlines;
  }
}
