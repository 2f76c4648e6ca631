// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.reconciliation.KnownDifferences;
import dev.unwind.application.venue.Venues;
import dev.unwind.platform.schedule.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What of venues is not as it should be: who does not answer, and what is not known to be right.
 */
@ApplicationScoped
class VenueGauges {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final KnownDifferences known;
  private final Venues venues;
  private final MeterRegistry registry;
  private final Rounds rounds;
  private final AtomicLong differing = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong down = new AtomicLong();

  VenueGauges(KnownDifferences known, Venues venues, MeterRegistry registry, Rounds rounds) {
    this.known = known;
    this.venues = venues;
    this.registry = registry;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    Meters.gauge(registry, Metric.BOOKS_DIFFERING, differing);
    Meters.gauge(registry, Metric.ORDERS_UNANSWERED, unanswered);
    Meters.gauge(registry, Metric.VENUES_DOWN, down);
    rounds.every(
        "look at venues",
        INTERVAL,
        () -> {
          down.set(venues.all().stream().filter(venue -> venue.outage().isPresent()).count());
          return known
              .counts()
              .invoke(
                  counts -> {
                    differing.set(counts.differences());
                    unanswered.set(counts.unanswered());
                  });
        });
  }
}
