// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
public final class Awaiting {
  private static final Duration POLL = Duration.ofMillis(10);

  private Awaiting() {}

  /**
   * @throws AssertionError when it does not come true in time
   */
  public static void await(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still not so after " + patience);
      }
      pause(POLL);
    }
  }

  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
