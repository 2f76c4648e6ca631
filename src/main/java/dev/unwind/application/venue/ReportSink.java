// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The one door through which execution reports enter. A report is durable when the {@code Uni}
 * completes; the sink has then also acknowledged it to the venue.
 */
public interface ReportSink {
  Uni<Void> deliver(ExecutionVenue venue, List<VenueReport> reports);

  /**
   * How far trailing stops have come. It is the venue's own state, which the ledger only shows, so
   * it is not acknowledged: a venue tells it again when it is not sure.
   */
  Uni<Void> follow(ExecutionVenue venue, List<VenueMark> marks);
}
