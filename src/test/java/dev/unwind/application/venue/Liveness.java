// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.domain.liquidation.Progress.Pause;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What each open close may wait for, once the venue has answered everything. */
final class Liveness {
  private final MemoryLedger ledger;
  private final FaultyVenue venue;
  private final LivenessCounts counts;

  Liveness(MemoryLedger ledger, FaultyVenue venue, LivenessCounts counts) {
    this.ledger = ledger;
    this.venue = venue;
    this.counts = counts;
  }

  void check() {
    for (Order order : ledger.orders.values()) {
      require(
          order.status().isTerminal() || order.status().isUnsent() || isAtTheVenue(order),
          "open, and not at the venue: " + order);
      require(
          !order.status().isTerminal() || order.reserved().isZero(),
          "over, and keeps a reservation: " + order);
    }
    for (Position position : ledger.positions.values()) {
      List<Order> orders = openOrders(position);
      Instrument instrument =
          Objects.requireNonNull(ledger.instruments.get(position.instrumentId()));
      Quantity held = Holds.ordinary(position, instrument, orders);
      for (Order order : closing(position)) {
        held = position.isReducedBy(order.side()) ? held.plus(order.reserved()) : held;
      }
      held = held.min(position.qty().abs());
      require(
          held.equals(position.held()), "held is " + held + " of " + position + " by " + orders);
      LiquidationItemId live = position.liveItem();
      require(
          live == null || !Objects.requireNonNull(ledger.items.get(live)).hasEnded(),
          "a close that has ended keeps " + position);
    }
    for (LiquidationItem item : ledger.items.values()) {
      if (!item.hasEnded()) {
        check(item);
      }
    }
  }

  /** I3, at any moment: of those that the ledger keeps back, none is out. */
  static void checkOrders(MemoryLedger ledger) {
    Set<PositionId> closed = new HashSet<>();
    for (Order order : ledger.orders.values()) {
      boolean isOut = order.isLiquidation() && order.isOpen() && order.status() != OrderStatus.HELD;
      require(
          !isOut || closed.add(Objects.requireNonNull(order.positionId())),
          "I3 two orders close " + order.positionId());
    }
  }

  private void check(LiquidationItem item) {
    Position position = Objects.requireNonNull(ledger.positions.get(item.positionId()));
    Liquidation liquidation = Objects.requireNonNull(ledger.liquidations.get(item.liquidationId()));
    LiquidationItemId live = position.liveItem();
    if (item.status() == ItemStatus.WAITING) {
      require(live != null && !live.equals(item.id()), "waits for nobody: " + item);
      counts.waitedForTurns++;
      return;
    }
    require(item.id().equals(live), "it is not its turn: " + item + " of " + position);
    if (item.status() == ItemStatus.CLOSING) {
      OrderId id = Objects.requireNonNull(item.orderId());
      Order order = Objects.requireNonNull(ledger.orders.get(id));
      require(mayTrade(order), "no order closes " + item + ", " + order);
      require(
          item.reason() != Reason.SUPERSEDED && !liquidation.cancelRequested(),
          "it was to stop, and works on: " + item);
      return;
    }
    Progress progress = item.progress();
    if (progress != null && progress.pause() == Pause.TURN) {
      require(
          ledger.items.values().stream()
              .filter(other -> other.liquidationId().equals(item.liquidationId()))
              .anyMatch(other -> other.status() == ItemStatus.CLOSING),
          "nobody has the turn that it waits for: " + item);
      counts.waitedForTurns++;
      return;
    }
    Instrument instrument = Objects.requireNonNull(ledger.instruments.get(position.instrumentId()));
    boolean blocked =
        openOrders(position).stream().anyMatch(o -> !o.isLiquidation() && mayTrade(o));
    require(
        position.netting()
            && liquidation.heldPolicy() == HeldPolicy.CLOSE_AS_FREED
            && liquidation.amount() instanceof CloseAmount.All
            && !liquidation.cancelRequested(),
        "waits for ever: " + item);
    require(blocked, "waits for no order: " + item + " of " + position);
    require(
        !instrument.reservesHoldings() || position.held().equals(position.qty().abs()),
        "does not close what is free: " + item + " of " + position);
    counts.waitedForOrders++;
  }

  private boolean mayTrade(Order order) {
    return order.status() == OrderStatus.ACCEPTED ? !ledger.open : isAtTheVenue(order);
  }

  private boolean isAtTheVenue(Order order) {
    FaultyVenue.Known known = venue.orders.get(order.terms().uid());
    return order.isOpen() && known != null && known.state == FaultyVenue.State.WORKING;
  }

  private List<Order> openOrders(Position position) {
    return ledger.orders.values().stream()
        .filter(o -> o.instrumentId().equals(position.instrumentId()))
        .filter(o -> position.netting() || position.id().equals(o.positionId()))
        .filter(o -> o.isOpen() || o.reserved().isPositive())
        .toList();
  }

  private List<Order> closing(Position position) {
    return openOrders(position).stream()
        .filter(o -> o.isLiquidation() && position.id().equals(o.positionId()))
        .toList();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
