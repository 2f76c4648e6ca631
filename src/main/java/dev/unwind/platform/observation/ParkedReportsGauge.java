// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.order.ParkedReports;
import dev.unwind.platform.schedule.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The alarm for reports that could not be booked: {@code unwind_reports_parked}, of all accounts.
 * Anything but zero wants a person.
 */
@ApplicationScoped
class ParkedReportsGauge {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ParkedReports reports;
  private final MeterRegistry registry;
  private final Rounds rounds;
  private final AtomicLong parked = new AtomicLong();

  ParkedReportsGauge(ParkedReports reports, MeterRegistry registry, Rounds rounds) {
    this.reports = reports;
    this.registry = registry;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    Meters.gauge(registry, Metric.REPORTS_PARKED, parked);
    rounds.every("count parked reports", INTERVAL, () -> reports.count().invoke(parked::set));
  }
}
