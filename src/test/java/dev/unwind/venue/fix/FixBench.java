// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.TestDatabase;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.TestMarket;
import dev.unwind.venue.fix.session.FixSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Links to counterparties on a database of its own, without the service around them. */
final class FixBench implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Vertx.vertx();
  private final QuotedMarket market = new QuotedMarket();
  private final Pool pool;
  private final CountedWatch watch = new CountedWatch();

  FixBench() {
    DatabaseAddress address = database.address();
    pool =
        VenuePool.open(
            vertx,
            "fix",
            address.url(),
            Optional.of(address.user()),
            Optional.ofNullable(address.password()),
            6,
            STATEMENT_TIMEOUT,
            new ServerTimeline());
  }

  /** What we are called at a port here. */
  static String sender(int port) {
    return "UNWIND" + port;
  }

  /** One that takes everything, at a port here. */
  static FixSettings settings(String name, String version, int port) {
    Duration soon = Duration.ofMillis(2500);
    return settings(name, version, port, false, Optional.empty(), Optional.empty(), soon, 20_000);
  }

  /** The same with room for so many messages that are not booked. */
  static FixSettings narrow(String name, String version, int port, int inboxMax) {
    Duration soon = Duration.ofMillis(2500);
    return settings(name, version, port, false, Optional.empty(), Optional.empty(), soon, inboxMax);
  }

  /** A patient one, with what not every venue has. */
  static FixSettings settings(
      String name,
      String version,
      int port,
      boolean massCancel,
      Optional<Duration> positions,
      Optional<FixSettings.Tls> tls) {
    return settings(name, version, port, massCancel, positions, tls, PATIENCE, 20_000);
  }

  /** One whose answers are waited for as long as a slow machine may take. */
  static FixSettings patient(String name, String version, int port) {
    return settings(name, version, port, false, Optional.empty(), Optional.empty());
  }

  private static FixSettings settings(
      String name,
      String version,
      int port,
      boolean massCancel,
      Optional<Duration> positions,
      Optional<FixSettings.Tls> tls,
      Duration requestTimeout,
      int inboxMax) {
    return new FixSettings(
        name,
        tls.isPresent() ? "localhost" : "127.0.0.1",
        port,
        version,
        sender(port),
        "VENUE",
        Optional.empty(),
        Optional.of("ACC-1"),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Optional.empty(),
        EnumSet.of(OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT),
        EnumSet.allOf(TimeInForce.class),
        new CloseAs(Optional.empty()),
        36,
        true,
        true,
        massCancel,
        positions,
        tls,
        inboxMax,
        requestTimeout,
        Duration.ofSeconds(6),
        Duration.ofDays(1));
  }

  /** One that takes limits of the day only, so that market orders go out as such. */
  static FixSettings limits(String name, String version, int port, String sender, String target) {
    return new FixSettings(
        name,
        "127.0.0.1",
        port,
        version,
        sender,
        target,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Optional.empty(),
        EnumSet.of(OrderType.LIMIT),
        EnumSet.of(TimeInForce.DAY),
        new CloseAs(Optional.of(BigDecimal.ZERO)),
        36,
        true,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        20_000,
        Duration.ofMillis(2500),
        Duration.ofSeconds(6),
        Duration.ofDays(1));
  }

  /** A process in front of a session. */
  FixLink link(FixSettings settings, ReportSink sink) {
    FixLink link =
        new FixLink(
            vertx.getDelegate(),
            pool,
            settings,
            market,
            UUID.randomUUID(),
            Clock.systemUTC(),
            () -> Optional.of(sink),
            watch);
    link.start();
    return link;
  }

  InstrumentId instrument(String symbol) {
    return market.share(symbol, SessionKind.ALWAYS, "1").id();
  }

  void quote(InstrumentId id, String bid, String ask) {
    market.quotes.put(
        id, new Quote(id, Price.of(bid), Price.of(bid), Price.of(ask), null, Instant.now()));
  }

  /** What links have told of themselves. */
  CountedWatch watch() {
    return watch;
  }

  Pool pool() {
    return pool;
  }

  long count(String sql, Object... parameters) {
    Row row =
        pool.preparedQuery(sql)
            .execute(Tuple.from(List.of(parameters)))
            .await()
            .atMost(PATIENCE)
            .iterator()
            .next();
    return row.getLong(0);
  }

  void run(String sql, Object... parameters) {
    pool.preparedQuery(sql).execute(Tuple.from(List.of(parameters))).await().atMost(PATIENCE);
  }

  @Override
  public void close() {
    pool.close().await().atMost(PATIENCE);
    vertx.close().await().atMost(PATIENCE);
    database.close();
  }

  /** With quotes, by which closes are priced. */
  private static final class QuotedMarket extends TestMarket {
    private final Map<InstrumentId, Quote> quotes = new ConcurrentHashMap<>();

    @Override
    public Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids) {
      return Uni.createFrom().item(found(quotes, ids));
    }
  }
}
