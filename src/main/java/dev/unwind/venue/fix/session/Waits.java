// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How the library's threads wait for the database. */
final class Waits {
  private Waits() {}

  /**
   * Waits on a monitor, which the caller holds and is notified at, until something holds.
   *
   * @return whether it does
   */
  static boolean until(Object monitor, Duration patience, BooleanSupplier holds)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (!holds.getAsBoolean()) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      try {
        monitor.wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return true;
  }
}
