// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.application.venue.VenueSource;
import dev.unwind.domain.value.VenueName;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Makes a link for each broker of the configuration, and starts and stops them with the service.
 */
@ApplicationScoped
class AlpacaVenues implements VenueSource {
  private static final String KIND = "alpaca";
  private static final Set<String> OTHERS = Set.of("fix");
  private static final int POOL_SIZE = 4;
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  private final List<BrokerLink> links = new ArrayList<>();
  private final @Nullable Pool pool;

  AlpacaVenues(
      Vertx vertx,
      VenuesConfig config,
      Market market,
      VenueLedger ledger,
      Replica replica,
      InstantSource clock,
      ServerTimeline timeline,
      Instance<ReportSink> sink,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    List<BrokerLink.Settings> configured = settings(config);
    Pool own =
        configured.isEmpty()
            ? null
            : VenuePool.open(
                vertx, KIND, url, user, password, POOL_SIZE, STATEMENT_TIMEOUT, timeline);
    pool = own;
    if (own != null) {
      for (BrokerLink.Settings settings : configured) {
        links.add(
            new BrokerLink(
                vertx.getDelegate(),
                own,
                settings,
                market,
                ledger,
                replica.id(),
                clock,
                () -> sink.isResolvable() ? Optional.of(sink.get()) : Optional.empty()));
      }
    }
  }

  @Override
  public List<ExecutionVenue> venues() {
    return links.stream().map(BrokerLink::venue).toList();
  }

  /** Those that speak Alpaca's API, each with what it needs. */
  static List<BrokerLink.Settings> settings(VenuesConfig config) {
    List<BrokerLink.Settings> all = new ArrayList<>();
    for (Map.Entry<String, VenuesConfig.Link> entry : config.links().entrySet()) {
      String name = entry.getKey();
      VenuesConfig.Link link = entry.getValue();
      String path = "unwind.venues." + name;
      if (!VenueName.isName(name)) {
        throw new VenueSettingException(
            path + ": a venue is named by lower-case letters, digits and hyphens, at most 32");
      }
      String kind = link.kind().toLowerCase(Locale.ROOT);
      boolean isSimulator = name.equals(VenueName.SIMULATOR.value());
      if (isSimulator != kind.equals(VenueName.SIMULATOR.value())) {
        throw new VenueSettingException(
            path + ".kind: the simulator is there once, under its own name");
      }
      if (isSimulator || OTHERS.contains(kind)) {
        continue;
      }
      if (!kind.equals(KIND)) {
        throw new VenueSettingException(path + ".kind is " + kind + ", and can be alpaca or fix");
      }
      BrokerLink.Settings next = settings(name, path, link);
      // One key is one account there: two links would each know half of what is live.
      if (all.stream().anyMatch(other -> other.isSameAccount(next))) {
        throw new VenueSettingException(path + ".key-id is another venue's at the same address");
      }
      all.add(next);
    }
    return all;
  }

  private static BrokerLink.Settings settings(String name, String path, VenuesConfig.Link link) {
    URI url = link.url().orElseThrow(() -> missing(path, "url"));
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new VenueSettingException(path + ".url is not an address of http or https");
    }
    String key = link.keyId().orElseThrow(() -> missing(path, "key-id"));
    String secret =
        link.secret()
            .or(() -> link.secretFile().map(file -> firstLine(path, file)))
            .orElseThrow(() -> missing(path, "secret or " + path + ".secret-file"));
    return new BrokerLink.Settings(
        name,
        url,
        new BrokerHttp.Credential(key, secret),
        link.requestsPerMinute(),
        link.connections(),
        link.requestTimeout(),
        link.settling(),
        link.lease(),
        link.lookUp());
  }

  private static VenueSettingException missing(String path, String key) {
    return new VenueSettingException(path + "." + key + " is missing");
  }

  private static String firstLine(String path, Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new VenueSettingException(path + ".secret-file cannot be read");
    }
  }

  /** A process that does no background work, such as an import, speaks to no broker. */
  void start(
      @Observes StartupEvent event,
      @ConfigProperty(name = "quarkus.scheduler.enabled", defaultValue = "true")
          boolean worksInBackground) {
    if (worksInBackground) {
      links.forEach(BrokerLink::start);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    Pool own = pool;
    if (own == null) {
      return;
    }
    Uni.join()
        .all(links.stream().map(BrokerLink::stop).toList())
        .andCollectFailures()
        .ifNoItem()
        .after(STOP_TIMEOUT)
        .fail()
        .onFailure()
        .recoverWithNull()
        .chain(own::close)
        .await()
        .atMost(STOP_TIMEOUT.plus(STOP_TIMEOUT));
  }
}
