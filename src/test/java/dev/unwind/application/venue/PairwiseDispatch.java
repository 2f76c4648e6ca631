// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import java.time.Duration;

/** Calls of two orders; long enough in real time for a test to answer. */
record PairwiseDispatch(int concurrency, Duration lease) implements DispatchConfig {
  @Override
  public Duration venueTimeout() {
    return Duration.ofSeconds(4);
  }

  @Override
  public int batchSize() {
    return 2;
  }

  @Override
  public int concurrencyPerAccount() {
    return 2;
  }

  @Override
  public int queueMax() {
    return 1000;
  }

  @Override
  public Duration sweepInterval() {
    return Duration.ofMillis(500);
  }

  @Override
  public int sweepSize() {
    return 500;
  }
}
