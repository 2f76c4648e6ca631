// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import dev.unwind.application.webhook.WebhookStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Looks now and then how far receivers of webhooks are behind. */
@ApplicationScoped
class WebhookGauges {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final WebhookStore store;
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final boolean enabled;
  private final AtomicLong failing = new AtomicLong();
  private final AtomicLong behind = new AtomicLong();
  private @Nullable Cancellable looking;

  WebhookGauges(
      WebhookStore store,
      MeterRegistry registry,
      InstantSource clock,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true") boolean enabled) {
    this.store = store;
    this.registry = registry;
    this.clock = clock;
    this.enabled = enabled;
  }

  void start(@Observes StartupEvent event) {
    if (!enabled) {
      return;
    }
    Meters.gauge(registry, Metric.WEBHOOKS_FAILING, failing);
    Meters.gauge(registry, Metric.WEBHOOKS_BEHIND, behind);
    looking =
        Multi.createFrom()
            .ticks()
            .every(INTERVAL)
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(
                tick ->
                    store.backlog(clock.instant()).invoke(this::show).onFailure().recoverWithNull())
            .subscribe()
            .with(looked -> {});
  }

  private void show(WebhookStore.Backlog backlog) {
    failing.set(backlog.failing());
    behind.set(backlog.behind().toSeconds());
  }

  void stop(@Observes ShutdownEvent event) {
    Cancellable running = looking;
    if (running != null) {
      running.cancel();
    }
  }
}
