// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.order.OrderTicket;
import dev.unwind.domain.account.Account;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to be set; what is absent stays. Clients send the whole back, so a value that
 * is not theirs to set is accepted as long as it is the present one.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "AccountConfigurationsRequest")
public record AlpacaConfigurationsRequest(
    @Nullable String disableOvernightTrading,
    @Nullable String fractionalTrading,
    @Nullable String maxMarginMultiplier,
    @Nullable String maxOptionsTradingLevel,
    @Nullable String noShorting,
    @Nullable String ptpNoExceptionEntry,
    @Nullable String suspendTrade,
    @Nullable String tradeConfirmEmail) {

  /** Refuses what cannot be read or set. */
  void requireSettable() {
    AlpacaConfigurations present = AlpacaConfigurations.of(Account.Preferences.NONE);
    requireSame("disable_overnight_trading", disableOvernightTrading, true);
    requireSame("fractional_trading", fractionalTrading, true);
    requireSame("ptp_no_exception_entry", ptpNoExceptionEntry, false);
    requireSame("max_margin_multiplier", maxMarginMultiplier, present.maxMarginMultiplier());
    requireSame(
        "max_options_trading_level",
        maxOptionsTradingLevel,
        String.valueOf(present.maxOptionsTradingLevel()));
    requireSame("trade_confirm_email", tradeConfirmEmail, present.tradeConfirmEmail());
    AlpacaParameters.flag("no_shorting", noShorting);
    AlpacaParameters.flag("suspend_trade", suspendTrade);
  }

  Account.Preferences of(Account.Preferences present) {
    return new Account.Preferences(
        set("suspend_trade", suspendTrade, present.tradeSuspended()),
        set("no_shorting", noShorting, present.longOnly()));
  }

  private static boolean set(String name, @Nullable String wanted, boolean present) {
    return OrderTicket.given(wanted) == null ? present : AlpacaParameters.flag(name, wanted);
  }

  private static void requireSame(String name, @Nullable String wanted, boolean present) {
    if (OrderTicket.given(wanted) != null && AlpacaParameters.flag(name, wanted) != present) {
      throw AlpacaParameters.malformed(name + " cannot be changed");
    }
  }

  private static void requireSame(String name, @Nullable String wanted, String present) {
    String given = OrderTicket.given(wanted);
    if (given != null && !given.toLowerCase(Locale.ROOT).equals(present)) {
      throw AlpacaParameters.malformed(name + " cannot be changed");
    }
  }
}
