// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import java.time.Duration;

/** When a delivery that failed is repeated: after 1, 2, 3, 5, 8 ... seconds, at last every 600. */
public final class RetrySchedule {
  private static final long LONGEST_SECONDS = 600;

  private RetrySchedule() {}

  /**
   * The wait after this many failures in a row.
   *
   * @param failures at least 1
   */
  public static Duration after(int failures) {
    if (failures < 1) {
      throw new IllegalArgumentException("nothing has failed");
    }
    long wait = 1;
    long next = 2;
    for (int i = 1; i < failures && wait < LONGEST_SECONDS; i++) {
      long sum = wait + next;
      wait = next;
      next = sum;
    }
    return Duration.ofSeconds(Math.min(wait, LONGEST_SECONDS));
  }
}
