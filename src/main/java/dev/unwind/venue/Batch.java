// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.VenueOutcome;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What venues answer that are asked for each element of a batch by itself. */
public final class Batch {
  private Batch() {}

  /**
   * One outcome for each element, in their order. One that fails leaves it open what came of that
   * element, and the others as they are.
   *
   * @param most elements that are taken together
   * @param how is prepared once for all of them
   */
  public static <T> Uni<List<VenueOutcome>> each(
      List<T> batch, int most, Supplier<Uni<Function<T, Uni<VenueOutcome>>>> how) {
    return each(batch, most, Integer.MAX_VALUE, how);
  }

  /**
   * The same, where each element asks the database for something.
   *
   * @param atOnce elements that are seen to at the same time
   */
  public static <T> Uni<List<VenueOutcome>> each(
      List<T> batch, int most, int atOnce, Supplier<Uni<Function<T, Uni<VenueOutcome>>>> how) {
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
                    // It counts on from this number for each that has ended, and must not overflow.
                    .usingConcurrencyOf(Math.min(atOnce, batch.size()))
                    .andFailFast());
  }
}
