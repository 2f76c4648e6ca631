// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One version of an order: a replacement is an order of its own here. Every key is always present,
 * except the two that clients do not accept as null.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Order", description = "An order; decimals are strings.")
public record AlpacaOrder(
    @Schema(required = true) UUID id,
    @Schema(required = true) String clientOrderId,
    @Schema(required = true, format = "date-time") String createdAt,
    @Schema(required = true, format = "date-time") String updatedAt,
    @Schema(required = true, format = "date-time") String submittedAt,
    @Schema(required = true, nullable = true, format = "date-time") @Nullable String filledAt,
    @Schema(required = true, nullable = true, format = "date-time") @Nullable String expiredAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(format = "date-time")
        @Nullable String expiresAt,
    @Schema(required = true, nullable = true, format = "date-time") @Nullable String canceledAt,
    @Schema(required = true, nullable = true, format = "date-time") @Nullable String failedAt,
    @Schema(required = true, nullable = true, format = "date-time") @Nullable String replacedAt,
    @Schema(required = true, nullable = true) @Nullable UUID replacedBy,
    @Schema(required = true, nullable = true) @Nullable UUID replaces,
    @Schema(required = true) UUID assetId,
    @Schema(required = true, description = "Crypto pairs with slash", examples = "BTC/USD")
        String symbol,
    @Schema(
            required = true,
            enumeration = {"us_equity", "us_option", "crypto"})
        String assetClass,
    @Schema(required = true, nullable = true) @Nullable String notional,
    @Schema(required = true, nullable = true, description = "Null for orders by notional")
        @Nullable String qty,
    @Schema(required = true) String filledQty,
    @Schema(required = true, nullable = true) @Nullable String filledAvgPrice,
    @Schema(
            required = true,
            enumeration = {"", "simple", "bracket", "oco", "oto"})
        String orderClass,
    @Schema(
            required = true,
            enumeration = {"market", "limit", "stop", "stop_limit", "trailing_stop"})
        String orderType,
    @Schema(
            required = true,
            enumeration = {"market", "limit", "stop", "stop_limit", "trailing_stop"})
        String type,
    @Schema(
            required = true,
            enumeration = {"buy", "sell"})
        String side,
    @Schema(
            required = true,
            enumeration = {"day", "gtc", "ioc", "fok"})
        String timeInForce,
    @Schema(required = true, nullable = true) @Nullable String limitPrice,
    @Schema(required = true, nullable = true) @Nullable String stopPrice,
    @Schema(
            required = true,
            enumeration = {
              "accepted",
              "pending_new",
              "new",
              "partially_filled",
              "filled",
              "pending_cancel",
              "canceled",
              "pending_replace",
              "replaced",
              "rejected",
              "expired",
              "held"
            })
        String status,
    @Schema(required = true) boolean extendedHours,
    @Schema(required = true, nullable = true, description = "Only with nested=true")
        @Nullable List<AlpacaOrder> legs,
    @Schema(required = true, nullable = true) @Nullable String trailPercent,
    @Schema(required = true, nullable = true) @Nullable String trailPrice,
    @Schema(required = true, nullable = true) @Nullable String hwm,
    @Schema(required = true, nullable = true) @Nullable String subtag,
    @Schema(required = true, nullable = true) @Nullable String source,
    @Schema(required = true, nullable = true) @Nullable String ratioQty,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(enumeration = {"buy_to_open", "buy_to_close", "sell_to_open", "sell_to_close"})
        @Nullable String positionIntent,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description = "The ledger's own class, where Alpaca's words have none",
            enumeration = {"future", "fund"})
        @Nullable String unwindAssetClass) {

  public AlpacaOrder withLegs(List<AlpacaOrder> children) {
    return new AlpacaOrder(
        id,
        clientOrderId,
        createdAt,
        updatedAt,
        submittedAt,
        filledAt,
        expiredAt,
        expiresAt,
        canceledAt,
        failedAt,
        replacedAt,
        replacedBy,
        replaces,
        assetId,
        symbol,
        assetClass,
        notional,
        qty,
        filledQty,
        filledAvgPrice,
        orderClass,
        orderType,
        type,
        side,
        timeInForce,
        limitPrice,
        stopPrice,
        status,
        extendedHours,
        children,
        trailPercent,
        trailPrice,
        hwm,
        subtag,
        source,
        ratioQty,
        positionIntent,
        unwindAssetClass);
  }
}
