// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.WantedOrder;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether an order may enter the book. Changes nothing; what is refused says why. */
final class Admission {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final OpeningRules opening;

  Admission(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
    opening = new OpeningRules(book);
  }

  OpeningRules opening() {
    return opening;
  }

  void requireTerms(NewOrder order, Instrument instrument) {
    requireQuantity(order, instrument);
    requirePrices(order.type(), order.limitPrice(), order.stopPrice(), instrument);
    requireTrail(order.type(), order.side(), order.trail(), order.parent() == null, instrument);
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

  /** Of any size where it is all that is held: that can always be closed. */
  private void requireQuantity(NewOrder order, Instrument instrument) {
    Position position = state.nettingPosition(order.instrument());
    boolean closesAll =
        position != null
            && position.isReducedBy(order.side())
            && order.qty().equals(position.qty().abs());
    if (!closesAll) {
      requireQuantity(order.qty(), instrument);
    }
  }

  void requireQuantity(Quantity qty, Instrument instrument) {
    if (!qty.isPositive()) {
      throw denied(Reason.QUANTITY_INVALID, instrument);
    }
    if (!qty.isMultipleOf(instrument.quantityIncrement())) {
      throw denied(Reason.QUANTITY_OFF_INCREMENT, instrument);
    }
  }

  void requirePrices(
      OrderType type, @Nullable Price limit, @Nullable Price stop, Instrument instrument) {
    if (type.hasLimit()) {
      requirePrice(limit, instrument);
    }
    if (type.hasStop()) {
      requirePrice(stop, instrument);
    }
    if (type == OrderType.TRAILING_STOP && stop != null) {
      requirePrice(stop, instrument);
    }
  }

  /**
   * @param atOnce whether it follows the market from now on, so that the market tells whether the
   *     distance leaves a stop price
   */
  void requireTrail(
      OrderType type, Side side, @Nullable Trail trail, boolean atOnce, Instrument instrument) {
    if (type != OrderType.TRAILING_STOP && trail == null) {
      return;
    }
    Quote quote = atOnce ? context.quotes().get(instrument.id()) : null;
    Price market =
        trail != null && trail.mark() != null ? trail.mark() : quote == null ? null : quote.last();
    String fault =
        type != OrderType.TRAILING_STOP
            ? "only trailing stops have a trail"
            : trail == null
                ? "a trailing stop needs a trail"
                : trail.fault(side, market, instrument);
    if (fault != null) {
      throw new DeniedException(
          Denial.of(Reason.TRAIL_INVALID, fault).withSymbol(instrument.symbol()));
    }
    Price offset = trail == null ? null : trail.offset();
    if (offset != null && !offset.isMultipleOf(instrument.priceIncrement())) {
      throw new DeniedException(
          Denial.of(Reason.PRICE_OFF_INCREMENT).withSymbol(instrument.symbol()).withPrice(offset));
    }
  }

  private void requirePrice(@Nullable Price price, Instrument instrument) {
    if (price == null) {
      throw denied(Reason.PRICE_MISSING, instrument);
    }
    if (!price.isPositive()) {
      throw new DeniedException(
          Denial.of(Reason.PRICE_INVALID).withSymbol(instrument.symbol()).withPrice(price));
    }
    if (!LedgerRange.admits(price, instrument.multiplier())) {
      throw new DeniedException(
          Denial.of(Reason.VALUE_OUT_OF_RANGE, "price is out of range")
              .withSymbol(instrument.symbol())
              .withPrice(price));
    }
    if (!price.isMultipleOf(instrument.priceIncrement())) {
      throw new DeniedException(
          Denial.of(Reason.PRICE_OFF_INCREMENT).withSymbol(instrument.symbol()).withPrice(price));
    }
  }

  /** Whether no order and no item of what is loaded is live. */
  static boolean isIdle(BookState state) {
    return state.orders.values().stream().noneMatch(o -> o.isOpen() || o.reserved().isPositive())
        && state.items.values().stream().allMatch(LiquidationItem::hasEnded);
  }

  void requireAdmitted(NewOrder order, Instrument instrument, @Nullable Long ocoGroup) {
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
    if (state.account.preferences().tradeSuspended()) {
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
    WantedOrder wanted = WantedOrder.of(order, instrument);
    if (isExit(order)) {
      opening.requireRange(wanted, null);
      return;
    }
    if (position != null && reduces) {
      opening.requireNoFractionSoldShort(wanted, position);
      requireFree(order, instrument, position, ocoGroup);
    } else if (!hedging) {
      requireMayOpen(order, instrument);
    }
    opening.require(wanted, position);
    opening.requireMoney(wanted, position);
  }

  /** Whether an order waits for its parent to trade and then trades the other way. */
  private boolean isExit(NewOrder order) {
    Order parent = order.parent() == null ? null : state.orders.get(order.parent());
    return parent != null && parent.side() != order.side();
  }

  /**
   * Why a child may not go out although its parent has traded: one that adds to the position needs
   * what any order needs at that moment. Exits may always go out.
   */
  @Nullable Reason barsRelease(Order child, Order parent) {
    return child.side() == parent.side() ? barsOpening() : null;
  }

  /**
   * Why an order that was accepted before, and waits here, may not go out any more. What reduces
   * may, as far as what is on its way before it leaves something to reduce.
   */
  @Nullable Reason barsSending(Order waiting) {
    return barsSending(waiting, Set.of());
  }

  /**
   * @param behind what goes out after it, if at all
   */
  @Nullable Reason barsSending(Order waiting, Set<OrderId> behind) {
    Reason barred = waiting.isLiquidation() ? null : barsOpening();
    return barred == null || isWithinHolding(waiting, behind) ? null : barred;
  }

  /** Why nothing goes out now that adds to a position; null where it may. */
  @Nullable Reason barsOpening() {
    TradingState trading = state.account.latch().state();
    return trading == TradingState.HALTED
        ? Reason.ACCOUNT_HALTED
        : trading == TradingState.CLOSE_ONLY
            ? Reason.ACCOUNT_CLOSE_ONLY
            : switch (state.account.status()) {
              case ACTIVE -> null;
              case CLOSING -> Reason.ACCOUNT_CLOSING;
              case LOCKED -> Reason.ACCOUNT_LOCKED;
              case CLOSED -> Reason.ACCOUNT_CLOSED;
            };
  }

  /** Where each order has a position of its own, each opens one. */
  private boolean isWithinHolding(Order waiting, Set<OrderId> behind) {
    Position position =
        state.account.positionMode() == PositionMode.HEDGING
            ? null
            : state.nettingPosition(waiting.instrumentId());
    if (position == null || !position.isReducedBy(waiting.side())) {
      return false;
    }
    List<Order> before =
        state.openOrders(waiting.instrumentId()).stream()
            .filter(o -> !o.id().equals(waiting.id()) && !behind.contains(o.id()))
            .filter(o -> o.isLiquidation() || !o.status().isUnsent())
            .toList();
    return !waiting.qty().isMoreThan(free(position, before, waiting.ocoGroup()));
  }

  /** What is held and none of these sells, but for those of one pair. */
  private static Quantity free(
      Position position, Collection<Order> orders, @Nullable Long ocoGroup) {
    List<Order> others =
        orders.stream().filter(o -> ocoGroup == null || !ocoGroup.equals(o.ocoGroup())).toList();
    Quantity taken = Holds.reducing(position, others);
    for (Order other : others) {
      if (other.isLiquidation() && position.isReducedBy(other.side())) {
        taken = taken.plus(other.reserved());
      }
    }
    Quantity all = position.qty().abs();
    return all.minus(taken.min(all));
  }

  /**
   * What an exit may close at its release: what is held and no other order is to sell. So an exit
   * never opens a position, whatever its parent has done to it.
   */
  Quantity closable(Order child, Order parent) {
    Position position = state.nettingPosition(child.instrumentId());
    if (child.side() == parent.side() || state.account.positionMode() == PositionMode.HEDGING) {
      return child.qty();
    }
    if (position == null || !position.isReducedBy(child.side())) {
      return Quantity.ZERO;
    }
    return free(position, state.openOrders(child.instrumentId()), child.ocoGroup());
  }

  /** What has exits is an entry, where the dialect's users are told so. */
  void requireEntry(NewOrder parent, Instrument instrument) {
    Position position = state.nettingPosition(parent.instrument());
    if (parent.policy().exitsReduce() && position != null && position.isReducedBy(parent.side())) {
      throw denied(Reason.BRACKET_NOT_ENTRY, instrument);
    }
  }

  /** What has no entry is an exit, where the dialect's users are told so. */
  void requireExit(NewOrder leg, Instrument instrument) {
    Position position = state.nettingPosition(leg.instrument());
    if (leg.policy().exitsReduce()
        && leg.parent() == null
        && (position == null || !position.isReducedBy(leg.side()))) {
      throw denied(Reason.PAIR_NOT_EXIT, instrument);
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
                  .withSymbol(instrument.symbol())
                  .quantities(order.qty(), position.qty().abs(), position.held()),
              book.closing().orders().blocking(position)));
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
      requireLongAfter(order, instrument, position);
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
                  .withSymbol(instrument.symbol())
                  .quantities(order.qty(), existing, held.min(existing)),
              book.closing().orders().blocking(position)));
    }
  }

  /** An order on futures may flip a position, but not one of an account that stays long. */
  private void requireLongAfter(NewOrder order, Instrument instrument, Position position) {
    if (order.side() == Side.SELL
        && state.account.preferences().longOnly()
        && order.qty().isMoreThan(position.qty().abs())) {
      throw denied(Reason.SHORTING_NOT_ALLOWED, instrument);
    }
  }

  private void requireMayOpen(NewOrder order, Instrument instrument) {
    NewOrder.Policy policy = order.policy();
    if (order.side() == Side.SELL && state.account.preferences().longOnly()) {
      throw denied(Reason.SHORTING_NOT_ALLOWED, instrument);
    }
    if (order.side() == Side.SELL
        && !instrument.isFuture()
        && !(policy.admitsShorts() && instrument.shortable())) {
      throw denied(Reason.SHORTING_NOT_ALLOWED, instrument);
    }
    if (policy.preventsWashTrades()) {
      requireNoWashTrade(order, instrument);
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
                    .withSymbol(instrument.symbol()),
                List.of(other)));
      }
    }
  }

  static Denial related(Denial denial, List<Order> orders) {
    return denial.related(
        orders.stream().map(Order::id).toList(),
        orders.stream().map(o -> o.terms().uid()).toList());
  }

  static DeniedException denied(Reason reason, Instrument instrument) {
    return new DeniedException(Denial.of(reason).withSymbol(instrument.symbol()));
  }
}
