// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that have their turn before they are made. */
class TurnsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();

  /** Ten may come at once, and none comes in with time. */
  private final RequestBudget budget = new RequestBudget(() -> NOW, 200);

  private ScriptedBroker broker;
  private BrokerCalls calls;

  @BeforeEach
  void begin() throws Exception {
    broker = new ScriptedBroker(vertx);
    BrokerHttp http =
        new BrokerHttp(
            vertx,
            broker.url(),
            new BrokerHttp.Credential("key", "secret"),
            8,
            PATIENCE,
            () -> NOW);
    calls = new BrokerCalls(http, budget, new LinkStanding("paper", () -> NOW));
  }

  @AfterEach
  void end() {
    broker.close();
    vertx.close();
  }

  private BrokerCalls afterTurns(int requests) {
    return calls.afterTurns(requests).await().atMost(PATIENCE);
  }

  private static BrokerAnswer asked(BrokerCalls calls) {
    return calls.open(null).await().atMost(PATIENCE);
  }

  private void takeAll() {
    IntStream.range(0, budget.left()).forEach(i -> budget.take());
    assertThat(budget.left()).isZero();
  }

  @Test
  void whatHasHadItsTurnIsAskedThoughOrdersHaveTakenTheRest() {
    BrokerCalls lists = afterTurns(2);
    takeAll();
    assertThat(asked(lists)).isInstanceOf(BrokerAnswer.Answered.class);
    assertThat(asked(lists)).isInstanceOf(BrokerAnswer.Answered.class);
    assertThat(asked(lists)).isInstanceOf(BrokerAnswer.NotSent.class);
    assertThat(broker.count("GET /v2/orders")).isEqualTo(2);
  }

  @Test
  void whatIsNotAskedIsGivenBackOnce() {
    BrokerCalls lists = afterTurns(3);
    assertThat(budget.left()).isEqualTo(7);
    asked(lists);
    lists.giveBack();
    lists.giveBack();
    assertThat(budget.left()).isEqualTo(9);
  }

  @Test
  void nothingIsAskedWhileTheBrokerIsLeftAlone() {
    BrokerCalls lists = afterTurns(2);
    budget.pause(Duration.ofMinutes(1), "it says so");
    assertThat(asked(lists)).isInstanceOf(BrokerAnswer.NotSent.class);
    assertThat(broker.count("GET /v2/orders")).isZero();
  }

  @Test
  void whoDoesNotComeByAllTurnsGivesBackTheOthers() {
    // Two are left to orders, and none comes in: the ninth waits in vain.
    assertThatThrownBy(() -> afterTurns(9)).isInstanceOf(TradingException.class);
    assertThat(budget.left()).isEqualTo(10);
    assertThat(broker.count("GET /v2/orders")).isZero();
  }
}
