// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long somebody stays signed in to the console. */
@ConfigMapping(prefix = "unwind.console")
public interface UnwindConsoleConfig {
  /** A session ends this long after its last renewal; the console renews while it is used. */
  @WithDefault("30m")
  @DurationMin(minutes = 1)
  @DurationMax(hours = 24)
  Duration session();

  /** It ends this long after the sign-in, however much it is used. */
  @WithDefault("12h")
  @DurationMin(minutes = 1)
  @DurationMax(days = 7)
  Duration sessionMax();
}
