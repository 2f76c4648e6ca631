// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From where on the broker's list of orders is read. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class EnteredSinceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(78);
  private static final Instant BOUND = Instant.parse("2026-11-20T14:00:00Z");
  private static final Instant ENTERED = Instant.parse("2026-11-20T15:00:00Z");
  private static final int PAGE = 500;
  private static final int PAGES_MAX = 20;

  @Inject Pool pool;
  @Inject Vertx vertx;

  private final List<Instant> from = new ArrayList<>();
  private Instant now = ENTERED;

  /** Of all of them. */
  private Instant entered = ENTERED;

  private boolean isTellable = true;
  private ScriptedBroker broker;
  private BrokerCalls calls;
  private EnteredSince since;

  @BeforeEach
  void begin() throws Exception {
    broker = new ScriptedBroker(vertx.getDelegate());
    RequestBudget budget = new RequestBudget(() -> now, 60_000);
    BrokerHttp http =
        new BrokerHttp(
            vertx.getDelegate(),
            broker.url(),
            new BrokerHttp.Credential("key", "secret"),
            1,
            PATIENCE,
            () -> now);
    calls = new BrokerCalls(http, budget, new LinkStanding("paper", () -> now));
    Reading reading = new Reading(pool, "since-" + UUID.randomUUID().toString().substring(0, 8));
    reading.begin(ACCOUNT, Reading.Kind.ORDERS, BOUND).await().atMost(PATIENCE);
    since = new EnteredSince(calls, reading, () -> now);
    answersAll();
  }

  @AfterEach
  void end() {
    broker.close();
  }

  private void answersAll() {
    answers(PAGES_MAX * PAGES_MAX);
  }

  /** That many, and then none. */
  private void answers(int requests) {
    from.clear();
    broker.fails =
        request -> {
          from.add(Instant.parse(request.getParam("after")));
          broker.orders.values().forEach(order -> order.put("submitted_at", entered.toString()));
          return from.size() > requests;
        };
  }

  private void lists(int orders) {
    IntStream.range(0, orders)
        .forEach(i -> broker.orders.put("o" + i, new JsonObject().put("status", "new")));
  }

  private boolean read(boolean isTold) {
    from.clear();
    return since
        .readOn(ACCOUNT, calls, isTold, page -> Uni.createFrom().item(isTellable))
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void whatTheStreamTellsTooIsReadFromTheLastOrderOnAndOnceAMinuteFromTheBeginning() {
    lists(1);
    assertThat(read(true)).isTrue();
    assertThat(from).as("the first time").containsExactly(BOUND);
    read(true);
    assertThat(from).containsExactly(ENTERED.minusSeconds(5));
    read(false);
    assertThat(from).as("something may be missing").containsExactly(BOUND);
    now = now.plusSeconds(59);
    read(true);
    assertThat(from).containsExactly(ENTERED.minusSeconds(5));
    now = now.plusSeconds(1);
    read(true);
    assertThat(from).containsExactly(BOUND);
  }

  @Test
  void anOrderMayComeIntoTheListAMinuteLate() {
    lists(1);
    read(false);
    entered = ENTERED.plusSeconds(30);
    now = now.plusSeconds(59);
    read(false);
    now = now.plusSeconds(1);
    read(false);
    assertThat(from).containsExactly(BOUND);
    read(false);
    assertThat(from).containsExactly(ENTERED.minusSeconds(5));
    now = now.plusSeconds(60);
    read(false);
    read(false);
    assertThat(from).containsExactly(entered.minusSeconds(5));
  }

  @Test
  void whereTheLimitCutsTheListItIsReadOnThere() {
    lists(PAGE);
    answers(1);
    assertThat(read(false)).isFalse();
    assertThat(from).containsExactly(BOUND, ENTERED);
    answersAll();
    assertThat(read(false)).isTrue();
    assertThat(from).containsExactly(ENTERED);
    read(false);
    assertThat(from).as("it is not read for good").startsWith(BOUND);
  }

  @Test
  void whatCannotBeToldIsReadAgain() {
    lists(1);
    isTellable = false;
    for (int i = 0; i < 3; i++) {
      now = now.plusSeconds(10);
      assertThat(read(i == 1)).isFalse();
      assertThat(from).containsExactly(BOUND);
    }
    isTellable = true;
    assertThat(read(true)).isTrue();
    assertThat(from).containsExactly(BOUND);
    read(true);
    assertThat(from).containsExactly(ENTERED.minusSeconds(5));
  }

  @Test
  void aListOfMorePagesThanAreReadAtOnceIsNotRead() {
    lists(PAGE);
    broker.fails =
        request -> {
          from.add(Instant.parse(request.getParam("after")));
          entered = entered.plusSeconds(1);
          broker.orders.values().forEach(order -> order.put("submitted_at", entered.toString()));
          return false;
        };
    assertThat(read(false)).isFalse();
    assertThat(from).hasSize(PAGES_MAX);
    Instant reached = entered;
    answersAll();
    assertThat(read(false)).isTrue();
    assertThat(from).containsExactly(reached);
  }
}
