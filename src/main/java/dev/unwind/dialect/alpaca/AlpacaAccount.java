// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The account in numbers. Unwind lends nothing, so every kind of buying power is the cash that open
 * buys leave, and margins are zero.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Account", description = "The account; decimals are strings.")
public record AlpacaAccount(
    @Schema(required = true) UUID id,
    @Schema(required = true) String accountNumber,
    @Schema(
            required = true,
            enumeration = {"ACTIVE", "ACCOUNT_CLOSED", "INACTIVE"})
        String status,
    @Schema(
            required = true,
            enumeration = {"ACTIVE", "ACCOUNT_CLOSED", "INACTIVE"})
        String cryptoStatus,
    @Schema(required = true, examples = "USD") String currency,
    @Schema(required = true) String buyingPower,
    @Schema(required = true) String regtBuyingPower,
    @Schema(required = true) String effectiveBuyingPower,
    @Schema(required = true) String nonMarginableBuyingPower,
    @Schema(required = true) String optionsBuyingPower,
    @Schema(required = true) String cash,
    @Schema(required = true) String accruedFees,
    @Schema(required = true) String pendingTransferIn,
    @Schema(required = true) String pendingTransferOut,
    @Schema(required = true) String pendingRegTafFees,
    @Schema(required = true) String portfolioValue,
    @Schema(required = true) String equity,
    @Schema(required = true, description = "Cash and positions at their last close")
        String lastEquity,
    @Schema(required = true) String longMarketValue,
    @Schema(required = true, description = "Negative") String shortMarketValue,
    @Schema(required = true) String positionMarketValue,
    @Schema(required = true) String initialMargin,
    @Schema(required = true) String maintenanceMargin,
    @Schema(required = true) String lastMaintenanceMargin,
    @Schema(required = true) String sma,
    @Schema(required = true) String multiplier,
    @Schema(required = true) String intradayAdjustments,
    @Schema(required = true) boolean tradingBlocked,
    @Schema(required = true) boolean transfersBlocked,
    @Schema(required = true) boolean accountBlocked,
    @Schema(required = true, description = "A latch is set on the account")
        boolean tradeSuspendedByUser,
    @Schema(required = true) boolean shortingEnabled,
    @Schema(required = true) int optionsApprovedLevel,
    @Schema(required = true) int optionsTradingLevel,
    @Schema(required = true) int cryptoTier,
    @Schema(required = true, format = "date") String balanceAsof,
    @Schema(required = true, format = "date-time") String createdAt) {}
