// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two replicas take opening orders while an account is halted at one of them. */
@Timeout(300)
class HaltRacesIT {
  private static final long SEED = Long.getLong("unwind.halts.seed", System.nanoTime());

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void noReplicaTakesOnRiskOnceAHaltIsAnswered() throws Exception {
    HaltRaces.Outcome outcome = new HaltRaces(SEED, 16).run();
    System.out.printf("HaltRacesIT seed=%d %s%n", SEED, outcome.facts());
    assertThat(outcome.told()).as("seed %d", SEED).isEmpty();
    assertThat(outcome.isRight()).isTrue();
    assertThat(outcome.accepted()).isGreaterThanOrEqualTo(16);
    assertThat(outcome.refused()).isGreaterThanOrEqualTo(16);
  }
}
