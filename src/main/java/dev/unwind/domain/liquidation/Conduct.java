// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a liquidation is carried out.
 *
 * @param maxConcurrent closing orders of it that may be out at a time; null: any number
 * @param deadline null: what the service allows an order
 * @param cancelDeadline how long cancels are waited for; null: as long as the service waits
 */
public record Conduct(
    CloseStyle style,
    CloseSequence sequence,
    @Nullable Integer maxConcurrent,
    @Nullable Deadline deadline,
    @Nullable Duration cancelDeadline) {

  /** All positions at once and at the market. */
  public static final Conduct AT_ONCE =
      new Conduct(CloseStyle.MARKET, CloseSequence.LISTED, null, null);

  /** One that waits for cancels as long as the service does. */
  public Conduct(
      CloseStyle style,
      CloseSequence sequence,
      @Nullable Integer maxConcurrent,
      @Nullable Deadline deadline) {
    this(style, sequence, maxConcurrent, deadline, null);
  }

  public Conduct {
    if (maxConcurrent != null && maxConcurrent < 1) {
      throw new IllegalArgumentException("none may be out: " + maxConcurrent);
    }
  }

  /**
   * By when a liquidation ends.
   *
   * @param after its acceptance
   * @param toMarket whether what is left is closed at the market then, and not left open
   */
  public record Deadline(Duration after, boolean toMarket) {}

  /** Whether its items are more than one order each that goes out at once. */
  public boolean goesInSteps() {
    return !(style instanceof CloseStyle.Market) || maxConcurrent != null || deadline != null;
  }

  /** Whether its steps are measured from a quote. */
  public boolean needsQuotes() {
    return style instanceof CloseStyle.Limit;
  }
}
