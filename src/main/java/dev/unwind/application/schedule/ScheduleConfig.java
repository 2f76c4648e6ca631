// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of schedules. */
@ConfigMapping(prefix = "unwind.schedules")
public interface ScheduleConfig {
  /** Schedules of one principal that are to fire. */
  @WithDefault("1000")
  @Min(1)
  @Max(100_000)
  int perPrincipalMax();

  /** Schedules that a replica looks at in one round. */
  @WithDefault("100")
  @Min(1)
  @Max(10_000)
  int batch();

  /** How long before a close a schedule may fire at most. */
  @WithDefault("12h")
  @DurationMin(minutes = 1)
  @DurationMax(hours = 23)
  Duration beforeCloseMax();

  /** How far ahead a moment may be. */
  @WithDefault("366d")
  @DurationMin(minutes = 1)
  Duration aheadMax();

  /** Outcomes that are shown with a schedule, the newest. */
  @WithDefault("100")
  @Min(1)
  @Max(10_000)
  int firingsShown();
}
