// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

/** What becomes of requests to the venue and of its answers. */
public enum LinkMode {
  UP,
  /** Requests arrive and take effect, but the sender is told only that there was no answer. */
  ANSWERS_LOST,
  /** Requests never arrive. */
  REQUESTS_LOST
}
