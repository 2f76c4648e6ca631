// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueOutcome;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** One outcome for each element of a batch, in its order. */
final class Batch {
  private Batch() {}

  static <T> Uni<List<VenueOutcome>> each(
      List<T> batch, int most, Supplier<Uni<Function<T, Uni<VenueOutcome>>>> how) {
    if (batch.size() > most) {
      return Uni.createFrom()
          .failure(new IllegalArgumentException("more than " + most + " elements in a batch"));
    }
    if (batch.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return how.get()
        .chain(
            one ->
                Uni.join()
                    .all(
                        batch.stream()
                            .map(
                                element ->
                                    one.apply(element)
                                        .onFailure()
                                        .recoverWithItem(
                                            failure ->
                                                new VenueOutcome.NoAnswer(
                                                    String.valueOf(failure.getMessage()))))
                            .toList())
                    .andFailFast());
  }
}
