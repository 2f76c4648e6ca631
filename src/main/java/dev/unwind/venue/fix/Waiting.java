// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueReport;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** Those who wait for what is booked of an order next. One at a time waits for an order. */
final class Waiting {
  private final Map<UUID, Waiter> waiters = new ConcurrentHashMap<>();

  private record Waiter(
      BiPredicate<Standing, List<VenueReport>> isEnough,
      CompletableFuture<Optional<List<VenueReport>>> reports) {}

  /**
   * From now on what is booked of an order comes here; whoever waited for it before is let go.
   *
   * @param isEnough how the order has to stand
   * @return the reports that have made it stand so; empty when it takes too long
   */
  Uni<Optional<List<VenueReport>>> begin(
      UUID key, BiPredicate<Standing, List<VenueReport>> isEnough, Duration patience) {
    Waiter waiter =
        new Waiter(
            isEnough,
            new CompletableFuture<Optional<List<VenueReport>>>()
                .completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS));
    Waiter before = waiters.put(key, waiter);
    if (before != null) {
      before.reports().complete(Optional.empty());
    }
    waiter.reports().whenComplete((reports, failure) -> waiters.remove(key, waiter));
    return Uni.createFrom().completionStage(waiter.reports());
  }

  /** Whether somebody has taken these reports, who will give them to the ledger. */
  boolean give(Standing standing, List<VenueReport> reports) {
    Waiter waiter = waiters.get(standing.key());
    return waiter != null
        && waiter.isEnough().test(standing, reports)
        && waiter.reports().complete(Optional.of(reports));
  }
}
