// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.actor;
import static dev.unwind.persistence.bulk.ActRequests.await;
import static dev.unwind.persistence.bulk.ActRequests.buy;
import static dev.unwind.persistence.bulk.ActRequests.everything;
import static dev.unwind.persistence.bulk.ActRequests.refusal;
import static dev.unwind.persistence.bulk.ActRequests.trader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.act.PerformActs;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.Rounds;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accounts that are stopped: what is blocked, cancelled and closed, and what is not accepted. */
@QuarkusTest
class HaltsTest {
  private static final int RACES = Rounds.of(25);

  @Inject Pool pool;
  @Inject ActStore acts;
  @Inject PerformActs perform;
  @Inject PlaceOrders placing;
  @Inject SimulatorScenario scenario;

  private SeededBooks seeded;

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.link(LinkMode.REQUESTS_LOST);
    scenario.session(SessionMode.CLOSED);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    seeded.close();
    scenario.reset();
  }

  @Test
  void aHaltBlocksCancelsAndClosesAndTellsThemApart() {
    Instrument one = seeded.quoted(1).get(0);
    AccountId account =
        seeded.write(List.of(new Holding(one, Quantity.of(50), Quantity.of(20), Quantity.ZERO, 0)));
    await(
        pool.preparedQuery("update orders set lease_epoch = 1 where account_id = $1")
            .execute(Tuple.of(account.value())));
    ActStore.Accepted accepted = await(perform.perform(halt(account)));
    ActEntry entry =
        await(acts.entries(AccountScope.of(account), true, accepted.act().id(), 0, 9)).get(0);
    assertThat(entry.blocked()).isEqualTo(TradingState.HALTED);
    // The venue has the order and has not answered: it may still trade.
    assertThat(entry.cancels()).isEqualTo(new ActEntry.Cancels(0, 1, 0));
    assertThat(entry.closing()).isNotNull();
    assertThat(refusal(placing.place(actor(Set.of(account)), account, buy(one))))
        .isEqualTo(Reason.ACCOUNT_HALTED);
  }

  @Test
  void aHaltWhoseCloseIsRefusedLatchesAndCancelsAllTheSame() {
    Instrument one = seeded.quoted(1).get(0);
    AccountId account =
        seeded.write(List.of(new Holding(one, Quantity.of(50), Quantity.of(20), Quantity.ZERO, 0)));
    String working = "update orders set lease_epoch = 1 where account_id = $1";
    await(pool.preparedQuery(working).execute(Tuple.of(account.value())));
    status(account, "LOCKED");
    UUID act = await(perform.perform(halt(account))).act().id();
    ActEntry entry = entry(account, act);
    assertThat(entry.status()).isEqualTo(ActEntry.Status.REFUSED);
    assertThat(entry.reason()).isEqualTo(Reason.ACCOUNT_LOCKED);
    assertThat(entry.blocked()).isEqualTo(TradingState.HALTED);
    assertThat(entry.cancels()).isEqualTo(new ActEntry.Cancels(0, 1, 0));
    assertThat(entry.closing()).isNull();
    assertThat(latch(account)).isEqualTo("HALTED");

    // A replica that dies before it writes that down leaves it to another, which asks again.
    forget(act);
    entry = decided(account, act);
    assertThat(entry.reason()).isEqualTo(Reason.ACCOUNT_LOCKED);
    assertThat(entry.blocked()).isEqualTo(TradingState.HALTED);
    status(account, "ACTIVE");
    forget(act);
    entry = decided(account, act);
    assertThat(entry.status()).isEqualTo(ActEntry.Status.ACCEPTED);
    assertThat(entry.reason()).isNull();
    assertThat(entry.blocked()).isEqualTo(TradingState.HALTED);
    UUID closing = Objects.requireNonNull(entry.closing()).liquidation();
    forget(act);
    assertThat(Objects.requireNonNull(decided(account, act).closing()).liquidation())
        .isEqualTo(closing);
  }

  @Test
  void aClosedAccountIsNotLatchedByAHaltThatCannotCloseIt() {
    AccountId account = seeded.write(List.of());
    status(account, "CLOSED");
    UUID act = await(perform.perform(halt(account))).act().id();
    ActEntry entry = entry(account, act);
    assertThat(entry.reason()).isEqualTo(Reason.ACCOUNT_CLOSED);
    assertThat(entry.blocked()).isNull();
    assertThat(latch(account)).isEqualTo("ACTIVE");
  }

  private NewAct halt(AccountId account) {
    return new NewAct(
        actor(Set.of(account)),
        new ActTask(ActTask.Kind.HALT, TradingState.HALTED, true, everything(null)),
        List.of(account.toString()),
        false,
        "bad day",
        null,
        null);
  }

  private ActEntry entry(AccountId account, UUID act) {
    return await(acts.entries(AccountScope.of(account), true, act, 0, 9)).get(0);
  }

  private ActEntry decided(AccountId account, UUID act) {
    return await(
        perform
            .resume()
            .chain(() -> acts.entries(AccountScope.of(account), true, act, 0, 9))
            .map(entries -> entries.get(0))
            .repeat()
            .withDelay(Duration.ofMillis(20))
            .until(entry -> entry.status() != ActEntry.Status.PENDING)
            .collect()
            .last()
            .chain(() -> acts.entries(AccountScope.of(account), true, act, 0, 9))
            .map(entries -> entries.get(0)));
  }

  /** As if nothing had been written of it after its account was decided. */
  private void forget(UUID act) {
    await(
        pool.preparedQuery(
                """
                with entry as (
                  update act_account set status = 'PENDING', liquidation_uid = null, reason = null, blocked = null,
                    canceled = null, cancels_asked = null, kept = null
                  where act_id = $1)
                update act set ended_at = null, lease_until = now() - interval '1 hour' where act_id = $1
                """)
            .execute(Tuple.of(act)));
  }

  private void status(AccountId account, String status) {
    await(
        pool.preparedQuery("update account set status = $2 where account_id = $1")
            .execute(Tuple.of(account.value(), status)));
  }

  private String latch(AccountId account) {
    return await(
            pool.preparedQuery("select trading_state from account where account_id = $1")
                .execute(Tuple.of(account.value())))
        .iterator()
        .next()
        .getString(0);
  }

  @Test
  void nothingThatIncreasesRiskIsAcceptedAfterTheHaltIsAcknowledged() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(4);
    int accepted = 0;
    try {
      for (int race = 0; race < RACES; race++) {
        Random random = new Random(race);
        Instrument one = seeded.quoted(1).get(0);
        AccountId account =
            seeded.write(
                List.of(new Holding(one, Quantity.of(50), Quantity.ZERO, Quantity.ZERO, 0)));
        AtomicBoolean acknowledged = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Integer>> running = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
          running.add(
              clients.submit(
                  () -> {
                    int placed = 0;
                    while (!over.get()) {
                      boolean after = acknowledged.get();
                      boolean ok =
                          refusal(placing.place(trader(account), account, buy(one))) == null;
                      assertThat(ok && after).as("accepted after the halt").isFalse();
                      placed += ok ? 1 : 0;
                    }
                    return placed;
                  }));
        }
        Thread.sleep(random.nextInt(60));
        NewAct halt =
            new NewAct(
                actor(Set.of(account)),
                new ActTask(ActTask.Kind.HALT, TradingState.HALTED, true, null),
                List.of(account.toString()),
                false,
                "race",
                null,
                null);
        await(perform.perform(halt));
        acknowledged.set(true);
        Thread.sleep(30);
        over.set(true);
        for (Future<Integer> client : running) {
          accepted += client.get();
        }
        assertThat(acceptedAfterTheLatch(account)).as("race %d", race).isZero();
      }
    } finally {
      clients.shutdownNow();
    }
    System.out.printf("HaltsTest races=%d accepted before=%d%n", RACES, accepted);
    assertThat(accepted).isPositive();
  }

  /** In the account's log, whose numbers are the order in which things were decided. */
  private long acceptedAfterTheLatch(AccountId account) {
    return await(
            pool.preparedQuery(
                    """
                    select count(*) from event e where e.account_id = $1
                      and e.seq > (select max(l.seq) from event l where l.account_id = $1 and l.kind = 'ACCOUNT_LATCHED')
                      and e.kind in ('ORDER_HELD', 'ORDER_ACCEPTED', 'ORDER_PENDING_NEW')
                    """)
                .execute(Tuple.of(account.value())))
        .iterator()
        .next()
        .getLong(0);
  }
}
