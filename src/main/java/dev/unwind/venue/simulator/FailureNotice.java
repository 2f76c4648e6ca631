// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import io.quarkus.logging.Log;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Logs that background work fails when it begins to fail, and that it works when it works again.
 */
final class FailureNotice {
  private final String work;
  private final AtomicBoolean isFailing = new AtomicBoolean();

  /**
   * @param work what is done, as the object of "could not"
   */
  FailureNotice(String work) {
    this.work = work;
  }

  void failed(Throwable failure) {
    if (isFailing.compareAndSet(false, true)) {
      Log.warnf("Simulator could not %s: %s", work, failure);
    }
    Log.debugf(failure, "Simulator could not %s", work);
  }

  void worked() {
    if (isFailing.compareAndSet(true, false)) {
      Log.infof("Simulator can %s again", work);
    }
  }
}
