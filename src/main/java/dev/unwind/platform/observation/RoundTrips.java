// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** When venues were told of orders that have not traded yet; the oldest are forgotten. */
final class RoundTrips {
  private static final int MOST = 50_000;

  private final Map<UUID, Instant> told = new LinkedHashMap<>();

  /** One that is told again has been on its way since the first time. */
  synchronized void begin(UUID order, Instant at) {
    told.putIfAbsent(order, at);
    if (told.size() > MOST) {
      told.remove(told.keySet().iterator().next());
    }
  }

  synchronized Optional<Duration> until(UUID order, Instant at) {
    return Optional.ofNullable(told.get(order)).map(since -> Duration.between(since, at));
  }

  /** The same for the last time. */
  synchronized Optional<Duration> end(UUID order, Instant at) {
    return Optional.ofNullable(told.remove(order)).map(since -> Duration.between(since, at));
  }
}
