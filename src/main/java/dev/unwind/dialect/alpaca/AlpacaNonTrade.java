// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change without a trade. A split is two of them, of one group. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "NonTradeActivity", description = "A change without a trade; decimals are strings.")
public record AlpacaNonTrade(
    @Schema(required = true, description = "Also the page_token of what follows") String id,
    @Schema(
            required = true,
            enumeration = {
              "FEE", "CFEE", "DIV", "INT", "JNLC", "JNLS", "SPLIT", "SPIN", "NC", "MA"
            })
        String activityType,
    @Schema(enumeration = {"SDIV", "FSPLIT", "RSPLIT"}) @Nullable String activitySubType,
    @Schema(required = true, format = "date", description = "In New York") String date,
    @Schema(required = true, format = "date-time") String createdAt,
    @Schema(required = true, description = "Signed change of the cash") String netAmount,
    @Schema(required = true) String description,
    @Nullable String symbol,
    @Schema(description = "Signed change of the position") @Nullable String qty,
    @Nullable String price,
    @Schema(description = "What belongs together") @Nullable UUID groupId,
    @Schema(required = true, enumeration = "executed") String status)
    implements AlpacaActivity {}
