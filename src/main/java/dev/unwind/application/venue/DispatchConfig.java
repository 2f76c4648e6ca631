// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How orders are told to venues. */
@ConfigMapping(prefix = "unwind.dispatch")
public interface DispatchConfig {
  /**
   * How long a replica owns an order that it is telling the venue about; then another may take
   * over.
   */
  @WithDefault("10s")
  Duration lease();

  /** How long one call to a venue may take; must be well below the lease. */
  @WithDefault("4s")
  Duration venueTimeout();

  /** Elements of one call to a venue. */
  @WithDefault("500")
  @Min(1)
  @Max(1000)
  int batchSize();

  /** Calls to a venue under way at once, over all accounts. */
  @WithDefault("4")
  @Min(1)
  @Max(64)
  int concurrency();

  /**
   * The same of one account. What is told is recorded under the account's lock, batch after batch,
   * so that more would mostly take processors from other accounts; a venue that takes long to
   * answer may want 2. Where a venue takes one order a request it is at least 3.
   */
  @WithDefault("1")
  @Min(1)
  @Max(64)
  int concurrencyPerAccount();

  /** Orders waiting in memory to be told; what is over is claimed from the ledger later. */
  @WithDefault("50000")
  @Min(1000)
  @Max(1000000)
  int queueMax();

  /**
   * How often the ledger is searched for work whose owner is gone, sessions that opened, and
   * deadlines.
   */
  @WithDefault("500ms")
  Duration sweepInterval();

  /** Rows that one sweep takes. */
  @WithDefault("500")
  @Min(1)
  @Max(5000)
  int sweepSize();
}
