// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestMarket;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A broker whose calendar and clock a test says, and links to it. */
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
abstract class HoursOfABroker {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final AccountId ACCOUNT = new AccountId(81);
  static final CloseAs WAITS = new CloseAs(Optional.empty());
  static final CloseAs LIMITS = CloseAs.of("extended", "none", "limit@quote+25");

  /**
   * A short Friday, a Monday that nobody else knows to be none, and a Tuesday that ends at noon.
   */
  static final JsonArray CALENDAR =
      new JsonArray()
          .add(day("2026-11-25", "16:00", "2000"))
          .add(day("2026-11-27", "13:00", "1700"))
          .add(day("2026-12-01", "12:00", "1600"))
          .add(day("2026-12-02", "16:00", "2000"));

  static final Instant FRIDAY_MORNING = Instant.parse("2026-11-27T15:00:00Z");
  static final Instant FRIDAY_CLOSE = Instant.parse("2026-11-27T18:00:00Z");
  static final Instant FRIDAY_AFTERNOON = Instant.parse("2026-11-27T19:00:00Z");
  static final Instant MONDAY = Instant.parse("2026-11-30T15:00:00Z");
  static final Instant TUESDAY_CLOSE = Instant.parse("2026-12-01T17:00:00Z");

  final ReportLog log = new ReportLog();
  final OneAccount ledger = new OneAccount(ACCOUNT, log);
  final Quoted market = new Quoted();
  final Instrument share = market.share("SHARE", SessionKind.US_EQUITY, "1");
  final Instrument option = option(share);
  final Instrument coin = market.share("COIN", SessionKind.ALWAYS, "1");
  final String name = "broker-" + UUID.randomUUID().toString().substring(0, 8);
  final List<BrokerLink> links = new ArrayList<>();
  final AtomicBoolean clockRefused = new AtomicBoolean();
  volatile Instant now = FRIDAY_MORNING;

  /** What it is once the broker's positions are read. */
  volatile Instant then = FRIDAY_AFTERNOON;

  TestDatabase database;
  Vertx vertx;
  Pool pool;
  ScriptedBroker broker;

  /** One on the share. */
  static Instrument option(Instrument share) {
    return new Instrument(
        new InstrumentId(1),
        UUID.randomUUID(),
        "OPTION",
        AssetClass.US_OPTION,
        "",
        "USD",
        share.quantityIncrement(),
        share.priceIncrement(),
        Quantity.of("100"),
        null,
        false,
        false,
        false,
        SessionKind.US_EQUITY,
        null,
        List.of());
  }

  static JsonObject day(String date, String close, String extendedClose) {
    return new JsonObject()
        .put("date", date)
        .put("open", "09:30")
        .put("close", close)
        .put("session_open", "0400")
        .put("session_close", extendedClose);
  }

  @BeforeEach
  void begin() throws Exception {
    assumeThat(TestDatabase.isSpread()).isFalse();
    database = TestDatabase.migrated();
    vertx = Vertx.vertx();
    DatabaseAddress address = database.address();
    PgConnectOptions options = PgConnectOptions.fromUri(address.url()).setUser(address.user());
    if (address.password() != null) {
      options.setPassword(address.password());
    }
    pool = Pool.newInstance(PgBuilder.pool().connectingTo(options).using(vertx).build());
    broker = new ScriptedBroker(vertx);
    broker.calendar = CALENDAR;
    broker.fails =
        request -> {
          boolean isClock = request.path().equals("/v2/clock");
          if (isClock) {
            clockRefused.set(true);
          }
          return isClock;
        };
  }

  @AfterEach
  void end() {
    if (database == null) {
      return;
    }
    links.forEach(link -> link.stop().await().atMost(PATIENCE));
    broker.close();
    pool.close().await().atMost(PATIENCE);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  BrokerLink link(CloseAs extendedHours) {
    BrokerLink link =
        new BrokerLink(
            vertx,
            pool,
            new BrokerLink.Settings(
                name,
                broker.url(),
                new BrokerHttp.Credential("key", "secret"),
                60_000,
                8,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofDays(30),
                Duration.ofHours(1),
                20_000,
                extendedHours),
            market,
            ledger,
            OurOrders.ALL,
            OurOrders.NO_INSTRUMENTS,
            UUID.randomUUID(),
            () -> now,
            Optional::empty);
    links.add(link);
    link.start();
    return link;
  }

  /** One that speaks to the broker, and has its calendar. */
  BrokerLink owner(CloseAs extendedHours) {
    BrokerLink link = link(extendedHours);
    Awaiting.await(PATIENCE, () -> link.venue().room() > 0);
    awaitCalendar(link);
    return link;
  }

  void awaitCalendar(BrokerLink link) {
    Awaiting.await(PATIENCE, () -> !link.venue().sessions().isOpen(share, MONDAY));
  }

  /** From now on the clock says this; goes on to when it is asked, and waits until it was. */
  void awaitClock(JsonObject says, Instant at) {
    // The first question is of the link's beginning, and an answer to it would be of now.
    Awaiting.await(PATIENCE, clockRefused::get);
    broker.clock = says;
    broker.fails = request -> false;
    long asked = broker.count("GET /v2/clock");
    now = at;
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/clock") > asked);
  }

  VenueOrder order(
      Instrument instrument, Side side, OrderType type, @Nullable String limit, boolean closes) {
    return new VenueOrder(
        ACCOUNT,
        UUID.randomUUID(),
        instrument.id(),
        side,
        type,
        TimeInForce.DAY,
        Quantity.of("5"),
        limit == null ? null : Price.of(limit),
        null,
        null,
        null,
        null,
        closes);
  }

  JsonObject sent(BrokerLink link, VenueOrder order) {
    broker.asked.clear();
    assertThat(link.venue().submit(List.of(order)).await().atMost(PATIENCE))
        .singleElement()
        .isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(broker.asked).hasSize(1);
    return broker.asked.remove();
  }

  static final class Quoted extends TestMarket {
    final Map<InstrumentId, Quote> quotes = new ConcurrentHashMap<>();

    void quote(Instrument instrument, String bid, String ask) {
      quotes.put(
          instrument.id(),
          new Quote(
              instrument.id(),
              Price.of("100"),
              Price.of(bid),
              Price.of(ask),
              null,
              FRIDAY_MORNING));
    }

    @Override
    public Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids) {
      return Uni.createFrom().item(found(quotes, ids));
    }
  }
}
