// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueOutcome;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is being sent, by key. A key that comes from many sides at once goes out once, and all get
 * the same outcome: also who had looked before it left, and comes to send when it is answered.
 */
final class Sendings {
  private static final class Sending {
    private int callers;
    private boolean isAnswered;
    private @Nullable Uni<VenueOutcome> outcome;
  }

  private final Map<UUID, Sending> open = new HashMap<>();

  /**
   * Work that looks how these keys stand and may then send under them. What is sent under one is
   * remembered until nobody is left who may have looked before.
   */
  <T> Uni<T> within(Set<UUID> keys, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              begin(keys);
              return Uni.createFrom()
                  .deferred(work::get)
                  .onTermination()
                  .invoke((done, failure, cancelled) -> end(keys));
            });
  }

  /** Sends, or joins who does; only within. */
  synchronized Uni<VenueOutcome> once(UUID key, Supplier<Uni<VenueOutcome>> send) {
    Sending sending = open.get(key);
    if (sending == null) {
      throw new IllegalStateException("nobody has begun with " + key);
    }
    Uni<VenueOutcome> outcome = sending.outcome;
    if (outcome == null) {
      outcome =
          Uni.createFrom()
              .deferred(send::get)
              .onTermination()
              .invoke((done, failure, cancelled) -> answered(sending))
              .memoize()
              .indefinitely();
      sending.outcome = outcome;
    }
    return outcome;
  }

  /** The outcome of what is being sent and is not answered. */
  synchronized Optional<Uni<VenueOutcome>> underWay(UUID key) {
    Sending sending = open.get(key);
    return sending == null || sending.isAnswered
        ? Optional.empty()
        : Optional.ofNullable(sending.outcome);
  }

  private synchronized void begin(Set<UUID> keys) {
    keys.forEach(key -> open.computeIfAbsent(key, first -> new Sending()).callers++);
  }

  private synchronized void end(Set<UUID> keys) {
    keys.forEach(key -> open.computeIfPresent(key, (same, one) -> --one.callers == 0 ? null : one));
  }

  private synchronized void answered(Sending sending) {
    sending.isAnswered = true;
  }
}
