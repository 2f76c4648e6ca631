// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An order as clients send it. Decimals come as strings or numbers; null and empty strings count as
 * absent, for a client sends those for what it does not use.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "CreateOrderRequest", description = "Decimals as strings or numbers.")
public record AlpacaOrderRequest(
    @Schema(description = "Crypto pairs with or without slash") @Nullable String symbol,
    @Schema(description = "Instead of notional") @Nullable String qty,
    @Schema(description = "Money instead of qty, at most two decimals") @Nullable String notional,
    @Schema(enumeration = {"buy", "sell"}) @Nullable String side,
    @Schema(enumeration = {"market", "limit", "stop", "stop_limit", "trailing_stop"})
        @Nullable String type,
    @Schema(enumeration = {"day", "gtc", "ioc", "fok"}) @Nullable String timeInForce,
    @Nullable String limitPrice,
    @Nullable String stopPrice,
    @Nullable String trailPrice,
    @Nullable String trailPercent,
    @Nullable String extendedHours,
    @Nullable String clientOrderId,
    @Schema(enumeration = {"", "simple", "bracket", "oco", "oto"}) @Nullable String orderClass,
    @Nullable TakeProfit takeProfit,
    @Nullable StopLoss stopLoss,
    @Schema(enumeration = {"", "buy_to_open", "buy_to_close", "sell_to_open", "sell_to_close"})
        @Nullable String positionIntent,
    @Schema(
            type = SchemaType.ARRAY,
            implementation = Object.class,
            description = "Refused: orders of several legs are not offered")
        @Nullable JsonNode legs,
    @Schema(
            type = SchemaType.OBJECT,
            implementation = Object.class,
            description = "Refused: orders by algorithm are not offered")
        @Nullable JsonNode advancedInstructions) {

  /**
   * What an idempotency key covers. The keys that are always refused are no part of it, so it reads
   * as it did before they were known.
   */
  @Override
  public String toString() {
    return "AlpacaOrderRequest[symbol=%s, qty=%s, notional=%s, side=%s, type=%s, timeInForce=%s"
            .formatted(symbol, qty, notional, side, type, timeInForce)
        + ", limitPrice=%s, stopPrice=%s, trailPrice=%s, trailPercent=%s, extendedHours=%s"
            .formatted(limitPrice, stopPrice, trailPrice, trailPercent, extendedHours)
        + ", clientOrderId=%s, orderClass=%s, takeProfit=%s, stopLoss=%s, positionIntent=%s]"
            .formatted(clientOrderId, orderClass, takeProfit, stopLoss, positionIntent);
  }

  /** The exit with a profit. */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @Schema(name = "TakeProfit")
  public record TakeProfit(@Nullable String limitPrice) {}

  /** The exit with a loss; a stop limit where it has a limit price. */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @Schema(name = "StopLoss")
  public record StopLoss(@Nullable String stopPrice, @Nullable String limitPrice) {}
}
