// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static dev.unwind.venue.alpaca.ScriptedBroker.halfABody;
import static dev.unwind.venue.alpaca.ScriptedBroker.hangUp;
import static dev.unwind.venue.alpaca.ScriptedBroker.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.TestBook;
import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.reconciliation.TellsActivities;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
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
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is concluded from a broker's answers, and from none. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class AlpacaVenueFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final AccountId ACCOUNT = new AccountId(77);
  private static final int MANY = 20;
  private static final int MANY_AT_ONCE = 50;
  private static final int CONNECTIONS = 8;

  @Inject ImportBook importBook;
  @Inject Market market;
  @Inject Pool pool;
  @Inject Vertx vertx;

  private final ReportLog log = new ReportLog();
  private final OneAccount ledger = new OneAccount(ACCOUNT, log);

  /** The time that it stays; it goes on where it is null. */
  private volatile @Nullable Instant stopped;

  private ScriptedBroker broker;
  private BrokerLink link;
  private TestOrders orders;

  @BeforeEach
  void bind() throws Exception {
    TestBook book =
        TestBook.load(
            importBook,
            """
            {"instruments": [{"symbol": "ACME#", "assetClass": "us_equity", "currency": "USD",
               "quantityIncrement": "1", "priceIncrement": "0.01"}]}
            """);
    InstrumentId instrument =
        market.bySymbol(book.name("ACME#")).await().atMost(PATIENCE).orElseThrow().id();
    orders = new TestOrders(ACCOUNT, instrument);
    broker = new ScriptedBroker(vertx.getDelegate());
    link = open(60_000);
  }

  private BrokerLink open(int requestsPerMinute) {
    BrokerLink opened =
        new BrokerLink(
            vertx.getDelegate(),
            pool,
            new BrokerLink.Settings(
                "broker-" + UUID.randomUUID().toString().substring(0, 8),
                broker.url(),
                new BrokerHttp.Credential("key", "secret"),
                requestsPerMinute,
                CONNECTIONS,
                Duration.ofSeconds(1),
                SETTLING,
                Duration.ofSeconds(15),
                Duration.ofMillis(500),
                20_000,
                new CloseAs(Optional.empty())),
            market,
            ledger,
            OurOrders.ALL,
            OurOrders.NO_INSTRUMENTS,
            UUID.randomUUID(),
            () -> Objects.requireNonNullElseGet(stopped, Instant::now),
            () -> Optional.of(log));
    opened.start();
    Awaiting.await(PATIENCE, () -> opened.venue().room() > 0 && broker.isListened());
    return opened;
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    broker.close();
  }

  private ExecutionVenue venue() {
    return link.venue();
  }

  private VenueOutcome submit(VenueOrder order) {
    return noted(venue().submit(List.of(order)));
  }

  private VenueOutcome query(VenueOrder order) {
    return noted(venue().query(List.of(new VenueOrderRef(ACCOUNT, order.key()))));
  }

  private VenueOutcome noted(Uni<List<VenueOutcome>> call) {
    List<VenueOutcome> outcomes = call.await().atMost(PATIENCE);
    log.take(venue(), outcomes);
    return outcomes.get(0);
  }

  @Test
  void whatHasHappenedBeforeIsNotTakenForNothingWhereTheKeyIsRefused() {
    broker.onActivities = status(401, "unauthorized");
    assertThatThrownBy(
            () -> ((TellsActivities) venue()).activities(ACCOUNT).await().atMost(PATIENCE))
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
  }

  @Test
  void aCancelThatTheBrokerDoesNotDoIsToldAsRefusedAndNotAskedForAgainAtOnce() {
    VenueOrder order = orders.limit(Side.SELL, "3", "120");
    submit(order);
    broker.onCancel = status(405, "Method Not Allowed");
    for (int i = 0; i < 3; i++) {
      VenueOutcome outcome =
          noted(venue().cancel(List.of(new VenueOrderRef(ACCOUNT, order.key()))));
      assertThat(outcome).isInstanceOf(VenueOutcome.Accepted.class);
      if (i == 0) {
        assertThat(((VenueOutcome.Accepted) outcome).reports())
            .extracting(VenueReport::report)
            .hasAtLeastOneElementOfType(ExecutionReport.CancelRejected.class);
      }
    }
    assertThat(broker.count("DELETE")).isEqualTo(1);
  }

  @Test
  void anOrderIsFoundByTheBrokersIdWhereItDoesNotAnswerByKeys() {
    broker.knowsKeys = false;
    VenueOrder order = orders.limit(Side.SELL, "3", "120");
    submit(order);
    assertThat(query(order)).isInstanceOf(VenueOutcome.Accepted.class);
  }

  @Test
  void anOrderThatMayHaveArrivedIsAskedForAndFound() {
    broker.keepsUnanswered(true);
    List<Consumer<HttpServerRequest>> silences =
        List.of(hangUp(), halfABody(), status(500, "x"), status(502, "x"), status(504, "x"));
    for (Consumer<HttpServerRequest> silence : silences) {
      broker.instead.add(silence);
      VenueOrder order = orders.market(Side.SELL, "3");
      assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
      assertThat(query(order)).isInstanceOf(VenueOutcome.Accepted.class);
    }
    assertThat(broker.count("POST")).as("each was sent once").isEqualTo(silences.size());
  }

  @Test
  void anOrderThatHasNotArrivedIsKnownNotToHaveOnlyAfterTwoAnswersAndTheSettlingTime() {
    broker.instead.add(hangUp());
    VenueOrder order = orders.market(Side.SELL, "3");
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
    assertThat(query(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
    assertThat(query(order)).as("twice, but too soon").isInstanceOf(VenueOutcome.NoAnswer.class);
    Awaiting.pause(SETTLING);
    assertThat(query(order)).isEqualTo(new VenueOutcome.NotKnown());
    assertThat(submit(order)).isInstanceOf(VenueOutcome.Accepted.class);
  }

  @Test
  void aKeyThatTheBrokerHasIsAnOrderThatHasArrived() {
    VenueOrder order = orders.market(Side.SELL, "3");
    submit(order);
    assertThat(submit(order)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(broker.orders).hasSize(1);
  }

  @Test
  void aBrokerThatCountsTooManyRequestsIsToldAgainLaterAndNotAsked() {
    broker.instead.add(
        request -> request.response().setStatusCode(429).putHeader("Retry-After", "2").end("{}"));
    VenueOrder order = orders.market(Side.SELL, "3");
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NotTold.class);
    assertThat(venue().room()).isZero();
    assertThat(submit(order))
        .as("nothing leaves meanwhile")
        .isInstanceOf(VenueOutcome.NotTold.class);
    assertThat(broker.count("POST")).isOne();
    Awaiting.await(PATIENCE, () -> venue().room() > 0);
    assertThat(submit(order)).isInstanceOf(VenueOutcome.Accepted.class);
  }

  @Test
  void aRequestThatHasLeftIsNotCountedOnceMoreUntilItIsAnswered() {
    fiftyAtOnce();
    Queue<HttpServerRequest> unanswered = new ConcurrentLinkedQueue<>();
    List<VenueOrder> batch = batch();
    batch.forEach(order -> broker.instead.add(unanswered::add));
    CompletableFuture<List<VenueOutcome>> outcomes =
        venue().submit(batch).subscribeAsCompletionStage();
    Awaiting.await(PATIENCE, () -> unanswered.size() == CONNECTIONS);
    assertThat(venue().room()).isEqualTo(MANY);
    outcomes.cancel(true);
  }

  @Test
  void whatIsPromisedToOrdersIsFreeAgainWhereTheyDoNotLeave() {
    fiftyAtOnce();
    ledger.reductions = Uni.createFrom().nothing();
    List<Cancellable> calls =
        Stream.generate(() -> venue().submit(batch()).subscribe().with(outcomes -> {}))
            .limit(3)
            .toList();
    assertThat(venue().room()).as("each may still leave").isZero();
    calls.forEach(Cancellable::cancel);
    assertThat(venue().room()).isEqualTo(MANY);
    ledger.reductions = Uni.createFrom().failure(new IllegalStateException("not now"));
    for (int i = 0; i < 3; i++) {
      assertThat(venue().submit(batch()).await().atMost(PATIENCE))
          .hasOnlyElementsOfType(VenueOutcome.NotTold.class);
    }
    assertThat(venue().room()).isEqualTo(MANY);
    assertThat(broker.count("POST")).isZero();
  }

  @Test
  void moreInstrumentsThanRequestsThatMayBeMadeAtOnceAreAskedForOneAfterTheOther() {
    link.stop().await().atMost(PATIENCE);
    link = open(1_000);
    StatesAccount stating = (StatesAccount) venue();
    for (int i = 0; i < 2 * MANY_AT_ONCE; i++) {
      assertThat(stating.asset("S" + i).await().atMost(PATIENCE)).isEmpty();
      assertThat(venue().room()).as("left to orders").isPositive();
    }
    assertThat(broker.count("GET /v2/assets/S")).isEqualTo(2 * MANY_AT_ONCE);
    assertThat(stating.statement(ACCOUNT).await().atMost(PATIENCE).cash()).isNotNull();
  }

  @Test
  void moreReplacementsThanMayBeMadeAtOnceAreMadeOneAfterTheOther() {
    link.stop().await().atMost(PATIENCE);
    link = open(1_000);
    ledger.reductions = Uni.createFrom().item(List.of());
    List<VenueOrder> originals = many();
    Deque<VenueReplacement> left = new ArrayDeque<>();
    originals.forEach(
        order -> left.add(new VenueReplacement(order.key(), orders.limit(Side.SELL, "2", "130"))));
    Awaiting.await(
        PATIENCE,
        () -> {
          List<VenueReplacement> batch =
              Stream.generate(left::poll).limit(Math.min(venue().room(), left.size())).toList();
          // Several at once, as they are told.
          List<Uni<List<VenueOutcome>>> calls =
              batch.stream().map(each -> venue().replace(List.of(each))).toList();
          List<List<VenueOutcome>> outcomes =
              calls.isEmpty()
                  ? List.of()
                  : Uni.join().all(calls).andFailFast().await().atMost(PATIENCE);
          for (int i = 0; i < batch.size(); i++) {
            if (outcomes.get(i).get(0) instanceof VenueOutcome.NotTold) {
              left.add(batch.get(i));
            } else {
              assertThat(outcomes.get(i).get(0)).isInstanceOf(VenueOutcome.Accepted.class);
            }
          }
          return left.isEmpty();
        });
    assertThat(broker.count("PATCH")).isEqualTo(MANY);
    assertThat(broker.count("GET /v2/orders:by_client_order_id"))
        .as("none is begun in vain")
        .isEqualTo(2 * MANY);
  }

  @Test
  void cancelsThatTakeLongLeaveRequestsToOrders() {
    link.stop().await().atMost(PATIENCE);
    link = open(1_000);
    broker.onCancel = request -> request.response().setStatusCode(204).end();
    List<VenueOrder> all = many();
    Awaiting.await(PATIENCE, () -> venue().room() == MANY);
    stopped = Instant.now();
    List<VenueOrderRef> refs =
        all.stream().limit(MANY / 2).map(order -> new VenueOrderRef(ACCOUNT, order.key())).toList();
    for (int i = 0; i < MANY; i++) {
      venue().cancel(refs).await().atMost(PATIENCE);
      assertThat(broker.count("DELETE")).as("in the first round").isEqualTo(refs.size());
      assertThat(venue().room()).as("left to orders").isPositive();
    }
    stopped = Objects.requireNonNull(stopped).plusSeconds(11);
    // It may have the link to renew.
    Awaiting.await(PATIENCE, () -> venue().room() > 0);
    for (int i = 0; i < MANY; i++) {
      venue().cancel(refs).await().atMost(PATIENCE);
      assertThat(venue().room()).as("left to orders").isPositive();
    }
  }

  /** So many requests may be made at once, and no more for now. */
  private void fiftyAtOnce() {
    link.stop().await().atMost(PATIENCE);
    link = open(1_000);
    stopped = Instant.now();
  }

  private List<VenueOrder> batch() {
    return Stream.generate(() -> orders.market(Side.SELL, "5")).limit(MANY).toList();
  }

  @Test
  void whatTheBrokerRefusesIsRefusedInItsWords() {
    broker.instead.add(status(403, "account is not allowed to short"));
    assertThat(submit(orders.market(Side.SELL, "3")))
        .isEqualTo(
            new VenueOutcome.Refused(
                Reason.SHORTING_NOT_ALLOWED, "account is not allowed to short", null));
  }

  @Test
  void aTradeThatTwoSourcesTellUnderDifferentIdsIsOneTrade() {
    VenueOrder order = orders.market(Side.SELL, "5");
    submit(order);
    broker.trade(order.key(), "5", "5", "99", true, true);
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
    query(order);
    Awaiting.pause(Duration.ofSeconds(1));
    assertThat(log.of(order.key(), ExecutionReport.Trade.class)).hasSize(1);
  }

  @Test
  void aTradeThatTheStreamHasLostIsFoundInTheList() {
    VenueOrder order = orders.market(Side.SELL, "5");
    submit(order);
    broker.trade(order.key(), "5", "5", "99", false, true);
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
  }

  @Test
  void aTradeThatNobodyListsIsTakenFromTheOrderAfterTheSettlingTime() {
    VenueOrder order = orders.market(Side.SELL, "5");
    submit(order);
    broker.trade(order.key(), "5", "5", "99.5", false, false);
    query(order);
    assertThat(log.of(order.key(), ExecutionReport.Trade.class)).as("too soon").isEmpty();
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
    assertThat(log.of(order.key(), ExecutionReport.Trade.class))
        .extracting(ExecutionReport.Trade::price)
        .containsExactly(Price.of("99.5"));
  }

  @Test
  void aTradeThatComesBeforeTheOneThatItFollowsWaitsForIt() {
    VenueOrder order = orders.market(Side.SELL, "5");
    submit(order);
    broker.trade(order.key(), "2", "2", "99", false, true);
    broker.trade(order.key(), "3", "5", "98", true, true);
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
    assertThat(log.of(order.key(), ExecutionReport.Trade.class))
        .extracting(ExecutionReport.Trade::price)
        .containsExactlyInAnyOrder(Price.of("99"), Price.of("98"));
  }

  @Test
  void whatTheStreamTellsWhileSomethingIsRecordedIsRecordedTogether() {
    List<VenueOrder> all = many();
    log.pace(Duration.ofMillis(300));
    for (VenueOrder order : all) {
      broker.trade(order.key(), "2", "2", "99", true, false);
      broker.trade(order.key(), "3", "5", "98", true, false);
    }
    Awaiting.await(PATIENCE, () -> all.stream().allMatch(o -> log.traded(o.key()).equals(o.qty())));
    assertThat(log.tradedTogether()).isGreaterThan(MANY / 2);
    assertThat(all)
        .allSatisfy(
            order ->
                assertThat(log.of(order.key(), ExecutionReport.Trade.class))
                    .extracting(ExecutionReport.Trade::price)
                    .containsExactly(Price.of("99"), Price.of("98")));
  }

  @Test
  void anUpdateThatCannotBeTakenKeepsNoneBackThatCameWithIt() {
    List<VenueOrder> all = many();
    VenueOrder spoilt = all.get(MANY / 2);
    log.pace(Duration.ofMillis(300));
    for (VenueOrder order : all) {
      broker.trade(order.key(), order.equals(spoilt) ? "five" : "5", "5", "99", true, false);
    }
    Awaiting.await(PATIENCE, () -> all.stream().allMatch(o -> log.traded(o.key()).equals(o.qty())));
  }

  private List<VenueOrder> many() {
    List<VenueOrder> all = batch();
    List<VenueOutcome> outcomes = venue().submit(all).await().atMost(PATIENCE);
    log.take(venue(), outcomes);
    assertThat(outcomes)
        .hasSize(MANY)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(VenueOutcome.Accepted.class));
    return all;
  }
}
