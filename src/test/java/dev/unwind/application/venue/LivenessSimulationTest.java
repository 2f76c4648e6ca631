// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.Rounds;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Drives closes, orders and a venue by seed, and lets the venue answer everything again and again:
 * whatever is open then waits for an order that works there, and nothing but that. The deadline of
 * closing orders, which ends whatever hangs, never passes here. {@code -Dunwind.liveness.seed=N}
 * repeats one history, {@code -Dunwind.liveness.seeds=N} runs more.
 */
@BesideTheApplication
class LivenessSimulationTest {
  private static final int SEEDS = Integer.getInteger("unwind.liveness.seeds", Rounds.of(1_000));

  @Test
  void everyCloseEndsOrWaitsForAnOrderThatWorksAtTheVenue() {
    Long only = Long.getLong("unwind.liveness.seed");
    long from = only == null ? 1 : only;
    long to = only == null ? SEEDS : only;
    LivenessCounts total = new LivenessCounts();
    LongStream.rangeClosed(from, to)
        .parallel()
        .mapToObj(LivenessSimulationTest::history)
        .forEach(
            counts -> {
              synchronized (total) {
                total.add(counts);
              }
            });
    System.out.println("liveness: seeds=" + (to - from + 1) + " " + total);
    assertThat(total.liquidations).isGreaterThan(0);
    if (only == null) {
      assertThat(total.waitedForOrders).as("closes wait for other orders").isGreaterThan(0);
      assertThat(total.waitedForTurns).as("closes wait for others").isGreaterThan(0);
      assertThat(total.refusedCancels).as("cancels are refused").isGreaterThan(0);
      assertThat(total.adjustments).as("positions are adjusted").isGreaterThan(0);
    }
  }

  private static LivenessCounts history(long seed) {
    LivenessWorld world = new LivenessWorld(seed);
    try {
      world.run();
    } catch (AssertionError | RuntimeException failure) {
      fail("seed " + seed + " after " + world.history(), failure);
    }
    return world.counts();
  }
}
