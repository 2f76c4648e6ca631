// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import dev.unwind.postgres.shard.PlacedStatements;
import dev.unwind.venue.simulator.book.SimulatorStatements;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Builds the simulator from the configuration, and starts and stops it with the service. */
@ApplicationScoped
class SimulatorWiring {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  @Produces
  @Singleton
  SimulatorScenario scenario(SimulatorConfig config) {
    return new SimulatorScenario(config);
  }

  @Produces
  @Singleton
  SimulatorConnection connection(
      Vertx vertx,
      SimulatorConfig config,
      ServerTimeline timeline,
      @ConfigProperty(name = "unwind.database.spread", defaultValue = "false") boolean spread,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    return new SimulatorConnection(
        VenuePool.open(
            vertx,
            SimulatorVenue.NAME,
            url,
            user,
            password,
            config.poolSize(),
            config.statementTimeout(),
            timeline,
            spread
                ? PlacedStatements.of(SimulatorStatements.placed())
                : PlacedStatements.ON_ONE_SERVER));
  }

  @Produces
  @Singleton
  SimulatorVenue venue(
      Vertx vertx,
      SimulatorConnection connection,
      SimulatorConfig config,
      SimulatorScenario scenario,
      Market market,
      InstantSource clock,
      ServerTimeline timeline,
      Instance<ReportSink> sink) {
    SimulatorVenue venue =
        new SimulatorVenue(
            vertx,
            connection.pool(),
            market,
            clock,
            scenario,
            config.statementTimeout(),
            () -> sink.isResolvable() ? Optional.of(sink.get()) : Optional.empty());
    timeline.onTurn(turn -> venue.forgetNumbers());
    return venue;
  }

  @Produces
  @Singleton
  SimulatorWitness witness(SimulatorConnection connection) {
    return new SimulatorWitness(connection.pool());
  }

  /**
   * A process that does no background work, such as an import, leaves the reports to the servers.
   */
  void start(
      @Observes StartupEvent event,
      SimulatorVenue venue,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true")
          boolean worksInBackground) {
    if (worksInBackground) {
      venue.start();
    }
  }

  void stop(@Observes ShutdownEvent event, SimulatorVenue venue, SimulatorConnection connection) {
    venue
        .stop()
        .ifNoItem()
        .after(STOP_TIMEOUT)
        .fail()
        .onFailure()
        .recoverWithNull()
        .chain(() -> connection.pool().close())
        .await()
        .atMost(STOP_TIMEOUT.plus(STOP_TIMEOUT));
  }
}
