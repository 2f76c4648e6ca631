// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long NeuraTrade's answers may take. */
@ConfigMapping(prefix = "unwind.dialect.neuratrade")
public interface NeuratradeConfig {
  /** Longest wait for a fill or a cancel before the answer; what is waited for goes on after it. */
  @WithName("wait")
  @WithDefault("5s")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 60)
  Duration longestWait();

  /** How long the repeat of a request that was answered too early may fetch its outcome. */
  @WithDefault("10m")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 24)
  Duration joinWindow();
}
