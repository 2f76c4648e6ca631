// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.ClosingOrderKey;
import dev.unwind.domain.liquidation.ItemMachine;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accepts liquidations and carries out what {@link ItemMachine} decides. */
final class Closing {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;

  Closing(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  Liquidation accept(CloseRequest request) {
    requireOpenAccount();
    if (request.exclusive()
        && state.liquidations.values().stream()
            .anyMatch(l -> l.exclusive() && !l.status().hasEnded())) {
      throw new DeniedException(Denial.of(Reason.LIQUIDATION_IN_PROGRESS));
    }
    List<Position> targets = targets(request);
    if (request.denyWhenNothing()) {
      requireClosable(request, targets);
    }
    Instant now = context.now();
    UUID uid = context.ids().uid();
    LiquidationId id = new LiquidationId(context.ids().liquidation());
    Liquidation liquidation =
        state.put(
            new Liquidation(
                id,
                uid,
                state.account.id(),
                context.dialect(),
                context.actor(),
                context.requestId(),
                request.scope(),
                request.amount(),
                request.cancelOrders(),
                request.heldPolicy(),
                request.exclusive(),
                request.clientOrderId(),
                LiquidationStatus.NEW,
                null,
                Liquidation.ItemCounts.open(targets.size()),
                Money.ZERO,
                null,
                false,
                request.cancelOrders() ? now.plus(context.settings().cancelDeadline()) : null,
                null,
                request.tags(),
                now,
                now,
                null,
                null));
    state.event(EventKind.LIQUIDATION_NEW, liquidation);
    if (request.cancelOrders()) {
      cancelWorkingOrders(request, targets);
    }
    List<LiquidationItem> items = new ArrayList<>(targets.size());
    for (Position target : targets) {
      items.add(openItem(id, target));
    }
    targets.forEach(this::cancelOpening);
    items.forEach(this::sizeOrWait);
    if (targets.isEmpty()) {
      endIfComplete(id);
    }
    reschedule(id);
    return state.liquidation(id);
  }

  private void requireOpenAccount() {
    AccountStatus status = state.account.status();
    if (status == AccountStatus.LOCKED) {
      throw new DeniedException(Denial.of(Reason.ACCOUNT_LOCKED));
    }
    if (status == AccountStatus.CLOSED) {
      throw new DeniedException(Denial.of(Reason.ACCOUNT_CLOSED));
    }
  }

  private List<Position> targets(CloseRequest request) {
    return state.positions.values().stream()
        .filter(
            p ->
                request.scope() == LiquidationScope.ACCOUNT
                    ? isOpen(p)
                    : request.positions().contains(p.id()) && (isOpen(p)))
        .toList();
  }

  /**
   * Also a hedging position whose opening order has not filled yet: liquidating it cancels that
   * order.
   */
  private boolean isOpen(Position position) {
    return !position.isFlat() || (!position.netting() && position.closedAt() == null);
  }

  /** A single close that could not do anything is refused, with the facts. */
  private void requireClosable(CloseRequest request, List<Position> targets) {
    if (targets.isEmpty()) {
      if (request.cancelOrders() && hasWorkingOrders(request.instrument())) {
        return;
      }
      throw new DeniedException(Denial.of(Reason.POSITION_NOT_FOUND));
    }
    for (Position position : targets) {
      Instrument instrument = context.instrument(position.instrumentId());
      if (position.isFlat()) {
        if (position.liveItem() != null) {
          throw new DeniedException(
              Denial.of(Reason.POSITION_BEING_LIQUIDATED).symbol(instrument.symbol()));
        }
        continue;
      }
      boolean cancels = request.cancelOrders() && position.liveItem() == null;
      Position asked = cancels ? position.withHeld(Quantity.ZERO) : position;
      Sizing sizing =
          Sizing.of(request.amount(), asked, instrument, request.heldPolicy(), Quantity.ZERO);
      if (sizing instanceof Sizing.Refusal refusal) {
        throw new DeniedException(denial(refusal, position, instrument));
      }
    }
  }

  private Denial denial(Sizing.Refusal refusal, Position position, Instrument instrument) {
    List<Order> blocking = blocking(position);
    return Denial.of(refusal.reason())
        .symbol(instrument.symbol())
        .quantities(refusal.requested(), refusal.existing(), refusal.held())
        .related(
            blocking.stream().map(Order::id).toList(),
            blocking.stream().map(o -> o.terms().uid()).toList());
  }

  private boolean hasWorkingOrders(@Nullable InstrumentId instrument) {
    return instrument != null
        && state.openOrders(instrument).stream().anyMatch(o -> o.isOpen() && !o.isLiquidation());
  }

  private void cancelWorkingOrders(CloseRequest request, List<Position> targets) {
    boolean all = request.scope() == LiquidationScope.ACCOUNT;
    for (Order order : List.copyOf(state.orders.values())) {
      Order current = state.orders.getOrDefault(order.id(), order);
      if (!current.isOpen() || current.isLiquidation()) {
        continue;
      }
      boolean concerned =
          all
              || current.instrumentId().equals(request.instrument())
              || targets.stream().anyMatch(p -> isOf(current, p));
      if (concerned) {
        book.requestCancel(current, Reason.CANCELED_FOR_LIQUIDATION);
      }
    }
  }

  private static boolean isOf(Order order, Position position) {
    return position.netting()
        ? order.instrumentId().equals(position.instrumentId())
        : position.id().equals(order.positionId());
  }

  private LiquidationItem openItem(LiquidationId liquidation, Position position) {
    Instant now = context.now();
    LiquidationItem item =
        new LiquidationItem(
            new LiquidationItemId(context.ids().liquidationItem()),
            liquidation,
            position.id(),
            position.instrumentId(),
            position.qty(),
            ItemStatus.AWAITING_CANCELS,
            Quantity.ZERO,
            Quantity.ZERO,
            Money.ZERO,
            Money.ZERO,
            null,
            0,
            null,
            null,
            null,
            null,
            null,
            now,
            now,
            null);
    LiquidationItemId live = position.liveItem();
    if (live != null) {
      List<OrderId> blocking = blocking(position).stream().map(Order::id).toList();
      LiquidationItem refused =
          item.ended(
              ItemStatus.FAILED,
              Reason.POSITION_BEING_LIQUIDATED,
              null,
              new LiquidationItem.Blocked(position.qty().abs(), position.held(), blocking),
              now);
      state.put(refused);
      count(liquidation, ItemStatus.FAILED);
      return refused;
    }
    state.put(item);
    Position current = state.position(position.id());
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

  private void sizeOrWait(LiquidationItem known) {
    LiquidationItem item = state.items.getOrDefault(known.id(), known);
    if (item.status() == ItemStatus.CLOSING) {
      return;
    }
    if (item.hasEnded()) {
      endIfComplete(item.liquidationId());
      return;
    }
    Position position = state.position(item.positionId());
    Liquidation liquidation = state.liquidation(item.liquidationId());
    if (isWaiting(liquidation, position)) {
      return;
    }
    apply(
        item,
        ItemMachine.on(
            item, new ItemMachine.CancelsSettled(sizing(item)), context.settings().attemptsMax()));
  }

  /** Whether cancels that a close asked for, or trades of cancelled orders, are still to come. */
  private boolean isWaiting(Liquidation liquidation, Position position) {
    if (position.netting() && !liquidation.cancelOrders()) {
      return false;
    }
    for (Order order : state.openOrders(position)) {
      if (order.isLiquidation()) {
        continue;
      }
      // An opening order that still works would open a hedging position again.
      boolean pending =
          order.status() == OrderStatus.PENDING_CANCEL
              || (order.isOpen() && !position.netting())
              || (!order.isOpen() && order.reserved().isPositive());
      if (pending) {
        return true;
      }
    }
    return false;
  }

  /** What the item may close at this moment. */
  private Sizing sizing(LiquidationItem item) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Position position = state.position(item.positionId()).withLiveItem(null);
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity blocked =
        liquidation.cancelOrders() && !instrument.reservesHoldings()
            ? Holds.reducing(position, state.openOrders(position.instrumentId()))
            : Quantity.ZERO;
    CloseAmount amount = liquidation.amount();
    if (item.attempt() > 0) {
      Quantity wanted = item.qty().minus(item.filledQty());
      amount = new CloseAmount.Units(wanted.min(position.qty().abs()));
      if (amount instanceof CloseAmount.Units units && units.qty().equals(position.qty().abs())) {
        amount = CloseAmount.ALL;
      }
    }
    return Sizing.of(amount, position, instrument, liquidation.heldPolicy(), blocked);
  }

  private void apply(LiquidationItem item, ItemMachine.Effect effect) {
    if (effect instanceof ItemMachine.Place place) {
      placeClosing(item, place.qty());
    } else if (effect instanceof ItemMachine.CancelOrder cancel) {
      OrderId id = item.orderId();
      Order order = id == null ? null : state.orders.get(id);
      if (order != null && order.isOpen()) {
        if (cancel.reason() == Reason.LIQUIDATION_DEADLINE_PASSED) {
          state.put(item.escalated(cancel.reason(), context.now()));
        }
        book.requestCancel(order, cancel.reason());
      }
    } else if (effect instanceof ItemMachine.End end) {
      end(item, end);
    }
  }

  private void placeClosing(LiquidationItem item, Quantity qty) {
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
    lookAgain(state.items.getOrDefault(item.id(), item));
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

  /** A closing order became final; its item goes on once nothing of it is unbooked. */
  void orderFinal(Order order) {
    LiquidationItemId id = order.itemId();
    LiquidationItem item = id == null ? null : state.items.get(id);
    if (item == null
        || item.hasEnded()
        || !order.id().equals(item.orderId())
        || order.reserved().isPositive()) {
      return;
    }
    ItemMachine.OrderEnded ended =
        new ItemMachine.OrderEnded(
            order.status(), order.reason(), order.reasonText(), sizing(item));
    apply(item, ItemMachine.on(item, ended, context.settings().attemptsMax()));
  }

  /** Items that wait for cancels look again after this order has changed. */
  void recheckWaiting(Order order) {
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
      if (item.status() == ItemStatus.AWAITING_CANCELS) {
        sizeOrWait(item);
      }
    }
  }

  void activated(Order order) {
    LiquidationItemId id = order.itemId();
    LiquidationItem item = id == null ? null : state.items.get(id);
    if (item != null && !item.hasEnded()) {
      lookAgain(state.put(item.active(context.now())));
    }
  }

  private void end(LiquidationItem item, ItemMachine.End end) {
    LiquidationItem current = state.items.getOrDefault(item.id(), item);
    state.put(current.ended(end.status(), end.reason(), end.text(), end.blocked(), context.now()));
    Position position = state.position(item.positionId());
    if (item.id().equals(position.liveItem())) {
      state.put(position.withLiveItem(null));
    }
    count(item.liquidationId(), end.status());
    endIfComplete(item.liquidationId());
  }

  private void count(LiquidationId id, ItemStatus status) {
    Liquidation liquidation = state.liquidation(id);
    state.put(liquidation.change().items(liquidation.items().ended(status)).at(context.now()));
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
            liquidation
                .change()
                .status(status)
                .reason(status == LiquidationStatus.FILLED ? null : loneReason(liquidation))
                .ended(liquidation.executedValue(), context.now())
                .at(context.now()));
    state.event(EventKind.LIQUIDATION_ENDED, ended);
  }

