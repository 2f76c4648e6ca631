// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");

  private Instant now = START;
  private final Vertx vertx = Vertx.vertx();
  private final RequestBudget budget = new RequestBudget(() -> now, 200);

  @AfterEach
  void end() {
    vertx.close();
  }

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
    assertThat(budget.shortage(2)).contains("the limit of 200 requests a minute is used up");
    assertThat(budget.shortage(0)).isEmpty();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }

  @Test
  void oneOfTenRequestsIsReservedForWhatIsLessUrgentWhereOrdersTakeTheRest() {
    int looked = 0;
    int urgent = 0;
    for (int second = 1; second <= 600; second++) {
      while (budget.left() > 1 && budget.take()) {
        urgent++;
      }
      looked += budget.takeLeavingOrReserved(2) ? 1 : 0;
      now = START.plusSeconds(second);
    }
    assertThat(looked).isBetween(195, 205);
    assertThat(looked + urgent).isBetween(1_990, 2_010);
  }

  @Test
  void whatOnlyLooksLeavesWhatIsPromisedToOrders() {
    RequestBudget.Promise promise = budget.promise(8);
    assertThat(budget.takeLeaving(2)).isFalse();
    promise.end();
    assertThat(budget.takeLeaving(2)).isTrue();
  }

  @Test
  void whatIsPromisedIsNotFreeUntilItIsMadeOrOver() {
    RequestBudget.Promise promise = budget.promise(4);
    assertThat(budget.left()).isEqualTo(10);
    assertThat(budget.free()).isEqualTo(6);
    assertThat(budget.take()).isTrue();
    promise.made();
    assertThat(budget.free()).as("counted once").isEqualTo(6);
    promise.end();
    assertThat(budget.free()).isEqualTo(9);
    promise.end();
    promise.made();
    assertThat(budget.free()).as("given back once").isEqualTo(9);
  }

  @Test
  void aBrokerThatHasHadTooMuchIsLeftAlone() {
    budget.pause(Duration.ofSeconds(3), "it says so");
    budget.pause(Duration.ofSeconds(1), "once more");
    now = START.plusSeconds(2);
    assertThat(budget.left()).isZero();
    assertThat(budget.take()).isFalse();
    assertThat(budget.shortage(0)).contains("it says so");
    now = START.plusSeconds(3);
    assertThat(budget.left()).isEqualTo(10);
  }

  @Test
  void whoLeavesTheRestToOthersKnowsHowLongThatTakes() {
    assertThat(budget.until(2)).isEqualTo(Duration.ofMillis(1));
    while (budget.take()) {
      now = now.plusNanos(1);
    }
    assertThat(budget.until(0)).isEqualTo(Duration.ofMillis(300));
    assertThat(budget.until(2)).isEqualTo(Duration.ofMillis(900));
    budget.pause(Duration.ofSeconds(3), "it says so");
    assertThat(budget.until(2)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whoIsNotAskedForWantOfRequestsIsNotSaidToBeSilent() {
    BrokerCalls calls =
        new BrokerCalls(
            new BrokerHttp(
                vertx,
                URI.create("http://127.0.0.1:1"),
                new BrokerHttp.Credential("key", "secret"),
                1,
                Duration.ofSeconds(1),
                () -> now),
            budget,
            new LinkStanding("paper", () -> now));
    assertThat(calls.unavailable().denial().text()).isNull();
    budget.pause(Duration.ofSeconds(1), "the limit was used up");
    BrokerAnswer answer = calls.positions().await().atMost(Duration.ofSeconds(1));
    assertThat(BrokerCalls.unavailable(answer).denial().text())
        .isEqualTo("the broker was not asked: the limit was used up")
        .isEqualTo(calls.unavailable().denial().text());
  }
}
