// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.account.AccountDirectory.Listing;
import dev.unwind.application.liquidation.ClosingOrders.ClosingOrder;
import dev.unwind.application.webhook.Subscription;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.UpvestPosition.InstrumentRef;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Core values in Upvest's words. */
public final class UpvestMapping {
  /** Tags of orders and liquidations: what the API must show again. */
  public static final String USER_ID = "user_id";

  public static final String CLIENT_REFERENCE = "client_reference";
  public static final String EXECUTION_FLOW = "execution_flow";
  public static final String EXPIRY_DATE = "expiry_date";
  public static final String FIT_ACKNOWLEDGED = "user_instrument_fit_acknowledgement";

  /** An order without an expiry is good for 200 years. */
  public static final int EXPIRY_YEARS = 200;

  private static final int MONEY_DIGITS = 2;
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

  private UpvestMapping() {}

  public static UpvestLiquidation liquidation(
      Liquidation liquidation, Account account, List<ClosingOrder> orders) {
    return new UpvestLiquidation(
        liquidation.uid().toString(),
        time(liquidation.createdAt()),
        time(liquidation.updatedAt()),
        liquidation.tags().get(USER_ID),
        account.uid().toString(),
        cashAmount(liquidation),
        account.currency(),
        status(liquidation.status(), orders),
        shown(orders));
  }

  /**
   * As it is when it is taken, whatever has become of it since: the answer to the request for it.
   */
  public static UpvestLiquidation acceptedLiquidation(Liquidation liquidation, Account account) {
    return new UpvestLiquidation(
        liquidation.uid().toString(),
        time(liquidation.createdAt()),
        time(liquidation.createdAt()),
        liquidation.tags().get(USER_ID),
        account.uid().toString(),
        "",
        account.currency(),
        "NEW",
        List.of());
  }

  /** As it is while its first order waits for its market. */
  public static UpvestLiquidation waitingLiquidation(
      Liquidation liquidation, Account account, List<ClosingOrder> orders, Instant at) {
    return new UpvestLiquidation(
        liquidation.uid().toString(),
        time(liquidation.createdAt()),
        time(at),
        liquidation.tags().get(USER_ID),
        account.uid().toString(),
        "",
        account.currency(),
        "PROCESSING",
        shown(orders));
  }

  private static List<UpvestLiquidation.LiquidationOrder> shown(List<ClosingOrder> orders) {
    return orders.stream()
        .map(
            o ->
                new UpvestLiquidation.LiquidationOrder(
                    o.uid().toString(), o.side().name(), status(o.status())))
        .toList();
  }

  /** Empty until every execution is in; then fixed. */
  private static String cashAmount(Liquidation liquidation) {
    Money proceeds = liquidation.proceeds();
    return !liquidation.status().hasEnded() || proceeds == null ? "" : money(proceeds);
  }

  /**
   * A liquidation whose orders wait for their market is in process, though none of them works yet.
   */
  private static String status(LiquidationStatus status, List<ClosingOrder> orders) {
    return switch (status) {
      case NEW ->
          orders.stream().anyMatch(o -> o.status() == OrderStatus.ACCEPTED) ? "PROCESSING" : "NEW";
      case PROCESSING -> "PROCESSING";
      case FILLED -> "FILLED";
      case PARTIALLY_FILLED, CANCELED, FAILED -> "CANCELLED";
      case SETTLED -> "SETTLED";
    };
  }

  public static String status(OrderStatus status) {
    return switch (status) {
      case HELD, ACCEPTED, PENDING_NEW -> "NEW";
      case NEW, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE -> "PROCESSING";
      case FILLED -> "FILLED";
      case CANCELED, REJECTED, EXPIRED -> "CANCELLED";
    };
  }

  public static UpvestOrder order(
      Order order,
      Account account,
      Instrument instrument,
      @Nullable UUID liquidation,
      List<Fill> fills) {
    return order(order, account, instrument, liquidation, status(order.status()), fills);
  }

  /**
   * As it is when it is taken, whatever has become of it since: the answer to the request for it.
   */
  public static UpvestOrder acceptedOrder(Order order, Account account, Instrument instrument) {
    return order(
        order.at(order.times().createdAt(), to -> to.reason(null).reasonText(null)),
        account,
        instrument,
        null,
        "NEW",
        List.of());
  }

  private static UpvestOrder order(
      Order order,
      Account account,
      Instrument instrument,
      @Nullable UUID liquidation,
      String status,
      List<Fill> fills) {
    Money notional = order.terms().notional();
    String isin = instrument.isin();
    return new UpvestOrder(
        order.terms().uid().toString(),
        time(order.times().createdAt()),
        time(order.times().updatedAt()),
        userId(order, account),
        account.uid().toString(),
        notional == null ? "0" : money(notional),
        account.currency(),
        order.side().name(),
        isin == null ? instrument.uid().toString() : isin,
        isin == null ? "UPVEST" : "ISIN",
        type(order.terms().type()),
        notional == null ? order.qty().toString() : "0",
        price(order.terms().limitPrice()),
        price(order.terms().currentStop()),
        order.tags().getOrDefault(EXPIRY_DATE, expiryDate(order)),
        Boolean.parseBoolean(order.tags().getOrDefault(FIT_ACKNOWLEDGED, "false")),
        liquidation == null
            ? order.tags().getOrDefault(CLIENT_REFERENCE, "")
            : liquidation.toString(),
        status,
        "0.00",
        fills.stream().map(fill -> execution(fill, order, account)).toList(),
        isOfLiquidation(order) ? "ACCOUNT_LIQUIDATION" : "API",
        order.tags().getOrDefault(EXECUTION_FLOW, "STRAIGHT_THROUGH"),
        status.equals("CANCELLED") ? cancellationReason(order.reason()) : null);
  }