  /** The reason of a liquidation of one position is that position's. */
  private @Nullable Reason loneReason(Liquidation liquidation) {
    return liquidation.items().total() == 1
        ? book.items(liquidation.id()).stream()
            .map(LiquidationItem::reason)
            .findFirst()
            .orElse(null)
        : null;
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
        liquidation
            .change()
            .executedValue(liquidation.executedValue().plus(cashEffect))
            .at(context.now()));
  }

  /** The first order of a liquidation works at the venue. */
  void processing(Order order) {
    LiquidationId id = order.liquidationId();
    Liquidation liquidation = id == null ? null : state.liquidations.get(id);
    if (liquidation != null && liquidation.status() == LiquidationStatus.NEW) {
      state.event(
          EventKind.LIQUIDATION_PROCESSING,
          state.put(liquidation.change().status(LiquidationStatus.PROCESSING).at(context.now())));
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
    state.put(liquidation.change().cancelRequested().at(context.now()));
    for (LiquidationItem item : book.items(id)) {
      if (item.hasEnded()) {
        continue;
      }
      apply(
          item,
          ItemMachine.on(item, new ItemMachine.CancelAsked(), context.settings().attemptsMax()));
    }
    return state.liquidation(id);
  }

  void advance(LiquidationId id) {
    Liquidation liquidation = state.liquidations.get(id);
    if (liquidation == null || liquidation.status().hasEnded()) {
      return;
    }
    Instant now = context.now();
    Instant cancelDeadline = liquidation.cancelDeadlineAt();
    for (LiquidationItem item : book.items(id)) {
      ItemMachine.Event event = null;
      if (item.status() == ItemStatus.AWAITING_CANCELS
          && (cancelDeadline == null || !cancelDeadline.isAfter(now))) {
        List<OrderId> blocking =
            blocking(state.position(item.positionId())).stream().map(Order::id).toList();
        event = new ItemMachine.CancelDeadlinePassed(sizing(item), blocking);
      } else if (item.status() == ItemStatus.CLOSING && isOver(item, now)) {
        event = new ItemMachine.DeadlinePassed();
      } else if (item.escalatedAt() != null
          && !item.escalatedAt().plus(context.settings().escalation()).isAfter(now)) {
        event = new ItemMachine.EscalationPassed();
      }
      if (event != null) {
        apply(item, ItemMachine.on(item, event, context.settings().attemptsMax()));
      }
    }
    reschedule(id);
  }

  private boolean isOver(LiquidationItem item, Instant now) {
    Instant since = item.activeSince();
    return since != null
        && item.escalatedAt() == null
        && context
                .sessions()
                .openTime(context.instrument(item.instrumentId()), since, now)
                .compareTo(context.settings().deadline())
            >= 0;
  }

  /** Sets when to look next: never, while all that is open is parked for a later session. */
  private void reschedule(LiquidationId id) {
    Liquidation liquidation = state.liquidation(id);
    if (liquidation.status().hasEnded()) {
      return;
    }
    Instant next = null;
    for (LiquidationItem item : book.items(id)) {
      Instant due = dueAt(liquidation, item);
      if (due != null && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    if (next == null ? liquidation.dueAt() != null : !next.equals(liquidation.dueAt())) {
      state.put(liquidation.change().dueAt(next).at(context.now()));
    }
  }

  /** Brings the next look forward to what this item needs. */
  private void lookAgain(LiquidationItem item) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Instant due = dueAt(liquidation, item);
    Instant known = liquidation.dueAt();
    if (due != null && (known == null || due.isBefore(known))) {
      state.put(liquidation.change().dueAt(due).at(context.now()));
    }
  }

  private @Nullable Instant dueAt(Liquidation liquidation, LiquidationItem item) {
    if (item.hasEnded()) {
      return null;
    }
    if (item.status() == ItemStatus.AWAITING_CANCELS) {
      Instant deadline = liquidation.cancelDeadlineAt();
      return deadline == null ? context.now().plus(context.settings().cancelDeadline()) : deadline;
    }
    if (item.escalatedAt() != null) {
      return item.escalatedAt().plus(context.settings().escalation());
    }
    Instant since = item.activeSince();
    if (since == null) {
      return null;
    }
    Instrument instrument = context.instrument(item.instrumentId());
    Duration spent = context.sessions().openTime(instrument, since, context.now());
    Duration left = context.settings().deadline().minus(spent);
    return context.now().plus(left.isNegative() ? Duration.ZERO : left);
  }

  /** Orders that hold part of a position, or whose cancel is awaited. */
  List<Order> blocking(Position position) {
    return state.openOrders(position).stream()
        .filter(o -> o.status() != OrderStatus.HELD)
        .filter(o -> !o.isLiquidation() || position.id().equals(o.positionId()))
        .filter(o -> position.isReducedBy(o.side()) || (!position.netting() && !o.isLiquidation()))
        .toList();
  }

  void settled(LiquidationId id) {
    Liquidation liquidation = state.liquidations.get(id);
    if (liquidation != null && liquidation.status() == LiquidationStatus.FILLED) {
      state.event(
          EventKind.LIQUIDATION_SETTLED,
          state.put(liquidation.change().settled(context.now()).at(context.now())));
    }
  }
}
