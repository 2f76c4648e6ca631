// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.TestBook;
import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looked up is what was missed, however much waits and whatever the broker does not answer. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class ReportFeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(79);
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");
  private static final int WAITING_MAX = 5_000;
  private static final Duration LEASE = Duration.ofSeconds(15);

  @Inject ImportBook importBook;
  @Inject Market market;
  @Inject Pool pool;
  @Inject Vertx vertx;

  private final ReportLog log = new ReportLog();
  private final GatedReports sink = new GatedReports(log);
  private ScriptedBroker broker;
  private BrokerLink link;
  private TestOrders orders;

  @BeforeEach
  void begin() throws Exception {
    TestBook book =
        TestBook.load(
            importBook,
            """
            {"instruments": [{"symbol": "ACME#", "assetClass": "us_equity", "currency": "USD",
               "quantityIncrement": "1", "priceIncrement": "0.01"}]}
            """);
    orders =
        new TestOrders(
            ACCOUNT,
            market.bySymbol(book.name("ACME#")).await().atMost(PATIENCE).orElseThrow().id());
    broker = new ScriptedBroker(vertx.getDelegate());
    link(OurOrders.ALL, 60_000, LEASE, Clock.systemUTC());
  }

  private void link(
      LedgerOrders ledger, int requestsPerMinute, Duration lease, InstantSource clock) {
    link =
        new BrokerLink(
            vertx.getDelegate(),
            pool,
            new BrokerLink.Settings(
                "broker-" + UUID.randomUUID().toString().substring(0, 8),
                broker.url(),
                new BrokerHttp.Credential("key", "secret"),
                requestsPerMinute,
                8,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                lease,
                Duration.ofHours(1),
                20_000,
                new CloseAs(Optional.empty())),
            market,
            new OneAccount(ACCOUNT, log),
            ledger,
            OurOrders.NO_INSTRUMENTS,
            UUID.randomUUID(),
            clock,
            () -> Optional.of(sink));
    link.start();
    Awaiting.await(
        PATIENCE,
        () ->
            link.venue().room() > 0
                && ((AlpacaVenue) link.venue()).linkedSince().isAfter(Instant.EPOCH));
    feed().catchUp().onFailure().recoverWithNull().await().atMost(PATIENCE);
  }

  private void linkAnew(
      LedgerOrders ledger, int requestsPerMinute, Duration lease, InstantSource clock) {
    link.stop().await().atMost(PATIENCE);
    link(ledger, requestsPerMinute, lease, clock);
  }

  @AfterEach
  void end() {
    sink.gate.complete(null);
    link.stop().await().atMost(PATIENCE);
    broker.close();
  }

  private ReportFeed feed() {
    return link.feed();
  }

  private VenueOrder submitted() {
    VenueOrder order = orders.market(Side.SELL, "5");
    log.take(link.venue(), link.venue().submit(List.of(order)).await().atMost(PATIENCE));
    return order;
  }

  private JsonObject told(VenueOrder order) {
    return new JsonObject()
        .put("event", "new")
        .put("order", Objects.requireNonNull(broker.orders.get(order.key().toString())));
  }

  /** It has traded whole, at once. */
  private JsonObject filled(VenueOrder order) {
    return told(order)
        .put("event", "fill")
        .put("execution_id", "first")
        .put("qty", "5")
        .put("price", "99")
        .put("timestamp", "2026-11-20T15:00:01Z");
  }

  @Test
  void whatTheAnswerToAnOrderHasSaidIsNotToldAgain() {
    VenueOrder sold = submitted();
    VenueOrder traded = submitted();
    for (int i = 0; i < 3; i++) {
      feed().onUpdate(told(sold));
    }
    feed().catchUp().await().atMost(PATIENCE);
    broker.trade(traded.key(), "5", "5", "99", true, true);
    traded(traded);
    assertThat(log.all(sold.key())).hasSize(1);
  }

  /** Something is being recorded, and no more can wait. */
  private void fill(VenueOrder order) {
    sink.isRecording = false;
    sink.gate = new CompletableFuture<>();
    JsonObject update = told(order).copy();
    update.getJsonObject("order").put("status", "pending_cancel");
    feed().onUpdate(update);
    Awaiting.await(PATIENCE, () -> sink.isRecording);
    for (int i = 0; i < WAITING_MAX; i++) {
      feed().onUpdate(update);
    }
  }

  private void traded(VenueOrder order) {
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
  }

  @Test
  void aLookUpIsNotForgottenWhereNoMoreCanWait() {
    VenueOrder order = submitted();
    VenueOrder missed = submitted();
    fill(order);
    broker.trade(missed.key(), "5", "5", "99", false, true);
    feed().onGap();
    sink.gate.complete(null);
    traded(missed);
  }

  @Test
  void anUpdateForWhichThereIsNoRoomIsLookedUp() {
    VenueOrder order = submitted();
    VenueOrder missed = submitted();
    fill(order);
    broker.trade(missed.key(), "5", "5", "99", true, true);
    sink.gate.complete(null);
    traded(missed);
  }

  @Test
  void whoCannotWaitIsToldAtOnce() {
    fill(submitted());
    assertThatThrownBy(() -> feed().catchUp().await().atMost(PATIENCE))
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
  }

  @Test
  void aGapIsOverWhenTheBrokerHasToldEverythingAndNotBefore() {
    for (String silent : List.of("/v2/orders", "/v2/orders:by_client_order_id")) {
      VenueOrder missed = submitted();
      broker.trade(missed.key(), "5", "5", "99", false, true);
      broker.fails = request -> request.path().equals(silent);
      feed().onGap();
      assertThatThrownBy(() -> feed().catchUp().await().atMost(PATIENCE))
          .isInstanceOf(TradingException.class);
      long asked = broker.count("GET /v2/orders");
      Awaiting.pause(Duration.ofMillis(300));
      assertThat(broker.count("GET /v2/orders")).as("not before it is due").isEqualTo(asked);
      broker.fails = request -> false;
      feed().lookUp();
      traded(missed);
    }
  }

  @Test
  void anOrderThatCannotBeToldKeepsNoneBack() {
    VenueOrder before = submitted();
    VenueOrder spoilt = submitted();
    VenueOrder behind = submitted();
    for (VenueOrder order : List.of(before, spoilt, behind)) {
      broker.trade(order.key(), "5", "5", "99", false, true);
    }
    sink.unrecordable = Optional.of(spoilt.key());
    feed().onGap();
    traded(before);
    traded(behind);
    sink.unrecordable = Optional.empty();
    feed().lookUp();
    traded(spoilt);
  }

  @Test
  void whatManyHaveTradedIsReadOnceAndTheyAreToldTogether() {
    List<VenueOrder> all = Stream.generate(this::submitted).limit(60).toList();
    for (VenueOrder order : all) {
      broker.trade(order.key(), "5", "5", "99", false, true);
    }
    long listed = broker.count("GET /v2/account/activities/FILL");
    sink.deliveries.set(0);
    feed().catchUp().await().atMost(PATIENCE);
    assertThat(all).allMatch(order -> hasTraded(order, "5"));
    assertThat(broker.count("GET /v2/account/activities/FILL") - listed).isEqualTo(2);
    assertThat(sink.deliveries.get()).isEqualTo(2);
  }

  @Test
  void whatTheStreamHasToldComesBeforeOrdersAreAskedForOneByOne() {
    List<VenueOrder> ended = List.of(submitted(), submitted(), submitted());
    VenueOrder streamed = submitted();
    for (VenueOrder order : ended) {
      broker.trade(order.key(), "5", "5", "99", false, true);
    }
    long lists = broker.count("GET /v2/orders");
    feed().lookUp();
    Awaiting.await(PATIENCE, () -> broker.count("GET /v2/orders") == lists + 2);
    broker.trade(streamed.key(), "5", "5", "99", false, true);
    JsonObject update = filled(streamed);
    AtomicBoolean isTold = new AtomicBoolean();
    broker.fails =
        request -> {
          if ("open".equals(request.getParam("status")) && !isTold.getAndSet(true)) {
            feed().onUpdate(update);
          }
          return false;
        };
    feed().lookUp();
    traded(streamed);
    assertThat(broker.count("GET /v2/orders:by")).as("put off").isZero();
    feed().lookUp();
    ended.forEach(this::traded);
  }

  /** Of what works, the first in the broker's list. */
  private VenueOrder worksAndHasTraded(List<VenueOrder> all) {
    for (VenueOrder order : all) {
      broker.trade(order.key(), "2", "2", "99", false, true);
      Objects.requireNonNull(broker.orders.get(order.key().toString()))
          .put("status", "partially_filled");
    }
    String first = broker.orders.keySet().iterator().next();
    return all.stream().filter(o -> o.key().toString().equals(first)).findFirst().orElseThrow();
  }

  private boolean hasTraded(VenueOrder order, String qty) {
    return log.traded(order.key()).equals(Quantity.of(qty));
  }

  @Test
  void anOrderThatWorksAndCannotBeToldKeepsTheRestOfTheListNotBack() {
    List<VenueOrder> all = List.of(submitted(), submitted(), submitted(), submitted());
    VenueOrder spoilt = worksAndHasTraded(all);
    sink.unrecordable = Optional.of(spoilt.key());
    assertThatThrownBy(() -> feed().catchUp().await().atMost(PATIENCE))
        .as("not everything is told")
        .isInstanceOf(TradingException.class);
    assertThat(all).filteredOn(order -> order != spoilt).allMatch(order -> hasTraded(order, "2"));
    sink.unrecordable = Optional.empty();
    feed().catchUp().await().atMost(PATIENCE);
    assertThat(hasTraded(spoilt, "2")).isTrue();
  }

  @Test
  void anOrderOfOthersOfWhichTheBrokerDoesNotSayWhatItIsKeepsTheRestNotBack() {
    Set<UUID> strangers = new HashSet<>();
    AtomicReference<Instant> now = new AtomicReference<>(START);
    linkAnew(OurOrders.but(strangers), 60_000, Duration.ofHours(1), now::get);
    List<VenueOrder> all = List.of(submitted(), submitted(), submitted());
    worksAndHasTraded(all);
    String name = UUID.randomUUID().toString();
    JsonObject stranger =
        Objects.requireNonNull(broker.orders.get(all.get(0).key().toString())).copy();
    stranger.put("id", name).put("client_order_id", name).put("symbol", "STRANGER");
    stranger.put("type", "limit").put("limit_price", "1").put("time_in_force", "day");
    strangers.add(UUID.fromString(name));
    broker.orders.put(name, stranger);
    broker.fails = request -> request.path().startsWith("/v2/assets/");
    for (int i = 0; i < 40; i++) {
      assertThatThrownBy(() -> feed().catchUp().await().atMost(PATIENCE))
          .as("it is waited for, however often it is looked for")
          .isInstanceOf(TradingException.class);
    }
    now.updateAndGet(at -> at.plus(LookUps.WAITED_FOR));
    // Now it is a difference of the books.
    feed().catchUp().await().atMost(PATIENCE);
    assertThat(all).allMatch(order -> hasTraded(order, "2"));
    assertThat(log.keys()).doesNotContain(UUID.fromString(name));
  }

  @Test
  void whatTheStreamTellsDoesNotWaitForTheTurnOfAComparison() {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    linkAnew(OurOrders.ALL, 100, Duration.ofHours(1), now::get);
    now.updateAndGet(at -> at.plusSeconds(15));
    VenueOrder order = submitted();
    while (link.venue().room() > 0) {
      submitted();
    }
    broker.trade(order.key(), "5", "5", "99", false, false);
    CompletableFuture<Void> compared = feed().catchUp().subscribeAsCompletionStage();
    feed().onUpdate(filled(order));
    traded(order);
    assertThat(compared).isNotDone();
    now.updateAndGet(at -> at.plusSeconds(15));
    assertThat(compared).succeedsWithin(PATIENCE);
  }

  @Test
  void whatTheStreamHasToldAndCannotBeBookedIsLookedUp() {
    VenueOrder order = submitted();
    broker.trade(order.key(), "5", "5", "99", false, true);
    Awaiting.await(PATIENCE, () -> feed().isTold());
    sink.unrecordable = Optional.of(order.key());
    sink.isRecording = false;
    feed().onUpdate(filled(order));
    Awaiting.await(PATIENCE, () -> sink.isRecording && !feed().isTold());
    sink.unrecordable = Optional.empty();
    Awaiting.await(
        PATIENCE,
        () -> {
          feed().lookUp();
          return feed().isTold();
        });
    assertThat(hasTraded(order, "5")).isTrue();
  }

  @Test
  void lookUpsForWhichTheLimitIsTooSmallHaveTheirTurns() {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    linkAnew(OurOrders.ALL, 100, Duration.ofHours(1), now::get);
    List<VenueOrder> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      now.updateAndGet(at -> at.plusSeconds(3));
      all.add(submitted());
    }
    for (VenueOrder order : all) {
      broker.trade(order.key(), "5", "5", "99", false, true);
    }
    // As many requests as one look needs, and one order more.
    for (int i = 0; i < 12; i++) {
      now.updateAndGet(at -> at.plusSeconds(3));
      feed().catchUp().onFailure().recoverWithNull().await().atMost(PATIENCE);
    }
    assertThat(all).allMatch(order -> hasTraded(order, "5"));
  }

  @Test
  void aCorrectionThatWaitsIsForgottenOnceTheLinkWasAnothers() {
    VenueOrder sold = submitted();
    broker.trade(sold.key(), "5", "5", "99", false, false);
    feed().onUpdate(filled(sold));
    traded(sold);
    sink.unrecordable = Optional.of(sold.key());
    sink.isRecording = false;
    feed()
        .onUpdate(
            told(sold)
                .put("event", "trade_bust")
                .put("previous_execution_id", "first")
                .put("execution_id", "second")
                .put("timestamp", "2026-11-20T15:00:02Z"));
    Awaiting.await(PATIENCE, () -> sink.isRecording);
    pool.preparedQuery("update alpaca_venue.link set epoch = epoch + 2 where venue = $1")
        .execute(Tuple.of(link.venue().name()))
        .await()
        .atMost(PATIENCE);
    Awaiting.await(
        PATIENCE,
        () -> {
          sink.isRecording = false;
          Awaiting.pause(Duration.ofMillis(2_500));
          return !sink.isRecording;
        });
    sink.unrecordable = Optional.empty();
    feed().offerAgain();
    VenueOrder next = submitted();
    broker.trade(next.key(), "5", "5", "99", true, true);
    traded(next);
    assertThat(log.all(sold.key())).noneMatch(ExecutionReport.Corrected.class::isInstance);
  }
}
