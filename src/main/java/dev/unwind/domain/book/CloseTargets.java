// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which positions a request closes, and whether it may be accepted at all. Changes nothing. */
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

  List<Position> of(CloseRequest request) {
    Selection selection = request.selection();
    if (selection != null) {
      return selected(selection, request);
    }
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
