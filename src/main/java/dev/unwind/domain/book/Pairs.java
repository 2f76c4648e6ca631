// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Triggers;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the legs of a pair do to each other. What one leg trades is taken off the others, and a leg
 * that is complete or ended ends them. A venue that links pairs does the same in the step of the
 * execution; the ledger draws its conclusions from the trades alone, so that reports may come in
 * any order. Where the venue cannot link, one leg works and the others are held here, armed by
 * price.
 */
final class Pairs {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;

  Pairs(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  /** Takes what a leg has just traded off the others. */
  void traded(Order order, Quantity qty) {
    for (Order other : others(order)) {
      take(other, qty);
    }
  }

  private void take(Order leg, Quantity qty) {
    Quantity rest = leg.qty().minus(qty);
    if (!rest.isMoreThan(leg.filledQty()) && leg.filledQty().isZero()) {
      book.requestCancel(leg, Reason.SIBLING_FILLED);
      return;
    }
    OrderTerms terms = leg.terms().withQty(rest.max(leg.filledQty()));
    OrderBuilder change = leg.with().terms(terms);
    state.version(leg.id(), terms, BookChanges.VersionState.LIVE, false);
    boolean complete = terms.qty().equals(leg.filledQty());
    OrderTerms pending = leg.pending();
    if (complete) {
      change.status(OrderStatus.FILLED).pending(null).action(null).reason(null).reasonText(null);
      change.times(leg.times().reached(OrderStatus.FILLED, context.now()));
      if (pending != null) {
        state.version(leg.id(), pending, BookChanges.VersionState.REFUSED, false);
      }
    } else if (pending != null && pending.qty().minus(qty).isMoreThan(leg.filledQty())) {
      // Of one that asks for no more than has traded, the venue says that it is refused.
      OrderTerms less = pending.withQty(pending.qty().minus(qty));
      change.pending(less);
      state.version(leg.id(), less, BookChanges.VersionState.PENDING, false);
    }
    Order next = state.put(Order.at(context.now(), change));
    state.event(EventKind.ORDER_ADJUSTED, next);
    if (complete) {
      book.afterEnd(next);
    }
  }

  /** A leg is final: another takes its place where that was the purpose, else the others end. */
  void ended(Order order) {
    if (order.ocoGroup() == null || order.reason() == Reason.SIBLING_FILLED) {
      return;
    }
    boolean makesRoom =
        order.reason() == Reason.SIBLING_REACHED && order.status() != OrderStatus.FILLED;
    for (Order other : others(order)) {
      boolean takesThePlace = makesRoom && other.status() == OrderStatus.HELD;
      Reason why = takesThePlace ? book.admission().barsSending(other) : Reason.SIBLING_FILLED;
      if (why != null) {
        book.requestCancel(other, why);
      } else if (order.reserved().isZero()) {
        // Not before every trade of the first is booked: only then is known what is left.
        send(other);
        makesRoom = false;
      }
    }
  }

  private List<Order> others(Order order) {
    Long group = order.ocoGroup();
    if (group == null) {
      return List.of();
    }
    List<Order> others = new ArrayList<>();
    for (Order other : state.openOrders(order.instrumentId())) {
      if (group.equals(other.ocoGroup()) && !other.id().equals(order.id()) && other.isOpen()) {
        others.add(other);
      }
    }
    return others;
  }

  /**
   * Whether an order waits here, with its terms complete, for the price that lets it take the place
   * of the leg that works.
   */
  boolean isArmed(Order order) {
    return order.status() == OrderStatus.HELD
        && !order.isOfOthers()
        && others(order).stream().anyMatch(other -> other.status() != OrderStatus.HELD);
  }

  /** Whether another leg of its pair works or has ended already, while this one is held. */
  boolean hasBegun(Order order) {
    Long group = order.ocoGroup();
    return group != null
        && !context.pairsLinked()
        && state.orders.values().stream()
            .anyMatch(o -> group.equals(o.ocoGroup()) && o.status() != OrderStatus.HELD);
  }

  /** Where a leg would trade. */
  private record Leg(OrderType type, Side side, @Nullable Price limit, @Nullable Price stop) {}

  /** Index of the leg that is to work first, where the venue does not link pairs. */
  int firstOf(List<NewOrder> legs) {
    return first(
        context.quotes().get(legs.get(0).instrument()),
        legs.stream()
            .map(o -> new Leg(o.type(), o.side(), o.limitPrice(), o.currentStop()))
            .toList());
  }

  /**
   * One that the market has reached already, else one without a stop: a stop that is sent late
   * trades all the same.
   */
  private static int first(@Nullable Quote quote, List<Leg> legs) {
    int first = -1;
    for (int i = 0; i < legs.size(); i++) {
      Leg leg = legs.get(i);
      boolean waits = leg.type() == OrderType.TRAILING_STOP && leg.stop() == null;
      if (quote != null
          && !waits
          && Triggers.isReached(leg.side(), leg.limit(), leg.stop(), quote)) {
        return i;
      }
      if (first < 0 && !leg.type().waitsForStop()) {
        first = i;
      }
    }
    return Math.max(first, 0);
  }

  /** Lets one order, or the legs of a pair, go out that have waited for their parent. */
  void release(List<Order> legs) {
    if (context.pairsLinked() || legs.size() == 1) {
      legs.forEach(this::send);
      return;
    }
    int first =
        first(
            context.quotes().get(legs.get(0).instrumentId()),
            legs.stream()
                .map(
                    o ->
                        new Leg(
                            o.terms().type(),
                            o.side(),
                            o.terms().limitPrice(),
                            o.terms().currentStop()))
                .toList());
    for (int i = 0; i < legs.size(); i++) {
      if (i == first) {
        send(legs.get(i));
      } else {
        state.event(EventKind.ORDER_ADJUSTED, legs.get(i));
      }
    }
  }

  /**
   * Asks for the cancel of the working leg where the market has reached one that is held.
   *
   * @return the orders whose cancel was asked for
   */
  List<Order> arm(List<OrderId> held) {
    List<Order> asked = new ArrayList<>();
    if (context.pairsLinked()) {
      return asked;
    }
    List<Order> armed =
        held.stream()
            .map(state.orders::get)
            .filter(o -> o != null && isArmed(o))
            .sorted(Comparator.comparing(o -> o.id().value()))
            .toList();
    for (Order order : armed) {
      Instrument instrument = context.instrument(order.instrumentId());
      Quote quote = context.quotes().get(order.instrumentId());
      if (quote == null
          || !isArmed(state.orders.getOrDefault(order.id(), order))
          || book.admission().barsSending(order) != null
          || !context.sessions().isOpen(instrument, context.now())
          || !isReached(follow(order, quote, instrument), order.side(), quote)) {
        continue;
      }
      for (Order other : others(order)) {
        if (other.status() != OrderStatus.HELD && other.status() != OrderStatus.PENDING_CANCEL) {
          asked.add(book.requestCancel(other, Reason.SIBLING_REACHED));
        }
      }
    }
    return asked;
  }

  private static boolean isReached(OrderTerms terms, Side side, Quote quote) {
    return (terms.trail() == null || terms.currentStop() != null)
        && Triggers.isReached(side, terms.limitPrice(), terms.currentStop(), quote);
  }

  /** The terms of a held leg after a quote: a trailing stop has gone on with the market. */
  private OrderTerms follow(Order held, Quote quote, Instrument instrument) {
    OrderTerms terms = held.terms().follow(held.side(), quote.last(), instrument);
    if (!terms.equals(held.terms())) {
      state.put(held.at(held.times().updatedAt(), to -> to.terms(terms)));
      state.version(held.id(), terms, BookChanges.VersionState.LIVE, false);
    }
    return terms;
  }

  private void send(Order leg) {
    Instrument instrument = context.instrument(leg.instrumentId());
    boolean open = context.sessions().isOpen(instrument, context.now());
    OrderBuilder change = leg.with().action(VenueAction.SEND);
    change.status(open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED);
    change.leaseEpoch(open ? leg.leaseEpoch() + 1 : leg.leaseEpoch());
    if (!context.pairsLinked() && !leg.terms().taken().isZero()) {
      // A venue that does not know the other legs is told only what they have left.
      OrderTerms terms = leg.terms().asOrdered();
      change.terms(terms);
      state.version(leg.id(), terms, BookChanges.VersionState.LIVE, false);
    }
    Order next = state.put(Order.at(context.now(), change));
    state.event(open ? EventKind.ORDER_PENDING_NEW : EventKind.ORDER_ACCEPTED, next);
    book.refreshHolds(next);
  }
}
