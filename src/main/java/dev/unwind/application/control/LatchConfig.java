// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How a latch is lifted. */
@ConfigMapping(prefix = "unwind.latch")
public interface LatchConfig {
  /**
   * Whether every latch is lifted by two: one asks, another principal confirms. Where it is false,
   * accounts may ask for it each by itself. The same on all replicas.
   */
  @WithDefault("false")
  boolean requireSecondPerson();

  /** Within which the other must confirm. */
  @WithDefault("10m")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 24)
  Duration confirmWithin();
}
