// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.BookEntities.TradovateAccount;
import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalance;
import dev.unwind.dialect.tradovate.BookEntities.TradovatePosition;
import dev.unwind.dialect.tradovate.BookEntities.TradovateUser;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFill;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFillFee;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrder;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderVersion;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateTradeDate;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the ledger's words to Tradovate's. Pure. */
public final class TradovateMapping {
  /** Fixed width: a client in the field cuts the fraction off by counting characters. */
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Fraction digits of averages; entered prices have fewer. */
  private static final int PRICE_DIGITS_MAX = 10;

  /** Foreign ids of things that the ledger does not keep; clients want them above zero. */
  public static final long NONE = 1;

  private TradovateMapping() {}

  public static String timestamp(Instant moment) {
    return TIMESTAMP.format(moment);
  }

  public static TradovateTradeDate tradeDate(LocalDate date) {
    return new TradovateTradeDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
  }

  public static String action(Side side) {
    return side == Side.BUY ? "Buy" : "Sell";
  }

  public static String ordStatus(OrderStatus status) {
    return switch (status) {
      case HELD -> "Suspended";
      case ACCEPTED, PENDING_NEW -> "PendingNew";
      case NEW, PARTIALLY_FILLED -> "Working";
      case FILLED -> "Filled";
      case PENDING_CANCEL -> "PendingCancel";
      case CANCELED -> "Canceled";
      case PENDING_REPLACE -> "PendingReplace";
      case REJECTED -> "Rejected";
      case EXPIRED -> "Expired";
    };
  }

  static String orderType(OrderType type) {
    return switch (type) {
      case MARKET -> "Market";
      case LIMIT -> "Limit";
      case STOP -> "Stop";
      case STOP_LIMIT -> "StopLimit";
      case TRAILING_STOP -> "TrailingStop";
    };
  }

  static String timeInForce(TimeInForce timeInForce) {
    return timeInForce == TimeInForce.DAY ? "Day" : timeInForce.name();
  }

  public static int units(Quantity qty) {
    return qty.value().setScale(0, RoundingMode.DOWN).intValueExact();
  }

  public static BigDecimal price(Price price) {
    return number(price.value(), PRICE_DIGITS_MAX);
  }

  public static @Nullable BigDecimal optionalPrice(@Nullable Price price) {
    return price == null ? null : price(price);
  }

  public static BigDecimal money(Money money) {
    return number(money.value(), PRICE_DIGITS_MAX);
  }

  /** A number whose text is free of exponents in every size that occurs. */
  private static BigDecimal number(BigDecimal value, int digits) {
    BigDecimal stripped =
        value
            .setScale(Math.min(value.scale(), digits), RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  public static TradovateAccount account(Account account, Principal caller) {
    boolean closed = account.status() == AccountStatus.CLOSED;
    boolean active = account.status() == AccountStatus.ACTIVE;
    boolean restricted = !closed && (!active || account.latch().state() != TradingState.ACTIVE);
    return new TradovateAccount(
        account.id().value(),
        account.name(),
        caller.id().value(),
        "Customer",
        !closed && account.status() != AccountStatus.LOCKED,
        NONE,
        NONE,
        NONE,
        "Speculator",
        "Individual",
        timestamp(account.createdAt()),
        restricted ? true : null,
        closed ? true : null);
  }

  public static TradovateUser user(Principal principal, Instant since) {
    return new TradovateUser(
        principal.id().value(), principal.name(), timestamp(since), "", "Active", false);
  }

  /**
   * @param session session date that is shown; totals of an earlier one are over
   */
  public static TradovatePosition position(Position position, LocalDate session) {
    DayTotals day = position.day();
    boolean today = session.equals(day.tradeDate());
    return new TradovatePosition(
        position.id().value(),
        position.accountId().value(),
        position.instrumentId().value(),
        timestamp(position.updatedAt()),
        tradeDate(session),
        units(position.qty()),
        position.isFlat() ? null : price(position.cost().per(position.qty())),
        today ? units(day.bought()) : 0,
        today ? money(day.boughtValue()) : BigDecimal.ZERO,
        today ? units(day.sold()) : 0,
        today ? money(day.soldValue()) : BigDecimal.ZERO,
        today ? units(day.previousQty()) : units(position.qty()),
        null);
  }

  public static TradovateCashBalance cashBalance(
      Account account, Money cash, Instant at, LocalDate session) {
    return new TradovateCashBalance(
        account.id().value(),
        account.id().value(),
        timestamp(at),
        tradeDate(session),
        StableIds.currency(account.currency()),
        money(cash));
  }

  public static TradovateOrder order(Order order, @Nullable OrderId sibling) {
    return new TradovateOrder(
        order.id().value(),
        order.accountId().value(),
        order.instrumentId().value(),
        timestamp(order.times().createdAt()),
        action(order.side()),
        ordStatus(order.shownStatus()),
        sibling == null ? null : sibling.value(),
        order.parentId() == null ? null : order.parentId().value(),
        "true".equals(order.tags().get(TradovateTags.ADMIN)));
  }

  public static TradovateOrderVersion orderVersion(
      OrderId order, OrderTerms terms, Map<String, String> tags) {
    boolean dated = terms.timeInForce() == TimeInForce.GTD && terms.expiresAt() != null;
    return new TradovateOrderVersion(
        terms.versionId(),
        order.value(),
        units(terms.qty()),
        orderType(terms.type()),
        terms.type().hasLimit() ? optionalPrice(terms.limitPrice()) : null,
        terms.type().waitsForStop() ? optionalPrice(terms.currentStop()) : null,
        terms.trail() == null ? null : optionalPrice(terms.trail().offset()),
        timeInForce(terms.timeInForce()),
        dated && terms.expiresAt() != null ? timestamp(terms.expiresAt()) : null,
        tags.get(TradovateTags.TEXT));
  }

  public static TradovateFill fill(Fill fill, LocalDate session, int finallyPaired) {
    return new TradovateFill(
        fill.id(),
        fill.orderId().value(),
        fill.instrumentId().value(),
        timestamp(fill.executedAt()),
        tradeDate(session),
        action(fill.side()),
        units(fill.qty()),
        price(fill.price()),
        true,
        finallyPaired);
  }

  /** What its venue has taken back is not active any more. */
  public static TradovateFill fill(Fill fill, TradeCorrection correction, LocalDate session) {
    boolean isGone = correction.qty().isZero();
    return new TradovateFill(
        fill.id(),
        fill.orderId().value(),
        fill.instrumentId().value(),
        timestamp(fill.executedAt()),
        tradeDate(session),
        action(fill.side()),
        units(isGone ? fill.qty() : correction.qty()),
        price(correction.price()),
        !isGone,
        0);
  }

  /** The simulator charges nothing. */
  public static TradovateFillFee fillFee(Fill fill, Instrument instrument) {
    return new TradovateFillFee(
        fill.id(), BigDecimal.ZERO, StableIds.currency(instrument.currency()));
  }
}
