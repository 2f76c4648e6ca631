// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

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

  /**
   * In which form events are written. AUTO: lean in a ledger that this build or a later one has
   * made; full in one that an earlier build has written, whose replicas may still read it. LEAN is
   * for such a ledger once the last of them is gone; FULL for going back to one.
   */
  @WithDefault("AUTO")
  Form form();

  /** What an event holds: all of the state after it, or what changed. */
  enum Form {
    AUTO,
    FULL,
    LEAN
  }
}
