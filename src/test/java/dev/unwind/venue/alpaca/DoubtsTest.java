// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DoubtsTest {
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");

  private final UUID key = UUID.randomUUID();
  private Instant now = START;
  private final Doubts doubts = new Doubts(() -> now, Duration.ofSeconds(10));

  @Test
  void aBrokerThatDoesNotKnowAnOrderIsBelievedTheSecondTimeAndNotTooSoon() {
    doubts.begin(key);
    now = START.plusSeconds(1);
    assertThat(doubts.notKnown(key)).isEqualTo(Duration.ofSeconds(9));
    now = START.plusSeconds(9);
    assertThat(doubts.notKnown(key)).as("twice, but too soon").isPositive();
    now = START.plusSeconds(10);
    assertThat(doubts.notKnown(key)).isZero();
  }

  @Test
  void oneAnswerIsNotEnoughHoweverLateItComes() {
    doubts.begin(key);
    now = START.plusSeconds(60);
    assertThat(doubts.notKnown(key)).isPositive();
    assertThat(doubts.notKnown(key)).isZero();
  }

  @Test
  void anOrderThatWasNeverSentFromHereIsDoubtedFromTheFirstQuestionOn() {
    assertThat(doubts.notKnown(key)).isEqualTo(Duration.ofSeconds(10));
    now = START.plusSeconds(10);
    assertThat(doubts.notKnown(key)).isZero();
  }

  @Test
  void whatIsKnownIsDoubtedAnewAfterwards() {
    doubts.begin(key);
    now = START.plusSeconds(20);
    doubts.notKnown(key);
    doubts.end(key);
    assertThat(doubts.notKnown(key)).isEqualTo(Duration.ofSeconds(10));
    assertThat(doubts.count()).isOne();
  }
}
