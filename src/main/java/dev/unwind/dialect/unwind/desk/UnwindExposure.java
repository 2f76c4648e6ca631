// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.desk;

import dev.unwind.application.account.DeskView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An instrument with all that the caller's accounts hold of it. */
@RegisterForReflection
@Schema(
    requiredProperties = {
      "symbol",
      "currency",
      "accounts",
      "positions",
      "longValue",
      "shortValue",
      "grossValue",
      "unrealizedPl",
      "unpriced"
    })
public record UnwindExposure(
    String symbol,
    @Schema(description = "Of the instrument") String currency,
    @Schema(description = "Accounts that hold it") long accounts,
    long positions,
    @Schema(description = "At the last price, futures by their full value; rounded to 8 digits")
        String longValue,
    @Schema(description = "The same of what is short; not positive") String shortValue,
    @Schema(description = "Both without their signs") String grossValue,
    String unrealizedPl,
    @Schema(description = "Positions without a quote, which are in none of these sums")
        long unpriced) {

  /** The largest first, by their gross values as numbers, whatever the currencies. */
  @RegisterForReflection
  @Schema(name = "UnwindExposures", requiredProperties = "instruments")
  public record Page(List<UnwindExposure> instruments) {
    static Page of(List<DeskView.Exposure> exposures) {
      return new Page(exposures.stream().map(UnwindExposure::of).toList());
    }
  }

  private static UnwindExposure of(DeskView.Exposure exposure) {
    return new UnwindExposure(
        exposure.symbol(),
        exposure.currency(),
        exposure.accounts(),
        exposure.positions(),
        UnwindDeskLine.text(exposure.longs()),
        UnwindDeskLine.text(exposure.shorts()),
        UnwindDeskLine.text(exposure.longs().subtract(exposure.shorts())),
        UnwindDeskLine.text(exposure.unrealized()),
        exposure.unpriced());
  }
}
