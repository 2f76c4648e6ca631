// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.application.venue.VenueSource;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ConfiguredVenues;
import dev.unwind.venue.VenueLinks;
import dev.unwind.venue.VenueProbe;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import dev.unwind.venue.alpaca.rest.KeyTrial;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes a link for each broker of the configuration, and starts and stops them with the service.
 */
@ApplicationScoped
class AlpacaVenues implements VenueSource, VenueProbe {
  private static final String KIND = "alpaca";
  private static final int POOL_SIZE = 4;
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  private final List<BrokerLink.Settings> settings;
  private final Vertx vertx;
  private final InstantSource clock;
  private final VenueLinks links;

  AlpacaVenues(
      Vertx vertx,
      VenuesConfig config,
      Market market,
      VenueLedger ledger,
      LedgerOrders orders,
      NewInstruments unknown,
      Replica replica,
      InstantSource clock,
      ServerTimeline timeline,
      Instance<ReportSink> sink,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    this.settings = settings(config);
    this.vertx = vertx;
    this.clock = clock;
    links =
        VenueLinks.of(
            settings,
            () ->
                VenuePool.open(
                    vertx, KIND, url, user, password, POOL_SIZE, STATEMENT_TIMEOUT, timeline),
            pool ->
                each ->
                    new BrokerLink(
                        vertx.getDelegate(),
                        pool,
                        each,
                        market,
                        ledger,
                        orders,
                        unknown,
                        replica.id(),
                        clock,
                        () -> sink.isResolvable() ? Optional.of(sink.get()) : Optional.empty()));
  }

  @Override
  public List<ExecutionVenue> venues() {
    return links.venues();
  }

  @Override
  public List<Uni<Found>> ask() {
    return settings.stream().map(this::ask).toList();
  }

  private Uni<Found> ask(BrokerLink.Settings venue) {
    // A question may take a quarter longer than it is given; see BrokerHttp.
    Duration limit = LIMIT.multipliedBy(3).dividedBy(4);
    Duration timeout = venue.requestTimeout().compareTo(limit) < 0 ? venue.requestTimeout() : limit;
    return new KeyTrial(
            venue.name(),
            venue.url(),
            new BrokerHttp(vertx.getDelegate(), venue.url(), venue.credential(), 1, timeout, clock))
        .ask();
  }

  /** Those that speak Alpaca's API, each with what it needs. */
  static List<BrokerLink.Settings> settings(VenuesConfig config) {
    List<BrokerLink.Settings> all = new ArrayList<>();
    for (Map.Entry<String, VenuesConfig.Link> entry :
        ConfiguredVenues.ofKind(KIND, config.links(), VenuesConfig.Link::kind).entrySet()) {
      String path = ConfiguredVenues.path(entry.getKey());
      BrokerLink.Settings next = settings(entry.getKey(), path, entry.getValue());
      // One key is one account there: two links would each know half of what is live.
      if (all.stream().anyMatch(other -> other.isSameAccount(next))) {
        throw new VenueSettingException(path + ".key-id is another venue's at the same address");
      }
      all.add(next);
    }
    return all;
  }

  private static BrokerLink.Settings settings(String name, String path, VenuesConfig.Link link) {
    URI url = link.url().orElseThrow(() -> ConfiguredVenues.missing(path, "url"));
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new VenueSettingException(path + ".url is not an address of http or https");
    }
    String key = link.keyId().orElseThrow(() -> ConfiguredVenues.missing(path, "key-id"));
    String secret =
        link.secret()
            .or(() -> link.secretFile().map(file -> ConfiguredVenues.secret(path, file)))
            .orElseThrow(
                () -> ConfiguredVenues.missing(path, "secret or " + path + ".secret-file"));
    return new BrokerLink.Settings(
        name,
        url,
        new BrokerHttp.Credential(key, secret),
        link.requestsPerMinute(),
        link.connections(),
        link.requestTimeout(),
        link.settling(),
        link.lease(),
        link.lookUp(),
        link.ordersMax(),
        CloseAs.of(path + ".extended-hours", "none", link.extendedHours()));
  }

  /** A process that does no background work, such as an import, speaks to no broker. */
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
