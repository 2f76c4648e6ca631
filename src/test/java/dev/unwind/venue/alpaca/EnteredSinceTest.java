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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

  /** Where each request begins. */
  private final List<Instant> from = new CopyOnWriteArrayList<>();

  private final String venue = "since-" + UUID.randomUUID().toString().substring(0, 8);
  private volatile Instant now = ENTERED;
  private volatile boolean isTellable = true;

  /** The ids of those that are told. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private ScriptedBroker broker;
  private BrokerCalls calls;
  private Reading reading;
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
    reading = new Reading(pool, venue);
    bind(BOUND);
    since = new EnteredSince(calls, reading, () -> now);
    answers(Integer.MAX_VALUE);
  }

  private void bind(Instant at) {
    reading.begin(ACCOUNT, Reading.Kind.ORDERS, at).await().atMost(PATIENCE);
  }

  @AfterEach
  void end() {
    broker.close();
  }

  /** That many, and then none. */
  private void answers(int requests) {
    from.clear();
    broker.fails =
        request -> {
          from.add(Instant.parse(request.getParam("after")));
          return from.size() > requests;
        };
  }

  private void enter(String id, Instant at) {
    broker.orders.put(
        id, new JsonObject().put("id", id).put("status", "new").put("submitted_at", at.toString()));
  }

  /** Some, one after the other, a second each. */
  private void enter(int orders) {
    IntStream.range(0, orders).forEach(i -> enter("o" + i, ENTERED.plusSeconds(i)));
  }

  private boolean read(boolean isTold) {
    from.clear();
    told.clear();
    return since.readOn(ACCOUNT, calls, isTold, this::tell).await().atMost(PATIENCE);
  }

  private Uni<Boolean> tell(JsonArray page) {
    for (int i = 0; i < page.size(); i++) {
      told.add(page.getJsonObject(i).getString("id"));
    }
    return Uni.createFrom().item(isTellable);
  }

  @Test
  void whatTheStreamTellsTooIsReadFromTheLastOrderOnAndOnceAMinuteFromTheBeginning() {
    enter("one", ENTERED);
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
  void whatWasEnteredBeforeTheAccountWasBoundIsNotRead() {
    enter("before", BOUND.minusNanos(1_000));
    for (boolean isTold : List.of(false, true, true, false)) {
      assertThat(read(isTold)).isTrue();
      assertThat(from).containsExactly(BOUND);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void anAccountThatIsBoundAnewElsewhereIsReadFromThatBindingOn() {
    enter(PAGE);
    answers(1);
    assertThat(read(false)).isFalse();
    Instant anew = ENTERED.plusSeconds(2L * PAGE);
    bind(anew);
    answers(Integer.MAX_VALUE);
    assertThat(read(true)).isTrue();
    assertThat(from).containsExactly(anew);
    assertThat(told).isEmpty();
  }

  @Test
  void anOrderThatComesIntoTheListALittleLateIsFound() {
    enter("early", ENTERED);
    read(false);
    now = now.plusSeconds(60);
    read(false);
    enter("next", ENTERED.plusSeconds(30));
    now = now.plusSeconds(1);
    read(false);
    enter("late", ENTERED.plusSeconds(10));
    now = now.plusSeconds(58);
    read(false);
    assertThat(told).contains("late");
    for (int i = 0; i < 2; i++) {
      now = now.plusSeconds(60);
      read(false);
    }
    read(false);
    assertThat(from).as("all is read for good").containsExactly(ENTERED.plusSeconds(25));
  }

  @Test
  void ofAPassThatHasTakenLongNothingIsReadForGoodBeforeAMinuteAfterItsEnd() {
    enter(PAGE);
    answers(1);
    read(false);
    now = now.plusSeconds(70);
    answers(Integer.MAX_VALUE);
    read(false);
    enter("late", ENTERED.plusSeconds(60));
    now = now.plusSeconds(30);
    read(false);
    read(false);
    assertThat(told).contains("late");
  }

  @Test
  void aListThatIsCutIsReadOnThere() {
    enter(PAGE);
    answers(1);
    assertThat(read(false)).isFalse();
    answers(Integer.MAX_VALUE);
    assertThat(read(false)).isTrue();
    assertThat(from).containsExactly(ENTERED.plusSeconds(PAGE - 1).minusNanos(1_000));
    read(false);
    assertThat(from).as("it is not read for good").startsWith(BOUND);
  }

  @Test
  void thoseOfTheMomentInWhichAPageEndsAreRead() {
    enter(PAGE);
    enter("twin", ENTERED.plusSeconds(PAGE - 1));
    assertThat(read(false)).isTrue();
    assertThat(told).hasSize(PAGE + 1);
  }

  @Test
  void moreThanAPageOfOneMomentKeepsWhatComesAfterItNotBack() {
    // The broker counts finer than the ledger.
    IntStream.range(0, PAGE + 100).forEach(i -> enter("o" + i, ENTERED.plusNanos(i)));
    enter("later", ENTERED.plusSeconds(1));
    assertThat(read(false)).isTrue();
    assertThat(told).contains("later").hasSizeGreaterThan(PAGE);
  }

  @Test
  void whatCannotBeToldIsReadAgain() {
    enter("one", ENTERED);
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
  void aListOfMorePagesThanAreReadAtOnceIsReadInTwoGoes() {
    enter(PAGES_MAX * PAGE + 1);
    assertThat(read(false)).isFalse();
    assertThat(from).hasSize(PAGES_MAX);
    Set<String> all = new HashSet<>(told);
    assertThat(read(false)).isTrue();
    assertThat(from).hasSize(1);
    all.addAll(told);
    assertThat(all).hasSize(PAGES_MAX * PAGE + 1);
  }
}
