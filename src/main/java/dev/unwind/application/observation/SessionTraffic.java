// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.observation;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * Port: what passes on sessions with venues, for those who watch. All of it returns at once and
 * never fails.
 */
public interface SessionTraffic {
  /** What has become of messages. */
  enum Passed {
    /** Told to the venue. */
    SENT,
    /** Told by the venue, and looked at. */
    RECEIVED,
    /** Of those, what could not be booked by itself. */
    SET_ASIDE,
    /** The venue has asked for messages again, and was told to pass over them. */
    GAP_FILLED
  }

  void passed(String venue, Passed what, int messages);

  /**
   * Follows a message of the work at hand until it has left.
   *
   * @param type as FIX names it
   * @param id that a report on it names; null where it is about no order
   * @param sending whether it was handed to the network
   */
  Uni<Boolean> leaving(String venue, String type, @Nullable String id, Uni<Boolean> sending);

  /** So many messages of the venue are durable and not booked yet. */
  void waiting(String venue, int messages);
}
