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
import org.jboss.logging.Logger;

/**
 * Lets work be done again and again until the application stops. A round that is due while the one
 * before still runs is left out; what fails is tried again in the next. The scheduler's shortest
 * interval is a second, too long for a cancel deadline.
 */
@ApplicationScoped
public class Rounds {
  private static final Logger LOG = Logger.getLogger(Rounds.class);

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
              .transformToUniAndConcatenate(tick -> round(work))
              .subscribe()
              .with(
                  done -> {}, failure -> LOG.error("Work that recurs has stopped here", failure)));
    }
  }

  /** Whatever is thrown, also before there is anything to wait for, ends this round alone. */
  private static Uni<Void> round(Supplier<Uni<?>> work) {
    return Uni.createFrom()
        .<Object>deferred(() -> work.get().map(done -> done))
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.debugf("a round failed: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  void stop(@Observes ShutdownEvent event) {
    running.forEach(Cancellable::cancel);
  }
}
