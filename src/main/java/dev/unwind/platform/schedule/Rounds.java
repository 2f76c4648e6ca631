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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets work be done again and again until the application stops. A round that is due while the one
 * before still runs is left out; what fails is tried again in the next. One that does not come to
 * its end keeps its kind from being done here, and is told of. The scheduler's shortest interval is
 * a second, too long for a cancel deadline.
 */
@ApplicationScoped
public class Rounds {
  private static final Logger LOG = Logger.getLogger(Rounds.class);

  /** Rounds take seconds; with very much to do some minutes. */
  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

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

  /**
   * @param what is done, for the log
   */
  public void every(String what, Duration interval, Supplier<Uni<?>> work) {
    if (enabled) {
      Round round = new Round(what, STALLED_AFTER);
      running.add(
          Multi.createFrom()
              .ticks()
              .every(interval)
              .onOverflow()
              .invoke(tick -> round.isStillRunning())
              .drop()
              .onItem()
              .transformToUniAndConcatenate(tick -> round.run(work))
              .subscribe()
              .with(
                  done -> {}, failure -> LOG.error("Work that recurs has stopped here", failure)));
    }
  }

  /** One kind of work, of which one round runs at a time. */
  static final class Round {
    private final String what;
    private final long stalledAfter;
    private volatile long begun;
    private volatile boolean isTold;

    Round(String what, Duration stalledAfter) {
      this.what = what;
      this.stalledAfter = stalledAfter.toNanos();
    }

    /** Whatever is thrown, also before there is anything to wait for, ends this round alone. */
    Uni<Void> run(Supplier<Uni<?>> work) {
      return Uni.createFrom()
          .<Object>deferred(
              () -> {
                begun = System.nanoTime();
                isTold = false;
                return work.get().map(done -> done);
              })
          .replaceWithVoid()
          .onItemOrFailure()
          .invoke(this::ended)
          .onFailure()
          .invoke(failure -> LOG.debugf("round=\"%s\" failed: %s", what, failure))
          .onFailure()
          .recoverWithNull();
    }

    /** The next one is due. It may take long, with much to do; nobody should have to guess. */
    void isStillRunning() {
      long nanos = System.nanoTime() - begun;
      if (nanos > stalledAfter && !isTold) {
        isTold = true;
        LOG.warnf(
            "round=\"%s\" has run for %d s and keeps the next from being done here",
            what, TimeUnit.NANOSECONDS.toSeconds(nanos));
      }
    }

    private void ended(@Nullable Void done, @Nullable Throwable failure) {
      if (isTold) {
        LOG.infof("round=\"%s\" has come to its end", what);
      }
    }
  }

  void stop(@Observes ShutdownEvent event) {
    running.forEach(Cancellable::cancel);
  }
}
