// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
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

  OrderEntry(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  Order place(NewOrder order, @Nullable Long ocoGroup) {
    Instrument instrument = context.instrument(order.instrument());
    requireTerms(order, instrument);
    requireAdmitted(order, instrument, ocoGroup);
    return insert(order, instrument, ocoGroup);
  }

  List<Order> placeGroup(List<NewOrder> legs) {
    for (NewOrder leg : legs) {
      Instrument instrument = context.instrument(leg.instrument());
      requireTerms(leg, instrument);
      requireAdmitted(leg, instrument, null);
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

  private void requireTerms(NewOrder order, Instrument instrument) {
    requireQuantity(order.qty(), instrument);
    requirePrices(order.type(), order.limitPrice(), order.stopPrice(), instrument);
    String clientOrderId = order.clientOrderId();
    if (clientOrderId != null && (clientOrderId.isEmpty() || clientOrderId.length() > 128)) {
      throw denied(Reason.CLIENT_ORDER_ID_INVALID, instrument);
    }
    Instant expiresAt = order.expiresAt();
    if (order.timeInForce() == TimeInForce.GTD
        && (expiresAt == null || !expiresAt.isAfter(context.now()))) {
      throw denied(Reason.TIME_IN_FORCE_UNSUPPORTED, instrument);
    }
  }

  private void requireQuantity(Quantity qty, Instrument instrument) {
    if (!qty.isPositive()) {
      throw denied(Reason.QUANTITY_INVALID, instrument);
    }
    if (!qty.isMultipleOf(instrument.quantityIncrement())) {
      throw denied(Reason.QUANTITY_OFF_INCREMENT, instrument);
    }
  }

  private void requirePrices(
      OrderType type, @Nullable Price limit, @Nullable Price stop, Instrument instrument) {
    if (type.hasLimit()) {
      requirePrice(limit, instrument);
    }
    if (type.hasStop()) {
      requirePrice(stop, instrument);
    }
  }

  private void requirePrice(@Nullable Price price, Instrument instrument) {
    if (price == null) {
      throw denied(Reason.PRICE_MISSING, instrument);
    }
    if (!price.isPositive()) {
      throw new DeniedException(
          Denial.of(Reason.PRICE_INVALID).symbol(instrument.symbol()).price(price));
    }
    if (!price.isMultipleOf(instrument.priceIncrement())) {
      throw new DeniedException(
          Denial.of(Reason.PRICE_OFF_INCREMENT).symbol(instrument.symbol()).price(price));
    }
  }

  private void requireAdmitted(NewOrder order, Instrument instrument, @Nullable Long ocoGroup) {
    AccountStatus status = state.account.status();
    if (status == AccountStatus.LOCKED) {
      throw denied(Reason.ACCOUNT_LOCKED, instrument);
    }
    if (status == AccountStatus.CLOSED) {
      throw denied(Reason.ACCOUNT_CLOSED, instrument);
    }
    if (state.account.latch().state() == TradingState.HALTED) {
      throw denied(Reason.ACCOUNT_HALTED, instrument);
    }
    boolean hedging = state.account.positionMode() == PositionMode.HEDGING;
    Position position = hedging ? null : state.nettingPosition(order.instrument());
    boolean reduces = position != null && position.isReducedBy(order.side());
    requireNotLiquidating(order, instrument, position, reduces);
    boolean child = order.parent() != null;
    if (!child) {
      requireReducingWhereNeeded(order, instrument, position, reduces, ocoGroup);
    }
    if (order.type() == OrderType.MARKET && !context.quotes().containsKey(order.instrument())) {
      throw denied(Reason.QUOTE_MISSING, instrument);
    }
    if (child || hedging) {
      return;
    }
    if (position != null && reduces) {
      requireFree(order, instrument, position, ocoGroup);
    } else {
      requireMayOpen(order, instrument);
    }
  }

  private void requireNotLiquidating(
      NewOrder order, Instrument instrument, @Nullable Position position, boolean reduces) {
    boolean exclusive =
        state.liquidations.values().stream().anyMatch(l -> l.exclusive() && !l.status().hasEnded());
    if (exclusive && !reduces) {
      throw denied(Reason.LIQUIDATION_IN_PROGRESS, instrument);
    }
    if (position != null && position.liveItem() != null) {
      throw new DeniedException(
          related(
              Denial.of(Reason.POSITION_BEING_LIQUIDATED)
                  .symbol(instrument.symbol())
                  .quantities(order.qty(), position.qty().abs(), position.held()),
              book.closing().blocking(position)));
    }
  }

  private void requireReducingWhereNeeded(
      NewOrder order,
      Instrument instrument,
      @Nullable Position position,
      boolean reduces,
      @Nullable Long ocoGroup) {
    Reason needed =
        state.account.latch().state() == TradingState.CLOSE_ONLY
            ? Reason.ACCOUNT_CLOSE_ONLY
            : state.account.status() == AccountStatus.CLOSING
                ? Reason.ACCOUNT_CLOSING
                : order.policy().reducesOnly() ? Reason.SHORTING_NOT_ALLOWED : null;
    if (needed == null) {
      return;
    }
    boolean risky =
        !reduces
            || position == null
            || position
                .held()
                .max(Holds.reducing(position, others(order, ocoGroup)))
                .plus(order.qty())
                .isMoreThan(position.qty().abs());
    if (risky) {
      throw denied(needed, instrument);
    }
  }

  private List<Order> others(NewOrder order, @Nullable Long ocoGroup) {
    return state.openOrders(order.instrument()).stream()
        .filter(o -> ocoGroup == null || !ocoGroup.equals(o.ocoGroup()))
        .toList();
  }

  /**
   * A reducing order reserves what it may sell, or is refused; on futures it may flip the position.
   */
  private void requireFree(
      NewOrder order, Instrument instrument, Position position, @Nullable Long ocoGroup) {
    if (!instrument.reservesHoldings()) {
      return;
    }
    Quantity held = Holds.ordinary(position, instrument, others(order, ocoGroup));
    Quantity existing = position.qty().abs();
    if (held.plus(order.qty()).isMoreThan(existing)) {
      Reason reason =
          order.qty().isMoreThan(existing)
              ? Reason.QUANTITY_EXCEEDS_POSITION
              : Reason.QUANTITY_HELD;
      throw new DeniedException(
          related(
              Denial.of(reason)
                  .symbol(instrument.symbol())
                  .quantities(order.qty(), existing, held.min(existing)),
              book.closing().blocking(position)));
    }
  }

  private void requireMayOpen(NewOrder order, Instrument instrument) {
    NewOrder.Policy policy = order.policy();
    if (order.side() == Side.SELL
        && !instrument.isFuture()
        && !(policy.admitsShorts() && instrument.shortable())) {
      throw denied(Reason.SHORTING_NOT_ALLOWED, instrument);
    }
    if (policy.preventsWashTrades()) {
      requireNoWashTrade(order, instrument);
    }
    if (policy.requiresCash() && order.side() == Side.BUY && !instrument.isFuture()) {
      requireCash(order, instrument);
    }
  }

  private void requireNoWashTrade(NewOrder order, Instrument instrument) {
    for (Order other : state.openOrders(order.instrument())) {
      if (!other.isOpen() || other.side() == order.side()) {
        continue;
      }
      Price mine = order.limitPrice();
      Price theirs = other.terms().limitPrice();
      boolean crosses = true;
      if (order.type() == OrderType.LIMIT
          && other.terms().type() == OrderType.LIMIT
          && mine != null
          && theirs != null) {
        int gap = mine.compareTo(theirs);
        crosses = order.side() == Side.BUY ? gap >= 0 : gap <= 0;
      }
      if (crosses) {
        String type = other.terms().type() == OrderType.LIMIT ? "limit" : "market/stop";
        throw new DeniedException(
            related(
                Denial.of(Reason.WASH_TRADE, "opposite side " + type + " order exists")
                    .symbol(instrument.symbol()),
                List.of(other)));
      }
    }
  }

  private void requireCash(NewOrder order, Instrument instrument) {
    Money available = state.account.cash();
    for (Order other : state.orders.values()) {
      if (other.isOpen() && other.side() == Side.BUY) {
        available = available.minus(cost(other));
      }
    }
    Price price = order.limitPrice() == null ? touch(order) : order.limitPrice();
    Money notional = order.notional();
    Money needed =
        notional != null
            ? notional
            : price == null
                ? Money.ZERO
                : order
                    .qty()
                    .at(price)
                    .times(instrument.multiplier())
                    .times(order.policy().cashBuffer());
    if (needed.compareTo(available) > 0) {
      throw new DeniedException(
          Denial.of(Reason.BUYING_POWER_INSUFFICIENT)
              .symbol(instrument.symbol())
              .money(available.compareTo(Money.ZERO) < 0 ? Money.ZERO : available, needed));
    }
  }

  private Money cost(Order order) {
    Instrument instrument = context.instrument(order.instrumentId());
    Price price = order.terms().limitPrice();
    Quote quote = context.quotes().get(order.instrumentId());
    Price at = price != null ? price : quote == null ? null : quote.touch(order.side());
    Position position = state.nettingPosition(order.instrumentId());
    boolean covers = position != null && position.isReducedBy(order.side());
    return at == null || covers || instrument.isFuture()
        ? Money.ZERO
        : order.leaves().at(at).times(instrument.multiplier());
  }

  private @Nullable Price touch(NewOrder order) {
    Quote quote = context.quotes().get(order.instrument());
    return quote == null ? null : quote.touch(order.side());
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
      throw denied(Reason.MARKET_CLOSED, instrument);
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
    Order order = state.orders.get(id);
    if (order == null) {
      throw new DeniedException(Denial.of(Reason.ORDER_NOT_FOUND));
    }
    requireReplaceable(order);
    Instrument instrument = context.instrument(order.instrumentId());
    OrderTerms terms = order.terms();
    OrderTerms next =
        new OrderTerms(
            terms.version() + 1,
            context.ids().orderVersion(),
            context.ids().uid(),
            wanted.clientOrderId() == null
                ? context.ids().uid().toString()
                : wanted.clientOrderId(),
            wanted.type() == null ? terms.type() : wanted.type(),
            wanted.timeInForce() == null ? terms.timeInForce() : wanted.timeInForce(),
            wanted.qty() == null ? terms.qty() : wanted.qty(),
            null,
            wanted.limitPrice() == null ? terms.limitPrice() : wanted.limitPrice(),
            wanted.stopPrice() == null ? terms.stopPrice() : wanted.stopPrice(),
            wanted.expiresAt() == null ? terms.expiresAt() : wanted.expiresAt(),
            context.now());
    requireQuantity(next.qty(), instrument);
    if (!next.qty().isMoreThan(order.filledQty())) {
      throw denied(Reason.QUANTITY_INVALID, instrument);
    }
    requirePrices(next.type(), next.limitPrice(), next.stopPrice(), instrument);
    requireFreeForReplacement(order, next, instrument);
    if (order.status() == OrderStatus.HELD) {
      return replaceAtOnce(order, next);
    }
    long command = context.ids().event();
    Order pending =
        state.put(
            order
                .change()
                .pending(next)
                .status(OrderStatus.PENDING_REPLACE)
                .commandId(command)
                .action(VenueAction.REPLACE)
                .leaseEpoch(order.leaseEpoch() + 1)
                .at(context.now()));
    state.version(id, next, BookChanges.VersionState.PENDING, true);
    state.event(EventKind.ORDER_PENDING_REPLACE, pending, command);
    book.refreshHolds(order);
    return pending;
  }

  private void requireReplaceable(Order order) {
    if (order.isLiquidation()) {
      throw new DeniedException(Denial.of(Reason.POSITION_BEING_LIQUIDATED).state(order.status()));
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
      throw new DeniedException(Denial.of(why).state(order.status()));
    }
  }

  /**
   * A replacement re-uses its own reservation; what it adds must be free, and no halted account may
   * add risk.
   */
  private void requireFreeForReplacement(Order order, OrderTerms next, Instrument instrument) {
    boolean grows = next.qty().isMoreThan(order.qty());
    Position position = state.nettingPosition(order.instrumentId());
    boolean reduces = position != null && position.isReducedBy(order.side());
    if (!reduces && state.account.latch().state() != TradingState.ACTIVE) {
      throw denied(
          state.account.latch().state() == TradingState.HALTED
              ? Reason.ACCOUNT_HALTED
              : Reason.ACCOUNT_CLOSE_ONLY,
          instrument);
    }
    if (!grows || position == null || !reduces || order.status() == OrderStatus.HELD) {
      return;
    }
    List<Order> others =
        state.openOrders(order.instrumentId()).stream()
            .filter(o -> !o.id().equals(order.id()))
            .filter(o -> order.ocoGroup() == null || !order.ocoGroup().equals(o.ocoGroup()))
            .toList();
    boolean capped =
        instrument.reservesHoldings() || state.account.latch().state() != TradingState.ACTIVE;
    Quantity held = Holds.reducing(position, others);
    Quantity open = next.qty().minus(order.filledQty());
    if (capped && held.plus(open).isMoreThan(position.qty().abs())) {
      throw new DeniedException(
          related(
              Denial.of(Reason.QUANTITY_HELD)
                  .symbol(instrument.symbol())
                  .quantities(open, position.qty().abs(), held.min(position.qty().abs())),
              others));
    }
  }

  private Order replaceAtOnce(Order order, OrderTerms next) {
    Order replaced = state.put(order.change().terms(next).at(context.now()));
    state.version(order.id(), order.terms(), BookChanges.VersionState.REPLACED, false);
    state.version(order.id(), next, BookChanges.VersionState.LIVE, true);
    state.event(EventKind.ORDER_REPLACED, replaced);
    return replaced;
  }

  private static Denial related(Denial denial, List<Order> orders) {
    return denial.related(
        orders.stream().map(Order::id).toList(),
        orders.stream().map(o -> o.terms().uid()).toList());
  }

  private static DeniedException denied(Reason reason, Instrument instrument) {
    return new DeniedException(Denial.of(reason).symbol(instrument.symbol()));
  }
}
