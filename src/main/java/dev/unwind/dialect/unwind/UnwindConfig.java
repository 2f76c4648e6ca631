// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of {@code /unwind/v1}. */
@ConfigMapping(prefix = "unwind.dialect.unwind")
public interface UnwindConfig {
  /**
   * How often a silent event stream carries a comment, so that nobody on the way takes it for dead.
   * With each, the caller's credential is looked at again.
   */
  @WithDefault("15s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 5)
  Duration heartbeat();

  /** Event streams that this replica serves at a time; further ones are refused. */
  @WithDefault("1000")
  @Min(1)
  @Max(100_000)
  int streamsMax();

  /** Events that are looked at for one page of those that a caller means. */
  @WithDefault("10000")
  @Min(100)
  @Max(1_000_000)
  int eventsExaminedMax();

  /** Accounts whose logs are looked at for one page. */
  @WithDefault("100")
  @Min(1)
  @Max(10_000)
  int eventsAccountsMax();

  /** How often a stream of the desk looks for what has changed. */
  @WithDefault("1s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 5)
  Duration deskInterval();

  /** The longest span of time that statistics are of. */
  @WithDefault("31d")
  @DurationMin(minutes = 1)
  @DurationMax(days = 366)
  Duration statisticsWindowMax();

  /** Liquidations that statistics look at. */
  @WithDefault("100000")
  @Min(1)
  @Max(10_000_000)
  int statisticsLiquidationsMax();

  /** Fills that statistics look at. */
  @WithDefault("100000")
  @Min(1)
  @Max(10_000_000)
  int statisticsFillsMax();

  /** Symbols and positions that one request may name. */
  @WithDefault("1000")
  @Min(1)
  @Max(10_000)
  int namedMax();

  /** Characters of a reason that a caller states. */
  @WithDefault("500")
  @Min(1)
  @Max(10_000)
  int reasonCharsMax();

  /** Characters of a caller's own reference. */
  @WithDefault("128")
  @Min(1)
  @Max(10_000)
  int referenceCharsMax();

  /** Accounts of an act that one answer shows; more are shown by pages. */
  @WithDefault("10000")
  @Min(1)
  @Max(100_000)
  int actAccountsShown();

  /** How long {@code Prefer: wait} may hold an answer back; a longer wait is cut to this. */
  @WithDefault("30s")
  @DurationMin(seconds = 0)
  @DurationMax(seconds = 60)
  Duration waitMax();
}
