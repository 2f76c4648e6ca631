// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");

  private Instant now = START;
  private final RequestBudget budget = new RequestBudget(() -> now, 200);

  @Test
  void noMinuteHasMoreRequestsThanAllowedAndTheFewThatMayComeAtOnce() {
    int taken = 0;
    for (int tick = 0; tick < 600; tick++) {
      while (budget.take()) {
        taken++;
      }
      now = START.plusMillis(100L * (tick + 1));
    }
    assertThat(taken).isBetween(200, 210);
  }

  @Test
  void whatOnlyLooksLeavesTheRestToWhatIsUrgent() {
    int looked = 0;
    while (budget.takeLeaving(2)) {
      looked++;
    }
    assertThat(looked).isEqualTo(8);
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }

  @Test
  void aBrokerThatHasHadTooMuchIsLeftAlone() {
    budget.pause(Duration.ofSeconds(3));
    budget.pause(Duration.ofSeconds(1));
    now = START.plusSeconds(2);
    assertThat(budget.left()).isZero();
    assertThat(budget.take()).isFalse();
    now = START.plusSeconds(3);
    assertThat(budget.left()).isEqualTo(10);
  }
}
