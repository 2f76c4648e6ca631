// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a liquidation ended, from how its items did. */
public final class EndStatus {
  private EndStatus() {}

  public static LiquidationStatus of(Liquidation liquidation) {
    Liquidation.ItemCounts counts = liquidation.items();
    if (counts.filled() == counts.total()) {
      return LiquidationStatus.FILLED;
    }
    if (liquidation.cancelRequested()) {
      return LiquidationStatus.CANCELED;
    }
    if (counts.filled() + counts.partiallyFilled() > 0) {
      return LiquidationStatus.PARTIALLY_FILLED;
    }
    return counts.canceled() == counts.total()
        ? LiquidationStatus.CANCELED
        : LiquidationStatus.FAILED;
  }

  /**
   * The reason of a liquidation of one position is that position's; of none, that there is none.
   */
  public static @Nullable Reason reason(Liquidation liquidation, List<LiquidationItem> items) {
    return switch (liquidation.items().total()) {
      case 0 -> Reason.POSITION_NOT_FOUND;
      case 1 -> items.isEmpty() ? null : items.get(0).reason();
      default -> null;
    };
  }
}
