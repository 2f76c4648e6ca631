// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a venue must do that says it links pairs: whatever the market does, the orders of a pair
 * trade no more together than one of them asks for.
 */
public abstract class LinkedPairContract extends VenueCases {
  private static final int RACES = 30;
  private static long lastPair = 1000;

  @Test
  @DisplayName("VC-21 of two orders of a pair that can both trade on arrival, one does")
  void oneOfTwoTradesOnArrival() {
    assumeTrue(venue().capabilities().linksPairs());
    Legs legs = pair("40", "95", "120");
    submit(legs.target(), legs.stop());
    awaitFill(legs.target());
    awaitCanceled(legs.stop());
    assertThat(legs.traded()).isEqualTo(Quantity.of("40"));
  }

  @Test
  @DisplayName("VC-22 an order of a pair that arrives later finds what the other has traded")
  void theSecondFindsWhatTheFirstHasTraded() {
    assumeTrue(venue().capabilities().linksPairs());
    Legs legs = pair("40", "95", "120");
    submit(legs.stop());
    awaitFill(legs.stop());
    submit(legs.target());
    awaitCanceled(legs.target());
    assertThat(log.traded(legs.target().key())).isEqualTo(Quantity.ZERO);
    submit(legs.target(), legs.stop());
    assertThat(legs.traded()).as("once more").isEqualTo(Quantity.of("40"));
  }

  @Test
  @DisplayName("VC-23 two markets at once do not let both orders of a pair trade")
  void twoMarketsDoNotLetBothTrade() {
    assumeTrue(venue().capabilities().linksPairs());
    long seed = Long.getLong("unwind.test.seed", 11);
    Random random = new Random(seed);
    int targets = 0;
    for (int round = 0; round < RACES; round++) {
      market("99", "101");
      Legs legs = pair("7", "110", "90");
      submit(legs.target(), legs.stop());
      int pause = random.nextInt(2000);
      CyclicBarrier start = new CyclicBarrier(2);
      CompletableFuture<Void> up = at(start, 0, () -> market("111", "113"));
      CompletableFuture<Void> down = at(start, pause, () -> market("87", "89"));
      CompletableFuture.allOf(up, down).join();
      await(
          () -> {
            query(legs.target(), legs.stop());
            return !legs.traded().isZero();
          });
      assertThat(legs.traded()).as("round %s of seed %s", round, seed).isEqualTo(Quantity.of("7"));
      targets += log.traded(legs.target().key()).isZero() ? 0 : 1;
    }
    System.out.printf(
        "VC-23 %d races, %d won by the target, none by both, seed %d%n", RACES, targets, seed);
  }

  @Test
  @DisplayName("VC-24 an order of a pair that is canceled ends the other")
  void aCancelEndsTheOther() {
    assumeTrue(venue().capabilities().linksPairs());
    Legs legs = pair("3", "110", "90");
    submit(legs.target(), legs.stop());
    cancel(legs.target());
    awaitCanceled(legs.target());
    awaitCanceled(legs.stop());
    market("80", "82");
    assertUntraded(legs.stop());
  }

  @Test
  @DisplayName("VC-25 a replacement keeps its place in the pair")
  void replacementsStayInThePair() {
    assumeTrue(venue().capabilities().linksPairs());
    assumeTrue(venue().capabilities().replaces());
    Legs legs = pair("3", "110", "90");
    submit(legs.target(), legs.stop());
    VenueOrder higher = limit(Side.SELL, "5", "120").inPair(legs.target().pair());
    replace(new VenueReplacement(legs.target().key(), higher));
    await(() -> !log.of(legs.target().key(), ExecutionReport.Replaced.class).isEmpty());
    market("85", "87");
    awaitFill(legs.stop());
    awaitCanceled(higher);
    market("130", "132");
    assertUntraded(higher);
  }

  @Test
  @DisplayName("VC-26 pairs of different numbers, and orders outside of pairs, are left alone")
  void othersAreLeftAlone() {
    assumeTrue(venue().capabilities().linksPairs());
    Legs traded = pair("3", "110", "90");
    Legs other = pair("3", "130", "80");
    VenueOrder lone = limit(Side.SELL, "3", "130");
    submit(traded.target(), traded.stop(), other.target(), lone, other.stop());
    market("111", "113");
    awaitFill(traded.target());
    market("131", "133");
    awaitFill(other.target());
    awaitFill(lone);
  }

  /** A target and a stop to sell as much. */
  private record Legs(VenueOrder target, VenueOrder stop, ReportLog log) {
    Quantity traded() {
      return log.traded(target.key()).plus(log.traded(stop.key()));
    }
  }

  private Legs pair(String qty, String target, String stop) {
    lastPair++;
    return new Legs(
        limit(Side.SELL, qty, target).inPair(lastPair),
        orders()
            .order(Side.SELL, OrderType.STOP, TimeInForce.GTC, qty, null, stop)
            .inPair(lastPair),
        log);
  }

  private void awaitCanceled(VenueOrder order) {
    await(() -> !log.of(order.key(), ExecutionReport.Canceled.class).isEmpty());
    assertThat(log.of(order.key(), ExecutionReport.Canceled.class))
        .extracting(ExecutionReport.Canceled::cumQty)
        .isEqualTo(List.of(log.traded(order.key())));
  }

  private static CompletableFuture<Void> at(CyclicBarrier start, int pauseMicros, Runnable action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            start.await();
            Thread.sleep(pauseMicros / 1000, pauseMicros % 1000 * 1000);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          action.run();
        });
  }
}
