// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker's market has the hours that the broker says. */
@BesideTheApplication
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class SessionsAtTheBrokerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(81);
  private static final CloseAs WAITS = new CloseAs(Optional.empty());
  private static final CloseAs LIMITS = CloseAs.of("extended", "none", "limit@quote+25");

  /**
   * A short Friday, a Monday that nobody else knows to be none, and a Tuesday that ends at noon.
   */
  private static final JsonArray CALENDAR =
      new JsonArray()
          .add(day("2026-11-25", "16:00", "2000"))
          .add(day("2026-11-27", "13:00", "1700"))
          .add(day("2026-12-01", "12:00", "1600"))
          .add(day("2026-12-02", "16:00", "2000"));

  private static final Instant FRIDAY_MORNING = Instant.parse("2026-11-27T15:00:00Z");
  private static final Instant FRIDAY_CLOSE = Instant.parse("2026-11-27T18:00:00Z");
  private static final Instant FRIDAY_AFTERNOON = Instant.parse("2026-11-27T19:00:00Z");
  private static final Instant MONDAY = Instant.parse("2026-11-30T15:00:00Z");
  private static final Instant TUESDAY_CLOSE = Instant.parse("2026-12-01T17:00:00Z");

  private final ReportLog log = new ReportLog();
  private final OneAccount ledger = new OneAccount(ACCOUNT, log);
  private final Quoted market = new Quoted();
  private final Instrument share = market.share("SHARE", SessionKind.US_EQUITY, "1");
  private final Instrument option = option(share);
  private final Instrument coin = market.share("COIN", SessionKind.ALWAYS, "1");
  private final String name = "broker-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<BrokerLink> links = new ArrayList<>();
  private volatile Instant now = FRIDAY_MORNING;

  /** What it is once the broker's positions are read. */
  private volatile Instant then = FRIDAY_AFTERNOON;

  private TestDatabase database;
  private Vertx vertx;
  private Pool pool;
  private ScriptedBroker broker;

  /** One on the share. */
  private static Instrument option(Instrument share) {
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

  private static JsonObject day(String date, String close, String extendedClose) {
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
    broker.fails = request -> request.path().equals("/v2/clock");
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

  private BrokerLink link(CloseAs extendedHours) {
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
  private BrokerLink owner(CloseAs extendedHours) {
    BrokerLink link = link(extendedHours);
    Awaiting.await(PATIENCE, () -> link.venue().room() > 0);
    awaitCalendar(link);
    return link;
  }

  private void awaitCalendar(BrokerLink link) {
    Awaiting.await(PATIENCE, () -> !link.venue().sessions().isOpen(share, MONDAY));
  }

  @Test
  void holidaysAndShortDaysAreThoseOfTheBrokersCalendar() {
    Sessions sessions = owner(WAITS).venue().sessions();
    assertThat(sessions.isOpen(share, FRIDAY_MORNING)).isTrue();
    assertThat(sessions.isOpen(share, FRIDAY_CLOSE.minusSeconds(1))).isTrue();
    assertThat(sessions.isOpen(share, FRIDAY_CLOSE)).isFalse();
    assertThat(sessions.isOpen(share, TUESDAY_CLOSE.minusSeconds(1))).isTrue();
    assertThat(sessions.isOpen(share, TUESDAY_CLOSE)).isFalse();
    assertThat(sessions.dayOrderExpiry(share, FRIDAY_MORNING)).isEqualTo(FRIDAY_CLOSE);
    assertThat(sessions.dayOrderExpiry(share, FRIDAY_CLOSE)).isEqualTo(TUESDAY_CLOSE);
    assertThat(sessions.tradeDate(share, FRIDAY_AFTERNOON))
        .isEqualTo(LocalDate.parse("2026-11-27"));
    assertThat(sessions.tradeDate(share, MONDAY)).isEqualTo(LocalDate.parse("2026-12-01"));
    assertThat(
            sessions.openTime(
                share, FRIDAY_CLOSE.minusSeconds(3600), Instant.parse("2026-12-01T15:00:00Z")))
        .isEqualTo(Duration.ofMinutes(90));
    assertThat(sessions.closing()).isSameAs(sessions);
    // Beyond its last day the public calendar goes on, and what always trades does.
    assertThat(sessions.isOpen(share, Instant.parse("2026-12-03T15:00:00Z"))).isTrue();
    assertThat(sessions.isOpen(share, Instant.parse("2026-12-25T15:00:00Z"))).isFalse();
    assertThat(sessions.isOpen(coin, MONDAY)).isTrue();
  }

  @Test
  void aReplicaThatDoesNotSpeakToTheBrokerGoesByWhatTheOtherHasRead() {
    owner(WAITS);
    Awaiting.await(PATIENCE, () -> kept() == 1);
    BrokerLink other = link(WAITS);
    awaitCalendar(other);
    assertThat(other.venue().room()).isZero();
    assertThat(broker.count("GET /v2/calendar")).isEqualTo(1);
  }

  private int kept() {
    return pool.query("select count(*) from alpaca_venue.calendar")
        .execute()
        .await()
        .atMost(PATIENCE)
        .iterator()
        .next()
        .getInteger(0);
  }

  /** The broker's list of days with something else behind it. */
  private static JsonArray listedWith(Object last) {
    return CALENDAR.copy().add(last);
  }

  @Test
  void aCalendarThatCannotBeReadChangesNothingUntilOneCan() {
    for (JsonArray spoilt :
        List.of(
            new JsonArray(),
            CALENDAR.copy().addNull(),
            listedWith("2026-12-03"),
            listedWith(day("27 November", "13:00", "1700")),
            listedWith(day("2026-12-03", "later", "1700")),
            listedWith(day("2026-12-03", "16:00", "2000").putNull("close")),
            listedWith(day("2026-12-03", "09:00", "1700")))) {
      broker.calendar = spoilt;
      BrokerLink link = link(WAITS);
      awaitAsked();
      awaitAsked();
      assertThat(link.venue().sessions().isOpen(share, MONDAY)).as("%s", spoilt).isTrue();
      assertThat(kept()).isZero();
      broker.calendar = CALENDAR;
      awaitAsked();
      awaitCalendar(link);
      Awaiting.await(PATIENCE, () -> kept() == 1);
      link.stop().await().atMost(PATIENCE);
      execute("delete from alpaca_venue.calendar");
    }
  }

  /** Lets the time pass after which the calendar is asked for again. */
  private void awaitAsked() {
    long before = broker.count("GET /v2/calendar");
    now = now.plus(Duration.ofMinutes(5));
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/calendar") > before);
  }

  private void execute(String sql) {
    pool.query(sql).execute().await().atMost(PATIENCE);
  }

  @Test
  void aDayWhoseExtendedHoursCannotBeReadHasTheRegularOnes() {
    JsonObject day = day("2026-12-03", "16:00", "2560");
    broker.calendar =
        listedWith(day).add(day("2026-12-04", "16:00", "2000").putNull("session_open"));
    Sessions closing = owner(LIMITS).venue().sessions().closing();
    assertThat(closing.isOpen(share, Instant.parse("2026-12-03T15:00:00Z"))).isTrue();
    assertThat(closing.isOpen(share, Instant.parse("2026-12-03T22:00:00Z"))).isFalse();
    assertThat(closing.isOpen(share, Instant.parse("2026-12-04T22:00:00Z"))).isFalse();
    assertThat(closing.isOpen(share, FRIDAY_AFTERNOON)).isTrue();
  }

  @Test
  void aCalendarThatCouldNotBeKeptIsAskedForAgain() {
    execute(
        "alter table alpaca_venue.calendar add constraint none_for_now check (read_at < '2000-01-01')");
    BrokerLink link = owner(WAITS);
    awaitAsked();
    assertThat(kept()).isZero();
    assertThat(link.venue().sessions().isOpen(share, MONDAY)).isFalse();
    execute("alter table alpaca_venue.calendar drop constraint none_for_now");
    awaitAsked();
    Awaiting.await(PATIENCE, () -> kept() == 1);
  }

  @Test
  void anOlderCalendarDoesNotTakeThePlaceOfANewerOne() {
    execute("insert into alpaca_venue.calendar values ('%s', '[]', '2026-11-28')".formatted(name));
    owner(WAITS);
    long before = broker.count("GET /v2/calendar");
    now = now.plus(Duration.ofHours(7));
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/calendar") > before);
    assertThat(
            pool.query("select days from alpaca_venue.calendar")
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString(0))
        .isEqualTo("[]");
  }

  @Test
  void theClockGoesBeforeTheCalendarForAsLongAsItIsBelieved() {
    broker.fails = request -> false;
    broker.clock =
        new JsonObject()
            .put("is_open", false)
            .put("next_open", "2026-11-27T10:03:00-05:00")
            .put("next_close", "2026-11-27T13:00:00-05:00");
    Sessions sessions = owner(LIMITS).venue().sessions();
    Awaiting.await(PATIENCE, () -> !sessions.isOpen(share, FRIDAY_MORNING));
    assertThat(sessions.closing().isOpen(share, FRIDAY_MORNING)).as("a halt").isFalse();
    assertThat(sessions.isOpen(share, FRIDAY_MORNING.plusSeconds(179))).isFalse();
    assertThat(sessions.isOpen(share, FRIDAY_MORNING.plusSeconds(180))).isTrue();
    broker.clock = new JsonObject().put("is_open", false);
    long asked = broker.count("GET /v2/clock");
    now = FRIDAY_MORNING.plusSeconds(181);
    // What it has said would change is asked for when it does.
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/clock") > asked);
    Awaiting.await(PATIENCE, () -> !sessions.isOpen(share, now));
    assertThat(sessions.isOpen(share, now.plusSeconds(301))).as("too old").isTrue();
  }

  private VenueOrder order(
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

  private JsonObject sent(BrokerLink link, VenueOrder order) {
    broker.asked.clear();
    assertThat(link.venue().submit(List.of(order)).await().atMost(PATIENCE))
        .singleElement()
        .isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(broker.asked).hasSize(1);
    return broker.asked.remove();
  }

  @Test
  void closesAreLimitsBeforeAndAfterTheRegularSessionWhereThatIsSet() {
    BrokerLink link = owner(LIMITS);
    market.quote(share, "99.90", "100.10");
    Sessions closing = link.venue().sessions().closing();
    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .as("in the regular session")
        .containsEntry("type", "market")
        .doesNotContainKeys("extended_hours", "limit_price");

    now = FRIDAY_AFTERNOON;
    assertThat(link.venue().sessions().isOpen(share, now)).isFalse();
    assertThat(closing.isOpen(share, now)).isTrue();
    assertThat(closing.isOpen(share, Instant.parse("2026-11-27T22:00:00Z"))).isFalse();
    assertThat(closing.isOpen(share, MONDAY)).isFalse();
    assertThat(closing.isOpen(option, now)).as("shares alone").isFalse();
    assertThat(closing.dayOrderExpiry(option, FRIDAY_MORNING)).isEqualTo(FRIDAY_CLOSE);
    assertThat(closing.dayOrderExpiry(share, now)).isEqualTo(Instant.parse("2026-11-27T22:00:00Z"));
    assertThat(closing.openTime(share, FRIDAY_MORNING, FRIDAY_AFTERNOON))
        .isEqualTo(Duration.ofHours(4));

    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .containsEntry("type", "limit")
        .containsEntry("limit_price", "99.65")
        .containsEntry("extended_hours", true)
        .containsEntry("time_in_force", "day");
    assertThat(sent(link, order(share, Side.BUY, OrderType.MARKET, null, true)).getMap())
        .containsEntry("limit_price", "100.36");
    assertThat(sent(link, order(share, Side.SELL, OrderType.LIMIT, "101", true)).getMap())
        .containsEntry("limit_price", "101")
        .containsEntry("extended_hours", true);
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, false));

    market.quotes.clear();
    assertThat(
            link.venue()
                .submit(List.of(order(share, Side.SELL, OrderType.MARKET, null, true)))
                .await()
                .atMost(PATIENCE))
        .containsExactly(new VenueOutcome.NotTold("there is no quote"));
    assertThat(broker.asked).isEmpty();
  }

  private VenueOutcome submitted(BrokerLink link, VenueOrder order) {
    return link.venue().submit(List.of(order)).await().atMost(PATIENCE).get(0);
  }

  private void assertNotSent(BrokerLink link, VenueOrder order) {
    assertThat(submitted(link, order))
        .isEqualTo(new VenueOutcome.NotTold("its session is not open"));
    assertThat(broker.asked).isEmpty();
  }

  @Test
  void aCloseThatHasComeTooLateForItsSessionIsNotSentIntoTheNext() {
    BrokerLink link = owner(WAITS);
    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .containsEntry("type", "market");
    now = FRIDAY_AFTERNOON;
    ledger.reductions = Uni.createFrom().failure(new AssertionError("nothing is asked for it"));
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
  }

  @Test
  void aCloseThatHasComeTooLateForTheExtendedSessionIsNotSentIntoTheNext() {
    BrokerLink link = owner(LIMITS);
    market.quote(share, "99.90", "100.10");
    now = Instant.parse("2026-11-27T22:00:01Z");
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
    assertNotSent(link, order(share, Side.SELL, OrderType.LIMIT, "101", true));
  }

  @Test
  void aCloseWaitsWhileTheClockSaysThatNothingTrades() {
    broker.fails = request -> false;
    BrokerLink link = owner(WAITS);
    broker.clock = new JsonObject().put("is_open", false);
    now = FRIDAY_MORNING.plusSeconds(61);
    Awaiting.await(PATIENCE, () -> !link.venue().sessions().isOpen(share, now));
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
  }

  @Test
  void aBatchThatHasWaitedDoesNotCrossTheEndOfASession() {
    BrokerLink link = owner(LIMITS);
    market.quote(share, "99.90", "100.10");
    ledger.reductions =
        Uni.createFrom()
            .item(
                () -> {
                  now = then;
                  return List.of();
                });
    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .as("the regular session has ended meanwhile")
        .containsEntry("limit_price", "99.65")
        .containsEntry("extended_hours", true);
    then = Instant.parse("2026-11-27T22:00:01Z");
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
  }

  @Test
  void aCloseWhoseDayIsOverEndsUnlessTheBrokerHasIt() {
    BrokerLink link = owner(WAITS);
    VenueOrder close = order(share, Side.SELL, OrderType.MARKET, null, true).until(FRIDAY_CLOSE);
    VenueOrder there = order(share, Side.SELL, OrderType.MARKET, null, true).until(FRIDAY_CLOSE);
    sent(link, there);
    now = FRIDAY_CLOSE;
    assertThat(reports(submitted(link, close)))
        .containsExactly(
            new ExecutionReport.Expired(ACCOUNT, close.key(), Quantity.ZERO, FRIDAY_CLOSE));
    assertThat(reports(submitted(link, there)))
        .singleElement()
        .isInstanceOf(ExecutionReport.Working.class);
    broker.fails = request -> true;
    assertThat(submitted(link, close)).isInstanceOf(VenueOutcome.NotTold.class);
    assertThat(broker.asked).isEmpty();
  }

  private static List<ExecutionReport> reports(VenueOutcome outcome) {
    assertThat(outcome).isInstanceOf(VenueOutcome.Accepted.class);
    return ((VenueOutcome.Accepted) outcome).reports().stream().map(VenueReport::report).toList();
  }

  /** With quotes. */
  private static final class Quoted extends TestMarket {
    private final Map<InstrumentId, Quote> quotes = new ConcurrentHashMap<>();

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
