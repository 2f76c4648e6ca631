// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ConfiguredVenues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;

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
    boolean massCancel,
    Optional<Duration> positions,
    Optional<Tls> tls,
    int inboxMax,
    Duration requestTimeout,
    Duration lease,
    Duration messageRetention) {
  public static final String KIND = "fix";
  private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3])(:[0-5]\\d){2}");
  private static final Pattern ADDRESS = Pattern.compile("^[0-9.]+$|:");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration REQUEST_TIMEOUT_MIN = Duration.ofMillis(100);

  /** Kept anew six times in its course; a third is spare. */
  private static final Duration LEASE_MIN = Duration.ofSeconds(3);

  private static final Duration RETENTION_MIN = Duration.ofMinutes(1);

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
    for (Map.Entry<String, FixVenuesConfig.Link> entry :
        ConfiguredVenues.ofKind(KIND, config.links(), FixVenuesConfig.Link::kind).entrySet()) {
      String path = ConfiguredVenues.path(entry.getKey());
      FixSettings next = of(entry.getKey(), path, entry.getValue());
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
    CloseAs closeAs = CloseAs.of(path + ".close-as", "market", link.closeAs());
    Set<OrderType> types = Set.copyOf(link.orderTypes());
    if (types.contains(OrderType.TRAILING_STOP)) {
      throw new VenueSettingException(path + ".order-types: trailing stops are not sent over FIX");
    }
    if (closeAs.isLimit() && !types.contains(OrderType.LIMIT)) {
      throw new VenueSettingException(path + ".close-as wants limits, which order-types excludes");
    }
    Optional<String> password =
        link.secret().or(() -> link.secretFile().map(file -> ConfiguredVenues.secret(path, file)));
    if (password.isPresent() && link.username().isEmpty()) {
      throw ConfiguredVenues.missing(path, "username");
    }
    return new FixSettings(
        name,
        told(path, "host", link.host()),
        link.port().orElseThrow(() -> ConfiguredVenues.missing(path, "port")),
        link.beginString(),
        told(path, "sender-comp-id", link.senderCompId()),
        told(path, "target-comp-id", link.targetCompId()),
        link.username().map(user -> new Login(user, password)),
        link.account(),
        atLeast(SECOND, path + ".heartbeat", link.heartbeat()),
        atLeast(SECOND, path + ".reconnect", link.reconnect()),
        hours(path, link),
        types,
        Set.copyOf(link.timesInForce()),
        closeAs,
        link.clOrdIdLength(),
        link.statusRequests(),
        link.replaces(),
        massCancel(path, link),
        positions(path, link),
        tls(path, link),
        link.inboxMax(),
        atLeast(REQUEST_TIMEOUT_MIN, path + ".request-timeout", link.requestTimeout()),
        atLeast(LEASE_MIN, path + ".lease", link.lease()),
        atLeast(RETENTION_MIN, path + ".message-retention", link.messageRetention()));
  }

  private static String told(String path, String key, Optional<String> value) {
    return value
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> ConfiguredVenues.missing(path, key));
  }

  /** The messages for it came with FIX 4.3. */
  private static boolean massCancel(String path, FixVenuesConfig.Link link) {
    if (link.massCancel() && !link.beginString().equals(VERSIONS.get(0))) {
      throw new VenueSettingException(path + ".mass-cancel wants begin-string FIX.4.4");
    }
    return link.massCancel();
  }

  /** How long the venue may take to state positions; empty where it does not. */
  private static Optional<Duration> positions(String path, FixVenuesConfig.Link link) {
    if (!link.positions()) {
      return Optional.empty();
    }
    if (!link.beginString().equals(VERSIONS.get(0))) {
      throw new VenueSettingException(path + ".positions wants begin-string FIX.4.4");
    }
    told(path, "account", link.account());
    return Optional.of(atLeast(SECOND, path + ".positions-timeout", link.positionsTimeout()));
  }

  private static Optional<Hours> hours(String path, FixVenuesConfig.Link link) {
    if (link.startTime().isEmpty() && link.endTime().isEmpty()) {
      if (link.startDay().isPresent() || link.endDay().isPresent()) {
        throw ConfiguredVenues.missing(path, "start-time");
      }
      return Optional.empty();
    }
    String start = link.startTime().orElseThrow(() -> ConfiguredVenues.missing(path, "start-time"));
    String end = link.endTime().orElseThrow(() -> ConfiguredVenues.missing(path, "end-time"));
    if (!isTime(start) || !isTime(end) || !isZone(link.timeZone())) {
      throw new VenueSettingException(
          path + ": start-time, end-time and time-zone are such as 08:00:00, 17:30:00 and UTC");
    }
    if (link.startDay().isPresent() != link.endDay().isPresent()) {
      throw new VenueSettingException(path + ": start-day and end-day stand together");
    }
    for (String day : List.of(link.startDay().orElse("Sunday"), link.endDay().orElse("Sunday"))) {
      boolean known =
          Arrays.stream(DayOfWeek.values())
              .anyMatch(one -> one.name().equals(day.toUpperCase(Locale.ROOT)));
      if (!known) {
        throw new VenueSettingException(path + ": a day is such as Sunday, not " + day);
      }
    }
    return Optional.of(new Hours(start, end, link.startDay(), link.endDay(), link.timeZone()));
  }

  /** What the library reads as a time, which is less than Java does. */
  private static boolean isTime(String text) {
    return TIME.matcher(text).matches();
  }

  /** The library takes a zone that it does not know for GMT, and refuses it then. */
  private static boolean isZone(String text) {
    return text.equals("GMT") || !TimeZone.getTimeZone(text).getID().equals("GMT");
  }

  /** Without a store that can be read the library would trust whoever answers. */
  private static Optional<Tls> tls(String path, FixVenuesConfig.Link link) {
    if (!link.tls()) {
      return Optional.empty();
    }
    // Of an address the library asks the name service for a name, and believes whoever has that.
    if (link.host().filter(ADDRESS.asPredicate()).isPresent()) {
      throw new VenueSettingException(
          path + ".host: with tls it is the name that the certificate is for, not an address");
    }
    Path store = link.trustStore().orElseThrow(() -> ConfiguredVenues.missing(path, "trust-store"));
    for (Path file : link.keyStore().map(own -> List.of(store, own)).orElse(List.of(store))) {
      if (!Files.isReadable(file)) {
        throw new VenueSettingException(path + ": " + file + " cannot be read");
      }
    }
    return Optional.of(
        new Tls(
            store,
            password(
                path,
                "trust-store-password",
                link.trustStorePassword(),
                link.trustStorePasswordFile()),
            link.keyStore(),
            password(
                path, "key-store-password", link.keyStorePassword(), link.keyStorePasswordFile())));
  }

  private static String password(
      String path, String key, Optional<String> told, Optional<Path> file) {
    return told.or(() -> file.map(from -> ConfiguredVenues.secret(path, key + "-file", from)))
        .orElse("");
  }

  private static Duration atLeast(Duration least, String path, Duration value) {
    if (value.compareTo(least) < 0) {
      throw new VenueSettingException(path + " is less than " + least.toMillis() + " ms");
    }
    return value;
  }
}
