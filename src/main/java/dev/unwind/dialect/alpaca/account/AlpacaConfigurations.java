// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.unwind.domain.account.Account;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How an account trades. Two of these can be set; the others say what is so here. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "AccountConfigurations", description = "suspend_trade and no_shorting can be set.")
public record AlpacaConfigurations(
    @Schema(required = true) boolean disableOvernightTrading,
    @Schema(required = true) boolean fractionalTrading,
    @Schema(required = true) String maxMarginMultiplier,
    @Schema(required = true) int maxOptionsTradingLevel,
    @Schema(required = true, description = "Orders that would open a short position are refused")
        boolean noShorting,
    @Schema(required = true) boolean ptpNoExceptionEntry,
    @Schema(required = true, description = "New orders are refused; closing goes on")
        boolean suspendTrade,
    @Schema(required = true) String tradeConfirmEmail) {
  static AlpacaConfigurations of(Account.Preferences preferences) {
    return new AlpacaConfigurations(
        true, true, "1", 2, preferences.longOnly(), false, preferences.tradeSuspended(), "none");
  }
}