  /**
   * Only liquidations of this API are account liquidations; closes through others are plain orders
   * here.
   */
  public static boolean isOfLiquidation(Order order) {
    return order.isLiquidation() && order.dialect().equals(Dialect.UPVEST.code());
  }

  public static boolean isOurs(Liquidation liquidation) {
    return liquidation.dialect().equals(Dialect.UPVEST.code());
  }

  /** The liquidation that an order is shown with. */
  public static @Nullable LiquidationId liquidationOf(Order order) {
    return isOfLiquidation(order) ? order.liquidationId() : null;
  }

  private static @Nullable String userId(Order order, Account account) {
    String told = order.tags().get(USER_ID);
    UUID owner = account.owner();
    return told != null ? told : owner == null ? null : owner.toString();
  }

  private static String type(OrderType type) {
    return type.waitsForStop() ? "STOP" : type.name();
  }

  private static String expiryDate(Order order) {
    Instant expiresAt = order.terms().expiresAt();
    return expiresAt != null
        ? date(expiresAt).toString()
        : date(order.times().createdAt()).plusYears(EXPIRY_YEARS).toString();
  }

  private static String cancellationReason(@Nullable Reason reason) {
    if (reason == Reason.CANCELED_BY_CLIENT) {
      return "CANCELLED_BY_CLIENT";
    }
    boolean partner =
        reason == Reason.VENUE_CANCELED
            || reason == Reason.VENUE_REJECTED
            || reason == Reason.VENUE_UNAVAILABLE;
    return partner ? "CANCELLED_BY_TRADING_PARTNER" : "CANCELLED_BY_UPVEST_PLATFORM";
  }

  public static UpvestExecution execution(Fill fill, Order order, Account account) {
    return execution(fill, order.terms().uid(), account);
  }

  public static UpvestExecution execution(Fill fill, UUID order, Account account) {
    Instant settles = fill.settledAt() == null ? fill.settlesAt() : fill.settledAt();
    return new UpvestExecution(
        fill.uid().toString(),
        order.toString(),
        money(fill.cashEffect().abs()),
        fill.qty().toString(),
        fill.price().toString(),
        time(fill.executedAt()),
        List.of(new UpvestExecution.Tax("TOTAL", "0.00")),
        fill.settledAt() == null ? "FILLED" : "SETTLED",
        fill.side().name(),
        account.currency(),
        settles == null ? null : date(settles).toString());
  }

  /** As its venue has taken it back, or corrected it. */
  public static UpvestExecution execution(
      Fill fill, TradeCorrection correction, Order order, Account account) {
    boolean isGone = correction.qty().isZero();
    UpvestExecution known = execution(fill, order, account);
    return new UpvestExecution(
        known.id(),
        known.orderId(),
        isGone ? known.cashAmount() : money(correction.cashEffect().abs()),
        isGone ? known.shareQuantity() : correction.qty().toString(),
        correction.price().toString(),
        known.transactionTime(),
        known.taxes(),
        isGone ? "CANCELLED" : known.status(),
        known.side(),
        known.currency(),
        known.settlementDate());
  }

  public static UpvestAccount account(Listing listing) {
    Account account = listing.account();
    UUID owner = account.owner();
    return new UpvestAccount(
        account.uid().toString(),
        time(account.createdAt()),
        time(listing.updatedAt()),
        listing.group().toString(),
        account.type().name(),
        owner == null ? List.of() : List.of(new UpvestAccount.User(owner.toString(), "OWNER")),
        listing.number(),
        listing.title(),
        account.status().name());
  }

  /**
   * @param bought quantity of it that was bought and is not settled
   */
  public static UpvestPosition position(
      Position position, Account account, Instrument instrument, Quantity bought) {
    return new UpvestPosition(
        account.uid().toString(),
        instrument(instrument),
        position.qty().toString(),
        position.held().toString(),
        bought.toString(),
        position.available().toString());
  }

  public static InstrumentRef instrument(Instrument instrument) {
    return new InstrumentRef(instrument.uid().toString(), instrument.isin());
  }

  public static UpvestWebhook webhook(Subscription subscription) {
    return new UpvestWebhook(
        subscription.id().toString(),
        time(subscription.createdAt()),
        time(subscription.updatedAt()),
        subscription.title(),
        subscription.url(),
        subscription.types().stream().sorted().toList(),
        new UpvestWebhook.Config(subscription.delay(), subscription.packageSizeMax()),
        subscription.enabled());
  }

  /** Two digits, as euros have. */
  public static String money(Money money) {
    return money.value().setScale(MONEY_DIGITS, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String price(@Nullable Price price) {
    return Objects.toString(price, "");
  }

  /** RFC 3339 in UTC, to the microsecond. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static LocalDate date(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
