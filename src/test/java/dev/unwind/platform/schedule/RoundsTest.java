// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final Rounds rounds = new Rounds(true);

  @AfterEach
  void stop() {
    rounds.stop(new ShutdownEvent());
  }

  @Test
  void workThatThrowsOrFailsIsDoneAgain() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger round = new AtomicInteger();
    rounds.every(
        Duration.ofMillis(1),
        () -> {
          int now = round.incrementAndGet();
          if (now == 1) {
            throw new IllegalStateException("before there is anything to wait for");
          }
          if (now == 2) {
            return Uni.createFrom().failure(new IllegalStateException("later"));
          }
          done.countDown();
          return Uni.createFrom().voidItem();
        });
    assertThat(done.await(60, TimeUnit.SECONDS)).as("rounds: %s", round).isTrue();
  }
}
