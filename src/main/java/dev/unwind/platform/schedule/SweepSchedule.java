// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import dev.unwind.application.venue.ClaimStore;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Dispatcher;
import dev.unwind.application.venue.Sweeps;
import dev.unwind.domain.value.VenueName;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Lets the sweeps run, one round after another, and leases be renewed; keeps readiness back until
 * the built-in market knows the orders that were there at the start; others may be away for long.
 */
@Readiness
@ApplicationScoped
class SweepSchedule implements AsyncHealthCheck {
  private final Sweeps sweeps;
  private final Dispatcher dispatcher;
  private final ClaimStore claims;
  private final DispatchConfig config;
  private final Rounds rounds;
  private final AtomicBoolean caughtUp = new AtomicBoolean();

  SweepSchedule(
      Sweeps sweeps,
      Dispatcher dispatcher,
      ClaimStore claims,
      DispatchConfig config,
      Rounds rounds) {
    this.sweeps = sweeps;
    this.dispatcher = dispatcher;
    this.claims = claims;
    this.config = config;
    this.rounds = rounds;
  }

  void start(@Observes StartupEvent event) {
    // Each by itself, because a round may wait for accounts' locks.
    rounds.every("take over", config.sweepInterval(), () -> sweeps.takeOver().chain(this::catchUp));
    rounds.every("advance liquidations", config.sweepInterval(), sweeps::advance);
    rounds.every("open sessions", config.sweepInterval(), sweeps::open);
    rounds.every("expire orders", config.sweepInterval(), sweeps::expire);
    rounds.every("renew leases", config.sweepInterval(), dispatcher::renewLeases);
  }

  private Uni<Void> catchUp() {
    return caughtUp.get()
        ? Uni.createFrom().voidItem()
        : claims
            .anythingUnsent(List.of(VenueName.SIMULATOR))
            .invoke(unsent -> caughtUp.set(!unsent))
            .replaceWithVoid();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .item(HealthCheckResponse.named("orders told to the venue").status(caughtUp.get()).build());
  }
}
