// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets work be done again and again until the application stops. A round that is due while the one
 * before still runs is left out; what fails is tried again in the next. The scheduler's shortest
 * interval is a second, too long for a cancel deadline.
 */
@ApplicationScoped
public class Rounds {
  private final boolean enabled;
  private final List<Cancellable> running = new CopyOnWriteArrayList<>();

  /**
   * @param enabled false in processes that do one task and end: they have no background work
   */
  Rounds(
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true") boolean enabled) {
    this.enabled = enabled;
  }

  /** Whether this process has background work at all. */
  boolean areMade() {
    return enabled;
  }

  public void every(Duration interval, Supplier<Uni<?>> work) {
    if (enabled) {
      running.add(
          Multi.createFrom()
              .ticks()
              .every(interval)
              .onOverflow()
              .drop()
              .onItem()
              .transformToUniAndConcatenate(
                  tick -> work.get().replaceWithVoid().onFailure().recoverWithNull())
              .subscribe()
              .with(done -> {}));
    }
  }

  void stop(@Observes ShutdownEvent event) {
    running.forEach(Cancellable::cancel);
  }
}
