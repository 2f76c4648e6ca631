// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTermsBuilder;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.order.WantedOrder;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces the terms of orders; a replacement re-uses its own reservation. */
final class Replacing {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final Admission admission;

  Replacing(AccountBook book, Admission admission) {
    this.book = book;
    state = book.state;
    context = book.context;
    this.admission = admission;
  }

  Order replace(OrderId id, Replacement wanted) {
    Order order = state.orders.get(id);
    if (order == null) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_FOUND));
    }
    requireReplaceable(order);
    if (order.status() == OrderStatus.HELD && order.isOfOthers()) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_YET_WORKING).withState(order.status()));
    }
    Instrument instrument = context.instrument(order.instrumentId());
    OrderTerms terms = order.terms();
    Quantity qty = wanted.qty() == null ? terms.qty() : wanted.qty();
    Price stop = wanted.stopPrice() == null ? terms.stopPrice() : wanted.stopPrice();
    OrderTerms next =
        OrderTermsBuilder.builder()
            .version(terms.version() + 1)
            .versionId(context.ids().orderVersion())
            .uid(context.ids().uid())
            .clientOrderId(
                wanted.clientOrderId() == null
                    ? context.ids().uid().toString()
                    : wanted.clientOrderId())
            .type(wanted.type() == null ? terms.type() : wanted.type())
            .timeInForce(wanted.timeInForce() == null ? terms.timeInForce() : wanted.timeInForce())
            .qty(qty)
            .limitPrice(wanted.limitPrice() == null ? terms.limitPrice() : wanted.limitPrice())
            .stopPrice(stop)
            .expiresAt(expiry(wanted, terms, instrument))
            .createdAt(state.nextAt())
            .ordered(qty.plus(terms.taken()))
            .trail(trail(wanted, order, stop, instrument))
            .build();
    admission.requireQuantity(next.qty(), instrument);
    if (!next.qty().isMoreThan(order.filledQty())) {
      throw Admission.denied(Reason.QUANTITY_INVALID, instrument);
    }
    admission.requirePrices(next.type(), next.limitPrice(), next.stopPrice(), instrument);
    admission.requireTrail(next.type(), order.side(), next.trail(), false, instrument);
    requireFreeForReplacement(order, next, instrument);
    requireMayOpen(order, WantedOrder.of(order, next, instrument, wanted.requiresCash()));
    if (order.status() == OrderStatus.HELD) {
      return replaceAtOnce(order, next);
    }
    long command = context.ids().event();
    Order pending =
        state.put(
            order.at(
                context.now(),
                to ->
                    to.pending(next)
                        .status(OrderStatus.PENDING_REPLACE)
                        .commandId(command)
                        .action(VenueAction.REPLACE)
                        .leaseEpoch(order.leaseEpoch() + 1)));
    state.version(id, next, BookChanges.VersionState.PENDING, true);
    state.event(EventKind.ORDER_PENDING_REPLACE, pending, command);
    book.refreshHolds(order);
    return pending;
  }

  /** Another distance is measured from the mark that the order has already. */
  private static @Nullable Trail trail(
      Replacement wanted, Order order, @Nullable Price stop, Instrument instrument) {
    Trail present = order.terms().trail();
    Trail asked = wanted.trail();
    if (present == null || asked == null) {
      return asked == null ? present : asked;
    }
    return asked
        .beginning(present.begins(), present.step())
        .onward(order.side(), present, stop, instrument.priceIncrement());
  }

  /** Another time in force ends at another time, whether or not the client names one. */
  private @Nullable Instant expiry(Replacement wanted, OrderTerms terms, Instrument instrument) {
    if (wanted.expiresAt() != null) {
      return wanted.expiresAt();
    }
    if (wanted.timeInForce() == null || wanted.timeInForce() == terms.timeInForce()) {
      return terms.expiresAt();
    }
    return switch (wanted.timeInForce()) {
      case DAY -> context.sessions().dayOrderExpiry(instrument, context.now());
      case GTD -> terms.expiresAt();
      case GTC, IOC, FOK -> null;
    };
  }

  private void requireReplaceable(Order order) {
    if (order.isLiquidation()) {
      throw new DeniedException(
          Denial.of(Reason.POSITION_BEING_LIQUIDATED).withState(order.status()));
    }
    Reason why =
        switch (order.status()) {
          case FILLED, CANCELED, REJECTED, EXPIRED -> Reason.ORDER_NOT_OPEN;
          case PENDING_CANCEL -> Reason.ORDER_PENDING_CANCEL;
          case PENDING_REPLACE -> Reason.ORDER_PENDING_REPLACE;
          case ACCEPTED, PENDING_NEW -> Reason.ORDER_NOT_YET_WORKING;
          case HELD, NEW, PARTIALLY_FILLED -> null;
        };
    if (why != null) {
      throw new DeniedException(Denial.of(why).withState(order.status()));
    }
  }

  /**
   * A replacement re-uses its own reservation; what it adds must be free, and no account may add
   * risk that is halted, restricted or locked.
   */
  private void requireFreeForReplacement(Order order, OrderTerms next, Instrument instrument) {
    boolean grows = next.qty().isMoreThan(order.qty());
    Position position = state.nettingPosition(order.instrumentId());
    boolean reduces = position != null && position.isReducedBy(order.side());
    Reason barred = admission.barsOpening();
    if (!reduces && barred != null) {
      throw Admission.denied(barred, instrument);
    }
    if (!reduces && state.account.preferences().tradeSuspended()) {
      throw Admission.denied(Reason.ACCOUNT_HALTED, instrument);
    }
    boolean waitsForParent = order.status() == OrderStatus.HELD && !book.pairs().isArmed(order);
    if (!grows || position == null || !reduces || waitsForParent) {
      return;
    }
    List<Order> others =
        state.openOrders(order.instrumentId()).stream()
            .filter(o -> !o.id().equals(order.id()))
            .filter(o -> order.ocoGroup() == null || !order.ocoGroup().equals(o.ocoGroup()))
            .toList();
    boolean capped = instrument.reservesHoldings() || barred != null;
    Quantity held = Holds.reducing(position, others);
    Quantity open = next.qty().minus(order.filledQty());
    if (capped && held.plus(open).isMoreThan(position.qty().abs())) {
      throw new DeniedException(
          Admission.related(
              Denial.of(Reason.QUANTITY_HELD)
                  .withSymbol(instrument.symbol())
                  .quantities(open, position.qty().abs(), held.min(position.qty().abs())),
              others));
    }
  }

  /** What new terms open in addition is bound as a new order is. */
  private void requireMayOpen(Order order, WantedOrder wanted) {
    if (order.status() == OrderStatus.HELD) {
      admission.opening().requireRange(wanted, null);
      return;
    }
    Position position = state.nettingPosition(order.instrumentId());
    admission.opening().require(wanted, position);
    admission.opening().requireMoney(wanted, position);
  }

  private Order replaceAtOnce(Order order, OrderTerms next) {
    long command = context.ids().event();
    Order replaced = state.put(order.at(context.now(), to -> to.terms(next).commandId(command)));
    state.version(order.id(), order.terms(), BookChanges.VersionState.REPLACED, false);
    state.version(order.id(), next, BookChanges.VersionState.LIVE, true);
    state.event(EventKind.ORDER_REPLACED, replaced, command);
    book.refreshHolds(replaced);
    book.closing().recheckWaiting(replaced);
    return replaced;
  }
}
