// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold after every step of a simulation, whatever has happened. */
final class Invariants {
  private final MemoryLedger ledger;
  private final FaultyVenue venue;
  private final Map<InstrumentId, Quantity> start;
  private final Map<OrderId, OrderStatus> terminal = new HashMap<>();

  /**
   * @param start signed quantity of each position at the beginning
   */
  Invariants(MemoryLedger ledger, FaultyVenue venue, Map<InstrumentId, Quantity> start) {
    this.ledger = ledger;
    this.venue = venue;
    this.start = start;
  }

  void check() {
    Map<InstrumentId, Quantity> expected = new HashMap<>(start);
    Map<OrderId, Quantity> filled = new HashMap<>();
    Money cash = Money.ZERO;
    for (Fill fill : ledger.fills) {
      Quantity signed = fill.side() == Side.BUY ? fill.qty() : fill.qty().negate();
      Quantity before = expected.getOrDefault(fill.instrumentId(), Quantity.ZERO);
      Quantity after = before.plus(signed);
      expected.put(fill.instrumentId(), after);
      boolean reduces =
          before.signum() * signed.signum() < 0 && before.signum() * after.signum() >= 0;
      require(
          fill.liquidationId() == null || reduces,
          "I1 closing " + fill + " turned " + before + " into " + after);
      filled.merge(fill.orderId(), fill.qty(), Quantity::plus);
      cash = cash.plus(fill.cashEffect());
    }
    require(ledger.account().cash().equals(cash), "cash is the sum of the effects");
    for (Position position : ledger.positions.values()) {
      require(position.qty().equals(expected.get(position.instrumentId())), "I5 of a position");
      require(position.held().signum() >= 0, "held is not negative");
      require(!position.held().isMoreThan(position.qty().abs()), "held is within the position");
      checkClosing(position);
    }
    for (Order order : ledger.orders.values()) {
      require(
          order.filledQty().equals(filled.getOrDefault(order.id(), Quantity.ZERO)),
          "I5 of an order");
      OrderStatus before = terminal.get(order.id());
      if (before != null) {
        require(order.status() == before, "I8 " + before + " became " + order.status());
      } else if (order.status().isTerminal()) {
        terminal.put(order.id(), order.status());
      }
    }
    for (FaultyVenue.Known known : venue.orders.values()) {
      require(known.arrivals == 1, "I4");
    }
    long seq = 0;
    for (var event : ledger.events) {
      seq++;
      require(event.seq() == seq, "I17");
    }
    for (LiquidationItem item : ledger.items.values()) {
      require(!item.filledQty().isMoreThan(item.qty()), "never more than asked");
      require(
          item.status() != ItemStatus.FILLED
              || item.filledQty().isPositive()
              || item.reason() != null,
          "never a plain FILLED with nothing filled: " + item);
      require(
          !item.hasEnded() || item.status() == ItemStatus.FILLED || item.reason() != null,
          "what is not filled says why: " + item);
    }
  }

  /**
   * I2 and I3: at most one closing order of a position is out, and with those that wait for it it
   * is never more than is held unless a late fill came.
   */
  private void checkClosing(Position position) {
    List<Order> live =
        ledger.orders.values().stream()
            .filter(o -> o.isLiquidation() && o.isOpen() && position.id().equals(o.positionId()))
            .toList();
    require(live.stream().filter(o -> o.status() != OrderStatus.HELD).count() <= 1, "I3");
    Quantity closing = Quantity.ZERO;
    for (Order order : live) {
      if (order.status() != OrderStatus.PENDING_CANCEL) {
        closing = closing.plus(order.reserved());
        require(position.isReducedBy(order.side()), "I1 " + order + " of " + position);
      }
    }
    require(!closing.isMoreThan(position.qty().abs()), "I2 " + live + " of " + position);
    require(closing.isZero() || !closing.isMoreThan(position.held()), "I2 is reserved: " + live);
  }

  private static void require(boolean holds, String invariant) {
    if (!holds) {
      throw new AssertionError(invariant);
    }
  }
}
