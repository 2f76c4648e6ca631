// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.book.ABook;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which statement of the broker serves for which order. */
class CoverageTest {
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(80);
  private static final Instrument SHARE = ABook.instrument(1, AssetClass.US_EQUITY, "USD", "1");

  private final Vertx vertx = Vertx.vertx();
  private final VenueOrder order = new TestOrders(ACCOUNT, SHARE.id()).market(Side.SELL, "10");
  private volatile Instant now = START;
  private volatile boolean isTold;
  private boolean isInDoubt;
  private VenueLedger.Reduction reduction = taken(false, START.minusSeconds(60));
  private final RequestBudget budget = new RequestBudget(() -> now, 60_000);
  private ScriptedBroker broker;
  private Coverage coverage;

  @BeforeEach
  void begin() throws Exception {
    broker = new ScriptedBroker(vertx);
    BrokerHttp http =
        new BrokerHttp(
            vertx,
            broker.url(),
            new BrokerHttp.Credential("key", "secret"),
            8,
            Duration.ofSeconds(30),
            () -> now);
    VenueLedger ledger = new OneReduction();
    BoundAccount account = new BoundAccount(ledger, new VenueName("paper"));
    account.look().await().atMost(PATIENCE);
    coverage =
        new Coverage(
            account,
            ledger,
            new BrokerCalls(http, budget, new LinkStanding("paper", () -> now)),
            budget,
            () -> now,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            () -> isTold);
  }

  @AfterEach
  void end() {
    broker.close();
    vertx.close();
  }

  private VenueLedger.Reduction taken(boolean isBehind, Instant at) {
    return new VenueLedger.Reduction(
        order.key(), order.side(), Quantity.of("10"), Quantity.ZERO, isBehind, isInDoubt, at);
  }

  private CompletableFuture<Map<UUID, Coverage.Shortfall>> asked() {
    return coverage
        .shortfalls(List.of(order), Map.of(SHARE.id(), SHARE))
        .subscribeAsCompletionStage();
  }

  private void holds(String qty) {
    broker.positions = Map.of(SHARE.symbol(), qty);
  }

  private long statements() {
    return broker.count("GET /v2/positions");
  }

  @Test
  void aStatementThatIsAnsweredLateDoesNotTakeTheNewersPlace() {
    AtomicReference<@Nullable HttpServerRequest> late = new AtomicReference<>();
    broker.onPositions = late::set;
    CompletableFuture<Map<UUID, Coverage.Shortfall>> first = asked();
    Awaiting.await(PATIENCE, () -> late.get() != null);
    broker.onPositions = null;
    now = START.plusMillis(100);
    reduction = taken(false, START.plusMillis(50));
    holds("0");
    assertThat(asked().join()).containsOnlyKeys(order.key());
    holds("10");
    broker.state(Objects.requireNonNull(late.get()));
    assertThat(first.join()).isEmpty();
    holds("0");
    assertThat(asked().join()).as("the newer one says less").containsOnlyKeys(order.key());
    assertThat(statements()).isEqualTo(3);
  }

  @Test
  void aStatementThatIsAskedForServesWhoAsksMeanwhileWhereItIsWhatTheLedgerHas() {
    for (String held : List.of("10", "6")) {
      now = now.plusSeconds(10);
      long before = statements();
      AtomicReference<@Nullable HttpServerRequest> late = new AtomicReference<>();
      broker.onPositions = late::set;
      CompletableFuture<Map<UUID, Coverage.Shortfall>> first = asked();
      Awaiting.await(PATIENCE, () -> late.get() != null);
      broker.onPositions = null;
      now = now.plusMillis(100);
      CompletableFuture<Map<UUID, Coverage.Shortfall>> second = asked();
      holds(held);
      assertThat(second).isNotDone();
      broker.state(Objects.requireNonNull(late.get()));
      assertThat(first.join().isEmpty()).isEqualTo(held.equals("10"));
      assertThat(second.join().isEmpty()).isEqualTo(held.equals("10"));
      assertThat(statements() - before).isEqualTo(held.equals("10") ? 1 : 2);
    }
  }

  @Test
  void aStatementDoesNotServeAgainWhereTheLedgerIsBehind() {
    holds("10");
    assertThat(asked().join()).isEmpty();
    reduction = taken(true, START.minusSeconds(60));
    holds("6");
    assertThat(asked().join()).containsOnlyKeys(order.key());
  }

