// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.calendar.Sessions;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where orders are executed. Every call takes a batch and answers one outcome per element, in the
 * order asked. A failed {@code Uni} means that the outcome of the whole batch is unknown; nobody
 * may conclude anything from it but must ask with {@link #query}. There are no default methods:
 * what a venue cannot do it says in {@link #capabilities}.
 *
 * <p>Reports that come later than the answer enter through {@code RecordExecutionReports}.
 */
public interface ExecutionVenue {
  /** Stands in fills and logs; stable for ever. */
  String name();

  VenueCapabilities capabilities();

  /**
   * Whether this replica may speak to the venue. Where one replica at a time keeps the link, the
   * others leave its orders to that one.
   */
  boolean isLinkedHere();

  /** Since when the venue does not answer, as far as is known here; empty while it does. */
  Optional<Outage> outage();

  /** That a venue does not answer, and why. */
  record Outage(Instant since, String reason) {}

  /**
   * How many elements it takes at this moment, by its own limits. What has to wait for them waits
   * at the caller, who has nothing to ask about afterwards.
   */
  int room();

  /** When the venue trades what. */
  Sessions sessions();

  /** Sends new orders. A key that the venue knows already must not become a second order there. */
  Uni<List<VenueOutcome>> submit(List<VenueOrder> orders);

  /**
   * Asks to cancel. {@code ACCEPTED} means that the request was taken; its end comes as a report.
   */
  Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders);

  /** Asks to replace working orders by new terms under a new key. */
  Uni<List<VenueOutcome>> replace(List<VenueReplacement> replacements);

  /** Asks what the venue knows of these orders; a known one answers with all its reports so far. */
  Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders);

  /**
   * Tells the venue that reports have been recorded durably and need no repetition.
   *
   * @param reportIds as they came with the reports
   */
  Uni<Void> acknowledge(Set<UUID> reportIds);
}
