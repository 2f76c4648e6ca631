// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an account was worth over time; numbers, as the vendor has them here alone. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PortfolioHistory", description = "One entry of each list per window of time.")
public record AlpacaPortfolioHistory(
    @Schema(required = true, description = "Begin of each window, seconds since 1970")
        List<Long> timestamp,
    @Schema(required = true, description = "At the end of each window") List<BigDecimal> equity,
    @Schema(required = true) List<BigDecimal> profitLoss,
    @Schema(required = true) List<BigDecimal> profitLossPct,
    @Schema(required = true, description = "What profit and loss are counted from")
        BigDecimal baseValue,
    @Schema(format = "date", description = "Where base_value is the close of a trading day")
        @Nullable String baseValueAsof,
    @Schema(required = true, examples = "1D") String timeframe) {}
