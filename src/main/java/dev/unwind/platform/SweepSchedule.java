// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import dev.unwind.application.venue.ClaimStore;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Dispatcher;
import dev.unwind.application.venue.Sweeps;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Lets the sweeps run, one round after another, and leases be renewed; keeps readiness back until
 * the venue knows the orders that were there at the start. The scheduler's shortest interval is a
 * second, too long for a cancel deadline.
 */
@Readiness
@ApplicationScoped
class SweepSchedule implements AsyncHealthCheck {
  private final Sweeps sweeps;
  private final Dispatcher dispatcher;
  private final ClaimStore claims;
  private final DispatchConfig config;
  private final boolean enabled;
  private final AtomicBoolean caughtUp = new AtomicBoolean();
  private final List<Cancellable> running = new ArrayList<>();

  /**
   * @param enabled false in processes that do one task and end: they have no background work
   */
  SweepSchedule(
      Sweeps sweeps,
      Dispatcher dispatcher,
      ClaimStore claims,
      DispatchConfig config,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true") boolean enabled) {
    this.sweeps = sweeps;
    this.dispatcher = dispatcher;
    this.claims = claims;
    this.config = config;
    this.enabled = enabled;
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      running.add(every(this::round));
      // By itself, because a round may wait for accounts' locks.
      running.add(every(dispatcher::renewLeases));
    }
  }

  private Cancellable every(Supplier<Uni<Void>> work) {
    return Multi.createFrom()
        .ticks()
        .every(config.sweepInterval())
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> work.get().onFailure().recoverWithNull())
        .subscribe()
        .with(done -> {});
  }

  void stop(@Observes ShutdownEvent event) {
    running.forEach(Cancellable::cancel);
  }

  private Uni<Void> round() {
    return sweeps.sweep().chain(this::catchUp);
  }

  private Uni<Void> catchUp() {
    return caughtUp.get()
        ? Uni.createFrom().voidItem()
        : claims.anythingUnsent().invoke(unsent -> caughtUp.set(!unsent)).replaceWithVoid();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .item(HealthCheckResponse.named("orders told to the venue").status(caughtUp.get()).build());
  }
}
