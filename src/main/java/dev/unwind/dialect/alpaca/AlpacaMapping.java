// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.account.AccountSums;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ledger's positions, accounts, instruments and fills in the dialect's shapes. Pure. */
public final class AlpacaMapping {
  /** Digits of ratios on the real wire. */
  private static final int RATIO_DIGITS = 16;

  private AlpacaMapping() {}

  /**
   * An open position.
   *
   * @param quote where there is none, the entry price stands in, for no key may be null
   */
  public static AlpacaPosition position(
      Position position, Instrument instrument, @Nullable Quote quote, Instant now) {
    Price last = quote == null ? position.entryPrice() : quote.last();
    Price lastday = lastday(quote, last);
    Quantity qty = position.qty();
    Money marketValue = qty.at(last).times(instrument.multiplier());
    Money costBasis = position.cost().times(instrument.multiplier());
    Money profit = marketValue.minus(costBasis);
    Money todaysBasis = todaysBasis(position, instrument, lastday, now);
    Money todaysProfit = marketValue.minus(todaysBasis);
    Quantity available = position.available();
    return new AlpacaPosition(
        instrument.uid(),
        AlpacaWords.positionSymbol(instrument),
        AlpacaWords.exchange(instrument),
        AlpacaWords.assetClass(instrument),
        instrument.marginable(),
        qty.toString(),
        position.entryPrice().toString(),
        qty.signum() < 0 ? "short" : "long",
        marketValue.toString(),
        costBasis.toString(),
        profit.toString(),
        ratio(profit.value(), costBasis.value().abs()),
        todaysProfit.toString(),
        ratio(todaysProfit.value(), todaysBasis.value().abs()),
        last.toString(),
        lastday.toString(),
        ratio(last.value().subtract(lastday.value()), lastday.value()),
        (qty.signum() < 0 ? available.negate() : available).toString(),
        AlpacaWords.ownAssetClass(instrument));
  }

  private static Price lastday(@Nullable Quote quote, Price last) {
    return quote == null || quote.previousClose() == null ? last : quote.previousClose();
  }

  /**
   * What today's profit is counted from: what was carried over at its last close, what was traded
   * today at its own price.
   */
  private static Money todaysBasis(
      Position position, Instrument instrument, Price lastday, Instant now) {
    LocalDate today = TradingCalendar.tradeDate(instrument.session(), now);
    Quantity qty = position.qty();
    LocalDate opened = TradingCalendar.tradeDate(instrument.session(), position.openedAt());
    if (opened.equals(today)) {
      return position.cost().times(instrument.multiplier());
    }
    DayTotals day = position.day();
    Quantity carried = qty;
    Money traded = Money.ZERO;
    if (today.equals(day.tradeDate())) {
      boolean sameSide = day.previousQty().signum() == qty.signum();
      Quantity before = sameSide ? day.previousQty().abs() : Quantity.ZERO;
      Quantity size = before.min(qty.abs());
      Quantity added = qty.abs().minus(size);
      carried = qty.signum() < 0 ? size.negate() : size;
      Quantity entered = qty.signum() < 0 ? day.sold() : day.bought();
      Money value = qty.signum() < 0 ? day.soldValue().negate() : day.boughtValue();
      traded = entered.isZero() ? Money.ZERO : value.share(added, entered);
    }
    return carried.at(lastday).plus(traded).times(instrument.multiplier());
  }

  /** A factor, in plain notation and without trailing zeros; zero where there is no base. */
  static String ratio(BigDecimal part, BigDecimal whole) {
    if (whole.signum() == 0 || part.signum() == 0) {
      return "0";
    }
    BigDecimal ratio = part.divide(whole, RATIO_DIGITS, RoundingMode.HALF_EVEN);
    return ratio.signum() == 0 ? "0" : ratio.stripTrailingZeros().toPlainString();
  }

