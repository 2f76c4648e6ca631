// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever can ask the configured venues of a kind whether they are there, and no more than that.
 */
public interface VenueProbe {
  /** What one venue may take for it, at most. */
  Duration LIMIT = Duration.ofSeconds(5);

  /** A question for each venue, which never fails. */
  List<Uni<Found>> ask();

  /**
   * What was found of a venue.
   *
   * @param where the kind and the address
   * @param advice what to do about it; null where nothing has to be done
   */
  record Found(String venue, String where, String said, @Nullable String advice) {}
}
