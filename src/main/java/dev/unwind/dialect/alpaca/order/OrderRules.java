// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.dialect.alpaca.OrderTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of an order go together. A key that an order of that kind does not use is refused, not
 * passed over: a client that sends a limit price with a market order means something else than what
 * it would get. Where the vendor's words are known, they are used.
 */
final class OrderRules {
  private OrderRules() {}

  /** Orders of several legs name no symbol, so this comes before anything else is asked for. */
  static void requireOneInstrument(AlpacaOrderRequest request) {
    if ("mleg".equals(OrderTicket.given(request.orderClass()))) {
      throw new EnterOrders.RefusedException(
          AlpacaErrors.forbidden("submit mleg order is disabled"));
    }
    if (present(request.legs())) {
      throw AlpacaParameters.malformed("legs are only valid for order_class mleg");
    }
    if (present(request.advancedInstructions())) {
      throw new EnterOrders.RefusedException(
          AlpacaErrors.forbidden("account not allowed to use advanced_instructions"));
    }
  }

  private static boolean present(@Nullable JsonNode key) {
    return key != null && !key.isNull() && !key.isEmpty();
  }

  /** What a request may say besides its type. */
  static void require(
      AlpacaOrderRequest request,
      OrderTicket.OrderClass orderClass,
      OrderType type,
      TimeInForce timeInForce,
      Instrument instrument,
      Quantity qty) {
    requireKindOfAsset(request, orderClass, type, instrument, qty);
    requirePrices(request, orderClass, type);
    if (type == OrderType.TRAILING_STOP) {
      if (orderClass != OrderTicket.OrderClass.SIMPLE) {
        throw unprocessable("trailing stop orders must be simple orders");
      }
      requireTrailing(timeInForce, qty, OrderTicket.given(request.notional()) != null);
    }
    requireExits(request, orderClass, timeInForce);
    if (AlpacaParameters.flag("extended_hours", request.extendedHours())) {
      requireExtendedHours(
          orderClass == OrderTicket.OrderClass.SIMPLE, type, timeInForce, instrument);
    }
  }