  /** The account with what it holds at the quotes, less what its open purchases will cost. */
  public static AlpacaAccount account(
      Account account, AccountSums.Values values, AccountSums.Purchases purchases, Instant now) {
    Money lastEquity = account.cash().plus(values.atPreviousClose());
    String equity =
        account
            .cash()
            .plus(values.longs())
            .plus(values.shorts())
            .plus(values.futuresProfit())
            .toString();
    // As order entry counts it.
    Money power = account.cash().minus(purchases.opening());
    String buyingPower = (power.signum() < 0 ? Money.ZERO : power).toString();
    boolean blocked =
        account.status() == AccountStatus.LOCKED || account.status() == AccountStatus.CLOSED;
    TradingState state = account.latch().state();
    String status =
        switch (account.status()) {
          case ACTIVE, CLOSING -> "ACTIVE";
          case LOCKED -> "INACTIVE";
          case CLOSED -> "ACCOUNT_CLOSED";
        };
    return new AlpacaAccount(
        account.uid(),
        account.id().toString(),
        status,
        status,
        account.currency(),
        buyingPower,
        buyingPower,
        buyingPower,
        buyingPower,
        buyingPower,
        account.cash().toString(),
        "0",
        "0",
        "0",
        "0",
        equity,
        equity,
        lastEquity.toString(),
        values.longs().toString(),
        values.shorts().toString(),
        values.longs().minus(values.shorts()).toString(),
        "0",
        "0",
        "0",
        "0",
        "1",
        "0",
        blocked || state == TradingState.HALTED,
        false,
        blocked,
        state != TradingState.ACTIVE || account.preferences().tradeSuspended(),
        !account.preferences().longOnly(),
        2,
        2,
        1,
        previousBusinessDay(now).toString(),
        AlpacaWords.timestamp(account.createdAt()));
  }

  private static LocalDate previousBusinessDay(Instant now) {
    LocalDate date = TradingCalendar.tradeDate(SessionKind.US_EQUITY, now).minusDays(1);
    while (!TradingCalendar.isBusinessDay(SessionKind.US_EQUITY, date)) {
      date = date.minusDays(1);
    }
    return date;
  }

  public static AlpacaAsset asset(Instrument instrument) {
    boolean crypto = instrument.assetClass() == AssetClass.CRYPTO;
    boolean equity = instrument.assetClass() == AssetClass.US_EQUITY;
    String name =
        instrument.contract() == null || instrument.contract().productDescription() == null
            ? instrument.symbol()
            : instrument.contract().productDescription();
    String increment = crypto ? instrument.quantityIncrement().toString() : null;
    String borrow = instrument.shortable() ? "easy_to_borrow" : "hard_to_borrow";
    return new AlpacaAsset(
        instrument.uid(),
        AlpacaWords.assetClass(instrument),
        AlpacaWords.exchange(instrument),
        instrument.symbol(),
        name,
        "active",
        true,
        instrument.marginable(),
        instrument.shortable(),
        instrument.shortable(),
        equity ? borrow : null,
        instrument.fractionable(),
        equity ? Cusips.of(instrument.isin()) : null,
        List.of(),
        increment,
        increment,
        crypto ? instrument.priceIncrement().toString() : null);
  }

  /**
   * An execution as an account activity. Its time is that of its booking, by which activities are
   * listed, filtered and named: a report that arrives late is then never behind what a client has
   * read already.
   *
   * @param orderUid the order's uid as the client knows it
   */
  public static AlpacaFill fill(Fill fill, UUID orderUid, Instrument instrument) {
    boolean whole = fill.orderLeavesQty().isZero();
    return new AlpacaFill(
        ActivityIds.of(fill),
        "FILL",
        fill.orderFilledQty().toString(),
        fill.orderLeavesQty().toString(),
        fill.price().toString(),
        fill.qty().toString(),
        AlpacaWords.side(fill.side()),
        instrument.symbol(),
        AlpacaWords.timestamp(fill.bookedAt()),
        orderUid,
        whole ? "filled" : "partially_filled",
        whole ? "fill" : "partial_fill");
  }
}
