// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.Rounds;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Drives books, dispatch rules and a faulty venue by seed: fills, cancels, lost answers, crashes
 * and repeated reports in any order; the invariants are checked after each step. {@code
 * -Dunwind.simulation.seed=N} repeats one, {@code -Dunwind.simulation.seeds=N} runs more.
 */
@BesideTheApplication
class LiquidationSimulationTest {
  private static final int SEEDS =
      Integer.getInteger("unwind.simulation.seeds", Rounds.of(500, 1_500));
  private static final int STEPS = 60;

  @Test
  void everyHistoryKeepsTheInvariants() {
    Long only = Long.getLong("unwind.simulation.seed");
    long from = only == null ? 1 : only;
    long to = only == null ? SEEDS : only;
    SimulatedWorld.Counts total = new SimulatedWorld.Counts();
    // Histories share nothing, so that each processor may run its own.
    LongStream.rangeClosed(from, to)
        .parallel()
        .mapToObj(LiquidationSimulationTest::history)
        .forEach(
            counts -> {
              synchronized (total) {
                total.add(counts);
              }
            });
    System.out.println("simulation: seeds=" + (to - from + 1) + " " + total);
    assertThat(total.liquidations).isGreaterThan(0);
    if (only == null) {
      assertThat(total.lateFills).as("late fills were exercised").isGreaterThan(0);
      assertThat(total.takeOvers).as("take-overs were exercised").isGreaterThan(0);
      assertThat(total.steps).as("closes in steps were exercised").isGreaterThan(0);
      assertThat(total.crashes).as("crashes were exercised").isGreaterThan(0);
    }
  }

  private static SimulatedWorld.Counts history(long seed) {
    SimulatedWorld world = new SimulatedWorld(seed);
    try {
      world.run(STEPS);
    } catch (AssertionError | RuntimeException failure) {
      fail("seed " + seed + " after " + world.history(), failure);
    }
    return world.counts();
  }
}
