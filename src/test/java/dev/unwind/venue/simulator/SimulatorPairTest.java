// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Pairs under scenarios that not every venue has. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorPairTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ReportLog log = new ReportLog();
  private final SimulatorBench bench = new SimulatorBench(log);
  private final InstrumentId stock = bench.instrument("PAIR", SessionKind.ALWAYS, "1");
  private final TestOrders orders = new TestOrders(new AccountId(6), stock);
  private long lastPair;

  @BeforeEach
  void calm() {
    bench.calmDown();
    bench.quote(stock, "99", "101");
    lastPair++;
  }

  @AfterAll
  void close() {
    bench.close();
  }

  private VenueOrder target(String qty, String price) {
    return orders.limit(Side.SELL, qty, price).inPair(lastPair);
  }

  private VenueOrder stop(String qty, String price) {
    return orders
        .order(Side.SELL, OrderType.STOP, TimeInForce.GTC, qty, null, price)
        .inPair(lastPair);
  }

  @Test
  void whatOneTradesIsTakenOffTheOther() {
    bench.scenario().fill(FillMode.PARTIAL);
    VenueOrder target = target("10", "110");
    VenueOrder stop = stop("10", "90");
    submit(target, stop);
    bench.quote(stock, "111", "113");
    awaitTraded(target, "5");
    assertThat(log.of(stop.key(), ExecutionReport.Canceled.class)).isEmpty();
    bench.quote(stock, "87", "89");
    bench.quote(stock, "86", "88");
    awaitTraded(stop, "5");
    awaitCanceled(target, "5");
    bench.quote(stock, "120", "122");
    assertThat(traded(target, stop)).isEqualTo(Quantity.of("10"));
  }

  @Test
  void aSmallerLegIsSpentBeforeTheLargerOne() {
    bench.scenario().fill(FillMode.PARTIAL);
    VenueOrder target = target("4", "110");
    VenueOrder stop = stop("10", "90");
    submit(target, stop);
    bench.quote(stock, "87", "89");
    awaitTraded(stop, "5");
    awaitCanceled(target, "0");
    bench.quote(stock, "86", "88");
    awaitTraded(stop, "10");
  }

  @Test
  void aReplacementForNoMoreThanThePairHasTradedIsRefused() {
    bench.scenario().fill(FillMode.PARTIAL);
    VenueOrder target = target("10", "110");
    VenueOrder stop = stop("10", "90");
    submit(target, stop);
    bench.quote(stock, "111", "113");
    awaitTraded(target, "5");
    replace(stop, stop("5", "85"));
    Awaiting.await(
        PATIENCE, () -> !log.of(stop.key(), ExecutionReport.ReplaceRejected.class).isEmpty());
    VenueOrder six = stop("6", "85");
    replace(stop, six);
    bench.scenario().fill(FillMode.FULL);
    bench.quote(stock, "84", "86");
    awaitTraded(six, "1");
    assertThat(traded(target, stop, six)).isEqualTo(Quantity.of("6"));
  }

  @Test
  void bothExpireTogether() {
    Instant end = Instant.now().plusMillis(300);
    VenueOrder target = orders.until(end, Side.SELL, "3", "110").inPair(lastPair);
    VenueOrder other = orders.until(end, Side.SELL, "3", "120").inPair(lastPair);
    submit(target, other);
    Awaiting.await(
        PATIENCE,
        () ->
            Stream.of(target, other)
                .noneMatch(o -> log.of(o.key(), ExecutionReport.Expired.class).isEmpty()));
  }

  @Test
  void aRefusedLegEndsTheOther() {
    VenueOrder target = target("3", "110");
    submit(target);
    bench.scenario().rejectSymbols(java.util.Set.of("PAIR"));
    submit(stop("3", "90"));
    awaitCanceled(target, "0");
  }

  @Test
  void theCancelOfALegThatItsPairHasEndedIsAnsweredWithItsEnd() {
    VenueOrder target = target("3", "110");
    VenueOrder stop = stop("3", "90");
    submit(target, stop);
    bench.quote(stock, "111", "113");
    awaitTraded(target, "3");
    List<VenueOutcome> outcomes =
        bench
            .venue()
            .cancel(List.of(new VenueOrderRef(stop.account(), stop.key())))
            .await()
            .atMost(PATIENCE);
    assertThat(((VenueOutcome.Accepted) outcomes.get(0)).reports())
        .extracting(r -> r.report().getClass().getSimpleName())
        .containsExactly("Working", "Canceled", "CancelRejected");
  }

  private void submit(VenueOrder... legs) {
    log.take(bench.venue(), bench.venue().submit(List.of(legs)).await().atMost(PATIENCE));
  }

  private void replace(VenueOrder original, VenueOrder replacement) {
    log.take(
        bench.venue(),
        bench
            .venue()
            .replace(List.of(new VenueReplacement(original.key(), replacement)))
            .await()
            .atMost(PATIENCE));
  }

  private Quantity traded(VenueOrder... legs) {
    return Stream.of(legs).map(o -> log.traded(o.key())).reduce(Quantity.ZERO, Quantity::plus);
  }

  private void awaitTraded(VenueOrder order, String qty) {
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(Quantity.of(qty)));
  }

  private void awaitCanceled(VenueOrder order, String cumQty) {
    Awaiting.await(PATIENCE, () -> !log.of(order.key(), ExecutionReport.Canceled.class).isEmpty());
    assertThat(log.of(order.key(), ExecutionReport.Canceled.class).get(0).cumQty())
        .isEqualTo(Quantity.of(cumQty));
  }
}
