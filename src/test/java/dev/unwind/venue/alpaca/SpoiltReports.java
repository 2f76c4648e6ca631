// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Lets nothing be recorded of what comes with that which cannot be recorded. */
final class SpoiltReports {
  private final AtomicInteger count = new AtomicInteger();
  private volatile Predicate<ExecutionReport> unrecordable = report -> false;

  /** From now on these cannot be recorded. */
  void from(Predicate<ExecutionReport> reports) {
    unrecordable = reports;
    count.set(0);
  }

  /** How often something could not be recorded since. */
  int count() {
    return count.get();
  }

  ReportSink before(ReportSink recording) {
    return new ReportSink() {
      @Override
      public Uni<Void> deliver(ExecutionVenue venue, List<VenueReport> reports) {
        if (reports.stream().map(VenueReport::report).anyMatch(unrecordable)) {
          count.incrementAndGet();
          return Uni.createFrom().failure(new IllegalStateException("not now"));
        }
        return recording.deliver(venue, reports);
      }

      @Override
      public Uni<Void> follow(ExecutionVenue venue, List<VenueMark> told) {
        return recording.follow(venue, told);
      }
    };
  }
}