  /** Trailing stops rest, and are of whole shares. */
  private static void requireTrailing(TimeInForce timeInForce, Quantity qty, boolean byNotional) {
    if (timeInForce != TimeInForce.DAY && timeInForce != TimeInForce.GTC) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED, "trailing stop orders must be DAY or GTC orders");
    }
    if (byNotional || !qty.isWhole()) {
      throw unprocessable("fractional orders are not supported for trailing stop orders");
    }
  }

  private static void requireKindOfAsset(
      AlpacaOrderRequest request,
      OrderTicket.OrderClass orderClass,
      OrderType type,
      Instrument instrument,
      Quantity qty) {
    boolean simple = orderClass == OrderTicket.OrderClass.SIMPLE;
    if (instrument.assetClass() == AssetClass.CRYPTO) {
      if (!simple) {
        throw unprocessable(
            "crypto orders not allowed for advanced order_class: "
                + (orderClass == OrderTicket.OrderClass.BRACKET ? "otoco" : word(orderClass)));
      }
      if (type == OrderType.STOP || type == OrderType.TRAILING_STOP) {
        throw AlpacaParameters.refused(
            Reason.ORDER_TYPE_UNSUPPORTED, "invalid order type for crypto order");
      }
    }
    if (instrument.assetClass() == AssetClass.US_OPTION) {
      if (!simple) {
        throw unprocessable("complex orders not supported for options trading");
      }
      if (type != OrderType.MARKET && type != OrderType.LIMIT) {
        throw unprocessable("invalid order type for options trading");
      }
      if (OrderTicket.given(request.notional()) != null) {
        throw unprocessable("notional orders are not supported for options trading");
      }
      if (!qty.isWhole()) {
        throw unprocessable("qty must be integer for options trading");
      }
    }
  }

  /** A time in force that is known, but not for this kind of asset. */
  static void requireTimeInForce(TimeInForce timeInForce, Instrument instrument) {
    boolean crypto = instrument.assetClass() == AssetClass.CRYPTO;
    if (crypto && timeInForce != TimeInForce.GTC && timeInForce != TimeInForce.IOC) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED, "invalid crypto time_in_force");
    }
    boolean option = instrument.assetClass() == AssetClass.US_OPTION;
    if (option && timeInForce != TimeInForce.DAY) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED,
          "order_time_in_force provided not supported for options trading");
    }
  }

  private static void requirePrices(
      AlpacaOrderRequest request, OrderTicket.OrderClass orderClass, OrderType type) {
    boolean limit = OrderTicket.given(request.limitPrice()) != null;
    boolean stop = OrderTicket.given(request.stopPrice()) != null;
    if (type == OrderType.MARKET && (limit || stop)) {
      throw AlpacaParameters.malformed("market orders require no stop or limit price");
    }
    if (type == OrderType.LIMIT && stop) {
      throw AlpacaParameters.malformed("limit orders require no stop price");
    }
    if (type == OrderType.STOP && limit) {
      throw AlpacaParameters.malformed("stop orders require no limit price");
    }
    if (type == OrderType.TRAILING_STOP) {
      if (limit || stop) {
        throw AlpacaParameters.malformed("trailing stop orders require no stop or limit price");
      }
      return;
    }
    for (String trail : new String[] {"trail_price", "trail_percent"}) {
      String value = trail.equals("trail_price") ? request.trailPrice() : request.trailPercent();
      if (OrderTicket.given(value) != null) {
        throw AlpacaParameters.malformed(
            AlpacaWords.type(type).replace('_', ' ') + " orders must not have " + trail);
      }
    }
    if (orderClass == OrderTicket.OrderClass.OCO && limit && request.takeProfit() != null) {
      // Some clients repeat the target there; another price would be a second target.
      Price named = OrderTicket.price("limit_price", request.limitPrice());
      Price target =
          OrderTicket.price("take_profit.limit_price", request.takeProfit().limitPrice());
      if (target != null && !target.equals(named)) {
        throw AlpacaParameters.malformed(
            "oco orders require no limit_price besides take_profit.limit_price");
      }
    }
  }

  private static void requireExits(
      AlpacaOrderRequest request, OrderTicket.OrderClass orderClass, TimeInForce timeInForce) {
    if (orderClass == OrderTicket.OrderClass.SIMPLE) {
      boolean profit =
          request.takeProfit() != null
              && OrderTicket.given(request.takeProfit().limitPrice()) != null;
      boolean loss =
          request.stopLoss() != null
              && (OrderTicket.given(request.stopLoss().stopPrice()) != null
                  || OrderTicket.given(request.stopLoss().limitPrice()) != null);
      if (profit || loss) {
        throw AlpacaParameters.malformed(
            (profit ? "take_profit" : "stop_loss") + " requires order_class bracket, oco or oto");
      }
      return;
    }
    if (timeInForce != TimeInForce.DAY && timeInForce != TimeInForce.GTC) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED, word(orderClass) + " orders must be DAY or GTC orders");
    }
  }

  /** Extended hours are for plain limit orders that last for the day or longer. */
  static void requireExtendedHours(
      boolean simple, OrderType type, TimeInForce timeInForce, Instrument instrument) {
    if (instrument.assetClass() == AssetClass.US_OPTION) {
      throw unprocessable("extended hours is not supported for options trading");
    }
    boolean lasts = timeInForce == TimeInForce.DAY || timeInForce == TimeInForce.GTC;
    if (!simple || type != OrderType.LIMIT || !lasts) {
      throw unprocessable("extended hours order must be DAY or GTC limit orders");
    }
  }

  /**
   * What the order would be after a replacement is held to the same rules, where it still works.
   */
  static void requireReplaceable(Order order, Replacement wanted, Instrument instrument) {
    if (!order.isOpen()) {
      return;
    }
    OrderTerms terms = order.terms();
    TimeInForce timeInForce = or(wanted.timeInForce(), terms.timeInForce());
    Quantity qty = or(wanted.qty(), terms.qty());
    boolean same =
        wanted.clientOrderId() == null
            && timeInForce == terms.timeInForce()
            && qty.equals(terms.qty())
            && isSame(wanted.limitPrice(), terms.limitPrice())
            && isSame(wanted.stopPrice(), terms.stopPrice())
            && isSame(wanted.trail(), terms.trail());
    if (same) {
      throw unprocessable("order parameters are not changed");
    }
    boolean simple = !order.tags().containsKey(OrderTags.ORDER_CLASS);
    if (!simple && timeInForce != TimeInForce.DAY && timeInForce != TimeInForce.GTC) {
      throw AlpacaParameters.refused(
          Reason.TIME_IN_FORCE_UNSUPPORTED,
          order.tags().get(OrderTags.ORDER_CLASS) + " orders must be DAY or GTC orders");
    }
    OrderTicket.requireFractionRules(instrument, qty, false, timeInForce, simple);
    if (terms.type() == OrderType.TRAILING_STOP) {
      requireTrailing(timeInForce, qty, false);
    }
    if ("true".equals(order.tags().get(OrderTags.EXTENDED_HOURS))) {
      requireExtendedHours(simple, terms.type(), timeInForce, instrument);
    }
  }

  private static boolean isSame(@Nullable Price wanted, @Nullable Price present) {
    return wanted == null || wanted.equals(present);
  }

  private static boolean isSame(@Nullable Trail wanted, @Nullable Trail present) {
    return wanted == null || (present != null && wanted.equals(present.at(null, null)));
  }

  private static <T> T or(@Nullable T wanted, T present) {
    return wanted == null ? present : wanted;
  }

  private static String word(OrderTicket.OrderClass orderClass) {
    return orderClass.name().toLowerCase(Locale.ROOT);
  }

  static EnterOrders.RefusedException unprocessable(String message) {
    return new EnterOrders.RefusedException(AlpacaErrors.unprocessable(message));
  }
}
