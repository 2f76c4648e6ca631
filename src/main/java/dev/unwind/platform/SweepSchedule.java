// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import dev.unwind.application.venue.ClaimStore;
import dev.unwind.application.venue.Sweeps;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Lets the sweeps run, and keeps readiness back until the venue knows the orders that were there at
 * the start.
 */
@Readiness
@ApplicationScoped
class SweepSchedule implements AsyncHealthCheck {
  private final Sweeps sweeps;
  private final ClaimStore claims;
  private final AtomicBoolean caughtUp = new AtomicBoolean();

  SweepSchedule(Sweeps sweeps, ClaimStore claims) {
    this.sweeps = sweeps;
    this.claims = claims;
  }

  @Scheduled(
      every = "${unwind.dispatch.sweep-interval:500ms}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return sweeps
        .sweep()
        .chain(
            () ->
                caughtUp.get()
                    ? Uni.createFrom().voidItem()
                    : claims
                        .anythingUnsent()
                        .invoke(unsent -> caughtUp.set(!unsent))
                        .onFailure()
                        .recoverWithItem(true)
                        .replaceWithVoid());
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .item(HealthCheckResponse.named("orders told to the venue").status(caughtUp.get()).build());
  }
}
