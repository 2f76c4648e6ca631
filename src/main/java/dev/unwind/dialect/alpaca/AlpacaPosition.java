// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An open position. Decimals are strings; quantity, value and cost of a short are negative. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Position", description = "An open position; decimals are strings.")
public record AlpacaPosition(
    @Schema(required = true, description = "The instrument's id") UUID assetId,
    @Schema(required = true, description = "Crypto pairs without slash", examples = "BTCUSD")
        String symbol,
    @Schema(
            required = true,
            description = "Empty where the market is none of these",
            enumeration = {
              "AMEX",
              "ARCA",
              "BATS",
              "NYSE",
              "NASDAQ",
              "NYSEARCA",
              "OTC",
              "CRYPTO",
              ""
            })
        String exchange,
    @Schema(
            required = true,
            enumeration = {"us_equity", "us_option", "crypto"})
        String assetClass,
    @Schema(required = true) boolean assetMarginable,
    @Schema(required = true, description = "Negative for shorts", examples = "-24") String qty,
    @Schema(required = true, examples = "82.69") String avgEntryPrice,
    @Schema(
            required = true,
            enumeration = {"long", "short"})
        String side,
    @Schema(required = true, description = "Negative for shorts") String marketValue,
    @Schema(required = true, description = "Negative for shorts") String costBasis,
    @Schema(required = true) String unrealizedPl,
    @Schema(required = true, description = "A factor: 0.0084 is 0.84 %") String unrealizedPlpc,
    @Schema(required = true) String unrealizedIntradayPl,
    @Schema(required = true) String unrealizedIntradayPlpc,
    @Schema(required = true) String currentPrice,
    @Schema(required = true) String lastdayPrice,
    @Schema(required = true, description = "A factor against lastday_price") String changeToday,
    @Schema(required = true, description = "What open orders do not hold; signed like qty")
        String qtyAvailable,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description = "The ledger's own class, where Alpaca's words have none",
            enumeration = {"future", "fund"})
        @Nullable String unwindAssetClass) {}
