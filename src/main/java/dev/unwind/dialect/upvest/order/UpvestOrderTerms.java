// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.order;

import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestFault;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestOrder;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.NewOrderBuilder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An order request that was read and makes sense in itself.
 *
 * @param instrumentId an ISIN, unless {@code instrumentUid} is given
 * @param quantity of a unit order; exactly one of it and {@code notional} is given
 * @param expiry the last day on which it works
 */
record UpvestOrderTerms(
    UUID account,
    @Nullable String userId,
    Side side,
    String instrumentId,
    @Nullable UUID instrumentUid,
    @Nullable Quantity quantity,
    @Nullable Money notional,
    @Nullable String currency,
    OrderType type,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable LocalDate expiry,
    boolean fitAcknowledged,
    String clientReference,
    String executionFlow) {
  private static final Pattern ISIN = Pattern.compile("[A-Z]{2}[A-Z0-9]{9}[0-9]");
  private static final Pattern CASH = Pattern.compile("[0-9]{1,9}(\\.[0-9]{2})?");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,10})?");
  private static final int REFERENCE_CHARS_MAX = 100;

  /**
   * Reads a request.
   *
   * @throws UpvestException when it does not make sense
   */
  static UpvestOrderTerms of(UpvestOrder.PlaceRequest request, Instant now) {
    Quantity quantity = quantity(request.quantity());
    Money notional = notional(request.cashAmount());
    if (quantity != null && notional != null) {
      throw UpvestException.invalid("exactly one of cash_amount and quantity is needed");
    }
    if (quantity == null && notional == null) {
      throw UpvestException.invalid("one of cash_amount and quantity is needed");
    }
    OrderType type = type(request.orderType());
    Price limit = price(request.limitPrice(), "limit_price", type == OrderType.LIMIT);
    Price stop = price(request.stopPrice(), "stop_price", type == OrderType.STOP);
    if (type != OrderType.MARKET && (quantity == null || !quantity.isWhole())) {
      throw new UpvestException(
          UpvestFault.UNPROCESSABLE_ENTITY, "limit and stop orders need a whole quantity");
    }
    String idType = request.instrumentIdType();
    String id = required(request.instrumentId(), "instrument_id");
    return new UpvestOrderTerms(
        UpvestRequests.uuid(required(request.accountId(), "account_id"))
            .orElseThrow(() -> UpvestException.invalid("account_id must be a UUID")),
        request.userId(),
        side(request.side()),
        id,
        uid(id, required(idType, "instrument_id_type")),
        quantity,
        notional,
        blankAsNull(request.currency()),
        type,
        limit,
        stop,
        expiry(request.expiryDate(), now),
        Boolean.TRUE.equals(request.userInstrumentFitAcknowledgement()),
        reference(request.clientReference()),
        flow(request.executionFlow()));
  }

  private static String required(@Nullable String value, String field) {
    if (value == null || value.isBlank()) {
      throw UpvestException.invalid(field + " is required");
    }
    return value;
  }

  private static @Nullable String blankAsNull(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  private static Side side(@Nullable String text) {
    return switch (required(text, "side")) {
      case "BUY" -> Side.BUY;
      case "SELL" -> Side.SELL;
      default -> throw UpvestException.invalid("side must be BUY or SELL");
    };
  }

  private static OrderType type(@Nullable String text) {
    return switch (required(text, "order_type")) {
      case "MARKET" -> OrderType.MARKET;
      case "LIMIT" -> OrderType.LIMIT;
      case "STOP" -> OrderType.STOP;
      default -> throw UpvestException.invalid("order_type must be MARKET, LIMIT or STOP");
    };
  }

  private static @Nullable UUID uid(String id, String type) {
    switch (type) {
      case "ISIN" -> {
        if (!ISIN.matcher(id).matches()) {
          throw UpvestException.invalid("instrument_id is no ISIN");
        }
        return null;
      }
      case "UPVEST" -> {
        return UpvestRequests.uuid(id)
            .orElseThrow(() -> UpvestException.invalid("instrument_id is no UUID"));
      }
      default -> throw UpvestException.invalid("instrument_id_type must be ISIN or UPVEST");
    }
  }

  /** The answers show the field that was not used as 0, so a 0 counts as absent. */
  private static @Nullable Quantity quantity(@Nullable String text) {
    if (blankAsNull(text) == null || text == null || text.equals("0")) {
      return null;
    }
    if (!DECIMAL.matcher(text).matches()) {
      throw UpvestException.invalid("quantity must be a decimal with at most 10 decimal places");
    }
    Quantity quantity = Quantity.of(text);
    if (!quantity.isPositive()) {
      throw UpvestException.invalid("quantity must be positive");
    }
    return quantity;
  }

  private static @Nullable Money notional(@Nullable String text) {
    if (blankAsNull(text) == null || text == null || text.equals("0")) {
      return null;
    }
    if (!CASH.matcher(text).matches()) {
      throw UpvestException.invalid("cash_amount must be an amount with two decimal places");
    }
    Money amount = Money.of(text);
    if (amount.signum() <= 0) {
      throw UpvestException.invalid("cash_amount must be positive");
    }
    return amount;
  }

  private static @Nullable Price price(@Nullable String text, String field, boolean needed) {
    if (blankAsNull(text) == null || text == null) {
      if (needed) {
        throw UpvestException.invalid(field + " is required");
      }
      return null;
    }
    if (!needed) {
      throw UpvestException.invalid(field + " does not fit the order_type");
    }
    if (!DECIMAL.matcher(text).matches() || Price.of(text).value().signum() <= 0) {
      throw UpvestException.invalid(field + " must be a positive decimal");
    }
    return Price.of(text);
  }

  private static @Nullable LocalDate expiry(@Nullable String text, Instant now) {
    if (blankAsNull(text) == null || text == null) {
      return null;
    }
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
    LocalDate date;
    try {
      date = LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw UpvestException.invalid("expiry_date must be like 2026-03-02");
    }
    if (date.isBefore(today) || date.isAfter(today.plusYears(UpvestMapping.EXPIRY_YEARS))) {
      throw new UpvestException(
          UpvestFault.UNPROCESSABLE_ENTITY,
          "expiry_date must not have passed, nor lie more than 200 years ahead");
    }
    return date;
  }

  private static String reference(@Nullable String text) {
    String reference = text == null ? "" : text;
    if (reference.length() > REFERENCE_CHARS_MAX || reference.indexOf('\0') >= 0) {
      throw UpvestException.invalid(
          "client_reference may have " + REFERENCE_CHARS_MAX + " characters");
    }
    return reference;
  }

  private static String flow(@Nullable String text) {
    String flow = text == null ? "STRAIGHT_THROUGH" : text;
    if (!flow.equals("STRAIGHT_THROUGH") && !flow.equals("BLOCK")) {
      throw UpvestException.invalid("execution_flow must be STRAIGHT_THROUGH or BLOCK");
    }
    return flow;
  }

  /** The order as the core takes it. */
  NewOrder order(
      Instrument instrument, Quantity sized, @Nullable UUID user, NewOrder.Policy policy) {
    LocalDate lastDay = expiry;
    Map<String, String> tags = new HashMap<>();
    if (user != null) {
      tags.put(UpvestMapping.USER_ID, user.toString());
    }
    tags.put(UpvestMapping.CLIENT_REFERENCE, clientReference);
    tags.put(UpvestMapping.EXECUTION_FLOW, executionFlow);
    tags.put(UpvestMapping.FIT_ACKNOWLEDGED, Boolean.toString(fitAcknowledged));
    if (lastDay != null) {
      tags.put(UpvestMapping.EXPIRY_DATE, lastDay.toString());
    }
    return NewOrderBuilder.builder()
        .instrument(instrument.id())
        .side(side)
        .type(type)
        .timeInForce(lastDay == null ? TimeInForce.GTC : TimeInForce.GTD)
        .qty(sized)
        .notional(notional)
        .limitPrice(limitPrice)
        .stopPrice(stopPrice)
        .expiresAt(
            lastDay == null ? null : lastDay.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC))
        .tags(tags)
        .policy(policy)
        .build();
  }
}
