// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.venue.VenueOutcome;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SendingsTest {
  private static final UUID KEY = UUID.randomUUID();

  private final Sendings sendings = new Sendings();
  private final AtomicInteger sent = new AtomicInteger();
  private final CompletableFuture<Void> looked = new CompletableFuture<>();

  private CompletableFuture<VenueOutcome> sending(
      CompletableFuture<Void> look, Supplier<Uni<VenueOutcome>> send) {
    return sendings
        .within(
            Set.of(KEY),
            () -> Uni.createFrom().completionStage(look).chain(() -> sendings.once(KEY, send)))
        .subscribeAsCompletionStage();
  }

  private Uni<VenueOutcome> send() {
    return Uni.createFrom().item(new VenueOutcome.NoAnswer("number " + sent.incrementAndGet()));
  }

  @Test
  void whoHadLookedBeforeItLeftGetsItsOutcomeAndSendsNothing() {
    CompletableFuture<VenueOutcome> late = sending(looked, this::send);
    CompletableFuture<VenueOutcome> first =
        sending(CompletableFuture.completedFuture(null), this::send);
    assertThat(first).isCompletedWithValue(new VenueOutcome.NoAnswer("number 1"));

    looked.complete(null);

    assertThat(late).isCompletedWithValue(new VenueOutcome.NoAnswer("number 1"));
    assertThat(sent).hasValue(1);
  }

  @Test
  void whoLooksOnceAllAreAnsweredMaySendAgain() {
    looked.complete(null);
    assertThat(sending(looked, this::send))
        .isCompletedWithValue(new VenueOutcome.NoAnswer("number 1"));
    assertThat(sending(looked, this::send))
        .isCompletedWithValue(new VenueOutcome.NoAnswer("number 2"));
  }

  @Test
  void itIsUnderWayFromWhenItIsSentUntilItIsAnswered() {
    CompletableFuture<VenueOutcome> answer = new CompletableFuture<>();
    CompletableFuture<VenueOutcome> late = sending(looked, this::send);
    assertThat(sendings.underWay(KEY)).isEmpty();

    CompletableFuture<VenueOutcome> first =
        sending(
            CompletableFuture.completedFuture(null),
            () -> Uni.createFrom().completionStage(answer));
    assertThat(sendings.underWay(KEY)).isPresent();

    answer.complete(new VenueOutcome.NotKnown());
    assertThat(sendings.underWay(KEY)).isEmpty();
    assertThat(first).isCompletedWithValue(new VenueOutcome.NotKnown());
    looked.complete(null);
    assertThat(late).isCompletedWithValue(new VenueOutcome.NotKnown());
  }

  @Test
  void whatFailsOrIsGivenUpKeepsNobodyFromSendingLater() {
    CompletableFuture<VenueOutcome> failing =
        sending(
            CompletableFuture.completedFuture(null),
            () -> Uni.createFrom().failure(new IllegalStateException("no database")));
    assertThat(failing).isCompletedExceptionally();
    sending(looked, this::send).cancel(true);

    assertThat(sending(CompletableFuture.completedFuture(null), this::send))
        .isCompletedWithValue(new VenueOutcome.NoAnswer("number 1"));
  }

  @Test
  void nobodySendsWithoutHavingBegun() {
    assertThatThrownBy(() -> sendings.once(KEY, this::send))
        .isInstanceOf(IllegalStateException.class);
  }
}
