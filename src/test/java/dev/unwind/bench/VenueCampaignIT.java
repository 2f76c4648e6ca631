// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Orders leave the house, over a way on which much goes wrong. */
@Timeout(600)
class VenueCampaignIT {
  private static final long SEED = Long.getLong("unwind.broker.seed", System.nanoTime());

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void theBrokersLedgerHasEveryOrderOnceWhateverTheWayLoses() throws Exception {
    VenueCampaign.Outcome outcome = new VenueCampaign(SEED, 2, 1).run();
    System.out.printf("VenueCampaignIT seed=%d %s%n", SEED, outcome.facts());
    assertThat(outcome.told()).as("seed %d", SEED).isEmpty();
    assertThat(outcome.isRight()).isTrue();
    assertThat(outcome.orders()).isGreaterThan(15);
  }
}
