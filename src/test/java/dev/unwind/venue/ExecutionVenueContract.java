// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every venue must do; one that links pairs also what {@link LinkedPairContract} says. */
public abstract class ExecutionVenueContract extends LinkedPairContract {
  private static final int RACES = 30;

  @Test
  @DisplayName("VC-01 a market order trades whole at the far side of the market")
  void marketOrdersTrade() {
    VenueOrder buy = market(Side.BUY, "3");
    VenueOrder sell = market(Side.SELL, "4");
    // One after the other: many brokers refuse what could trade with an order of one's own.
    for (VenueOrder order : List.of(buy, sell)) {
      assertThat(submit(order)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
      awaitFill(order);
    }
    assertThat(prices(buy)).containsOnly(Price.of("101"));
    assertThat(prices(sell)).containsOnly(Price.of("99"));
    assertThat(log.of(buy.key(), ExecutionReport.Working.class)).hasSize(1);
  }

  @Test
  @DisplayName("VC-02 every element of a batch is answered, in the order asked")
  void answersComeInTheOrderAsked() {
    VenueOrder good = market(Side.BUY, "1");
    VenueOrder bad =
        new TestOrders(ACCOUNT, new InstrumentId(Long.MAX_VALUE)).market(Side.BUY, "1");
    List<VenueOutcome> outcomes = submit(bad, good, bad);
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.get(0)).isInstanceOf(VenueOutcome.Refused.class);
    assertThat(outcomes.get(1)).isInstanceOf(VenueOutcome.Accepted.class);
    assertThat(outcomes.get(2)).isInstanceOf(VenueOutcome.Refused.class);
    assertThat(submit(bad)).as("once more").containsExactly(outcomes.get(0));
    assertThat(submit()).isEmpty();
  }

