// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.unwind.TestBook;
import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueLedger.Reduction;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A close goes out only where the broker states that it holds what is to be closed. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class AlpacaVenueCoverageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SETTLING = Duration.ofMillis(400);
  private static final Duration LOOK_UP = Duration.ofMillis(100);
  private static final AccountId ACCOUNT = new AccountId(78);
  private static final UUID STRANGER = new UUID(50, 1);
  private static final UUID STRANGERS_LEG = new UUID(50, 2);

  @Inject ImportBook importBook;
  @Inject Market market;
  @Inject Pool pool;
  @Inject Vertx vertx;

  private final Map<UUID, Reduction> reductions = new ConcurrentHashMap<>();
  private final ReportLog log = new ReportLog();

  /**
   * When what is submitted was given: after all that was ever stated, unless a test says otherwise.
   */
  private Instant given = Instant.MAX;

  private TestBook book;
  private ScriptedBroker broker;
  private BrokerLink link;
  private String name;
  private TestOrders one;
  private TestOrders two;
  private TestOrders three;

  @BeforeEach
  void bind() throws Exception {
    book =
        TestBook.load(
            importBook,
            """
            {"instruments": [
              {"symbol": "ONE#", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1",
               "priceIncrement": "0.01"},
              {"symbol": "TWO#", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1",
               "priceIncrement": "0.01"},
              {"symbol": "COIN#/USD", "assetClass": "crypto", "currency": "USD", "quantityIncrement": "1",
               "priceIncrement": "0.01"}]}
            """);
    one = orders("ONE#");
    two = orders("TWO#");
    three = orders("COIN#/USD");
    broker = new ScriptedBroker(vertx.getDelegate());
    name = "broker-" + UUID.randomUUID().toString().substring(0, 8);
    link = link();
    link.start();
    Awaiting.await(PATIENCE, () -> venue().room() > 0 && broker.isListened());
  }

  private BrokerLink link() {
    return new BrokerLink(
        vertx.getDelegate(),
        pool,
        new BrokerLink.Settings(
            name,
            broker.url(),
            new BrokerHttp.Credential("key", "secret"),
            60_000,
            8,
            Duration.ofSeconds(1),
            SETTLING,
            Duration.ofSeconds(15),
            LOOK_UP,
            20_000,
            new CloseAs(Optional.empty())),
        market,
        new OneAccount(),
        OurOrders.but(Set.of(STRANGER, STRANGERS_LEG)),
        OurOrders.NO_INSTRUMENTS,
        UUID.randomUUID(),
        Clock.systemUTC(),
        () -> Optional.of(log));
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    broker.close();
  }

  @Test
  void closesThatTheBrokerCoversAreSentOnceForOneStatement() {
    holds(Map.of("ONE#", "10", "TWO#", "-4", "COIN#USD", "7"));
    List<VenueOutcome> outcomes =
        venue()
            .submit(
                List.of(
                    close(one.market(Side.SELL, "10"), "10", "0"),
                    close(two.market(Side.BUY, "4"), "-4", "0"),
                    close(three.market(Side.SELL, "7"), "7", "0")))
            .await()
            .atMost(PATIENCE);
    assertThat(outcomes).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    assertThat(broker.count("POST")).isEqualTo(3);
    assertThat(broker.count("GET /v2/positions")).isOne();
  }

  @Test
  void aStatementServesForWhatWasGivenBeforeItAndForNothingElse() {
    holds(Map.of("ONE#", "10", "TWO#", "-4", "COIN#USD", "7"));
    given = Instant.now().minusSeconds(5);
    VenueOrder first = close(one.market(Side.SELL, "10"), "10", "0");
    VenueOrder second = close(two.market(Side.BUY, "4"), "-4", "0");
    given = Instant.now().plusSeconds(5);
    VenueOrder later = close(three.market(Side.SELL, "7"), "7", "0");
    assertThat(submit(first)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(submit(later)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(broker.count("GET /v2/positions")).isEqualTo(2);
    holds(Map.of("ONE#", "0", "TWO#", "0", "COIN#USD", "0"));
    // A moment that is longer than it shall be makes one more question, never one less.
    VenueOutcome outcome = submit(second);
    assertThat(broker.count("GET /v2/positions")).isIn(2L, 3L);
    assertThat(outcome instanceof VenueOutcome.Accepted)
        .isEqualTo(broker.count("GET /v2/positions") == 2);
  }

  @Test
  void closesOfWhatTheBrokerHoldsLessOfOrOtherwiseOrNotAtAllAreNotSent() {
    holds(Map.of("ONE#", "4", "TWO#", "-10"));
    List<VenueOrder> closes =
        List.of(
            close(one.market(Side.SELL, "10"), "10", "0"),
            close(two.market(Side.SELL, "10"), "10", "0"),
            close(three.market(Side.SELL, "10"), "10", "0"));
    assertThat(venue().submit(closes).await().atMost(PATIENCE))
        .as("it may be on its way")
        .hasOnlyElementsOfType(VenueOutcome.NotTold.class);
    List<VenueOutcome> refused = closes.stream().map(this::submitUntilBelieved).toList();
    assertThat(refused)
        .hasSize(3)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        VenueOutcome.Refused.class,
                        told -> {
                          assertThat(told.reason()).isEqualTo(Reason.BOOKS_DIFFER);
                          assertThat(told.stated()).isNotNull();
                        }));
    assertThat(refused.get(0).toString()).contains("the ledger holds 10", "the broker 4;");
    assertThat(refused.get(1).toString()).contains("the ledger holds 10", "the broker -10;");
    assertThat(refused.get(2).toString()).contains("the ledger holds 10", "the broker 0;");
    assertThat(broker.count("POST")).isZero();
  }

  @Test
  void whatOtherOrdersMayTakeIsNotThereForAClose() {
    holds(Map.of("ONE#", "10"));
    assertThat(submit(close(one.market(Side.SELL, "6"), "10", "4")))
        .isInstanceOf(VenueOutcome.Accepted.class);
    VenueOrder tooMuch = close(one.market(Side.SELL, "7"), "10", "4");
    assertThat(submit(tooMuch)).isInstanceOf(VenueOutcome.NotTold.class);
    assertThat(submitUntilBelieved(tooMuch)).isInstanceOf(VenueOutcome.Refused.class);
    assertThat(broker.count("POST")).isOne();
  }

  @Test
  void aCloseWaitsUntilTheBrokerStatesItsPositions() {
    broker.positions = null;
    VenueOrder close = close(one.market(Side.SELL, "10"), "10", "0");
    assertThat(submit(close)).isInstanceOf(VenueOutcome.NotTold.class);
    Awaiting.pause(SETTLING.plus(LOOK_UP));
    assertThat(submit(close)).as("however long").isInstanceOf(VenueOutcome.NotTold.class);
    assertThat(broker.count("POST")).isZero();
    holds(Map.of("ONE#", "10"));
    assertThat(submit(close)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(broker.count("POST")).isOne();
  }

  @Test
  void aShortfallThatPassesIsForgotten() {
    holds(Map.of());
    VenueOrder close = close(one.market(Side.SELL, "10"), "10", "0");
    assertThat(submit(close)).isInstanceOf(VenueOutcome.NotTold.class);
    holds(Map.of("ONE#", "10"));
    assertThat(submit(close)).isInstanceOf(VenueOutcome.Accepted.class);
  }

  @Test
  void aCloseThatHasItselfEmptiedThePositionIsNotRefused() {
    holds(Map.of("ONE#", "10"));
    VenueOrder close = close(one.market(Side.SELL, "10"), "10", "0");
    submit(close);
    holds(Map.of());
    submit(close);
    assertThat(submitUntilBelieved(close)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(broker.orders).hasSize(1);
  }

  @Test
  void theBrokersStatementSaysWhatIsHeldWhatWorksAndTheCash() {
    holds(Map.of("ONE#", "10", "TWO#", "-4"));
    VenueOrder ours = one.limit(Side.BUY, "3", "80");
    submit(ours);
    broker.orders.put(
        "somebody else's",
        new JsonObject()
            .put("id", STRANGER.toString())
            .put("client_order_id", "somebody else's")
            .put("symbol", book.name("TWO#"))
            .put("side", "sell")
            .put("qty", "5")
            .put("filled_qty", "2")
            .put("status", "partially_filled")
            .put("submitted_at", "2026-11-20T15:00:00Z")
            .put(
                "legs",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("id", STRANGERS_LEG.toString())
                            .put("status", "held")
                            .put("submitted_at", "2026-11-20T15:00:00Z")
                            .put("symbol", book.name("TWO#"))
                            .put("side", "buy")
                            .put("qty", "5"))));
    Statement stated = statement();
    assertThat(stated.positions())
        .extracting(Statement.Holding::symbol, Statement.Holding::qty)
        .containsExactlyInAnyOrder(
            tuple(book.name("ONE#"), Quantity.of("10")),
            tuple(book.name("TWO#"), Quantity.of("-4")));
    assertThat(stated.orders())
        .extracting(Statement.Working::key, Statement.Working::left)
        .containsExactlyInAnyOrder(
            tuple(ours.key(), Quantity.of("3")),
            tuple(null, Quantity.of("-3")),
            tuple(null, Quantity.of("5")));
    assertThat(stated.cash()).isEqualTo(Money.of("1000.5"));
    broker.cash = null;
    assertThat(statement().cash()).as("not stated is not zero").isNull();
    broker.positions = null;
    assertThatThrownBy(this::statement).isInstanceOf(TradingException.class);
  }

  @Test
  void everyReplicaSaysSinceWhenTheBrokerDoesNotAnswerAndWhy() {
    BrokerLink other = link();
    other.start();
    try {
      assertThat(venue().outage()).isEmpty();
      Instant before = Instant.now();
      broker.close();
      Awaiting.await(PATIENCE, () -> venue().outage().isPresent());
      ExecutionVenue.Outage outage = venue().outage().orElseThrow();
      assertThat(outage.since()).isAfterOrEqualTo(before.minusSeconds(1));
      assertThat(outage.reason()).isNotBlank();
      Awaiting.await(PATIENCE, () -> other.venue().outage().isPresent());
      assertThat(other.venue().outage().orElseThrow().reason()).isEqualTo(outage.reason());
      assertThat(submit(one.market(Side.BUY, "3"))).isInstanceOf(VenueOutcome.NotTold.class);
    } finally {
      other.stop().await().atMost(PATIENCE);
    }
  }

  private Statement statement() {
    return ((StatesAccount) venue()).statement(ACCOUNT).await().atMost(PATIENCE);
  }

  @Test
  void anOrderThatAddsToAPositionNeedsNoStatement() {
    broker.positions = null;
    assertThat(submit(one.market(Side.BUY, "3"))).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(submit(two.market(Side.SELL, "3").inPair(5L)))
        .as("a leg of a pair is one order there")
        .isInstanceOf(VenueOutcome.Accepted.class);
  }

  @Test
  void aReplacementIsNotSentForMoreThanTheBrokerHolds() {
    holds(Map.of("ONE#", "10"));
    VenueOrder original = close(one.limit(Side.SELL, "4", "120"), "10", "0");
    submit(original);
    holds(Map.of("ONE#", "5"));
    VenueOrder larger = close(one.limit(Side.SELL, "10", "120"), "10", "0");
    assertThat(replace(original, larger)).isInstanceOf(VenueOutcome.NotTold.class);
    Awaiting.await(PATIENCE, () -> isRefused(replace(original, larger)));
    assertThat(broker.count("PATCH")).isZero();
    holds(Map.of("ONE#", "10"));
    assertThat(isRefused(replace(original, larger))).isFalse();
    assertThat(broker.count("PATCH")).isOne();
  }

  @Test
  void anOrderThatHasTradedInPartIsNotReplaced() {
    holds(Map.of("ONE#", "10"));
    VenueOrder original = close(one.limit(Side.SELL, "10", "120"), "10", "0");
    submit(original);
    broker.trade(original.key(), "4", "4", "120", false, true);
    Objects.requireNonNull(broker.orders.get(original.key().toString()))
        .put("status", "partially_filled");
    assertThat(isRefused(replace(original, one.limit(Side.SELL, "10", "110")))).isTrue();
    assertThat(broker.count("PATCH")).isZero();
  }

  private static boolean isRefused(VenueOutcome outcome) {
    return outcome instanceof VenueOutcome.Accepted accepted
        && accepted.reports().stream()
            .anyMatch(told -> told.report() instanceof ExecutionReport.ReplaceRejected);
  }

  private TestOrders orders(String symbol) {
    return new TestOrders(
        ACCOUNT, market.bySymbol(book.name(symbol)).await().atMost(PATIENCE).orElseThrow().id());
  }

  private void holds(Map<String, String> bySymbol) {
    Map<String, String> named = new ConcurrentHashMap<>();
    bySymbol.forEach((symbol, qty) -> named.put(book.name(symbol), qty));
    broker.positions = named;
  }

  /** An order that the ledger says takes something off a position. */
  private VenueOrder close(VenueOrder order, String held, String live) {
    reductions.put(
        order.key(),
        new Reduction(
            order.key(), order.side(), Quantity.of(held), Quantity.of(live), false, false, given));
    return order;
  }

  private ExecutionVenue venue() {
    return link.venue();
  }

  private VenueOutcome submit(VenueOrder order) {
    return venue().submit(List.of(order)).await().atMost(PATIENCE).get(0);
  }

  /** Again and again, until it is believed how much is held. */
  private VenueOutcome submitUntilBelieved(VenueOrder order) {
    AtomicReference<VenueOutcome> outcome = new AtomicReference<>(submit(order));
    Awaiting.await(
        PATIENCE,
        () -> !(outcome.updateAndGet(before -> submit(order)) instanceof VenueOutcome.NotTold));
    return Objects.requireNonNull(outcome.get());
  }

  private VenueOutcome replace(VenueOrder original, VenueOrder replacement) {
    return venue()
        .replace(List.of(new VenueReplacement(original.key(), replacement)))
        .await()
        .atMost(PATIENCE)
        .get(0);
  }

  private final class OneAccount implements VenueLedger {
    @Override
    public Uni<List<VenueName>> bound() {
      return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
      return Uni.createFrom().item(List.of(ACCOUNT));
    }

    @Override
    public Uni<List<Live>> live(AccountId account, OrderId from, int limit) {
      return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
      return Uni.createFrom()
          .item(() -> reductions.values().stream().filter(r -> keys.contains(r.key())).toList());
    }
  }
}