  @Test
  void aStatementServesTwiceAsLongForWantOfRequestsWhereOthersTradesAreTold() {
    holds("10");
    for (boolean isTold : List.of(false, true)) {
      this.isTold = isTold;
      int serves = isTold ? 10 : 5;
      long before = statements();
      Instant first = now;
      for (int second = 0; second < 2 * serves; second++) {
        now = first.plusSeconds(second);
        while (budget.left() > 1) {
          budget.take();
        }
        assertThat(asked().join()).isEmpty();
      }
      assertThat(statements() - before).isEqualTo(2);
      now = now.plusSeconds(serves);
    }
  }

  @Test
  void noStatementServesThatWasAskedForBeforeSomethingThatTheLedgerMayNeverHave() {
    holds("10");
    assertThat(asked().join()).isEmpty();
    now = now.plusMillis(1);
    assertThat(asked().join()).isEmpty();
    assertThat(statements()).isEqualTo(1);
    coverage.forgetStated();
    holds("4");
    now = now.plusMillis(1);
    assertThat(asked().join()).containsOnlyKeys(order.key());
    assertThat(statements()).isEqualTo(2);
  }

  private boolean isBelieved() {
    return Objects.requireNonNull(asked().join().get(order.key())).isBelieved();
  }

  @Test
  void whatIsShortIsBelievedOnceTheBrokerHasToldWhatHadBecomeOfOrdersThen() {
    holds("4");
    assertThat(isBelieved()).isFalse();
    now = START.plusSeconds(20);
    coverage.told(START.plusSeconds(10));
    assertThat(isBelieved()).as("what had traded may not be listed").isFalse();
    AtomicReference<@Nullable HttpServerRequest> late = new AtomicReference<>();
    broker.onPositions = late::set;
    now = START.plusSeconds(30);
    CompletableFuture<Map<UUID, Coverage.Shortfall>> asked = asked();
    Awaiting.await(PATIENCE, () -> late.get() != null);
    broker.onPositions = null;
    coverage.told(START.plusSeconds(10).plusMillis(1));
    broker.state(Objects.requireNonNull(late.get()));
    assertThat(Objects.requireNonNull(asked.join().get(order.key())).isBelieved())
        .as("the ledger was read before")
        .isFalse();
    now = START.plusSeconds(40);
    assertThat(isBelieved()).isTrue();
  }

  @Test
  void whatIsShortIsBelievedInTheEndWhereTheBrokerNeverTellsAll() {
    holds("4");
    for (int minute = 0; minute < 5; minute++) {
      now = START.plus(Duration.ofMinutes(minute));
      assertThat(isBelieved()).isFalse();
    }
    now = START.plus(Duration.ofMinutes(5));
    assertThat(isBelieved()).isTrue();
  }

  @Test
  void whatIsShortIsNotBelievedWhileAnotherOrderMayHaveArrivedOfWhichNobodyKnows() {
    isInDoubt = true;
    reduction = taken(false, START.minusSeconds(60));
    holds("4");
    assertThat(isBelieved()).isFalse();
    for (int minute = 1; minute < 5; minute++) {
      now = START.plus(Duration.ofMinutes(minute));
      coverage.told(now);
      assertThat(isBelieved()).as("minute %d", minute).isFalse();
    }
    isInDoubt = false;
    reduction = taken(false, START.minusSeconds(60));
    assertThat(isBelieved()).as("it has not").isTrue();
  }

  @Test
  void whatNobodyHasLookedAtForLongIsNotKnownToBeShort() {
    holds("4");
    assertThat(isBelieved()).isFalse();
    assertThat(coverage.isAnyShort()).isTrue();
    now = START.plus(Duration.ofMinutes(5));
    coverage.told(now);
    assertThat(isBelieved()).as("a market that was closed has opened").isFalse();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(coverage.isAnyShort()).isFalse();
  }

  private final class OneReduction implements VenueLedger {
    @Override
    public Uni<List<VenueName>> bound() {
      return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
      return Uni.createFrom().item(List.of(ACCOUNT));
    }

    @Override
    public Uni<List<Live>> live(AccountId account, OrderId from, int limit) {
      return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
      return Uni.createFrom().item(List.of(reduction));
    }
  }
}
