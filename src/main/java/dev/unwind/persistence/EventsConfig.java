// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the event log is followed. */
@ConfigMapping(prefix = "unwind.events")
interface EventsConfig {
  /**
   * How often this replica looks for what others have committed. What it commits itself it knows at
   * once.
   */
  @WithDefault("50ms")
  @DurationMin(millis = 1)
  @DurationMax(minutes = 1)
  Duration pollInterval();

  /** Longest pause between attempts while the database is away. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  @DurationMax(minutes = 5)
  Duration backoffMax();
}
