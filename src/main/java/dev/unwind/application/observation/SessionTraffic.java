// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.observation;

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

  /** So many messages of the venue are durable and not booked yet. */
  void waiting(String venue, int messages);
}
