// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.webhook;

import dev.unwind.application.webhook.DeliverWebhooks;
import dev.unwind.application.webhook.WebhooksConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets webhooks be delivered from start to stop, one round after the other. A process that does no
 * background work, such as a check of a ledger that was restored, tells nobody of anything.
 */
@ApplicationScoped
class WebhookRounds {
  private static final Logger LOG = Logger.getLogger(WebhookRounds.class);

  private final DeliverWebhooks deliveries;
  private final WebhooksConfig config;
  private final Vertx vertx;
  private final boolean worksInBackground;
  private final AtomicBoolean running = new AtomicBoolean();

  WebhookRounds(
      DeliverWebhooks deliveries,
      WebhooksConfig config,
      Vertx vertx,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true")
          boolean worksInBackground) {
    this.deliveries = deliveries;
    this.config = config;
    this.vertx = vertx;
    this.worksInBackground = worksInBackground;
  }

  void start(@Observes StartupEvent event) {
    running.set(worksInBackground);
    next();
  }

  void stop(@Observes ShutdownEvent event) {
    running.set(false);
  }

  private void next() {
    if (running.get()) {
      vertx.setTimer(config.poll().toMillis(), timer -> round());
    }
  }

  private void round() {
    if (!running.get()) {
      return;
    }
    Uni.createFrom()
        .deferred(deliveries::round)
        .subscribe()
        .with(
            done -> next(),
            failure -> {
              LOG.debugf("webhook round failed: %s", failure);
              next();
            });
  }
}
