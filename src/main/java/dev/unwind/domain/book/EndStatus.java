// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;

/** How a liquidation ended, from how its items did. */
final class EndStatus {
  private EndStatus() {}

  static LiquidationStatus of(Liquidation liquidation) {
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
}
