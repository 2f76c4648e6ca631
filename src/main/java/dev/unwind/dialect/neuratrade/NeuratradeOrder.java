// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** NeuraTrade's OrderRecord. */
@RegisterForReflection
@Schema(name = "OrderRecord")
public record NeuratradeOrder(
    @JsonProperty("order_id") @Schema(required = true, examples = "ord-20260302150000-41")
        String orderId,
    @JsonProperty("position_id")
        @Schema(
            required = true,
            examples = "pos-20260302150000-41",
            description = "empty where the account nets and nothing is open yet")
        String positionId,
    @JsonProperty("exchange") @Schema(required = true, examples = "binance") String exchange,
    @JsonProperty("symbol") @Schema(required = true, examples = "BTC/USDT") String symbol,
    @JsonProperty("side")
        @Schema(
            required = true,
            enumeration = {"BUY", "SELL"})
        String side,
    @JsonProperty("type")
        @Schema(
            required = true,
            enumeration = {"MARKET", "LIMIT"})
        String type,
    @JsonProperty("amount") @Schema(required = true, examples = "0.5") String amount,
    @JsonProperty("price")
        @Schema(
            required = true,
            examples = "50000",
            description = "as asked for; 0 where a market order named none")
        String price,
    @JsonProperty("status")
        @Schema(
            required = true,
            enumeration = {"OPEN", "CANCELED", "CLOSED"})
        String status,
    @JsonProperty("created_at") @Schema(required = true, format = "date-time") String createdAt,
    @JsonProperty("updated_at") @Schema(required = true, format = "date-time") String updatedAt) {}
