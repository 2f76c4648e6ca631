// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.application.TradingException;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.dialect.alpaca.OrderTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.NewOrderBuilder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client's order means: one order, a pair of which one cancels the other, or a parent with
 * the exits that wait for it. Pure: everything that can be refused without the book is refused
 * here.
 *
 * @param first the order, or the parent, or the pair's first leg
 * @param others the pair's other leg, or the parent's children
 */
public record OrderTicket(OrderClass orderClass, NewOrder first, List<NewOrder> others) {
  /** What the orders of one request have to do with each other. */
  enum OrderClass {
    SIMPLE,
    BRACKET,
    OCO,
    OTO
  }

  /** Buys need cash, shorts are admitted, and nobody trades with himself. */
  private static final NewOrder.Policy POLICY =
      new NewOrder.Policy(true, true, Quantity.ONE, true, false, true);

  private static final Quantity NANO = Quantity.of("0.000000001");

  private static final Set<String> INTENTS =
      Set.of("buy_to_open", "buy_to_close", "sell_to_open", "sell_to_close");

  public OrderTicket {
    others = List.copyOf(others);
  }

  /** The asset that a request names. */
  static String symbol(AlpacaOrderRequest request) {
    String symbol = given(request.symbol());
    if (symbol == null) {
      throw AlpacaParameters.malformed("symbol is required");
    }
    return symbol;
  }

  /**
   * Reads a request.
   *
   * @param quote needed to turn an amount of money into a quantity
   */
  static OrderTicket of(AlpacaOrderRequest request, Instrument instrument, @Nullable Quote quote) {
    Side side = side(request.side());
    OrderClass orderClass = orderClass(request.orderClass());
    OrderType type = type(request, orderClass);
    TimeInForce timeInForce = timeInForce(request.timeInForce(), instrument);
    Map<String, String> tags = tags(request, orderClass, side);
    Quantity qty = qty(request, instrument, side, type, quote);
    OrderRules.require(request, orderClass, type, timeInForce, instrument, qty);
    requireFractionRules(
        instrument,
        qty,
        given(request.notional()) != null,
        timeInForce,
        orderClass == OrderClass.SIMPLE);
    Money notional = given(request.notional()) == null ? null : notional(request);
    Price limit = price("limit_price", request.limitPrice());
    Price stop = price("stop_price", request.stopPrice());
    String name = AlpacaParameters.clientOrderId(given(request.clientOrderId()));
    Shape shape = new Shape(instrument, timeInForce, qty, tags);
    if (orderClass == OrderClass.OCO) {
      return pair(request, shape, side, name);
    }
    requirePrices(type, limit, stop);
    NewOrder first =
        shape.order(side, type, type.hasLimit() ? limit : null, stop(type, stop), name);
    if (type == OrderType.TRAILING_STOP) {
      first = first.withTrail(trail(request));
    }
    first = first.withNotional(notional);
    if (orderClass == OrderClass.SIMPLE) {
      return new OrderTicket(orderClass, first, List.of());
    }
    List<NewOrder> exits = exits(request, shape, side.opposite(), orderClass);
    ExitPrices.requireApart(exits);
    return new OrderTicket(orderClass, first, exits);
  }

  /** What the orders of one request have in common. */
  private record Shape(
      Instrument instrument, TimeInForce timeInForce, Quantity qty, Map<String, String> tags) {
    NewOrder order(
        Side side,
        OrderType type,
        @Nullable Price limit,
        @Nullable Price stop,
        @Nullable String clientOrderId) {
      return NewOrderBuilder.builder()
          .instrument(instrument.id())
          .side(side)
          .type(type)
          .timeInForce(timeInForce)
          .qty(qty)
          .limitPrice(limit)
          .stopPrice(stop)
          .clientOrderId(clientOrderId)
          .tags(tags)
          .policy(POLICY)
          .build();
    }
  }

  private static Trail trail(AlpacaOrderRequest request) {
    Price offset = price("trail_price", request.trailPrice());
    Price percent = price("trail_percent", request.trailPercent());
    if ((offset == null) == (percent == null)) {
      throw AlpacaParameters.malformed(
          offset == null
              ? "trailing stop orders require trail_price or trail_percent"
              : "only one of trail_price or trail_percent is accepted");
    }
    return offset != null
        ? Trail.by(offset)
        : Trail.byPercent(percent == null ? BigDecimal.ZERO : percent.value());
  }

