// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.EntryOffsets;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Admits orders, cancels and replacements of clients. Every check is made before anything is
 * changed.
 */
final class OrderEntry {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final Admission admission;
  private final Replacing replacing;

  OrderEntry(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
    admission = new Admission(book);
    replacing = new Replacing(book, admission);
  }

  Admission admission() {
    return admission;
  }

  Order place(NewOrder wanted, @Nullable Long ocoGroup) {
    Instrument instrument = context.instrument(wanted.instrument());
    admission.requireTerms(wanted, instrument);
    NewOrder order = begun(wanted, instrument);
    admission.requireAdmitted(order, instrument, ocoGroup);
    boolean held = order.parent() != null;
    return insert(order, instrument, new OrderId(context.ids().order()), ocoGroup, held);
  }

  /**
   * Places a parent with groups of children that wait for its fill; the children of a group cancel
   * each other.
   */
  List<Order> placeWithChildren(NewOrder parent, List<List<NewOrder>> groups) {
    if (!groups.isEmpty()) {
      admission.requireEntry(parent, context.instrument(parent.instrument()));
    }
    Order placed = place(parent, null);
    List<Order> all = new ArrayList<>();
    all.add(placed);
    for (List<NewOrder> group : groups) {
      List<NewOrder> waiting = group.stream().map(c -> c.withParent(placed.id())).toList();
      if (waiting.size() == 1) {
        all.add(place(waiting.get(0), null));
      } else if (!waiting.isEmpty()) {
        all.addAll(placeGroup(waiting));
      }
    }
    return List.copyOf(all);
  }

  List<Order> placeGroup(List<NewOrder> wanted) {
    List<NewOrder> legs = new ArrayList<>();
    for (NewOrder leg : wanted) {
      Instrument instrument = context.instrument(leg.instrument());
      admission.requireTerms(leg, instrument);
      admission.requireExit(leg, instrument);
      NewOrder begun = begun(leg, instrument);
      admission.requireAdmitted(begun, instrument, null);
      legs.add(begun);
    }
    List<Order> placed = new ArrayList<>();
    Long group = null;
    int first = context.pairsLinked() ? -1 : book.pairs().firstOf(legs);
    for (int i = 0; i < legs.size(); i++) {
      NewOrder leg = legs.get(i);
      OrderId id = new OrderId(context.ids().order());
      group = group == null ? Long.valueOf(id.value()) : group;
      boolean held = leg.parent() != null || (first >= 0 && i != first);
      placed.add(insert(leg, context.instrument(leg.instrument()), id, group, held));
    }
    book.refreshHolds(legs.get(0).instrument());
    return placed.stream().map(o -> state.orders.getOrDefault(o.id(), o)).toList();
  }

  /** A trailing stop begins to follow the market here, where there is one that it may follow. */
  private NewOrder begun(NewOrder order, Instrument instrument) {
    Trail trail = order.trail();
    Quote quote = order.parent() == null ? openingQuote(instrument) : null;
    return trail == null || quote == null
        ? order
        : order.withTrail(
            trail.follow(
                order.side(), quote.last(), order.stopPrice(), instrument.priceIncrement()));
  }

  /** The market that an order meets which is to work now; null while there is none. */
  private @Nullable Quote openingQuote(Instrument instrument) {
    return context.sessions().isOpen(instrument, context.now())
        ? context.quotes().get(instrument.id())
        : null;
  }

