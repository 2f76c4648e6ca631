// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import dev.unwind.application.act.ActConfig;
import dev.unwind.application.act.PerformActs;
import dev.unwind.application.heartbeat.HearHeartbeats;
import dev.unwind.application.heartbeat.HeartbeatConfig;
import dev.unwind.application.schedule.FireSchedules;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets schedules fire, hears who is gone, and lets acts go on that nobody works on. */
@ApplicationScoped
class ActSchedule {
  private final PerformActs acts;
  private final FireSchedules schedules;
  private final HearHeartbeats heartbeats;
  private final ActConfig config;
  private final HeartbeatConfig heartbeatConfig;
  private final boolean enabled;
  private List<Cancellable> running = List.of();

  /**
   * @param enabled false in processes that do one task and end: they have no background work
   */
  ActSchedule(
      PerformActs acts,
      FireSchedules schedules,
      HearHeartbeats heartbeats,
      ActConfig config,
      HeartbeatConfig heartbeatConfig,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true") boolean enabled) {
    this.acts = acts;
    this.schedules = schedules;
    this.heartbeats = heartbeats;
    this.config = config;
    this.heartbeatConfig = heartbeatConfig;
    this.enabled = enabled;
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      // Apart: an act may take long, and nothing else must be late for it.
      running =
          List.of(
              again(acts::resume, config.sweepInterval()),
              again(schedules::sweep, config.sweepInterval()),
              again(heartbeats::sweep, heartbeatConfig.sweepInterval()));
    }
  }

  private static Cancellable again(Supplier<Uni<Void>> round, Duration every) {
    return Multi.createFrom()
        .ticks()
        .every(every)
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> round.get().onFailure().recoverWithNull())
        .subscribe()
        .with(done -> {});
  }

  void stop(@Observes ShutdownEvent event) {
    running.forEach(Cancellable::cancel);
  }
}
