// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What can be traded, of the classes that the vendor lists as assets. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Asset", description = "What can be traded.")
public record AlpacaAsset(
    @Schema(required = true) UUID id,
    @JsonProperty("class")
        @Schema(
            required = true,
            enumeration = {"us_equity", "crypto"})
        String assetClass,
    @Schema(
            required = true,
            enumeration = {"AMEX", "ARCA", "BATS", "NYSE", "NASDAQ", "NYSEARCA", "OTC", "CRYPTO"})
        String exchange,
    @Schema(required = true, description = "Crypto pairs with slash") String symbol,
    @Schema(required = true) String name,
    @Schema(
            required = true,
            enumeration = {"active", "inactive"})
        String status,
    @Schema(required = true) boolean tradable,
    @Schema(required = true) boolean marginable,
    @Schema(required = true) boolean shortable,
    @Schema(required = true, deprecated = true, description = "Same as borrow_status")
        boolean easyToBorrow,
    @Schema(
            description = "Equities only",
            enumeration = {"easy_to_borrow", "hard_to_borrow"})
        @Nullable String borrowStatus,
    @Schema(required = true) boolean fractionable,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Schema(required = true, nullable = true)
        @Nullable String cusip,
    @Schema(required = true) List<String> attributes,
    @Schema(description = "Crypto only") @Nullable String minOrderSize,
    @Schema(description = "Crypto only") @Nullable String minTradeIncrement,
    @Schema(description = "Crypto only") @Nullable String priceIncrement) {}
