// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.account.LedgerStatistics;
import dev.unwind.domain.Reason;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How liquidations have gone, and what was traded, within a span of time. */
@RegisterForReflection
@Schema(requiredProperties = {"from", "to", "liquidations", "positions", "fills"})
public record UnwindStatistics(
    Instant from, Instant to, Liquidations liquidations, Positions positions, Fills fills) {

  /** Liquidations that were accepted in that time. */
  @RegisterForReflection
  @Schema(
      name = "UnwindLiquidationStatistics",
      requiredProperties = {"total", "complete", "endings", "timeToFlat"})
  public record Liquidations(
      long total,
      @Schema(description = "false: there are more than were looked at") boolean complete,
      List<Ending> endings,
      TimeToFlat timeToFlat) {}

  /** How many are, or have ended, like this; the most frequent first. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindEnding",
      requiredProperties = {"status", "count"})
  public record Ending(
      String status,
      @Schema(description = "A reason code, where it did not end as asked") @Nullable String reason,
      long count) {}

  /** Milliseconds from acceptance to the end, of those that closed all they were asked to. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindTimeToFlat", requiredProperties = "count")
  public record TimeToFlat(
      long count,
      @Nullable Long p50Millis,
      @Nullable Long p95Millis,
      @Nullable Long p99Millis,
      @Nullable Long maxMillis) {}

  /** Positions of those liquidations. */
  @RegisterForReflection
  @Schema(
      name = "UnwindPositionStatistics",
      requiredProperties = {"open", "closed", "endedOtherwise"})
  public record Positions(long open, long closed, List<Ending> endedOtherwise) {}

  /** Fills that were booked in that time. */
  @RegisterForReflection
  @Schema(
      name = "UnwindFillStatistics",
      requiredProperties = {"total", "complete", "byCurrency"})
  public record Fills(
      long total,
      @Schema(description = "false: there are more than were looked at") boolean complete,
      List<Traded> byCurrency) {}

  /** Fills in accounts of one currency. */
  @RegisterForReflection
  @Schema(
      name = "UnwindTraded",
      requiredProperties = {"currency", "fills", "ofLiquidations", "turnover"})
  public record Traded(
      String currency,
      long fills,
      long ofLiquidations,
      @Schema(description = "Sum of their cash effects without signs") String turnover) {}

  static UnwindStatistics of(LedgerStatistics.Window window, LedgerStatistics.Figures figures) {
    LedgerStatistics.TimeToFlat times = figures.timeToFlat();
    return new UnwindStatistics(
        window.from(),
        window.to(),
        new Liquidations(
            figures.endings().stream().mapToLong(LedgerStatistics.Endings::count).sum(),
            figures.allLiquidations(),
            figures.endings().stream()
                .map(e -> ending(e.status().name(), e.reason(), e.count()))
                .toList(),
            new TimeToFlat(
                times.count(),
                millis(times.p50()),
                millis(times.p95()),
                millis(times.p99()),
                millis(times.max()))),
        new Positions(
            figures.positionsOpen(),
            figures.positionsClosed(),
            figures.itemEndings().stream()
                .map(e -> ending(e.status().name(), e.reason(), e.count()))
                .toList()),
        new Fills(
            figures.traded().stream().mapToLong(LedgerStatistics.Traded::fills).sum(),
            figures.allFills(),
            figures.traded().stream().map(UnwindStatistics::traded).toList()));
  }

  private static Ending ending(String status, @Nullable Reason reason, long count) {
    return new Ending(status, reason == null ? null : reason.name(), count);
  }

  private static Traded traded(LedgerStatistics.Traded traded) {
    BigDecimal turnover = traded.turnover();
    return new Traded(
        traded.currency(),
        traded.fills(),
        traded.ofLiquidations(),
        turnover.signum() == 0 ? "0" : turnover.stripTrailingZeros().toPlainString());
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}
