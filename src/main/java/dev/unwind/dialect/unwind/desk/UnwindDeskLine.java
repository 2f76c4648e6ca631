// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.account.DeskView;
import dev.unwind.dialect.unwind.UnwindAccount;
import dev.unwind.dialect.unwind.UnwindMapping;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account on the desk: its latch, what it is exposed to, and what is being closed. */
@RegisterForReflection
@Schema(
    requiredProperties = {
      "accountId",
      "name",
      "status",
      "currency",
      "tradingState",
      "venue",
      "venueState",
      "cash",
      "positions",
      "longValue",
      "shortValue",
      "grossValue",
      "unrealizedPl",
      "sincePreviousClose",
      "dayPl",
      "unpriced",
      "workingOrders",
      "liquidations",
      "positionsClosing",
      "differences"
    })
public record UnwindDeskLine(
    long accountId,
    String name,
    String status,
    String currency,
    UnwindAccount.TradingState tradingState,
    @Schema(description = "Where its orders go") String venue,
    @Schema(description = "Whether that venue answers") UnwindAccount.VenueState venueState,
    String cash,
    @Schema(description = "Open positions") long positions,
    @Schema(description = "At the last prices, futures by their full value; rounded to 8 digits")
        String longValue,
    @Schema(description = "The same of what is short; not positive") String shortValue,
    @Schema(description = "Both without their signs") String grossValue,
    String unrealizedPl,
    @Schema(
            description =
                "What the last prices make of the open positions against the previous close, however long they have been held")
        String sincePreviousClose,
    @Schema(
            description =
                "The result of the day: sincePreviousClose, and what the trades of the day have made against the previous close")
        String dayPl,
    @Schema(description = "Positions without a quote, which are in none of these sums")
        long unpriced,
    @Schema(description = "Open orders that are not those of a liquidation") long workingOrders,
    @Schema(description = "Liquidations that have not ended") long liquidations,
    @Schema(description = "Positions that those are about to close") long positionsClosing,
    @Schema(
            description =
                "What its venue states otherwise than the ledger, as of the last comparison; the account tells what it is")
        long differences) {

  /** Accounts ascending by id. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindDesk", requiredProperties = "accounts")
  public record Page(
      List<UnwindDeskLine> accounts,
      @Schema(description = "Value of after for the next page, where there may be more")
          @Nullable Long next) {}

  static UnwindDeskLine of(DeskView.Line line, UnwindAccount.VenueState venueState) {
    return new UnwindDeskLine(
        line.account().id().value(),
        line.account().name(),
        line.account().status().name(),
        line.account().currency(),
        UnwindMapping.tradingState(line.account().latch()),
        line.account().venue().value(),
        venueState,
        line.account().cash().toString(),
        line.positions(),
        text(line.longs()),
        text(line.shorts()),
        text(line.longs().subtract(line.shorts())),
        text(line.unrealized()),
        text(line.sincePreviousClose()),
        text(line.day()),
        line.unpriced(),
        line.workingOrders(),
        line.liquidations(),
        line.openItems(),
        line.differences());
  }

  static String text(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }
}
