// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What bounds a liquidation. */
@ConfigMapping(prefix = "unwind.liquidation")
public interface LiquidationConfig {
  /**
   * How long a close waits for the cancels that it asked for. Where the venue is told of one later
   * than that, it counts from then, but by no more than {@code escalation}.
   */
  @WithDefault("5s")
  Duration cancelDeadline();

  /** Open session time that a closing order gets before it is cancelled. */
  @WithDefault("10m")
  Duration deadline();

  /** How long the venue may take to confirm that cancel before the item is stated as failed. */
  @WithDefault("1m")
  Duration escalation();

  /** How old a quote may be from which the limit of a closing order is measured. */
  @WithDefault("30s")
  Duration quoteAgeMax();

  /** Closing orders per position, when the venue cancels them by itself. */
  @WithDefault("2")
  @Min(1)
  @Max(10)
  int attemptsMax();
}
