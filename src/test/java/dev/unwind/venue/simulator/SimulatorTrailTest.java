// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Stops that follow the market, at the venue. The last price is the middle of bid and ask. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorTrailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(15);

  private final ReportLog log = new ReportLog();
  private final SimulatorBench bench = new SimulatorBench(log);
  private final InstrumentId stock = bench.instrument("TRAIL", SessionKind.US_EQUITY, "1");
  private final TestOrders orders = new TestOrders(ACCOUNT, stock);

  @BeforeEach
  void calm() {
    bench.calmDown();
    last("100");
  }

  @AfterAll
  void close() {
    bench.close();
  }

  private void last(String price) {
    bench.quote(stock, price, price);
  }

  private void submit(VenueOrder... sent) {
    log.take(bench.venue(), bench.venue().submit(List.of(sent)).await().atMost(PATIENCE));
  }

  private static void await(BooleanSupplier reached) {
    Awaiting.await(PATIENCE, reached);
  }

  private boolean isFilled(VenueOrder order) {
    return log.traded(order.key()).equals(order.qty());
  }

  private @Nullable VenueMark mark(VenueOrder order) {
    return log.mark(order.key());
  }

  private static VenueMark told(VenueOrder order, String mark, String stop) {
    return new VenueMark(order.account(), order.key(), Price.of(mark), Price.of(stop));
  }

  @Test
  void aSellFollowsTheHighestPriceAndTradesWhenTheMarketComesBackByItsTrail() {
    VenueOrder order = orders.trailing(Side.SELL, "3", "5");
    submit(order);
    assertThat(mark(order)).isEqualTo(told(order, "100", "95"));
    last("104");
    last("99.01");
    assertThat(mark(order)).isEqualTo(told(order, "104", "99"));
    assertThat(log.traded(order.key())).isEqualTo(Quantity.ZERO);
    last("98.50");
    await(() -> isFilled(order));
    assertThat(log.of(order.key(), ExecutionReport.Trade.class))
        .extracting(ExecutionReport.Trade::price)
        .containsExactly(Price.of("98.50"));
  }

  @Test
  void aBuyFollowsTheLowestPrice() {
    VenueOrder order = orders.trailing(Side.BUY, "3", "5");
    submit(order);
    last("92");
    last("96.99");
    assertThat(mark(order)).isEqualTo(told(order, "92", "97"));
    last("97");
    await(() -> isFilled(order));
  }

  @Test
  void theMarkOutlivesTheProcessAndIsToldAgain() {
    VenueOrder order = orders.trailing(Side.SELL, "2", "5");
    submit(order);
    last("110");
    bench.restart();
    last("107");
    assertThat(log.traded(order.key())).isEqualTo(Quantity.ZERO);
    await(() -> told(order, "110", "105").equals(mark(order)));
    last("105");
    await(() -> isFilled(order));
  }

  @Test
  void outOfItsSessionTheMarkStaysAndNothingTrades() {
    VenueOrder order = orders.trailing(Side.SELL, "2", "5");
    submit(order);
    bench.scenario().session(SessionMode.CLOSED);
    last("120");
    last("80");
    assertThat(mark(order)).isEqualTo(told(order, "100", "95"));
    assertThat(log.traded(order.key())).isEqualTo(Quantity.ZERO);
    VenueOrder late = orders.trailing(Side.SELL, "2", "5");
    submit(late);
    assertThat(mark(late)).isNull();
    bench.scenario().session(SessionMode.OPEN);
    last("97");
    assertThat(mark(order)).isEqualTo(told(order, "100", "95"));
    assertThat(mark(late)).isEqualTo(told(late, "97", "92"));
  }

  @Test
  void aReplacementKeepsTheMarkAndMovesTheStop() {
    VenueOrder order = orders.trailing(Side.SELL, "2", "5");
    submit(order);
    last("110");
    VenueOrder wider =
        new VenueOrder(
            ACCOUNT,
            UUID.randomUUID(),
            stock,
            Side.SELL,
            OrderType.TRAILING_STOP,
            TimeInForce.GTC,
            Quantity.of("2"),
            null,
            null,
            Trail.by(Price.of("8")),
            null,
            null);
    bench
        .venue()
        .replace(List.of(new VenueReplacement(order.key(), wider)))
        .await()
        .atMost(PATIENCE);
    last("103");
    assertThat(log.traded(wider.key())).isEqualTo(Quantity.ZERO);
    last("102");
    await(() -> isFilled(wider));
  }

  @Test
  void aTrailingLegOfAPairEndsTheOther() {
    VenueOrder target =
        orders.order(Side.SELL, OrderType.LIMIT, TimeInForce.GTC, "4", "120", null).inPair(77L);
    VenueOrder stop = orders.trailing(Side.SELL, "4", "5").inPair(77L);
    submit(target, stop);
    last("115");
    last("110");
    await(() -> isFilled(stop));
    await(() -> !log.of(target.key(), ExecutionReport.Canceled.class).isEmpty());
    last("121");
    assertThat(log.traded(target.key())).isEqualTo(Quantity.ZERO);
  }

  @Test
  void quotesThatDoNotMoveTheMarkWriteNothing() {
    VenueOrder order = orders.trailing(Side.SELL, "1", "5");
    submit(order);
    last("104");
    String before = rowVersion(order);
    for (String price : List.of("103", "102", "101", "104", "103.5")) {
      last(price);
    }
    assertThat(rowVersion(order)).isEqualTo(before);
  }

  /** Which transaction wrote the order's row last. */
  private String rowVersion(VenueOrder order) {
    return bench
        .pool()
        .preparedQuery("select xmin::text from simulator.orders where key = $1")
        .execute(Tuple.of(order.key()))
        .await()
        .atMost(PATIENCE)
        .iterator()
        .next()
        .getString(0);
  }
}
