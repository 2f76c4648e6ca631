// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.TestDatabase;
import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.platform.database.MigrationLock;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import dev.unwind.venue.fix.session.CloseAs;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Links to counterparties on a database of its own, without the service around them. */
final class FixBench implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  private final TestDatabase database = TestDatabase.create();
  private final Vertx vertx = Vertx.vertx();
  private final Instruments instruments = new Instruments();
  private final Pool pool;

  FixBench() {
    DatabaseAddress address = database.address();
    FluentConfiguration migrations =
        Flyway.configure().dataSource(address.jdbcUrl(), address.user(), address.password());
    new MigrationLock().customize(migrations);
    migrations.load().migrate();
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

  /** One that takes everything, at a port here. */
  static FixSettings settings(String name, String version, int port) {
    return new FixSettings(
        name,
        "127.0.0.1",
        port,
        version,
        "UNWIND",
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
        Optional.empty(),
        20_000,
        Duration.ofMillis(2500),
        Duration.ofSeconds(6));
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
        Optional.empty(),
        20_000,
        Duration.ofMillis(2500),
        Duration.ofSeconds(6));
  }

  /** A process in front of a session. */
  FixLink link(FixSettings settings, ReportSink sink) {
    FixLink link =
        new FixLink(
            vertx.getDelegate(),
            pool,
            settings,
            instruments,
            UUID.randomUUID(),
            Clock.systemUTC(),
            () -> Optional.of(sink));
    link.start();
    return link;
  }

  InstrumentId instrument(String symbol) {
    InstrumentId id = new InstrumentId(1000 + instruments.byId.size());
    instruments.byId.put(
        id,
        new Instrument(
            id,
            UUID.randomUUID(),
            symbol,
            AssetClass.US_EQUITY,
            "NASDAQ",
            "USD",
            Quantity.ONE,
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            SessionKind.ALWAYS,
            null,
            List.of()));
    return id;
  }

  void quote(InstrumentId id, String bid, String ask) {
    instruments.quotes.put(
        id, new Quote(id, Price.of(bid), Price.of(bid), Price.of(ask), null, Instant.now()));
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

  /** What the venue asks the port for. */
  private static final class Instruments implements Market {
    private final Map<InstrumentId, Instrument> byId = new ConcurrentHashMap<>();
    private final Map<InstrumentId, Quote> quotes = new ConcurrentHashMap<>();

    @Override
    public Uni<Map<InstrumentId, Instrument>> byIds(Collection<InstrumentId> ids) {
      return Uni.createFrom().item(found(byId, ids));
    }

    @Override
    public Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids) {
      return Uni.createFrom().item(found(quotes, ids));
    }

    private static <T> Map<InstrumentId, T> found(
        Map<InstrumentId, T> all, Collection<InstrumentId> ids) {
      Map<InstrumentId, T> found = new HashMap<>(all);
      found.keySet().retainAll(ids);
      return found;
    }

    @Override
    public Uni<Optional<Instrument>> bySymbol(String symbol) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<Instrument>> byUid(UUID uid) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<Instrument>> byIsin(String isin) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<Instrument>> byId(InstrumentId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Instrument>> list(int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Instrument>> list(String after, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Quote>> putQuotes(List<ValuedQuote> quoted) {
      throw new UnsupportedOperationException();
    }
  }
}
