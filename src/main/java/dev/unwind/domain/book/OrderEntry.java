// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.Side;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  Order place(NewOrder order, @Nullable Long ocoGroup) {
    Instrument instrument = context.instrument(order.instrument());
    admission.requireTerms(order, instrument);
    admission.requireAdmitted(order, instrument, ocoGroup);
    return insert(order, instrument, ocoGroup);
  }

  List<Order> placeGroup(List<NewOrder> legs) {
    for (NewOrder leg : legs) {
      Instrument instrument = context.instrument(leg.instrument());
      admission.requireTerms(leg, instrument);
      admission.requireAdmitted(leg, instrument, null);
    }
    List<Order> placed = new ArrayList<>();
    Long group = null;
    for (NewOrder leg : legs) {
      Order order = insert(leg, context.instrument(leg.instrument()), group);
      if (group == null) {
        group = order.id().value();
        order = state.put(order.change().ocoGroup(group).at(context.now()));
      }
      placed.add(order);
    }
    book.refreshHolds(legs.get(0).instrument());
    return placed.stream().map(o -> state.orders.getOrDefault(o.id(), o)).toList();
  }

  private Order insert(NewOrder order, Instrument instrument, @Nullable Long ocoGroup) {
    Instant now = context.now();
    OrderId id = new OrderId(context.ids().order());
    UUID uid = context.ids().uid();
    boolean held = order.parent() != null;
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
    OrderTerms terms = book.terms(order, uid, expiresAt);
    Order placed =
        state.put(
            new Order(
                id,
                state.account.id(),
                order.instrument(),
                positionId,
                order.side(),
                terms,
                null,
                status,
                Quantity.ZERO,
                Money.ZERO,
                Quantity.ZERO,
                ocoGroup,
                order.parent(),
                null,
                null,
                1,
                null,
                null,
                context.actor(),
                context.dialect(),
                command,
                order.tags(),
                OrderTimes.placed(now),
                held ? null : VenueAction.SEND,
                status == OrderStatus.PENDING_NEW ? 1 : 0));
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

  private Position openHedgingPosition(NewOrder order, OrderId opening) {
    Instant now = context.now();
    Quantity signed = order.side() == Side.BUY ? order.qty() : order.qty().negate();
    return state.put(
        new Position(
            new PositionId(context.ids().position()),
            context.ids().uid(),
            state.account.id(),
            order.instrument(),
            false,
            order.externalId(),
            order.exchange(),
            opening,
            Quantity.ZERO,
            Quantity.ZERO,
            Money.ZERO,
            Money.ZERO,
            signed,
            new Price(java.math.BigDecimal.ZERO),
            now,
            now,
            null,
            null,
            null,
            DayTotals.none(Quantity.ZERO),
            0));
  }

  /** Lets a child go out after its parent has traded this much. */
  void release(Order child, Quantity parentFilled) {
    Instrument instrument = context.instrument(child.instrumentId());
    boolean open = context.sessions().isOpen(instrument, context.now());
    OrderTerms terms = child.terms();
    Quantity qty = terms.qty().min(parentFilled);
    OrderTerms sized =
        new OrderTerms(
            terms.version(),
            terms.versionId(),
            terms.uid(),
            terms.clientOrderId(),
            terms.type(),
            terms.timeInForce(),
            qty,
            terms.notional(),
            terms.limitPrice(),
            terms.stopPrice(),
            terms.timeInForce() == TimeInForce.DAY
                ? context.sessions().dayOrderExpiry(instrument, context.now())
                : terms.expiresAt(),
            terms.createdAt());
    Order next =
        state.put(
            child
                .change()
                .terms(sized)
                .status(open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED)
                .action(VenueAction.SEND)
                .leaseEpoch(open ? child.leaseEpoch() + 1 : child.leaseEpoch())
                .at(context.now()));
    state.version(next.id(), sized, BookChanges.VersionState.LIVE, false);
    state.event(open ? EventKind.ORDER_PENDING_NEW : EventKind.ORDER_ACCEPTED, next);
    book.refreshHolds(next);
  }

  Order cancel(OrderId id, Reason reason) {
    Order order = state.orders.get(id);
    if (order == null) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_FOUND));
    }
    if (!order.isOpen()) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_OPEN).state(order.status()));
    }
    if (order.status() == OrderStatus.PENDING_CANCEL) {
      throw new DeniedException(Denial.of(Reason.ORDER_PENDING_CANCEL).state(order.status()));
    }
    return book.requestCancel(order, reason);
  }

  Order replace(OrderId id, Replacement wanted) {
    return replacing.replace(id, wanted);
  }
}
