// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an order, as both streams tell it.
 *
 * @param at when it was written down; strictly ascending per account
 * @param timestamp when it happened; one client insists on it for every event
 * @param qty of this execution; the order has the sum
 * @param positionQty signed, after the execution
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TradeUpdate", description = "Something that happened to an order.")
public record AlpacaTradeUpdate(
    @Schema(required = true, format = "date-time") String at,
    @Schema(
            required = true,
            enumeration = {
              "accepted",
              "pending_new",
              "new",
              "fill",
              "partial_fill",
              "pending_cancel",
              "canceled",
              "order_cancel_rejected",
              "pending_replace",
              "replaced",
              "order_replace_rejected",
              "rejected",
              "expired",
              "held",
              "trade_bust",
              "trade_correct"
            })
        String event,
    @Schema(required = true, description = "A ULID; the stream resumes after it") String eventId,
    @Nullable UUID executionId,
    @Schema(description = "The execution that was taken back or corrected")
        @Nullable UUID previousExecutionId,
    @Schema(required = true) AlpacaOrder order,
    @Nullable String positionQty,
    @Nullable String price,
    @Nullable String qty,
    @Schema(required = true, format = "date-time") String timestamp) {}
