// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.WantedOrder;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an account's cash still covers: what open buys will cost and the initial margin of its
 * futures are gone from it. Of futures the larger side counts, all bought or all sold that is on
 * order. Needs the whole account's book.
 */
final class BuyingPower {
  private static final int MARGIN_DIGITS = 18;

  private final BookState state;
  private final BookContext context;

  BuyingPower(AccountBook book) {
    state = book.state;
    context = book.context;
  }

  void require(WantedOrder order) {
    Instrument instrument = order.instrument();
    if (!instrument.isFuture() && order.side() == Side.SELL) {
      return;
    }
    BigDecimal before =
        instrument.isFuture() ? margin(instrument, null, order.replaced()) : BigDecimal.ZERO;
    BigDecimal needed =
        instrument.isFuture()
            ? margin(instrument, order, order.replaced()).subtract(before)
            : cost(order);
    if (needed.signum() <= 0) {
      return;
    }
    BigDecimal available = available(order.replaced());
    if (needed.compareTo(available) > 0) {
      throw new DeniedException(
          Denial.of(Reason.BUYING_POWER_INSUFFICIENT)
              .withSymbol(instrument.symbol())
              .money(shown(available.max(BigDecimal.ZERO)), shown(needed)));
    }
  }

  /** An amount in what the ledger can say. */
  static Money shown(BigDecimal amount) {
    return new Money(
        amount.min(LedgerRange.CASH_MAX).setScale(MARGIN_DIGITS, RoundingMode.HALF_EVEN));
  }

  private BigDecimal available(@Nullable Order replaced) {
    BigDecimal available = state.account.cash().value();
    for (Order other : state.orders.values()) {
      if (other.isOpen() && other.side() == Side.BUY && !isSame(other, replaced)) {
        available = available.subtract(cost(other));
      }
    }
    Set<InstrumentId> traded = new HashSet<>();
    state.positions.values().forEach(p -> traded.add(p.instrumentId()));
    state.orders.values().stream().filter(Order::isOpen).forEach(o -> traded.add(o.instrumentId()));
    for (InstrumentId id : traded) {
      Instrument instrument = context.instrument(id);
      if (instrument.isFuture()) {
        available = available.subtract(margin(instrument, null, replaced));
      }
    }
    return available;
  }

  private BigDecimal cost(WantedOrder order) {
    Money notional = order.notional();
    Price price = order.price(context.quotes().get(order.instrument().id()));
    return notional != null
        ? notional.value()
        : price == null
            ? BigDecimal.ZERO
            : order
                .qty()
                .value()
                .multiply(price.value())
                .multiply(order.instrument().multiplier().value())
                .multiply(order.cashBuffer().value());
  }

  private BigDecimal cost(Order order) {
    Instrument instrument = context.instrument(order.instrumentId());
    Price price = order.terms().limitPrice();
    Quote quote = context.quotes().get(order.instrumentId());
    Price at = price != null ? price : quote == null ? null : quote.touch(order.side());
    Position position = state.nettingPosition(order.instrumentId());
    boolean covers = position != null && position.isReducedBy(order.side());
    return at == null || covers || instrument.isFuture()
        ? BigDecimal.ZERO
        : order.leaves().value().multiply(at.value()).multiply(instrument.multiplier().value());
  }

  /** Initial margin of what is held and on order of a future, the wanted order included. */
  private BigDecimal margin(
      Instrument instrument, @Nullable WantedOrder wanted, @Nullable Order replaced) {
    BigDecimal net = BigDecimal.ZERO;
    BigDecimal gross = BigDecimal.ZERO;
    boolean netting = true;
    Price entry = null;
    for (Position position : state.positionsOf(instrument.id())) {
      net = net.add(position.qty().value());
      gross = gross.add(position.qty().value().abs());
      netting &= position.netting();
      entry = position.isFlat() ? entry : position.entryPrice();
    }
    BigDecimal bought = onOrder(instrument, Side.BUY, wanted, replaced);
    BigDecimal sold = onOrder(instrument, Side.SELL, wanted, replaced);
    BigDecimal most =
        netting ? net.add(bought).abs().max(net.subtract(sold).abs()) : gross.add(bought).add(sold);
    return most.multiply(perContract(instrument, wanted, entry));
  }

  private BigDecimal onOrder(
      Instrument instrument, Side side, @Nullable WantedOrder wanted, @Nullable Order replaced) {
    BigDecimal single = BigDecimal.ZERO;
    Map<Long, Quantity> groups = new HashMap<>();
    for (Order order : state.openOrders(instrument.id())) {
      if (order.side() != side
          || !order.isOpen()
          || order.status() == OrderStatus.HELD
          || isSame(order, replaced)) {
        continue;
      }
      Long group = order.ocoGroup();
      if (group == null) {
        single = single.add(order.leaves().value());
      } else {
        groups.merge(group, order.leaves(), Quantity::max);
      }
    }
    for (Quantity largest : groups.values()) {
      single = single.add(largest.value());
    }
    return wanted != null && wanted.side() == side ? single.add(wanted.qty().value()) : single;
  }

  private static boolean isSame(Order order, @Nullable Order replaced) {
    return replaced != null && replaced.id().equals(order.id());
  }

  private BigDecimal perContract(
      Instrument instrument, @Nullable WantedOrder wanted, @Nullable Price entry) {
    Money initial = instrument.initialMargin();
    if (initial != null) {
      return initial.value();
    }
    Quote quote = context.quotes().get(instrument.id());
    Price price = quote != null ? quote.last() : entry;
    if (price == null && wanted != null) {
      price = wanted.price(null);
    }
    return price == null
        ? BigDecimal.ZERO
        : price
            .value()
            .multiply(instrument.multiplier().value())
            .divide(
                BigDecimal.valueOf(context.settings().futuresLeverage()),
                MARGIN_DIGITS,
                RoundingMode.HALF_EVEN);
  }
}