  private static OrderTicket pair(
      AlpacaOrderRequest request, Shape shape, Side side, @Nullable String name) {
    Price target = target(request);
    if (target == null) {
      throw AlpacaParameters.malformed("oco orders require take_profit.limit_price");
    }
    NewOrder first = shape.order(side, OrderType.LIMIT, target, null, name);
    NewOrder stop = stopLoss(request, shape, side);
    ExitPrices.requireApart(List.of(first, stop));
    return new OrderTicket(OrderClass.OCO, first, List.of(stop));
  }

  private static List<NewOrder> exits(
      AlpacaOrderRequest request, Shape shape, Side side, OrderClass orderClass) {
    Price target = target(request);
    boolean stops = request.stopLoss() != null;
    if (orderClass == OrderClass.BRACKET) {
      if (target == null) {
        throw AlpacaParameters.malformed("bracket orders require take_profit.limit_price");
      }
      return List.of(
          shape.order(side, OrderType.LIMIT, target, null, null), stopLoss(request, shape, side));
    }
    if (target != null && stops) {
      throw AlpacaParameters.malformed("oto orders require one of take_profit or stop_loss");
    }
    return List.of(
        target != null
            ? shape.order(side, OrderType.LIMIT, target, null, null)
            : stopLoss(request, shape, side));
  }

  private static @Nullable Price target(AlpacaOrderRequest request) {
    return request.takeProfit() == null
        ? null
        : price("take_profit.limit_price", request.takeProfit().limitPrice());
  }

  private static NewOrder stopLoss(AlpacaOrderRequest request, Shape shape, Side side) {
    AlpacaOrderRequest.StopLoss loss = request.stopLoss();
    Price stop = loss == null ? null : price("stop_loss.stop_price", loss.stopPrice());
    if (loss == null || stop == null) {
      throw AlpacaParameters.malformed("stop_loss.stop_price is required");
    }
    Price limit = price("stop_loss.limit_price", loss.limitPrice());
    OrderType type = limit == null ? OrderType.STOP : OrderType.STOP_LIMIT;
    return shape.order(side, type, limit, stop, null);
  }

  private static Side side(@Nullable String text) {
    String side = given(text);
    if (side == null) {
      throw AlpacaParameters.malformed("side is required");
    }
    return switch (side) {
      case "buy" -> Side.BUY;
      case "sell" -> Side.SELL;
      default -> throw new TradingException(Reason.SIDE_INVALID);
    };
  }

  private static OrderClass orderClass(@Nullable String text) {
    String name = given(text);
    if (name == null) {
      return OrderClass.SIMPLE;
    }
    return switch (name) {
      case "simple" -> OrderClass.SIMPLE;
      case "bracket" -> OrderClass.BRACKET;
      case "oco" -> OrderClass.OCO;
      case "oto" -> OrderClass.OTO;
      default ->
          throw AlpacaParameters.refused(Reason.ORDER_TYPE_UNSUPPORTED, "invalid order_class");
    };
  }

  private static OrderType type(AlpacaOrderRequest request, OrderClass orderClass) {
    String text = given(request.type());
    if (text == null && orderClass == OrderClass.OCO) {
      return OrderType.LIMIT;
    }
    if (text == null) {
      throw AlpacaParameters.malformed("type is required");
    }
    OrderType type =
        switch (text) {
          case "market" -> OrderType.MARKET;
          case "limit" -> OrderType.LIMIT;
          case "stop" -> OrderType.STOP;
          case "stop_limit" -> OrderType.STOP_LIMIT;
          case "trailing_stop" -> OrderType.TRAILING_STOP;
          default ->
              throw AlpacaParameters.refused(Reason.ORDER_TYPE_UNSUPPORTED, "invalid order type");
        };
    if (orderClass == OrderClass.OCO && type != OrderType.LIMIT) {
      throw AlpacaParameters.refused(
          Reason.ORDER_TYPE_UNSUPPORTED, "oco orders must be limit orders");
    }
    return type;
  }

  static TimeInForce timeInForce(@Nullable String text, Instrument instrument) {
    String name = given(text);
    if (name == null) {
      throw AlpacaParameters.malformed("time_in_force is required");
    }
    TimeInForce timeInForce =
        switch (name) {
          case "day" -> TimeInForce.DAY;
          case "gtc" -> TimeInForce.GTC;
          case "ioc" -> TimeInForce.IOC;
          case "fok" -> TimeInForce.FOK;
          case "opg", "cls" ->
              throw AlpacaParameters.refused(
                  Reason.TIME_IN_FORCE_UNSUPPORTED,
                  "invalid time_in_force: " + name + " orders are not supported");
          default -> throw new TradingException(Reason.TIME_IN_FORCE_UNSUPPORTED);
        };
    OrderRules.requireTimeInForce(timeInForce, instrument);
    return timeInForce;
  }

