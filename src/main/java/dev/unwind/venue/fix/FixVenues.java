// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.observation.SessionTraffic;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueSource;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import dev.unwind.venue.VenueLinks;
import dev.unwind.venue.VenueProbe;
import dev.unwind.venue.fix.session.ConnectTrial;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.FixVenuesConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes a link for each session of the configuration, and starts and stops them with the service.
 */
@ApplicationScoped
class FixVenues implements VenueSource, VenueProbe {
  private static final int POOL_SIZE = 6;
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);

  private final List<FixSettings> settings;
  private final VenueLinks links;

  FixVenues(
      Vertx vertx,
      FixVenuesConfig config,
      Market market,
      Replica replica,
      InstantSource clock,
      ServerTimeline timeline,
      Instance<ReportSink> sink,
      VenueLedger ledger,
      Observations observations,
      SessionTraffic traffic,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    settings = FixSettings.of(config);
    links =
        VenueLinks.of(
            settings,
            () ->
                VenuePool.open(
                    vertx,
                    FixSettings.KIND,
                    url,
                    user,
                    password,
                    POOL_SIZE,
                    STATEMENT_TIMEOUT,
                    timeline),
            pool ->
                each ->
                    new FixLink(
                        vertx.getDelegate(),
                        pool,
                        each,
                        market,
                        replica.id(),
                        clock,
                        () -> sink.isResolvable() ? Optional.of(sink.get()) : Optional.empty(),
                        new Service(ledger, observations, traffic)));
  }

  /** The service around the links. */
  private record Service(VenueLedger ledger, Observations observations, SessionTraffic traffic)
      implements Watch {
    private static final int ENOUGH = 2;

    @Override
    public void reconnected(String venue) {
      observations.reconnected(venue);
    }

    @Override
    public Uni<List<AccountId>> bound(String venue) {
      return ledger.accounts(new VenueName(venue), ENOUGH);
    }
  }

  @Override
  public List<ExecutionVenue> venues() {
    return links.venues();
  }

  @Override
  public List<Uni<Found>> ask() {
    return settings.stream().map(ConnectTrial::new).map(FixVenues::ask).toList();
  }

  private static Uni<Found> ask(ConnectTrial trial) {
    return Uni.createFrom()
        .item(trial::run)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        // Names are looked up, and keys agreed on, in more than one wait.
        .ifNoItem()
        .after(LIMIT)
        .recoverWithItem(trial::silent);
  }

  /** A process that does no background work, such as an import, speaks to no venue. */
  void start(
      @Observes StartupEvent event,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true")
          boolean worksInBackground) {
    if (worksInBackground) {
      links.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    links.stop(STOP_TIMEOUT);
  }
}
