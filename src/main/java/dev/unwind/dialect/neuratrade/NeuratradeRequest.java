// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Requests, read by hand in the order in which NeuraTrade checks them: what cannot be bound first,
 * then the amount, the side, the type and the price. Unknown keys are ignored.
 */
final class NeuratradeRequest {
  private static final int TEXT_MAX = 128;
  private static final int DECIMAL_CHARS_MAX = 64;
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

  private NeuratradeRequest() {}

  /**
   * An order to be placed.
   *
   * @param price as given, zero where absent; a market order only repeats it
   */
  record Place(
      String exchange, String symbol, Side side, OrderType type, Quantity amount, Price price) {
    /** What an equal request has too. */
    String fingerprint() {
      return String.join(
          "\n", exchange, symbol, side.name(), type.name(), amount.toString(), price.toString());
    }
  }

  /** Which position; at least one of both is there, and the id goes first. */
  record Liquidate(@Nullable String positionId, @Nullable String symbol) {}

  static Place place(JsonNode body) {
    String exchange = required(body, "exchange");
    String symbol = required(body, "symbol");
    String sideText = required(body, "side");
    String typeText = text(body, "type");
    BigDecimal amount = decimal(body.get("amount"));
    BigDecimal price = decimal(body.get("price"));
    if (amount.signum() <= 0) {
      throw NeuratradeException.badRequest("amount must be greater than zero");
    }
    Side side =
        switch (sideText.strip().toUpperCase(Locale.ROOT)) {
          case "BUY" -> Side.BUY;
          case "SELL" -> Side.SELL;
          default -> throw NeuratradeException.badRequest("side must be BUY or SELL");
        };
    OrderType type =
        switch (typeText == null ? "" : typeText.strip().toUpperCase(Locale.ROOT)) {
          case "", "MARKET" -> OrderType.MARKET;
          case "LIMIT" -> OrderType.LIMIT;
          default -> throw NeuratradeException.badRequest("type must be MARKET or LIMIT");
        };
    if (type == OrderType.LIMIT && price.signum() <= 0) {
      throw NeuratradeException.badRequest("price must be greater than zero for LIMIT orders");
    }
    if (price.signum() < 0) {
      throw NeuratradeException.badRequest("price must not be negative");
    }
    try {
      return new Place(exchange, symbol, side, type, new Quantity(amount), new Price(price));
    } catch (ArithmeticException e) {
      throw NeuratradeException.malformed();
    }
  }

  static String orderId(JsonNode body) {
    return required(body, "order_id").strip();
  }

  static Liquidate liquidate(JsonNode body) {
    if (!body.isObject() && !body.isNull()) {
      throw NeuratradeException.malformed();
    }
    String positionId = stripped(text(body, "position_id"));
    String symbol = stripped(text(body, "symbol"));
    if (positionId == null && symbol == null) {
      throw NeuratradeException.badRequest("position_id or symbol is required");
    }
    return new Liquidate(positionId, symbol);
  }

  private static @Nullable String stripped(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static String required(JsonNode body, String name) {
    String text = text(body, name);
    if (text == null || text.isEmpty()) {
      throw NeuratradeException.malformed();
    }
    return text;
  }

  private static @Nullable String text(JsonNode body, String name) {
    JsonNode node = body.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isTextual()
        || node.textValue().length() > TEXT_MAX
        || node.textValue().indexOf('\0') >= 0) {
      throw NeuratradeException.malformed();
    }
    return node.textValue();
  }

  /** A JSON number, or a string that spells one; absent and null are zero. */
  private static BigDecimal decimal(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return BigDecimal.ZERO;
    }
    BigDecimal value;
    if (node.isNumber()) {
      value = node.decimalValue();
    } else if (node.isTextual()
        && node.textValue().length() <= DECIMAL_CHARS_MAX
        && DECIMAL.matcher(node.textValue()).matches()) {
      value = new BigDecimal(node.textValue());
    } else {
      throw NeuratradeException.malformed();
    }
    if (Math.abs((long) value.scale()) > 1000) {
      throw NeuratradeException.malformed();
    }
    return value;
  }

  /** The body of place_order, for the documentation. */
  @Schema(
      name = "PlaceOrderRequest",
      requiredProperties = {"exchange", "symbol", "side", "amount"})
  record PlaceBody(
      @Schema(examples = "binance") String exchange,
      @Schema(examples = "BTC/USDT") String symbol,
      @Schema(examples = "BUY") String side,
      @Schema(examples = "LIMIT", defaultValue = "MARKET") String type,
      @Schema(examples = "0.5", description = "a string or a number") String amount,
      @Schema(examples = "50000", description = "a string or a number; needed by LIMIT")
          String price) {}

  /** The body of cancel_order, for the documentation. */
  @Schema(name = "CancelOrderRequest", requiredProperties = "order_id")
  record CancelBody(
      @Schema(name = "order_id", examples = "ord-20260302150000-41") String orderId) {}

  /** The body of liquidate, for the documentation. */
  @Schema(name = "LiquidateRequest", description = "one of both; position_id goes first")
  record LiquidateBody(
      @Schema(name = "position_id", examples = "pos-20260302150000-41") String positionId,
      @Schema(examples = "BTC/USDT") String symbol) {}
}
