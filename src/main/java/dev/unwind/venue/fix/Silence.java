// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.ExecutionVenue.Outage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Since when a session is not logged on, counted from when that was first asked for. */
final class Silence {
  private final InstantSource clock;
  private volatile @Nullable Instant since;

  Silence(InstantSource clock) {
    this.clock = clock;
  }

  Optional<Outage> outage(boolean isSilent) {
    if (!isSilent) {
      since = null;
      return Optional.empty();
    }
    Instant begun = since;
    if (begun == null) {
      begun = clock.instant();
      since = begun;
    }
    return Optional.of(new Outage(begun, "the session is not logged on"));
  }
}
