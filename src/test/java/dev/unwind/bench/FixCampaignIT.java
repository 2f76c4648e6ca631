// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.bench.FixCampaign.Blow;
import dev.unwind.venue.fix.CppPeer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers have a session with a counterparty in turns, which one of them loses. */
@Timeout(600)
class FixCampaignIT {
  private static final long SEED = Long.getLong("unwind.fix.seed", System.nanoTime());

  @BeforeAll
  static void needsThePackagedProgramAndThePeer() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    CppPeer.assumeBuildable();
  }

  @Test
  void eachOrderIsExecutedAndBookedOnceWhoeverHasTheSession() throws Exception {
    FixCampaign.Outcome outcome =
        new FixCampaign(List.of(Blow.THEIRS_KILLED, Blow.FROZEN, Blow.FAILED_OVER), SEED, 100)
            .run();
    System.out.println("FixCampaignIT " + outcome.facts());
    assertThat(outcome.wrong()).as("seed %d", SEED).isEmpty();
  }
}
