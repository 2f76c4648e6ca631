// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateFailure;
import dev.unwind.dialect.tradovate.TradovateFailureReason;
import dev.unwind.dialect.tradovate.TradovateTags;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.NewOrderBuilder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an order, or one leg of it, is asked to be. Reading it finds what is malformed; what is well
 * formed but not offered is a {@link UnsupportedException}.
 */
record OrderRequest(
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable Trail trail,
    @Nullable Instant expiresAt,
    Map<String, String> tags) {

  enum Action {
    Buy,
    Sell
  }

  /** Every order type that the vendor's schemas know. */
  enum Type {
    Limit,
    LimitIfTouched,
    MIT,
    Market,
    MarketLimit,
    MarketStopWithProtection,
    MarketWithProtection,
    QTS,
    Stop,
    StopLimit,
    TrailingStop,
    TrailingStopLimit
  }

  enum Lasting {
    Day,
    FOK,
    GTC,
    GTD,
    IOC
  }

  /** Something of the vendor's that this service does not offer. */
  static final class UnsupportedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TradovateFailureReason reason;

    UnsupportedException(TradovateFailureReason reason, String text) {
      super(text, null, false, false);
      this.reason = reason;
    }

    TradovateFailure failure() {
      return new TradovateFailure(reason, String.valueOf(getMessage()));
    }
  }

  static OrderRequest read(TradovateBody body) {
    Side side = body.oneOf("action", Action.class) == Action.Buy ? Side.BUY : Side.SELL;
    OrderType type = type(body);
    Optional<BigDecimal> price = body.decimal("price");
    Optional<BigDecimal> stop = body.decimal("stopPrice");
    if (type == OrderType.STOP && stop.isEmpty()) {
      // The vendor's own samples put a stop's trigger here.
      stop = price;
    }
    Trail trail = trail(body, type);
    if (type == OrderType.TRAILING_STOP && trail == null) {
      throw new UnsupportedException(
          TradovateFailureReason.InvalidPrice,
          body.invalid("pegDifference").text() + " is missing");
    }
    refuse(body, "limitIfTouchedPrice", body.decimal("limitIfTouchedPrice").isPresent());
    refuse(body, "activationTime", body.moment("activationTime").isPresent());
    Optional<Integer> shown = body.optionalQuantity("maxShow");
    Optional<Integer> qty = body.optionalQuantity("orderQty");
    refuse(body, "maxShow", shown.isPresent() && (qty.isEmpty() || shown.get() < qty.get()));
    TimeInForce lasting = timeInForce(body).orElse(TimeInForce.DAY);
    return new OrderRequest(
        side,
        type,
        lasting,
        type.hasLimit() ? price.map(OrderRequest::price).orElse(null) : null,
        type.waitsForStop() ? stop.map(OrderRequest::price).orElse(null) : null,
        trail,
        lasting == TimeInForce.GTD ? body.moment("expireTime").orElse(null) : null,
        tags(body));
  }

  static OrderType type(TradovateBody body) {
    Type type = body.oneOf("orderType", Type.class);
    return switch (type) {
      case Market -> OrderType.MARKET;
      case Limit -> OrderType.LIMIT;
      case Stop -> OrderType.STOP;
      case StopLimit -> OrderType.STOP_LIMIT;
      case TrailingStop -> OrderType.TRAILING_STOP;
      case TrailingStopLimit ->
          throw new UnsupportedException(
              TradovateFailureReason.AdvancedTrailingStopUnsupported,
              "orderType: orders of type " + type + " are not offered");
      case LimitIfTouched, MIT, MarketLimit, MarketStopWithProtection, MarketWithProtection, QTS ->
          throw new UnsupportedException(
              TradovateFailureReason.Unsupported,
              "orderType: orders of type " + type + " are not offered");
    };
  }

  /**
   * How a trailing stop trails, if that is told. The sign does not count: clients disagree on it,
   * and the side of the order leaves no choice.
   */
  static @Nullable Trail trail(TradovateBody body, OrderType type) {
    Optional<BigDecimal> distance = body.decimal("pegDifference");
    if (type != OrderType.TRAILING_STOP) {
      refuse(body, "pegDifference", distance.isPresent());
      return null;
    }
    return distance.map(d -> Trail.by(price(d.abs()))).orElse(null);
  }

  static Optional<TimeInForce> timeInForce(TradovateBody body) {
    return body.optionalOneOf("timeInForce", Lasting.class)
        .map(
            lasting ->
                switch (lasting) {
                  case Day -> TimeInForce.DAY;
                  case FOK -> TimeInForce.FOK;
                  case GTC -> TimeInForce.GTC;
                  case GTD -> TimeInForce.GTD;
                  case IOC -> TimeInForce.IOC;
                });
  }

  /** A price of a size that the ledger can hold; whether it fits the instrument is its business. */
  static Price price(BigDecimal number) {
    try {
      return new Price(number);
    } catch (ArithmeticException e) {
      throw new UnsupportedException(
          TradovateFailureReason.InvalidPrice, "the price has too many digits");
    }
  }

  private static void refuse(TradovateBody body, String field, boolean asked) {
    if (asked) {
      throw new UnsupportedException(
          TradovateFailureReason.Unsupported, body.invalid(field).text() + " is not offered");
    }
  }

  private static Map<String, String> tags(TradovateBody body) {
    Map<String, String> tags = new HashMap<>();
    body.optionalText("clOrdId").ifPresent(v -> tags.put(TradovateTags.CLIENT_ID, v));
    body.optionalText("text").ifPresent(v -> tags.put(TradovateTags.TEXT, v));
    return tags;
  }

  /** The order that the ledger is asked for. */
  NewOrder order(Instrument instrument, int qty, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.putAll(tags);
    return NewOrderBuilder.builder()
        .instrument(instrument.id())
        .side(side)
        .type(type)
        .timeInForce(timeInForce)
        .qty(Quantity.of(qty))
        .limitPrice(limitPrice)
        .stopPrice(stopPrice)
        .trail(trail)
        .expiresAt(expiresAt)
        .tags(all)
        .policy(NewOrder.Policy.CASH_BACKED)
        .build();
  }
}
