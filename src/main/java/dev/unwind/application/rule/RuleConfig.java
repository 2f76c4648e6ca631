// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.rule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of rules over accounts. */
@ConfigMapping(prefix = "unwind.rules")
public interface RuleConfig {
  /** How often each replica looks at accounts with rules. */
  @WithDefault("250ms")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 1)
  Duration sweepInterval();

  /**
   * Accounts that it looks at each time in turn, and as many again at a time of those in which
   * something was booked or quoted here.
   */
  @WithDefault("100")
  @Min(1)
  @Max(10_000)
  int batch();

  /** How old a quote may be where the rules do not say, in time in which its market was open. */
  @WithDefault("5m")
  @DurationMin(seconds = 1)
  @DurationMax(days = 7)
  Duration quoteAge();
}
