// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a venue answered about one element of a batch. */
public sealed interface VenueOutcome {
  /**
   * The venue has taken it. Reports that exist already may travel along; they are also delivered
   * until acknowledged.
   */
  record Accepted(List<VenueReport> reports) implements VenueOutcome {
    public Accepted {
      reports = List.copyOf(reports);
    }
  }

  /**
   * The venue refused it for good; nothing of it will trade.
   *
   * @param stated what it was not sent for, where that is what the venue holds
   */
  record Refused(Reason reason, String text, ExecutionReport.@Nullable Stated stated)
      implements VenueOutcome {
    /** By a rule of its own, which its words tell. */
    public Refused(String text) {
      this(Reason.VENUE_REJECTED, text, null);
    }
  }

  /** The venue does not know this order (cancel, replace and query only). */
  record NotKnown() implements VenueOutcome {}

  /** The venue cannot say; ask again. */
  record NoAnswer(String text) implements VenueOutcome {}

  /** Nothing of it has left this side, for certain: it is to be told again, and not asked about. */
  record NotTold(String text) implements VenueOutcome {}

  /**
   * Nothing of it has left this side, for certain, and nothing will: so it has ended (new only).
   */
  record NeverSent(VenueReport end) implements VenueOutcome {}
}