  private static Map<String, String> tags(
      AlpacaOrderRequest request, OrderClass orderClass, Side side) {
    Map<String, String> tags = new HashMap<>();
    if (orderClass != OrderClass.SIMPLE) {
      tags.put(OrderTags.ORDER_CLASS, orderClass.name().toLowerCase(Locale.ROOT));
    }
    String intent = given(request.positionIntent());
    if (intent != null) {
      if (!INTENTS.contains(intent) || !intent.startsWith(AlpacaWords.side(side))) {
        throw AlpacaParameters.malformed("invalid position_intent");
      }
      if (orderClass == OrderClass.SIMPLE) {
        tags.put(OrderTags.POSITION_INTENT, intent);
      }
    }
    if (AlpacaParameters.flag("extended_hours", request.extendedHours())) {
      tags.put(OrderTags.EXTENDED_HOURS, "true");
    }
    return tags;
  }

  private static Quantity qty(
      AlpacaOrderRequest request,
      Instrument instrument,
      Side side,
      OrderType type,
      @Nullable Quote quote) {
    String qty = given(request.qty());
    if (given(request.notional()) == null) {
      if (qty == null) {
        throw new TradingException(Reason.QUANTITY_MISSING);
      }
      return AlpacaParameters.quantity("qty", qty);
    }
    if (qty != null) {
      throw new TradingException(Reason.QUANTITY_AMBIGUOUS);
    }
    Money notional = notional(request);
    Price limit = price("limit_price", request.limitPrice());
    if (limit == null && quote == null) {
      throw new TradingException(Denial.of(Reason.QUOTE_MISSING).withSymbol(instrument.symbol()));
    }
    Price price = type == OrderType.LIMIT && limit != null ? limit : touch(quote, limit, side);
    // A little less than the amount buys, never more.
    BigDecimal units =
        notional
            .value()
            .divide(
                price.value().multiply(instrument.multiplier().value()),
                18,
                java.math.RoundingMode.DOWN);
    if (units.compareTo(LedgerRange.QUANTITY_MAX) > 0) {
      throw new TradingException(
          Denial.of(Reason.VALUE_OUT_OF_RANGE).withSymbol(instrument.symbol()));
    }
    Quantity bought = new Quantity(units).truncateTo(instrument.quantityIncrement().max(NANO));
    if (bought.isZero()) {
      throw AlpacaParameters.refused(Reason.QUANTITY_INVALID, "notional buys nothing");
    }
    return bought;
  }

  private static Price touch(@Nullable Quote quote, @Nullable Price limit, Side side) {
    if (quote != null) {
      return quote.touch(side);
    }
    if (limit != null) {
      return limit;
    }
    throw new TradingException(Reason.QUOTE_MISSING);
  }

  private static Money notional(AlpacaOrderRequest request) {
    return AlpacaParameters.notional(String.valueOf(request.notional()));
  }

  /** Parts of a share, and amounts of money, are for plain orders of the day. */
  static void requireFractionRules(
      Instrument instrument,
      Quantity qty,
      boolean byNotional,
      TimeInForce timeInForce,
      boolean simple) {
    if (instrument.assetClass() != AssetClass.US_EQUITY || (qty.isWhole() && !byNotional)) {
      return;
    }
    if (!instrument.fractionable()) {
      throw new TradingException(
          Denial.of(Reason.QUANTITY_NOT_WHOLE).withSymbol(instrument.symbol()));
    }
    if (timeInForce != TimeInForce.DAY) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED, "fractional orders must be DAY orders");
    }
    if (!simple) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED, "fractional orders must be simple orders");
    }
  }

  private static void requirePrices(OrderType type, @Nullable Price limit, @Nullable Price stop) {
    if (type.hasLimit() && limit == null) {
      throw AlpacaParameters.refused(Reason.PRICE_MISSING, "limit_price");
    }
    if (type.hasStop() && stop == null) {
      throw AlpacaParameters.refused(Reason.PRICE_MISSING, "stop_price");
    }
  }

  private static @Nullable Price stop(OrderType type, @Nullable Price stop) {
    return type.hasStop() ? stop : null;
  }

  static @Nullable Price price(String name, @Nullable String text) {
    String given = given(text);
    return given == null ? null : AlpacaParameters.price(name, given);
  }

  /** Null and the empty string both mean that a client does not use a key. */
  public static @Nullable String given(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
