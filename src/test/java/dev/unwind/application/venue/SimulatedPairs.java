// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of which both legs may execute at any moment: entered as such, or released by the order
 * that opened what they close.
 */
final class SimulatedPairs {
  private final Random random;
  private final MemoryLedger ledger;
  private final FaultyVenue venue;
  private final Map<Long, Quantity> asked = new HashMap<>();

  SimulatedPairs(Random random, MemoryLedger ledger, FaultyVenue venue) {
    this.random = random;
    this.ledger = ledger;
    this.venue = venue;
  }

  /** A target and a stop, as one request. */
  void placePair(Instrument instrument, Side side) {
    Quantity qty = Quantity.of(1 + random.nextInt(15));
    ledger.decide(b -> b.placeOneCancelsOther(exits(instrument, side, qty)));
  }

  /** An order that opens, with a target and a stop that wait for it. */
  void placeBracket(Instrument instrument, Side side) {
    Quantity qty = Quantity.of(1 + random.nextInt(15));
    NewOrder parent = order(instrument, side, OrderType.LIMIT, qty);
    ledger.decide(
        b -> {
          Order placed = b.place(parent);
          return b.placeOneCancelsOther(
              exits(instrument, side.opposite(), qty).stream()
                  .map(o -> o.withParent(placed.id()))
                  .toList());
        });
  }

  /** Gives a working leg another quantity. */
  void change() {
    List<Order> legs =
        ledger.orders.values().stream().filter(o -> o.ocoGroup() != null && o.isOpen()).toList();
    if (!legs.isEmpty()) {
      Order leg = legs.get(random.nextInt(legs.size()));
      Quantity qty = Quantity.of(1 + random.nextInt(15));
      ledger.decide(
          b ->
              b.replace(
                  leg.id(), new Replacement(null, null, qty, null, null, null, null, null, false)));
    }
  }

  /** The price comes to where legs wait that are held here. */
  void movePrice() {
    List<OrderId> held =
        ledger.orders.values().stream()
            .filter(o -> o.status() == OrderStatus.HELD)
            .map(Order::id)
            .toList();
    ledger.decide(b -> b.arm(held));
  }

  private static List<NewOrder> exits(Instrument instrument, Side side, Quantity qty) {
    return List.of(
        order(instrument, side, OrderType.LIMIT, qty),
        order(instrument, side, OrderType.STOP, qty));
  }

  private static NewOrder order(Instrument instrument, Side side, OrderType type, Quantity qty) {
    Price price = Price.of("10");
    @Nullable Price limit = type.hasLimit() ? price : null;
    @Nullable Price stop = type.hasStop() ? price : null;
    return NewOrder.of(instrument.id(), side, type, qty)
        .timeInForce(TimeInForce.GTC)
        .limitPrice(limit)
        .stopPrice(stop)
        .build();
  }

  /**
   * What the legs of a pair have traded together, as booked and at the venue, is never more than
   * what one of them was for. Where the venue cannot link them, it has one of them at a time.
   */
  void check() {
    Map<Long, Quantity> booked = new HashMap<>();
    for (Order order : ledger.orders.values()) {
      Long group = order.ocoGroup();
      if (group != null && order.status() != OrderStatus.HELD) {
        Quantity changed = order.terms().version() > 1 ? tradedBefore(order) : Quantity.ZERO;
        asked.merge(group, order.terms().ordered().plus(changed), Quantity::max);
        if (order.pending() != null) {
          asked.merge(group, order.pending().ordered().plus(tradedBefore(order)), Quantity::max);
        }
        booked.merge(group, order.filledQty(), Quantity::plus);
      }
    }
    Map<Long, Quantity> executed = new HashMap<>();
    Map<Long, Integer> working = new HashMap<>();
    for (FaultyVenue.Known known : venue.orders.values()) {
      if (known.pair != null && known.state != FaultyVenue.State.REPLACED) {
        executed.merge(known.pair, known.filled, Quantity::plus);
        working.merge(known.pair, known.state == FaultyVenue.State.WORKING ? 1 : 0, Integer::sum);
      }
    }
    requireWithin(booked);
    requireWithin(executed);
    if (!ledger.pairsLinked && working.values().stream().anyMatch(count -> count > 1)) {
      throw new AssertionError("both legs of a pair work");
    }
  }

  /**
   * Where the venue does not link pairs, the other legs are not in the quantity that a client gives
   * a leg anew: it asks for that much more than they have traded.
   */
  private Quantity tradedBefore(Order leg) {
    return ledger.pairsLinked
        ? Quantity.ZERO
        : ledger.orders.values().stream()
            .filter(o -> Objects.equals(o.ocoGroup(), leg.ocoGroup()) && !o.id().equals(leg.id()))
            .map(Order::filledQty)
            .reduce(Quantity.ZERO, Quantity::plus);
  }

  private void requireWithin(Map<Long, Quantity> traded) {
    traded.forEach(
        (group, qty) -> {
          Quantity most = asked.getOrDefault(group, Quantity.ZERO);
          if (qty.isMoreThan(most)) {
            throw new AssertionError("a pair for " + most + " traded " + qty);
          }
        });
  }
}
