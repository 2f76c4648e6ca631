// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An execution. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "TradingActivity", description = "An execution; decimals are strings.")
public record AlpacaFill(
    @Schema(required = true, description = "Also the page_token of what follows") String id,
    @Schema(required = true, enumeration = "FILL") String activityType,
    @Schema(required = true) String cumQty,
    @Schema(required = true) String leavesQty,
    @Schema(required = true) String price,
    @Schema(required = true) String qty,
    @Schema(
            required = true,
            enumeration = {"buy", "sell"})
        String side,
    @Schema(required = true) String symbol,
    @Schema(required = true, format = "date-time") String transactionTime,
    @Schema(required = true) UUID orderId,
    @Schema(
            required = true,
            enumeration = {"filled", "partially_filled"})
        String orderStatus,
    @Schema(
            required = true,
            enumeration = {"fill", "partial_fill"})
        String type)
    implements AlpacaActivity {}
