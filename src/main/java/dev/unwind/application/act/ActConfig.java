// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of acts over many accounts. */
@ConfigMapping(prefix = "unwind.acts")
public interface ActConfig {
  /** Accounts of one act. */
  @WithDefault("10000")
  @Min(1)
  @Max(100_000)
  int accountsMax();

  /** Accounts of one preview. */
  @WithDefault("200")
  @Min(1)
  @Max(10_000)
  int previewAccountsMax();

  /** Accounts that are read and written back at a time. */
  @WithDefault("50")
  @Min(1)
  @Max(1_000)
  int batch();

  /**
   * Accounts that a replica decides at a time, of one act; and as many acts over a single account.
   */
  @WithDefault("8")
  @Min(1)
  @Max(64)
  int concurrency();

  /**
   * Acts over several accounts that a replica works on at a time, and as many again of those that
   * halt; further ones are durable and wait.
   */
  @WithDefault("4")
  @Min(1)
  @Max(64)
  int runningMax();

  /** How long an act is a replica's without a sign of life. */
  @WithDefault("15s")
  @DurationMin(seconds = 1)
  @DurationMax(minutes = 10)
  Duration lease();

  /** How often each replica looks for acts that nobody works on. */
  @WithDefault("1s")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 1)
  Duration sweepInterval();

  /** How long an answer waits for the last account; then it tells how the act stands. */
  @WithDefault("60s")
  @DurationMin(millis = 100)
  @DurationMax(seconds = 80)
  Duration answerWithin();
}
