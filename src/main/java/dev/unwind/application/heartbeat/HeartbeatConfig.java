// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of heartbeats. */
@ConfigMapping(prefix = "unwind.heartbeats")
public interface HeartbeatConfig {
  /** The shortest time within which somebody may promise to be heard of. */
  @WithDefault("1s")
  @DurationMin(millis = 100)
  @DurationMax(hours = 1)
  Duration timeoutMin();

  /** The longest one. */
  @WithDefault("24h")
  @DurationMin(seconds = 1)
  @DurationMax(days = 31)
  Duration timeoutMax();

  /** How often each replica looks for those that are due. */
  @WithDefault("250ms")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 1)
  Duration sweepInterval();

  /**
   * A replica to which the ledger has not answered for so long was itself away: what was not heard
   * in that time is nobody's fault, and everybody has his time anew.
   */
  @WithDefault("5s")
  @DurationMin(millis = 500)
  @DurationMax(minutes = 10)
  Duration awayAfter();

  /**
   * How far apart the clocks of replicas may be: one says until when somebody must be heard of, and
   * another looks, so much later.
   */
  @WithDefault("1s")
  @DurationMin
  @DurationMax(minutes = 1)
  Duration clocksApart();

  /** Heartbeats that are looked at in one round. */
  @WithDefault("100")
  @Min(1)
  @Max(10_000)
  int batch();

  /** Those that are missed at a time. */
  @WithDefault("8")
  @Min(1)
  @Max(64)
  int concurrency();
}
