// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which positions a request closes, in which order, what is in the way, and whether it may be
 * accepted at all. Changes nothing.
 */
final class CloseTargets {
  private final BookState state;
  private final BookContext context;
  private final ClosingOrderEntry orders;
  private final ClosingTurns turns;

  CloseTargets(AccountBook book, ClosingOrderEntry orders, ClosingTurns turns) {
    state = book.state;
    context = book.context;
    this.orders = orders;
    this.turns = turns;
  }

  void requireOpenAccount() {
    AccountStatus status = state.account.status();
    if (status == AccountStatus.LOCKED) {
      throw new DeniedException(Denial.of(Reason.ACCOUNT_LOCKED));
    }
    if (status == AccountStatus.CLOSED) {
      throw new DeniedException(Denial.of(Reason.ACCOUNT_CLOSED));
    }
  }

  /** In the order in which they are to be closed. */
  List<Position> of(CloseRequest request) {
    Selection selection = request.selection();
    List<Position> meant = selection == null ? named(request) : selected(selection, request);
    return request.conduct().sequence().of(meant, places(request), this::worth);
  }

  /** Where each is named, by its id or by its instrument. */
  private static Function<Position, Integer> places(CloseRequest request) {
    Map<PositionId, Integer> byId = numbered(request.positions());
    Map<InstrumentId, Integer> byInstrument =
        request.selection() == null
            ? Map.of()
            : numbered(request.selection().named().instruments());
    return position ->
        byId.getOrDefault(
            position.id(), byInstrument.getOrDefault(position.instrumentId(), Integer.MAX_VALUE));
  }

  private static <T> Map<T, Integer> numbered(Collection<T> named) {
    Map<T, Integer> numbers = new HashMap<>();
    named.forEach(one -> numbers.put(one, numbers.size()));
    return numbers;
  }

  /** At the last price; where none is known, what it has cost. */
  private Money worth(Position position) {
    Instrument instrument = context.instrument(position.instrumentId());
    Quote quote = context.quotes().get(instrument.id());
    Money value = quote == null ? position.cost() : position.qty().at(quote.last());
    return value.times(instrument.multiplier()).abs();
  }

  private List<Position> named(CloseRequest request) {
    return state.positions.values().stream()
        .filter(
            p ->
                request.scope() == LiquidationScope.ACCOUNT
                    ? isOpen(p)
                    : request.positions().contains(p.id()) && (isOpen(p)))
        .toList();
  }

  /**
   * Those that a selection means and of which there is something to close. Where a price that is
   * not known decides, nothing is: neither closing the position nor leaving it open was asked for.
   */
  private List<Position> selected(Selection selection, CloseRequest request) {
    List<Position> meant = new ArrayList<>();
    for (Position position : state.positions.values()) {
      boolean named = request.positions().isEmpty() || request.positions().contains(position.id());
      if (!named || !isOpen(position)) {
        continue;
      }
      Instrument instrument = context.instrument(position.instrumentId());
      switch (selection.of(position, instrument, context.quotes().get(instrument.id()))) {
        case MEANT -> {
          if (!isAtTarget(request.amount(), position)) {
            meant.add(position);
          }
        }
        case NOT_MEANT -> {}
        case UNKNOWN ->
            throw new DeniedException(
                Denial.of(Reason.QUOTE_MISSING).withSymbol(instrument.symbol()));
      }
    }
    return meant;
  }

  /** Working orders that are to be cancelled first. */
  List<Order> ordersInTheWay(CloseRequest request, List<Position> targets) {
    boolean all = request.scope() == LiquidationScope.ACCOUNT;
    List<Order> inTheWay = new ArrayList<>();
    for (Order order : state.orders.values()) {
      if (!order.isOpen() || order.isLiquidation()) {
        continue;
      }
      boolean concerned =
          request.cancelOrders()
              ? all
                  || order.instrumentId().equals(request.instrument())
                  || targets.stream().anyMatch(p -> isOf(order, p))
              : reservesNothing(order) && targets.stream().anyMatch(p -> isOf(order, p));
      boolean left = targets.stream().anyMatch(p -> orders.isLeftToTrade(request, order, p));
      if (concerned && !left) {
        inTheWay.add(order);
      }
    }
    return inTheWay;
  }

  /**
   * Nothing of the position is set aside for it, and it may turn the position round: a close needs
   * it out of the way, asked for or not.
   */
  private boolean reservesNothing(Order order) {
    return !context.instrument(order.instrumentId()).reservesHoldings();
  }

  private static boolean isOf(Order order, Position position) {
    return position.netting()
        ? order.instrumentId().equals(position.instrumentId())
        : position.id().equals(order.positionId());
  }

  private static boolean isAtTarget(CloseAmount amount, Position position) {
    return amount instanceof CloseAmount.Target target
        && !position.qty().abs().isMoreThan(target.remaining());
  }

  /**
   * Also a hedging position whose opening order has not filled yet: liquidating it cancels that
   * order.
   */
  private boolean isOpen(Position position) {
    return !position.isFlat() || (!position.netting() && position.closedAt() == null);
  }

  /** A single close that could not do anything is refused, with the facts. */
  void requireClosable(CloseRequest request, List<Position> targets) {
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
              Denial.of(Reason.POSITION_BEING_LIQUIDATED).withSymbol(instrument.symbol()));
        }
        continue;
      }
      ClosingTurns.Turn turn = turns.of(request, position);
      if (turn instanceof ClosingTurns.Turn.Refused refused) {
        throw new DeniedException(denial(refused.refusal(), position, instrument));
      }
      if (!(turn instanceof ClosingTurns.Turn.Now)) {
        continue;
      }
      Position asked = request.cancelOrders() ? position.withHeld(Quantity.ZERO) : position;
      if (orders.sizingOf(request, asked) instanceof Sizing.Denied refusal) {
        throw new DeniedException(denial(refusal, position, instrument));
      }
    }
  }

  /** Whether something must become final before all of them can be sized. */
  boolean mustWait(CloseRequest request, List<Position> targets) {
    return request.cancelOrders()
        || targets.stream()
            .anyMatch(
                position ->
                    orders.isAnyInFlight(position)
                        || orders.isOpening(position)
                        || turns.of(request, position) instanceof ClosingTurns.Turn.Instead);
  }

  private Denial denial(Sizing.Denied refusal, Position position, Instrument instrument) {
    List<Order> blocking = orders.blocking(position);
    return Denial.of(refusal.reason())
        .withSymbol(instrument.symbol())
        .quantities(refusal.requested(), refusal.existing(), refusal.held())
        .related(
            blocking.stream().map(Order::id).toList(),
            blocking.stream().map(o -> o.terms().uid()).toList());
  }

  private boolean hasWorkingOrders(@Nullable InstrumentId instrument) {
    return instrument != null
        && state.openOrders(instrument).stream().anyMatch(o -> o.isOpen() && !o.isLiquidation());
  }
}
