// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.ExecutionVenue;
import io.smallrye.mutiny.Uni;

/** The way to one configured venue, which is kept open while the service runs. */
public interface VenueLink {
  ExecutionVenue venue();

  void start();

  /** Ends when the link is down and another replica may take it. */
  Uni<Void> stop();
}