  private Order insert(
      NewOrder order, Instrument instrument, OrderId id, @Nullable Long ocoGroup, boolean held) {
    Instant now = context.now();
    UUID uid = context.ids().uid();
    boolean open = context.sessions().isOpen(instrument, now);
    boolean immediate =
        order.timeInForce() == TimeInForce.IOC || order.timeInForce() == TimeInForce.FOK;
    if (!open && !held && immediate) {
      throw Admission.denied(Reason.MARKET_CLOSED, instrument);
    }
    OrderStatus status =
        held ? OrderStatus.HELD : open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED;
    Instant expiresAt =
        order.timeInForce() == TimeInForce.DAY
            ? context.sessions().dayOrderExpiry(instrument, now)
            : order.expiresAt();
    PositionId positionId = null;
    if (state.account.positionMode() == PositionMode.HEDGING) {
      positionId = openHedgingPosition(order, id).id();
    }
    long command = context.ids().event();
    OrderTerms terms = terms(order, uid, expiresAt);
    Order placed =
        state.put(
            OrderBuilder.builder()
                .id(id)
                .accountId(state.account.id())
                .instrumentId(order.instrument())
                .positionId(positionId)
                .side(order.side())
                .terms(terms)
                .status(status)
                .filledQty(Quantity.ZERO)
                .filledValue(Money.ZERO)
                .reportedQty(Quantity.ZERO)
                .ocoGroup(ocoGroup)
                .parentId(order.parent())
                .attempt(1)
                .actor(context.actor())
                .dialect(context.dialect())
                .commandId(command)
                .tags(order.tags())
                .times(OrderTimes.placed(now, state.nextAt()))
                .action(held ? null : VenueAction.SEND)
                .leaseEpoch(status == OrderStatus.PENDING_NEW ? 1 : 0)
                .build());
    state.version(id, terms, BookChanges.VersionState.LIVE, true);
    state.event(
        switch (status) {
          case HELD -> EventKind.ORDER_HELD;
          case ACCEPTED -> EventKind.ORDER_ACCEPTED;
          default -> EventKind.ORDER_PENDING_NEW;
        },
        placed,
        command);
    book.refreshHolds(placed);
    return placed;
  }

  /** Makes a first version of an order's terms. */
  private OrderTerms terms(NewOrder order, UUID uid, @Nullable Instant expiresAt) {
    String clientOrderId = order.clientOrderId();
    return OrderTerms.asking(order.qty())
        .versionId(context.ids().orderVersion())
        .uid(uid)
        .clientOrderId(clientOrderId == null ? uid.toString() : clientOrderId)
        .type(order.type())
        .timeInForce(order.timeInForce())
        .notional(order.notional())
        .limitPrice(order.limitPrice())
        .stopPrice(order.stopPrice())
        .expiresAt(expiresAt)
        .createdAt(context.now())
        .trail(order.trail())
        .build();
  }

  private Position openHedgingPosition(NewOrder order, OrderId opening) {
    Instant now = context.now();
    Quantity signed = order.side() == Side.BUY ? order.qty() : order.qty().negate();
    return state.put(
        PositionBuilder.builder()
            .id(new PositionId(context.ids().position()))
            .uid(context.ids().uid())
            .accountId(state.account.id())
            .instrumentId(order.instrument())
            .netting(false)
            .externalId(order.externalId())
            .exchange(order.exchange())
            .openingOrderId(opening)
            .qty(Quantity.ZERO)
            .held(Quantity.ZERO)
            .cost(Money.ZERO)
            .realizedPl(Money.ZERO)
            .openedQty(signed)
            .entryPrice(new Price(java.math.BigDecimal.ZERO))
            .openedAt(now)
            .updatedAt(now)
            .day(DayTotals.none(Quantity.ZERO))
            .version(0)
            .build());
  }

  /**
   * Lets the children of a final order go out. What the parent has traded is given to them in the
   * order in which they were placed, a group counting once; who gets nothing ends.
   */
  void releaseChildren(Order parent, List<Order> children) {
    Map<Long, List<Order>> groups = new LinkedHashMap<>();
    children.stream()
        .sorted(Comparator.comparing(o -> o.id().value()))
        .forEach(
            child ->
                groups
                    .computeIfAbsent(
                        child.ocoGroup() == null ? child.id().value() : child.ocoGroup(),
                        k -> new ArrayList<>())
                    .add(child));
    Quantity left = parent.filledQty();
    for (List<Order> group : groups.values()) {
      Quantity given = left.min(group.get(0).qty());
      left = left.minus(given);
      List<Order> ready = new ArrayList<>();
      for (Order child : group) {
        Order current = state.orders.getOrDefault(child.id(), child);
        if (current.status() == OrderStatus.HELD && !book.pairs().hasBegun(current)) {
          prepare(current, given, parent, ready);
        }
      }
      if (!ready.isEmpty()) {
        book.pairs().release(ready);
      }
    }
  }

