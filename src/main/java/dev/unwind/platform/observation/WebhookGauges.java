// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.webhook.WebhookStore;
import dev.unwind.platform.schedule.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Looks now and then how far receivers of webhooks are behind. */
@ApplicationScoped
class WebhookGauges {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final WebhookStore store;
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Rounds rounds;
  private final AtomicLong failing = new AtomicLong();
  private final AtomicLong behind = new AtomicLong();

  WebhookGauges(WebhookStore store, MeterRegistry registry, InstantSource clock, Rounds rounds) {
    this.store = store;
    this.registry = registry;
    this.clock = clock;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    Meters.gauge(registry, Metric.WEBHOOKS_FAILING, failing);
    Meters.gauge(registry, Metric.WEBHOOKS_BEHIND, behind);
    rounds.every(
        "count what webhooks wait for",
        INTERVAL,
        () -> store.backlog(clock.instant()).invoke(this::show));
  }

  private void show(WebhookStore.Backlog backlog) {
    failing.set(backlog.failing());
    behind.set(backlog.behind().toSeconds());
  }
}
