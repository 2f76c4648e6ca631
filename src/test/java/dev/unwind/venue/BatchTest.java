// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOutcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final List<Integer> TWENTY = IntStream.range(0, 20).boxed().toList();

  private final List<Throwable> dropped = new CopyOnWriteArrayList<>();
  private final List<UniEmitter<? super VenueOutcome>> asked = new ArrayList<>();

  @BeforeEach
  void see() {
    Infrastructure.setDroppedExceptionHandler(dropped::add);
  }

  @AfterEach
  void asEver() {
    Infrastructure.resetDroppedExceptionHandler();
  }

  private Uni<Function<Integer, Uni<VenueOutcome>>> asking() {
    return Uni.createFrom().item(element -> Uni.createFrom().emitter(asked::add));
  }

  private void answer(int from, int to) {
    List.copyOf(asked.subList(from, to))
        .forEach(emitter -> emitter.complete(new VenueOutcome.NotKnown()));
  }

  @Test
  void allOfABatchAreSeenToAtOnceWhereNothingElseIsSaid() {
    CompletableFuture<List<VenueOutcome>> outcomes =
        Batch.each(TWENTY, 20, this::asking).subscribeAsCompletionStage();
    assertThat(asked).hasSize(20);
    answer(0, 20);

    assertThat(outcomes.join()).hasSize(20);
    assertThat(dropped).isEmpty();
  }

  @Test
  void whereFewAreSeenToAtOnceTheNextFollowsWhenOneIsAnswered() {
    CompletableFuture<List<VenueOutcome>> outcomes =
        Batch.each(TWENTY, 20, 8, this::asking).subscribeAsCompletionStage();
    assertThat(asked).hasSize(8);
    answer(0, 3);
    assertThat(asked).hasSize(11);
    answer(3, 11);
    answer(11, 19);
    answer(19, 20);

    assertThat(outcomes.join()).hasSize(20);
    assertThat(dropped).isEmpty();
  }
}
