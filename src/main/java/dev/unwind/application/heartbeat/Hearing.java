// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Since when a replica can have heard everybody. It could not while the ledger did not answer, and
 * not while it did not ask; how long a round takes whose every step is answered says nothing.
 */
final class Hearing {
  private final Duration awayAfter;
  private @Nullable Instant since;
  private Instant answered = Instant.EPOCH;

  Hearing(Duration awayAfter) {
    this.awayAfter = awayAfter;
  }

  /** Since when, as it stands now; null while nobody can be missed. */
  synchronized @Nullable Instant since(Instant now) {
    if (answered.plus(awayAfter).isBefore(now)) {
      since = null;
    }
    return since;
  }

  /** The ledger has answered. */
  synchronized void answered(Instant now) {
    if (since(now) == null) {
      since = now;
    }
    answered = now;
  }

  /** The ledger could not be reached. */
  synchronized void lost() {
    since = null;
  }
}
