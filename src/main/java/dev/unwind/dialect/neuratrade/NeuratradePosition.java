// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** NeuraTrade's PositionRecord. */
@RegisterForReflection
@Schema(name = "PositionRecord")
public record NeuratradePosition(
    @JsonProperty("position_id") @Schema(required = true, examples = "pos-20260302150000-41")
        String positionId,
    @JsonProperty("order_id")
        @Schema(
            required = true,
            examples = "ord-20260302150000-41",
            description = "names no order where none of this API opened the position")
        String orderId,
    @JsonProperty("exchange") @Schema(required = true, examples = "binance") String exchange,
    @JsonProperty("symbol") @Schema(required = true, examples = "BTC/USDT") String symbol,
    @JsonProperty("side")
        @Schema(
            required = true,
            enumeration = {"BUY", "SELL"})
        String side,
    @JsonProperty("size")
        @Schema(
            required = true,
            examples = "0.5",
            description = "what was opened; it stays when the position is closed")
        String size,
    @JsonProperty("entry_price")
        @Schema(
            required = true,
            examples = "50000",
            description = "executed average; before any fill the limit price")
        String entryPrice,
    @JsonProperty("status")
        @Schema(
            required = true,
            enumeration = {"OPEN", "CLOSED", "LIQUIDATED"})
        String status,
    @JsonProperty("opened_at") @Schema(required = true, format = "date-time") String openedAt,
    @JsonProperty("updated_at") @Schema(required = true, format = "date-time") String updatedAt) {}
