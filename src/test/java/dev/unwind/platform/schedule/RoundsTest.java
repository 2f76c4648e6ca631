// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.LogLines;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

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
        "throw or fail",
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

  @Test
  @ResourceLock(LogLines.RESOURCE)
  void oneThatDoesNotEndIsAWarningOnceAndItsEndIsToldOf() {
    Rounds.Round round = new Rounds.Round("wait in vain", Duration.ZERO);
    CompletableFuture<Void> end = new CompletableFuture<>();
    try (LogLines lines = LogLines.kept()) {
      round.run(() -> Uni.createFrom().completionStage(end)).subscribe().with(done -> {});
      round.isStillRunning();
      round.isStillRunning();
      assertThat(lines.with("round=\"wait in vain\" has run for ")).hasSize(1);
      end.completeExceptionally(new IllegalStateException("after all"));
      assertThat(lines.with("round=\"wait in vain\" has come to its end")).hasSize(1);
      round.run(() -> Uni.createFrom().nothing()).subscribe().with(done -> {});
      round.isStillRunning();
      assertThat(lines.with("round=\"wait in vain\" has run for ")).hasSize(2);
    }
  }

  @Test
  @ResourceLock(LogLines.RESOURCE)
  void oneThatTakesItsTimeIsNoWarning() {
    Rounds.Round round = new Rounds.Round("take its time", Duration.ofMinutes(5));
    try (LogLines lines = LogLines.kept()) {
      round.run(() -> Uni.createFrom().nothing()).subscribe().with(done -> {});
      round.isStillRunning();
      assertThat(lines.with("take its time")).isEmpty();
    }
  }
}
