// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommitsTest {
  private static final AccountId ONE = new AccountId(1);
  private static final AccountId OTHER = new AccountId(2);

  private final Commits commits = new Commits();

  @Test
  void aCommitWakesOnlyWhoWaitsOnItsAccount() {
    AssertSubscriber<AccountId> one = commits.of(ONE).subscribe().withSubscriber(subscriber(10));
    AssertSubscriber<AccountId> other =
        commits.of(OTHER).subscribe().withSubscriber(subscriber(10));
    commits.committed(ONE);
    commits.committed(new AccountId(3));
    assertThat(one.getItems()).containsExactly(ONE);
    assertThat(other.getItems()).isEmpty();
  }

  @Test
  void aBusyFollowerIsOwedOneWakeHoweverManyCommits() {
    AssertSubscriber<AccountId> busy = commits.of(ONE).subscribe().withSubscriber(subscriber(0));
    IntStream.range(0, 1_000).forEach(i -> commits.committed(ONE));
    busy.request(Long.MAX_VALUE);
    assertThat(busy.getItems()).hasSize(1);
  }

  @Test
  void whoHasReadThatFarIsLeftAlone() {
    AssertSubscriber<AccountId> follower =
        commits.nowAndOf(ONE, () -> 7).subscribe().withSubscriber(subscriber(10));
    AssertSubscriber<AccountId> waiting =
        commits.of(ONE).subscribe().withSubscriber(subscriber(10));
    commits.grownTo(ONE, 7);
    assertThat(follower.getItems()).hasSize(1);
    assertThat(waiting.getItems()).hasSize(1);
    commits.grownTo(ONE, 8);
    commits.committed(ONE);
    assertThat(follower.getItems()).hasSize(3);
  }

  @Test
  void whoLeavesIsForgotten() {
    AssertSubscriber<AccountId> first = commits.of(ONE).subscribe().withSubscriber(subscriber(1));
    AssertSubscriber<AccountId> second = commits.of(ONE).subscribe().withSubscriber(subscriber(1));
    first.cancel();
    assertThat(commits.followed()).containsExactly(ONE);
    second.cancel();
    assertThat(commits.followed()).isEmpty();
  }

  @Test
  void commitsOfManyThreadsAtOnceWakeAndBreakNothing() throws InterruptedException {
    AssertSubscriber<AccountId> follower =
        commits.of(ONE).subscribe().withSubscriber(subscriber(Long.MAX_VALUE));
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            start.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          IntStream.range(0, 1_000).forEach(j -> commits.committed(ONE));
                        }))
            .toList();
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(follower.getItems()).isNotEmpty().containsOnly(ONE);
    follower.assertNotTerminated();
  }

  private static AssertSubscriber<AccountId> subscriber(long requested) {
    return AssertSubscriber.create(requested);
  }
}
