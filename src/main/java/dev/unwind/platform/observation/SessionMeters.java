// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.observation.SessionTraffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what passes on sessions with venues. */
@ApplicationScoped
class SessionMeters implements SessionTraffic {
  private final MeterRegistry registry;
  private final Map<String, AtomicLong> waiting = new ConcurrentHashMap<>();

  SessionMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void passed(String venue, Passed what, int messages) {
    Counter.builder(Metric.VENUE_MESSAGES.id())
        .description(Metric.VENUE_MESSAGES.description())
        .tags("venue", venue, "what", what.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment(messages);
  }

  @Override
  public void waiting(String venue, int messages) {
    waiting.computeIfAbsent(venue, this::gauge).set(messages);
  }

  private AtomicLong gauge(String venue) {
    AtomicLong value = new AtomicLong();
    Meters.gauge(registry, Metric.VENUE_INBOX, value, "venue", venue);
    return value;
  }
}
