// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: how liquidations have gone, and what was traded, within a span of time. */
public interface LedgerStatistics {
  /**
   * What is looked at.
   *
   * @param account null for every account of the scope
   * @param from inclusive, on the acceptance of liquidations and the booking of fills
   * @param to exclusive
   * @param liquidationsMax how many are looked at
   * @param fillsMax likewise
   */
  record Window(
      @Nullable AccountId account, Instant from, Instant to, int liquidationsMax, int fillsMax) {}

  /** How many liquidations are or ended like this. */
  record Endings(LiquidationStatus status, @Nullable Reason reason, long count) {}

  /** How many positions of them ended like this, where not closed as asked. */
  record ItemEndings(ItemStatus status, @Nullable Reason reason, long count) {}

  /**
   * From acceptance to the end, of liquidations that closed all they were asked to; null of none.
   */
  record TimeToFlat(
      long count,
      @Nullable Duration p50,
      @Nullable Duration p95,
      @Nullable Duration p99,
      @Nullable Duration max) {}

  /** What was traded in accounts of one currency. */
  record Traded(String currency, long fills, long ofLiquidations, BigDecimal turnover) {}

  /**
   * What was found.
   *
   * @param allLiquidations whether none was left out
   * @param positionsClosed as asked
   * @param allFills whether none was left out
   */
  record Figures(
      boolean allLiquidations,
      List<Endings> endings,
      TimeToFlat timeToFlat,
      long positionsOpen,
      long positionsClosed,
      List<ItemEndings> itemEndings,
      boolean allFills,
      List<Traded> traded) {}

  /** All of it at one moment. */
  Uni<Figures> figures(AccountScope scope, Window window);
}
