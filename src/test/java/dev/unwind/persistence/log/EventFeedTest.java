// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.NothingObserved;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.postgres.ServerTimeline;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventFeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject EventFeed feed;
  @Inject Commits commits;
  @Inject LedgerReader reader;
  @Inject LedgerPool pool;
  @Inject Vertx vertx;
  @Inject EventsConfig config;

  private LedgerRows rows;
  private AccountId account;
  private AccountScope scope;

  @BeforeEach
  void anAccount() {
    rows = new LedgerRows();
    account = rows.account();
    scope = AccountScope.of(account);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void twoReplicasFollowOneLogInOrderWithoutGapsWhileManyWrite() throws InterruptedException {
    Commits otherCommits = new Commits();
    LogPoller otherPoller =
        new LogPoller(pool, otherCommits, config, new ServerTimeline(), new NothingObserved());
    otherPoller.start();
    try {
      EventFeed otherFeed = new PgEventFeed(reader, otherCommits, vertx, config);
      rows.events(account, 700);
      AssertSubscriber<LedgerEvent> here = follow(feed, 0);
      AssertSubscriber<LedgerEvent> there = follow(otherFeed, 650);
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread writer = new Thread(this::writeHundredTimes);
        writers.add(writer);
        writer.start();
      }
      for (Thread writer : writers) {
        writer.join();
      }
      long last = 700 + 4 * 100 * 3;
      assertThat(seqs(here, last)).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
      assertThat(seqs(there, last - 650))
          .isEqualTo(LongStream.rangeClosed(651, last).boxed().toList());
      here.cancel();
      there.cancel();
    } finally {
      otherPoller.stop();
    }
    assertThat(otherCommits.followed()).isEmpty();
  }

  private void writeHundredTimes() {
    try (LedgerRows own = new LedgerRows()) {
      for (int i = 0; i < 100; i++) {
        own.events(account, 3);
      }
    }
  }

  @Test
  void aFollowerBehindWhomTheLogIsDroppedIsToldAndMissesNothingSilently() {
    rows.events(account, 2500);
    AssertSubscriber<LedgerEvent> slow =
        feed.follow(scope, account, 0).subscribe().withSubscriber(AssertSubscriber.create(0));
    slow.request(10);
    slow.awaitItems(10, PATIENCE);
    rows.execute(
        "insert into log_begin (account_id, seq, hash, at, dropped_at) values (?, 2400, '', now(), now())",
        account.value());
    rows.execute("delete from event where account_id = ? and seq <= 2400", account.value());
    slow.request(Long.MAX_VALUE);
    slow.awaitFailure(PATIENCE);
    assertThat(slow.getFailure())
        .isInstanceOfSatisfying(
            TradingException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.EVENTS_ARCHIVED));
    assertThat(slow.getItems().get(slow.getItems().size() - 1).seq()).isLessThanOrEqualTo(1500);
  }

  @Test
  void whatAnotherReplicaCommitsIsFoundByPolling() {
    AssertSubscriber<LedgerEvent> follower = follow(feed, 0);
    for (int i = 1; i <= 5; i++) {
      rows.events(account, 1);
      long started = System.nanoTime();
      follower.awaitItems(i, PATIENCE);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
    }
    follower.cancel();
  }

  @Test
  void whatThisReplicaCommitsWakesItsFollowersWithoutAPoll() {
    Commits own = new Commits();
    AssertSubscriber<LedgerEvent> follower = follow(new PgEventFeed(reader, own, vertx, config), 0);
    for (int i = 1; i <= 20; i++) {
      rows.events(account, 1);
      own.committed(account);
      follower.awaitItems(i, PATIENCE);
    }
    assertThat(seqs(follower, 20))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    follower.cancel();
  }

  @Test
  void aSlowFollowerHoldsAtMostAPageAndLosesNothing() {
    rows.events(account, 3_000);
    AtomicInteger reads = new AtomicInteger();
    EventFeed counted = new PgEventFeed(before(reads::incrementAndGet), commits, vertx, config);
    AssertSubscriber<LedgerEvent> slow =
        counted.follow(scope, account, 0).subscribe().withSubscriber(AssertSubscriber.create(10));
    slow.awaitItems(10, PATIENCE);
    for (int i = 0; i < 100; i++) {
      commits.committed(account);
    }
    assertThat(reads.get()).isOne();
    assertThat(slow.getItems()).hasSize(10);
    slow.request(Long.MAX_VALUE);
    assertThat(seqs(slow, 3_000)).isEqualTo(LongStream.rangeClosed(1, 3_000).boxed().toList());
    slow.cancel();
  }

  @Test
  void anOutageIsWaitedOutAndNothingIsLost() {
    rows.events(account, 10);
    AtomicInteger reads = new AtomicInteger();
    LedgerReader failing =
        before(
            () -> {
              if (reads.incrementAndGet() % 4 != 0) {
                throw new TradingException(Reason.STORE_UNAVAILABLE);
              }
            });
    AssertSubscriber<LedgerEvent> follower =
        follow(new PgEventFeed(failing, commits, vertx, config), 0);
    follower.awaitItems(10, PATIENCE);
    rows.events(account, 5);
    assertThat(seqs(follower, 15)).isEqualTo(LongStream.rangeClosed(1, 15).boxed().toList());
    assertThat(reads.get()).isGreaterThan(7);
    follower.cancel();
  }

  @Test
  void connectionsThatTheServerEndsAreReplaced() {
    AssertSubscriber<LedgerEvent> follower = follow(feed, 0);
    for (int round = 1; round <= 5; round++) {
      rows.execute(
          "do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name = 'unwind' and datname = current_database(); end $$");
      rows.events(account, 4);
      follower.awaitItems(4 * round, PATIENCE);
    }
    assertThat(seqs(follower, 20)).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
    follower.cancel();
  }

  @Test
  void aForeignAccountIsNotFollowed() {
    AccountId foreign = rows.account();
    AssertSubscriber<LedgerEvent> follower =
        feed.follow(scope, foreign, 0)
            .subscribe()
            .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    follower.awaitFailure(PATIENCE).assertFailedWith(TradingException.class, "ACCOUNT_NOT_FOUND");
    assertThat(commits.followed()).doesNotContain(foreign);
  }

  @Test
  void whoeverLeavesIsNotPolledFor() {
    AssertSubscriber<LedgerEvent> follower = follow(feed, 0);
    assertThat(commits.followed()).contains(account);
    follower.cancel();
    assertThat(commits.followed()).doesNotContain(account);
  }

  @Test
  void aWakeComesAtOnceAndThenWithEveryCommit() {
    AssertSubscriber<AccountId> wakes =
        feed.wakes(account).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    wakes.awaitItems(1, PATIENCE);
    int before = wakes.getItems().size();
    rows.events(account, 1);
    wakes.awaitItems(before + 1, PATIENCE);
    wakes.cancel();
  }

  private AssertSubscriber<LedgerEvent> follow(EventFeed from, long after) {
    Multi<LedgerEvent> events = from.follow(scope, account, after);
    return events.subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
  }

  private static List<Long> seqs(AssertSubscriber<LedgerEvent> follower, long count) {
    follower.awaitItems((int) count, PATIENCE);
    follower.assertNotTerminated();
    return follower.getItems().stream().map(LedgerEvent::seq).toList();
  }

  /** The real reader, with this done before each read of events. */
  private LedgerReader before(Runnable action) {
    return (LedgerReader)
        Proxy.newProxyInstance(
            LedgerReader.class.getClassLoader(),
            new Class<?>[] {LedgerReader.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("events")) {
                return method.invoke(reader, arguments);
              }
              return Uni.createFrom()
                  .voidItem()
                  .invoke(action)
                  .chain(
                      () -> {
                        try {
                          return (Uni<?>) method.invoke(reader, arguments);
                        } catch (ReflectiveOperationException e) {
                          return Uni.createFrom().failure(e);
                        }
                      });
            });
  }
}
