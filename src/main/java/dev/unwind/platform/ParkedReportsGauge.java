// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import dev.unwind.application.order.ParkedReports;
import dev.unwind.platform.observation.Metric;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The alarm for reports that could not be booked: {@code unwind_reports_parked}, of all accounts.
 * Anything but zero wants a person.
 */
@ApplicationScoped
class ParkedReportsGauge {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ParkedReports reports;
  private final MeterRegistry registry;
  private final boolean enabled;
  private final AtomicLong parked = new AtomicLong();
  private @Nullable Cancellable counting;

  ParkedReportsGauge(
      ParkedReports reports,
      MeterRegistry registry,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true") boolean enabled) {
    this.reports = reports;
    this.registry = registry;
    this.enabled = enabled;
  }

  void start(@Observes StartupEvent event) {
    if (!enabled) {
      return;
    }
    Gauge.builder(Metric.REPORTS_PARKED.id(), parked, AtomicLong::doubleValue)
        .description(Metric.REPORTS_PARKED.description())
        .register(registry);
    counting =
        Multi.createFrom()
            .ticks()
            .every(INTERVAL)
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(
                tick -> reports.count().invoke(parked::set).onFailure().recoverWithNull())
            .subscribe()
            .with(done -> {});
  }

  void stop(@Observes ShutdownEvent event) {
    Cancellable running = counting;
    if (running != null) {
      running.cancel();
    }
  }
}