  @Test
  @DisplayName("VC-03 a key that comes again is the same order")
  void aRepeatedKeyIsTheSameOrder() {
    VenueOrder order = market(Side.BUY, "5");
    submit(order);
    awaitFill(order);
    assertThat(submit(order)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    assertThat(submit(order, order)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    query(order);
    assertThat(log.traded(order.key())).isEqualTo(order.qty());
  }

  @Test
  @DisplayName("VC-04 a key twice in one batch is one order")
  void aKeyTwiceInABatchIsOneOrder() {
    VenueOrder order = market(Side.BUY, "5");
    assertThat(submit(order, order)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    awaitFill(order);
    query(order);
    assertThat(log.traded(order.key())).isEqualTo(order.qty());
  }

  @Test
  @DisplayName("VC-05 a key that arrives from many sides at once is one order")
  void aKeyFromManySidesIsOneOrder() {
    for (int round = 0; round < RACES; round++) {
      VenueOrder order = market(Side.SELL, "5");
      List<Uni<List<VenueOutcome>>> calls =
          IntStream.range(0, 8).mapToObj(i -> venue().submit(List.of(order))).toList();
      Uni.join()
          .all(calls)
          .andCollectFailures()
          .await()
          .atMost(PATIENCE)
          .forEach(outcomes -> log.take(venue(), outcomes));
      awaitFill(order);
      query(order);
      assertThat(log.traded(order.key())).as("round %s", round).isEqualTo(order.qty());
    }
  }

  @Test
  @DisplayName("VC-06 a limit waits for the market, and trades at the limit or better")
  void limitsWait() {
    VenueOrder order = limit(Side.BUY, "2", "98.50");
    submit(order);
    await(() -> !log.of(order.key(), ExecutionReport.Working.class).isEmpty());
    market("97", "98.60");
    assertUntraded(order);
    market("97", "98");
    awaitFill(order);
    assertThat(prices(order)).containsOnly(Price.of("98"));
  }

  @Test
  @DisplayName("VC-07 a stop waits for the last price, then trades at the market")
  void stopsWait() {
    VenueOrder order = orders().order(Side.SELL, OrderType.STOP, TimeInForce.GTC, "2", null, "95");
    submit(order);
    market("95", "97");
    assertUntraded(order);
    market("94", "96");
    awaitFill(order);
    assertThat(prices(order)).containsOnly(Price.of("94"));
  }

  @Test
  @DisplayName("VC-08 a stop limit waits for both prices")
  void stopLimitsWaitForBoth() {
    VenueOrder order =
        orders().order(Side.SELL, OrderType.STOP_LIMIT, TimeInForce.GTC, "2", "96", "95");
    submit(order);
    market("94", "96");
    assertUntraded(order);
    market("96.50", "98.50");
    awaitFill(order);
    assertThat(prices(order)).containsOnly(Price.of("96.50"));
  }

  @Test
  @DisplayName("VC-09 an immediate order never rests")
  void immediateOrdersNeverRest() {
    VenueOrder ioc = orders().order(Side.BUY, OrderType.LIMIT, TimeInForce.IOC, "2", "90", null);
    VenueOrder fok = orders().order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, "2", "90", null);
    submit(ioc, fok);
    for (VenueOrder order : List.of(ioc, fok)) {
      await(() -> !log.of(order.key(), ExecutionReport.Canceled.class).isEmpty());
      assertThat(log.of(order.key(), ExecutionReport.Canceled.class).get(0).cumQty())
          .isEqualTo(Quantity.ZERO);
    }
  }

  @Test
  @DisplayName("VC-10 a working order is canceled, and trades no more")
  void workingOrdersAreCanceled() {
    VenueOrder order = limit(Side.BUY, "2", "90");
    submit(order);
    assertThat(cancel(order)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    await(() -> !log.of(order.key(), ExecutionReport.Canceled.class).isEmpty());
    market("80", "82");
    assertUntraded(order);
    assertThat(log.of(order.key(), ExecutionReport.Canceled.class)).hasSize(1);
  }

  @Test
  @DisplayName("VC-11 the cancel of a filled order is refused by a report")
  void filledOrdersAreNotCanceled() {
    VenueOrder order = market(Side.BUY, "2");
    submit(order);
    awaitFill(order);
    assertThat(cancel(order)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    await(() -> !log.of(order.key(), ExecutionReport.CancelRejected.class).isEmpty());
    assertThat(log.of(order.key(), ExecutionReport.Canceled.class)).isEmpty();
  }

  @Test
  @DisplayName("VC-12 what was never sent is not known")
  void unsentOrdersAreNotKnown() {
    VenueOrder order = market(Side.BUY, "2");
    assertThat(cancel(order)).containsExactly(new VenueOutcome.NotKnown());
    assertThat(query(order)).containsExactly(new VenueOutcome.NotKnown());
    submit(order);
    VenueOrderRef ofOtherAccount = new VenueOrderRef(new AccountId(78), order.key());
    assertThat(venue().query(List.of(ofOtherAccount)).await().atMost(PATIENCE))
        .containsExactly(new VenueOutcome.NotKnown());
  }

  @Test
  @DisplayName("VC-13 after a restart a query answers everything so far, unchanged")
  void queriesOutliveTheProcess() {
    VenueOrder filled = market(Side.BUY, "2");
    VenueOrder resting = limit(Side.BUY, "2", "90");
    submit(filled, resting);
    awaitFill(filled);
    restart();
    List<VenueOutcome> outcomes = query(resting, filled);
    assertThat(reports(outcomes.get(0)))
        .hasSize(1)
        .hasOnlyElementsOfType(ExecutionReport.Working.class);
    assertThat(reports(outcomes.get(1))).hasSize(2).containsAll(log.of(filled.key()));
    market("80", "82");
    awaitFill(resting);
  }

  @Test
  @DisplayName("VC-14 a report comes again until it is acknowledged")
  void unacknowledgedReportsComeAgain() {
    VenueOrder order = market(Side.BUY, "2");
    log.acknowledges(false);
    submit(order);
    await(() -> tradesReceived(order) >= 2);
    restart();
    long before = tradesReceived(order);
    log.acknowledges(true);
    await(() -> tradesReceived(order) > before);
    assertThat(log.of(order.key())).hasSize(2);
  }

  @Test
  @DisplayName("VC-15 a replacement takes the order's place under its own key")
  void replacementsTakeThePlace() {
    assumeTrue(venue().capabilities().replaces());
    VenueOrder original = limit(Side.BUY, "2", "90");
    submit(original);
    VenueReplacement request = new VenueReplacement(original.key(), limit(Side.BUY, "5", "95"));
    VenueOrder replacement = request.replacement();
    assertThat(replace(request)).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    await(() -> !log.of(original.key(), ExecutionReport.Replaced.class).isEmpty());
    assertThat(log.of(original.key(), ExecutionReport.Replaced.class).get(0).newKey())
        .isEqualTo(replacement.key());
    assertThat(replace(request)).as("once more").hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    assertThat(reports(query(replacement).get(0)))
        .as("the new key tells whose place it took")
        .hasAtLeastOneElementOfType(ExecutionReport.Replaced.class);
    market("93", "94");
    awaitFill(replacement);
    assertUntraded(original);
    assertThat(log.of(original.key(), ExecutionReport.ReplaceRejected.class)).isEmpty();
  }

  @Test
  @DisplayName("VC-16 a final order is not replaced")
  void finalOrdersAreNotReplaced() {
    assumeTrue(venue().capabilities().replaces());
    VenueOrder original = market(Side.BUY, "2");
    submit(original);
    awaitFill(original);
    VenueOrder replacement = limit(Side.BUY, "5", "105");
    replace(new VenueReplacement(original.key(), replacement));
    await(() -> !log.of(original.key(), ExecutionReport.ReplaceRejected.class).isEmpty());
    assertThat(query(replacement)).containsExactly(new VenueOutcome.NotKnown());
    assertThat(replace(new VenueReplacement(UUID.randomUUID(), replacement)))
        .containsExactly(new VenueOutcome.NotKnown());
  }

  @Test
  @DisplayName("VC-17 an order with an end expires")
  void ordersExpire() {
    assumeTrue(venue().capabilities().timesInForce().contains(TimeInForce.GTD));
    VenueOrder order = orders().until(Instant.now().plusMillis(300), Side.BUY, "2", "90");
    submit(order);
    await(() -> !log.of(order.key(), ExecutionReport.Expired.class).isEmpty());
    market("80", "82");
    assertUntraded(order);
  }

  @Test
  @DisplayName("VC-18 a cancel that races with the market has one outcome")
  void cancelsAndTradesDoNotMix() {
    long seed = Long.getLong("unwind.test.seed", 7);
    Random random = new Random(seed);
    int canceled = 0;
    for (int round = 0; round < RACES; round++) {
      market("99", "101");
      VenueOrder order = limit(Side.BUY, "2", "100");
      submit(order);
      Duration delay = Duration.ofNanos(1 + random.nextInt(3_000_000));
      Uni<List<VenueOutcome>> cancel =
          Uni.createFrom()
              .item(order)
              .onItem()
              .delayIt()
              .by(delay)
              .chain(o -> venue().cancel(List.of(ref(o))))
              .memoize()
              .indefinitely();
      cancel.subscribe().with(ignored -> {}, ignored -> {});
      market("98", "99");
      log.take(venue(), cancel.await().atMost(PATIENCE));
      await(
          () -> {
            query(order);
            return endings(order) > 0;
          });
      query(order);
      int cancels = log.of(order.key(), ExecutionReport.Canceled.class).size();
      assertThat(endings(order)).as("round %s of seed %s", round, seed).isEqualTo(1);
      canceled += cancels;
    }
    System.out.printf("VC-18 %d races, %d won by the cancel, seed %d%n", RACES, canceled, seed);
  }

  /** How often an order has ended, by its cancel or by trading whole. */
  private int endings(VenueOrder order) {
    int fills = log.traded(order.key()).equals(order.qty()) ? 1 : 0;
    return log.of(order.key(), ExecutionReport.Canceled.class).size() + fills;
  }

  @Test
  @DisplayName("VC-19 a batch may be as large as the venue says, and no larger")
  void batchesAreBounded() {
    int max = venue().capabilities().batchSizeMax();
    List<VenueOrder> orders = Stream.generate(() -> market(Side.SELL, "1")).limit(max).toList();
    assertThat(submit(orders.toArray(VenueOrder[]::new)))
        .hasSize(max)
        .hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    Set<String> execIds = new HashSet<>();
    for (VenueOrder order : orders) {
      awaitFill(order);
      log.of(order.key(), ExecutionReport.Trade.class).forEach(t -> execIds.add(t.execId()));
    }
    assertThat(execIds).as("execution ids are unique").hasSize(max);
    VenueOrder excess = market(Side.SELL, "1");
    List<VenueOrder> tooMany = new ArrayList<>(orders);
    tooMany.add(excess);
    boolean failed =
        venue()
            .submit(tooMany)
            .onItemOrFailure()
            .transform((outcomes, failure) -> failure != null)
            .await()
            .atMost(PATIENCE);
    assertThat(failed).isTrue();
    assertThat(query(excess)).containsExactly(new VenueOutcome.NotKnown());
  }

  @Test
  @DisplayName("VC-20 a trade carries the venue's name, its time and what has traded so far")
  void tradesAreComplete() {
    VenueOrder order = market(Side.BUY, "7");
    submit(order);
    awaitFill(order);
    Quantity sum = Quantity.ZERO;
    for (ExecutionReport.Trade trade : log.of(order.key(), ExecutionReport.Trade.class)) {
      sum = sum.plus(trade.qty());
      assertThat(trade.cumQty()).isEqualTo(sum);
      assertThat(trade.venue()).isEqualTo(venue().name());
      assertThat(trade.account()).isEqualTo(ACCOUNT);
      assertThat(trade.at()).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
    }
  }
}