  /** Ends a child that has nothing to do, or makes it ready to go out. */
  private void prepare(Order child, Quantity given, Order parent, List<Order> ready) {
    if (given.isZero()) {
      book.finish(child, OrderStatus.CANCELED, Reason.PARENT_ENDED, null);
      return;
    }
    Reason barred = admission.barsRelease(child, parent);
    Quantity most = barred == null ? given.min(admission.closable(child, parent)) : given;
    if (barred != null) {
      book.finish(child, OrderStatus.CANCELED, barred, null);
    } else if (most.isZero()) {
      book.finish(child, OrderStatus.CANCELED, Reason.POSITION_NOT_FOUND, null);
    } else {
      ready.add(size(child, most, parent));
    }
  }

  /** A child as it will work, once what its parent has traded is known. */
  private Order size(Order child, Quantity given, Order parent) {
    Instrument instrument = context.instrument(child.instrumentId());
    OrderTerms terms = EntryOffsets.price(child, parent, instrument);
    OrderTerms sized = terms.of(terms.qty().min(given));
    if (terms.timeInForce() == TimeInForce.DAY) {
      sized = sized.withExpiresAt(context.sessions().dayOrderExpiry(instrument, context.now()));
    }
    Quote quote = openingQuote(instrument);
    sized = quote == null ? sized : sized.follow(child.side(), quote.last(), instrument);
    state.version(child.id(), sized, BookChanges.VersionState.LIVE, false);
    return state.put(Order.at(context.now(), child.with().terms(sized)));
  }

  List<Order> openSession(List<OrderId> parked) {
    List<Order> sent = new ArrayList<>();
    for (OrderId id : parked) {
      Order order = state.orders.get(id);
      if (order == null || order.status() != OrderStatus.ACCEPTED || !context.isOpen(order)) {
        continue;
      }
      Reason barred = admission.barsSending(order);
      if (barred == null) {
        sent.add(send(order));
      } else {
        book.finish(order, OrderStatus.CANCELED, barred, null);
      }
    }
    return sent;
  }

  /** Looks again at orders that are sent later than they were to be. */
  Set<OrderId> bar(Set<OrderId> late) {
    Set<OrderId> barred = new HashSet<>();
    Set<OrderId> behind = new HashSet<>(late);
    for (OrderId id : late.stream().sorted(Comparator.comparing(OrderId::value)).toList()) {
      behind.remove(id);
      Order order = state.orders.get(id);
      if (order == null || order.action() != VenueAction.SEND) {
        // The venue has it, or it has ended, or is to be cancelled.
        barred.add(id);
        continue;
      }
      Reason why = admission.barsSending(order, behind);
      if (why != null) {
        book.requestCancel(order, why);
        barred.add(id);
      }
    }
    return barred;
  }

  private Order send(Order parked) {
    Order next =
        state.put(
            parked.at(
                context.now(),
                to ->
                    to.status(OrderStatus.PENDING_NEW)
                        .action(VenueAction.SEND)
                        .leaseEpoch(parked.leaseEpoch() + 1)));
    state.event(EventKind.ORDER_PENDING_NEW, next);
    book.closing().activated(next);
    return next;
  }

  Order cancel(OrderId id, Reason reason) {
    Order order = state.orders.get(id);
    if (order == null) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_FOUND));
    }
    if (!order.isOpen()) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_OPEN).withState(order.status()));
    }
    if (order.status() == OrderStatus.PENDING_CANCEL) {
      throw new DeniedException(Denial.of(Reason.ORDER_PENDING_CANCEL).withState(order.status()));
    }
    return book.requestCancel(order, reason);
  }

  Order replace(OrderId id, Replacement wanted) {
    return replacing.replace(id, wanted);
  }
}
