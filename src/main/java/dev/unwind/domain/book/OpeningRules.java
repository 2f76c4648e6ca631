// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.WantedOrder;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What binds every order of every API that opens or increases a position, new or replaced. None of
 * it refuses to close what is held, however it came to be held.
 */
final class OpeningRules {
  private final BookState state;
  private final BookContext context;
  private final BuyingPower buyingPower;

  OpeningRules(AccountBook book) {
    state = book.state;
    context = book.context;
    buyingPower = new BuyingPower(book);
  }

  /**
   * @param position the netting position that it may reduce; null where it opens one of its own
   */
  void require(WantedOrder order, @Nullable Position position) {
    Quantity opens = order.opens(position);
    if (opens.isZero()) {
      return;
    }
    Instrument instrument = order.instrument();
    if (instrument.hasExpired(context.now())) {
      throw Admission.denied(Reason.INSTRUMENT_EXPIRED, instrument);
    }
    requireCurrency(order);
    requireNoFractionSoldShort(order, position);
    requireRange(order, position);
  }

  /** The cash that it takes must be there; where the order says so. */
  void requireMoney(WantedOrder order, @Nullable Position position) {
    if (order.requiresCash() && !order.opens(position).isZero()) {
      buyingPower.require(order);
    }
  }

  /** Whole units may be sold short; of what is divided by nature, any quantity. */
  void requireNoFractionSoldShort(WantedOrder order, @Nullable Position position) {
    AssetClass assetClass = order.instrument().assetClass();
    if (order.side() == Side.SELL
        && assetClass != AssetClass.CRYPTO
        && assetClass != AssetClass.FUTURE
        && order.isFractional()
        && !order.opens(position).isZero()) {
      throw Admission.denied(Reason.FRACTION_SOLD_SHORT, order.instrument());
    }
  }

  private void requireCurrency(WantedOrder order) {
    Instrument instrument = order.instrument();
    if (!instrument.currency().equals(state.account.currency())) {
      String text =
          instrument.symbol()
              + " trades in "
              + instrument.currency()
              + ", the account is in "
              + state.account.currency();
      throw new DeniedException(
          Denial.of(Reason.CURRENCY_MISMATCH, text)
              .withSymbol(instrument.symbol())
              .money(Money.ZERO, cost(order)));
    }
  }

  private Money cost(WantedOrder order) {
    Money notional = order.notional();
    Price price = order.price(quote(order));
    return notional != null
        ? notional
        : price == null
            ? Money.ZERO
            : BuyingPower.shown(
                order
                    .qty()
                    .value()
                    .multiply(price.value())
                    .multiply(order.instrument().multiplier().value()));
  }

  /** Quantity, value and cash must stay what the ledger can carry. */
  void requireRange(WantedOrder order, @Nullable Position position) {
    Instrument instrument = order.instrument();
    BigDecimal all = order.qty().value();
    if (position != null && !position.isReducedBy(order.side())) {
      all = all.add(position.qty().value().abs());
    }
    for (Order other : state.openOrders(instrument.id())) {
      boolean same = order.replaced() != null && order.replaced().id().equals(other.id());
      if (!same && other.side() == order.side() && other.status() != OrderStatus.HELD) {
        all = all.add(other.leaves().value());
      }
    }
    BigDecimal price = order.highest(quote(order));
    BigDecimal value =
        order.qty().value().multiply(price).multiply(instrument.multiplier().value());
    boolean fits =
        LedgerRange.admits(all, price, instrument.multiplier())
            && state.account.cash().value().abs().add(value).compareTo(LedgerRange.CASH_MAX) <= 0;
    if (!fits) {
      throw Admission.denied(Reason.VALUE_OUT_OF_RANGE, instrument);
    }
  }

  private @Nullable Quote quote(WantedOrder order) {
    return context.quotes().get(order.instrument().id());
  }
}
