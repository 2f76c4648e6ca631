// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.simulator.book.FillMode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a scenario can order, beyond what every venue must do. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorScenarioTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(5);
  private static final String SYMBOL = "ACME";

  /** Whoever writes an order under the same key waits for what becomes of this one. */
  private static final String UNDER_KEY =
      """
      insert into simulator.orders (account_id, key, order_no, instrument_id, side, type, time_in_force, qty,
        limit_price, status, triggered, cum_qty, reports, arrived_at)
      values ($1, $2, -1, $3, 'SELL', 'LIMIT', 'GTC', 4, 150, 'WORKING', true, 0, 1, now())
      """;

  private static final String WAITING =
      """
      select count(*) from pg_stat_activity
      where datname = current_database() and wait_event = 'transactionid' and query like '%insert into simulator.orders%'
      """;

  private static final String TRADED =
      "select cum_qty::bigint from simulator.orders where key = $1";

  private final ReportLog log = new ReportLog();
  private final SimulatorBench bench = new SimulatorBench(log);
  private final InstrumentId stock = bench.instrument(SYMBOL, SessionKind.US_EQUITY, "1");
  private final TestOrders orders = new TestOrders(ACCOUNT, stock);

  @BeforeEach
  void calm() {
    bench.calmDown();
    bench.quote(stock, "99", "101");
  }

  @AfterAll
  void close() {
    bench.close();
  }

  @Test
  void withLatencyReportsComeLaterThanTheAnswer() {
    bench.scenario().latency(Duration.ofMillis(400));
    VenueOrder order = orders.market(Side.BUY, "2");
    Instant sent = Instant.now();
    assertThat(submit(order)).containsExactly(new VenueOutcome.Accepted(List.of()));
    await(() -> isFilled(order));
    assertThat(Duration.between(sent, Instant.now())).isGreaterThan(Duration.ofMillis(390));
    assertThat(kinds(order)).containsExactly("Working", "Trade");
  }

  @Test
  void recordingThatIsSlowerThanRedeliveryComesToItsEnd() {
    bench.scenario().latency(Duration.ofMillis(100));
    AccountId account = new AccountId(6);
    TestOrders others = new TestOrders(account, stock);
    List<VenueOrder> many = Stream.generate(() -> others.market(Side.BUY, "1")).limit(900).toList();
    log.pace(Duration.ofMillis(600));
    try {
      bench.venue().submit(many).await().atMost(PATIENCE);
      // Four deliveries of at most 500 reports; what was delivered is offered again after 500 ms.
      await(() -> undelivered(account) == 0);
    } finally {
      log.pace(Duration.ZERO);
    }
  }

  @Test
  void aPartialFillLeavesTheRestToTheNextQuoteOrToACancel() {
    bench.scenario().fill(FillMode.PARTIAL);
    VenueOrder filled = orders.market(Side.BUY, "5");
    VenueOrder canceled = orders.market(Side.BUY, "7");
    submit(filled, canceled);
    assertThat(log.traded(filled.key())).isEqualTo(Quantity.of(2));
    cancel(canceled);
    bench.quote(stock, "98", "100");
    await(() -> isFilled(filled));
    assertThat(log.of(canceled.key(), ExecutionReport.Canceled.class))
        .extracting(ExecutionReport.Canceled::cumQty)
        .containsExactly(Quantity.of(3));
    assertThat(log.traded(canceled.key())).isEqualTo(Quantity.of(3));
  }

  /** The second order's arrival looks at a quote again that the first has met. */
  @Test
  void noOrderTradesTwiceOfOneQuoteBecauseAnotherArrives() {
    bench.scenario().fill(FillMode.PARTIAL);
    VenueOrder resting = orders.limit(Side.SELL, "10", "110");
    VenueOrder arriving = orders.limit(Side.SELL, "4", "150");
    submit(resting);
    SqlConnection blocking = bench.pool().getConnection().await().atMost(PATIENCE);
    Transaction undone = blocking.begin().await().atMost(PATIENCE);
    blocking
        .preparedQuery(UNDER_KEY)
        .execute(Tuple.of(ACCOUNT.value(), arriving.key(), stock.value()))
        .await()
        .atMost(PATIENCE);
    CompletableFuture<?> arrival =
        bench.venue().submit(List.of(arriving)).subscribeAsCompletionStage();
    await(() -> number(WAITING, Tuple.tuple()) > 0);
    bench.quote(stock, "111", "112");
    assertThat(number(TRADED, Tuple.of(resting.key()))).isEqualTo(5);
    undone.rollback().await().atMost(PATIENCE);
    blocking.close().await().atMost(PATIENCE);
    arrival.join();
    assertThat(number(TRADED, Tuple.of(resting.key()))).isEqualTo(5);
    bench.quote(stock, "112", "113");
    assertThat(number(TRADED, Tuple.of(resting.key()))).isEqualTo(10);
    cancel(arriving);
  }

  /** As a quote's news may come after the sweep of any replica has found it. */
  @Test
  void noOrderTradesTwiceOfOneQuoteBecauseASweepMetItBeforeItsNews() {
    bench.scenario().fill(FillMode.PARTIAL);
    VenueOrder resting = orders.limit(Side.SELL, "10", "110");
    submit(resting);
    Quote quote = bench.writeQuote(stock, "111", "112");
    await(() -> number(TRADED, Tuple.of(resting.key())) == 5);
    bench.venue().onQuote(quote).await().atMost(PATIENCE);
    assertThat(number(TRADED, Tuple.of(resting.key()))).isEqualTo(5);
    cancel(resting);
  }

  private long number(String sql, Tuple tuple) {
    return bench
        .pool()
        .preparedQuery(sql)
        .execute(tuple)
        .await()
        .atMost(PATIENCE)
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  void withoutFillsOrdersOnlyRest() {
    bench.scenario().fill(FillMode.NONE);
    VenueOrder order = orders.market(Side.BUY, "5");
    submit(order);
    bench.quote(stock, "98", "100");
    assertThat(kinds(order)).containsExactly("Working");
    cancel(order);
    await(() -> kinds(order).equals(List.of("Working", "Canceled")));
  }

  @Test
  void ordersOfAClosedMarketTradeWhenItOpensWithoutAnyNewQuote() {
    bench.scenario().session(SessionMode.CLOSED);
    VenueOrder order = orders.market(Side.BUY, "5");
    submit(order);
    Awaiting.pause(Duration.ofMillis(1200));
    assertThat(kinds(order)).containsExactly("Working");
    bench.scenario().session(SessionMode.OPEN);
    await(() -> isFilled(order));
  }

  @Test
  void theCalendarDecidesWhenAskedTo() {
    bench.scenario().session(SessionMode.CALENDAR);
    bench.standAt(Instant.parse("2026-11-21T15:00:00Z"));
    VenueOrder order = orders.market(Side.BUY, "5");
    VenueOrder today = orders.order(Side.BUY, OrderType.LIMIT, TimeInForce.DAY, "5", "1", null);
    VenueOrder immediate =
        orders.order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, "5", null, null);
    submit(order, today, immediate);
    assertThat(kinds(order)).containsExactly("Working");
    assertThat(kinds(immediate)).containsExactly("Working", "Canceled");
    bench.standAt(Instant.parse("2026-11-23T14:30:00Z"));
    await(() -> isFilled(order));
    assertThat(kinds(today)).containsExactly("Working");
    bench.standAt(Instant.parse("2026-11-23T21:00:00Z"));
    await(() -> kinds(today).equals(List.of("Working", "Expired")));
    bench.runClock();
  }

  @Test
  void dayOrdersEndWithTheCalendarAlsoWhileTheMarketNeverCloses() {
    bench.standAt(Instant.parse("2026-11-20T20:59:59Z"));
    VenueOrder order = orders.order(Side.BUY, OrderType.LIMIT, TimeInForce.DAY, "5", "1", null);
    submit(order);
    bench.standAt(Instant.parse("2026-11-20T21:00:00Z"));
    await(() -> kinds(order).equals(List.of("Working", "Expired")));
    bench.runClock();
  }

  @Test
  void duplicateReportsComeTwiceEachAndThenNoMore() {
    bench.scenario().duplicateReports(true).redeliverAfter(Duration.ofMinutes(5));
    AccountId account = new AccountId(7);
    VenueOrder order = new TestOrders(account, stock).market(Side.BUY, "2");
    submit(order);
    await(() -> log.all(order.key()).size() >= 4);
    await(() -> undelivered(account) == 0);
    assertThat(log.all(order.key())).hasSize(4);
    assertThat(log.of(order.key())).hasSize(2);
  }

  @Test
  void outOfOrderReportsAllComeButNotInOrder() {
    bench.scenario().outOfOrderReports(true);
    List<VenueOrder> sent = Stream.generate(() -> orders.market(Side.BUY, "2")).limit(60).toList();
    submit(sent.toArray(VenueOrder[]::new));
    await(() -> sent.stream().allMatch(this::isFilled));
    await(() -> sent.stream().allMatch(o -> log.of(o.key()).size() == 2));
    assertThat(sent).anyMatch(o -> kinds(o).equals(List.of("Trade", "Working")));
    assertThat(sent).anyMatch(o -> kinds(o).equals(List.of("Working", "Trade")));
  }

  @Test
  void aRefusedSymbolIsRefusedForGood() {
    bench.scenario().rejectSymbols(Set.of(SYMBOL));
    VenueOrder order = orders.market(Side.BUY, "2");
    VenueOutcome refused = new VenueOutcome.Refused(SYMBOL + " is not accepted");
    assertThat(submit(order)).containsExactly(refused);
    bench.scenario().rejectSymbols(Set.of());
    assertThat(submit(order)).containsExactly(refused);
    await(() -> kinds(order).equals(List.of("Rejected")));
  }

  @Test
  void cancelsCanBeIgnoredOrRefused() {
    VenueOrder order = orders.limit(Side.BUY, "2", "90");
    submit(order);
    bench.scenario().cancel(CancelMode.IGNORE);
    assertThat(cancel(order)).containsExactly(new VenueOutcome.Accepted(List.of()));
    bench.scenario().cancel(CancelMode.REJECT);
    cancel(order);
    assertThat(kinds(order)).containsExactly("Working", "CancelRejected");
    bench.scenario().cancel(CancelMode.ACCEPT);
    cancel(order);
    assertThat(kinds(order)).containsExactly("Working", "CancelRejected", "Canceled");
  }

  @Test
  void lostAnswersHideWhatHappenedAndLostRequestsNeverHappen() {
    bench.scenario().link(LinkMode.ANSWERS_LOST);
    VenueOrder arrived = orders.market(Side.BUY, "2");
    assertThat(submit(arrived)).hasOnlyElementsOfType(VenueOutcome.NoAnswer.class);
    bench.scenario().link(LinkMode.REQUESTS_LOST);
    VenueOrder lost = orders.market(Side.BUY, "2");
    assertThat(submit(lost)).hasOnlyElementsOfType(VenueOutcome.NoAnswer.class);
    bench.scenario().link(LinkMode.UP);
    List<VenueOutcome> known = take(bench.venue().query(List.of(ref(arrived), ref(lost))));
    assertThat(known.get(0)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(known.get(1)).isInstanceOf(VenueOutcome.NotKnown.class);
    assertThat(isFilled(arrived)).isTrue();
  }

  @Test
  void aQuoteThatNobodyAnnouncedIsFoundByTheSweep() {
    VenueOrder order = orders.limit(Side.BUY, "2", "90");
    submit(order);
    bench.writeQuote(stock, "88", "89");
    await(() -> isFilled(order));
  }

  @Test
  void aMarketOrderWaitsForTheFirstQuote() {
    InstrumentId unquoted = bench.instrument("NEWCO", SessionKind.ALWAYS, "1");
    VenueOrder order = new TestOrders(ACCOUNT, unquoted).market(Side.SELL, "2");
    submit(order);
    assertThat(kinds(order)).containsExactly("Working");
    bench.quote(unquoted, "10", "11");
    await(() -> isFilled(order));
  }

  @Test
  void manyRestingOrdersFillAtOneQuote() {
    List<VenueOrder> sent =
        Stream.generate(() -> orders.limit(Side.BUY, "1", "90")).limit(1200).toList();
    submit(sent.subList(0, 600).toArray(VenueOrder[]::new));
    submit(sent.subList(600, 1200).toArray(VenueOrder[]::new));
    bench.quote(stock, "80", "81");
    await(() -> sent.stream().allMatch(this::isFilled));
  }

  @Test
  void replicasShareTheDeliveries() {
    SimulatorVenue replica = bench.replica();
    log.acknowledges(false);
    List<VenueOrder> sent = Stream.generate(() -> orders.market(Side.BUY, "1")).limit(900).toList();
    bench.scenario().latency(Duration.ofMillis(50)).redeliverAfter(Duration.ofMinutes(5));
    submit(sent.toArray(VenueOrder[]::new));
    await(() -> sent.stream().allMatch(this::isFilled));
    assertThat(sent).as("each claimed by one of them").allMatch(o -> log.all(o.key()).size() == 2);
    replica.stop().await().atMost(PATIENCE);
    log.acknowledges(true);
  }

  @Test
  void theWitnessTellsWhatArrivedAndWhatTraded() {
    VenueOrder once = orders.market(Side.BUY, "3");
    VenueOrder twice = orders.market(Side.BUY, "4");
    VenueOrder refused =
        new TestOrders(ACCOUNT, new InstrumentId(Long.MAX_VALUE)).market(Side.BUY, "1");
    submit(once, twice, refused);
    submit(twice, twice);
    VenueOrder resting = orders.limit(Side.BUY, "2", "1");
    submit(resting);
    SimulatorWitness witness = bench.witness();
    List<SimulatorWitness.Repeated> repeated =
        witness.arrivedRepeatedly(1000).await().atMost(PATIENCE);
    assertThat(repeated)
        .contains(new SimulatorWitness.Repeated(ref(twice), 3, 1))
        .noneMatch(r -> r.order().equals(ref(once)))
        .allMatch(r -> r.taken() <= 1);
    List<SimulatorWitness.Traded> traded = allTraded(witness);
    assertThat(traded)
        .filteredOn(t -> t.order().equals(ref(once)) || t.order().equals(ref(twice)))
        .extracting(SimulatorWitness.Traded::qty)
        .containsExactlyInAnyOrder(Quantity.of(3), Quantity.of(4));
    assertThat(witness.working(10_000).await().atMost(PATIENCE)).contains(ref(resting));
    assertThat(witness.executions(0, 0, 10_000).await().atMost(PATIENCE))
        .filteredOn(e -> e.order().equals(ref(once)))
        .extracting(SimulatorWitness.Execution::execId)
        .containsExactly(log.of(once.key(), ExecutionReport.Trade.class).get(0).execId());
    assertThat(witness.counts().await().atMost(PATIENCE).trades())
        .isGreaterThanOrEqualTo(traded.size());
  }

  private List<SimulatorWitness.Traded> allTraded(SimulatorWitness witness) {
    List<SimulatorWitness.Traded> all = new ArrayList<>();
    long after = 0;
    while (true) {
      List<SimulatorWitness.Traded> page = witness.traded(after, 500).await().atMost(PATIENCE);
      if (page.isEmpty()) {
        return all;
      }
      all.addAll(page);
      after = page.get(page.size() - 1).orderNo();
    }
  }

  private List<VenueOutcome> submit(VenueOrder... sent) {
    return take(bench.venue().submit(List.of(sent)));
  }

  private List<VenueOutcome> cancel(VenueOrder order) {
    return take(bench.venue().cancel(List.of(ref(order))));
  }

  private List<VenueOutcome> take(Uni<List<VenueOutcome>> call) {
    List<VenueOutcome> outcomes = call.await().atMost(PATIENCE);
    log.take(bench.venue(), outcomes);
    return outcomes;
  }

  private static VenueOrderRef ref(VenueOrder order) {
    return new VenueOrderRef(order.account(), order.key());
  }

  private boolean isFilled(VenueOrder order) {
    return log.traded(order.key()).equals(order.qty());
  }

  /** Names of the different reports about an order, in the order in which they came. */
  private List<String> kinds(VenueOrder order) {
    return log.of(order.key()).stream().map(r -> r.getClass().getSimpleName()).toList();
  }

  private long undelivered(AccountId account) {
    return bench
        .pool()
        .preparedQuery(
            "select count(*) from simulator.report where due_at is not null and account_id = $1")
        .execute(Tuple.of(account.value()))
        .map(rows -> rows.iterator().next().getLong(0))
        .await()
        .atMost(PATIENCE);
  }

  private static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }
}
