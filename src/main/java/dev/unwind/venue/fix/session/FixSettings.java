// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.VenueName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One venue of the configuration, complete. */
public record FixSettings(
    String name,
    String host,
    int port,
    String beginString,
    String senderCompId,
    String targetCompId,
    Optional<Login> login,
    Optional<String> account,
    Duration heartbeat,
    Duration reconnect,
    Optional<Hours> hours,
    Set<OrderType> orderTypes,
    Set<TimeInForce> timesInForce,
    CloseAs closeAs,
    int clOrdIdLength,
    boolean statusRequests,
    boolean replaces,
    Optional<Tls> tls,
    int inboxMax,
    Duration requestTimeout,
    Duration lease) {
  public static final String KIND = "fix";
  private static final List<String> VERSIONS = List.of("FIX.4.4", "FIX.4.2");

  /** Whom the venue takes us for. */
  public record Login(String username, Optional<String> password) {
    @Override
    public String toString() {
      return username;
    }
  }

  /** When a session begins and ends; every day, or from day to day of a week. */
  public record Hours(
      String start, String end, Optional<String> startDay, Optional<String> endDay, String zone) {}

  /** Whom to trust, and who we are. */
  public record Tls(
      Path trustStore, String trustPassword, Optional<Path> keyStore, String keyPassword) {
    @Override
    public String toString() {
      return trustStore.toString();
    }
  }

  /** Those that speak FIX, each with what it needs. */
  public static List<FixSettings> of(FixVenuesConfig config) {
    List<FixSettings> all = new ArrayList<>();
    for (Map.Entry<String, FixVenuesConfig.Link> entry : config.links().entrySet()) {
      FixVenuesConfig.Link link = entry.getValue();
      if (!link.kind().toLowerCase(Locale.ROOT).equals(KIND)) {
        continue;
      }
      String path = "unwind.venues." + entry.getKey();
      if (!VenueName.isName(entry.getKey())) {
        throw new VenueSettingException(
            path + ": a venue is named by lower-case letters, digits and hyphens, at most 32");
      }
      FixSettings next = of(entry.getKey(), path, link);
      // Two links under one name would take each other's numbers.
      if (all.stream().anyMatch(other -> other.isSameSession(next))) {
        throw new VenueSettingException(path + " is another venue's session at the same address");
      }
      all.add(next);
    }
    return all;
  }

  private boolean isSameSession(FixSettings other) {
    return host.equalsIgnoreCase(other.host)
        && port == other.port
        && senderCompId.equals(other.senderCompId)
        && targetCompId.equals(other.targetCompId);
  }

  private static FixSettings of(String name, String path, FixVenuesConfig.Link link) {
    if (!VERSIONS.contains(link.beginString())) {
      throw new VenueSettingException(
          path + ".begin-string is " + link.beginString() + ", and can be FIX.4.4 or FIX.4.2");
    }
    CloseAs closeAs = CloseAs.of(path, link.closeAs());
    Set<OrderType> types = Set.copyOf(link.orderTypes());
    if (types.contains(OrderType.TRAILING_STOP)) {
      throw new VenueSettingException(path + ".order-types: trailing stops are not sent over FIX");
    }
    if (closeAs.isLimit() && !types.contains(OrderType.LIMIT)) {
      throw new VenueSettingException(path + ".close-as wants limits, which order-types excludes");
    }
    Optional<String> password =
        link.secret().or(() -> link.secretFile().map(file -> firstLine(path, file)));
    return new FixSettings(
        name,
        link.host().orElseThrow(() -> missing(path, "host")),
        link.port().orElseThrow(() -> missing(path, "port")),
        link.beginString(),
        link.senderCompId().orElseThrow(() -> missing(path, "sender-comp-id")),
        link.targetCompId().orElseThrow(() -> missing(path, "target-comp-id")),
        link.username().map(user -> new Login(user, password)),
        link.account(),
        atLeastASecond(path + ".heartbeat", link.heartbeat()),
        atLeastASecond(path + ".reconnect", link.reconnect()),
        hours(path, link),
        types,
        Set.copyOf(link.timesInForce()),
        closeAs,
        link.clOrdIdLength(),
        link.statusRequests(),
        link.replaces(),
        tls(path, link),
        link.inboxMax(),
        link.requestTimeout(),
        link.lease());
  }

  private static Optional<Hours> hours(String path, FixVenuesConfig.Link link) {
    if (link.startTime().isEmpty() && link.endTime().isEmpty()) {
      if (link.startDay().isPresent() || link.endDay().isPresent()) {
        throw missing(path, "start-time");
      }
      return Optional.empty();
    }
    String start = link.startTime().orElseThrow(() -> missing(path, "start-time"));
    String end = link.endTime().orElseThrow(() -> missing(path, "end-time"));
    try {
      LocalTime.parse(start);
      LocalTime.parse(end);
      ZoneId.of(link.timeZone());
    } catch (DateTimeException e) {
      throw new VenueSettingException(
          path + ": start-time, end-time and time-zone are such as 08:00:00, 17:30:00 and UTC");
    }
    if (link.startDay().isPresent() != link.endDay().isPresent()) {
      throw new VenueSettingException(path + ": start-day and end-day stand together");
    }
    return Optional.of(new Hours(start, end, link.startDay(), link.endDay(), link.timeZone()));
  }

  /** Without a store that can be read the library would trust whoever answers. */
  private static Optional<Tls> tls(String path, FixVenuesConfig.Link link) {
    if (!link.tls()) {
      return Optional.empty();
    }
    Path store = link.trustStore().orElseThrow(() -> missing(path, "trust-store"));
    for (Path file : link.keyStore().map(own -> List.of(store, own)).orElse(List.of(store))) {
      if (!Files.isReadable(file)) {
        throw new VenueSettingException(path + ": " + file + " cannot be read");
      }
    }
    return Optional.of(
        new Tls(
            store,
            link.trustStorePassword().orElse(""),
            link.keyStore(),
            link.keyStorePassword().orElse("")));
  }

  private static Duration atLeastASecond(String path, Duration value) {
    if (value.toSeconds() < 1) {
      throw new VenueSettingException(path + " is less than a second");
    }
    return value;
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
}
