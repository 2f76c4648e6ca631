// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import dev.unwind.application.act.ActConfig;
import dev.unwind.application.act.PerformActs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Lets acts go on that a replica which is gone had begun. */
@ApplicationScoped
class ActSchedule {
  private final PerformActs acts;
  private final ActConfig config;
  private final boolean enabled;
  private @Nullable Cancellable running;

  /**
   * @param enabled false in processes that do one task and end: they have no background work
   */
  ActSchedule(
      PerformActs acts,
      ActConfig config,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true") boolean enabled) {
    this.acts = acts;
    this.config = config;
    this.enabled = enabled;
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      running =
          Multi.createFrom()
              .ticks()
              .every(config.sweepInterval())
              .onOverflow()
              .drop()
              .onItem()
              .transformToUniAndConcatenate(tick -> acts.resume().onFailure().recoverWithNull())
              .subscribe()
              .with(done -> {});
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (running != null) {
      running.cancel();
    }
  }
}
