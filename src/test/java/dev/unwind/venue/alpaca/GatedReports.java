// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.venue.ReportLog;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Records when it may. */
final class GatedReports implements ReportSink {
  final AtomicInteger deliveries = new AtomicInteger();

  /** Nothing is recorded before it is open. */
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  volatile boolean isRecording;
  volatile Optional<UUID> unrecordable = Optional.empty();
  private final ReportLog log;

  GatedReports(ReportLog log) {
    this.log = log;
  }

  @Override
  public Uni<Void> deliver(ExecutionVenue venue, List<VenueReport> reports) {
    isRecording = true;
    deliveries.incrementAndGet();
    if (reports.stream().anyMatch(each -> isUnrecordable(each.report()))) {
      return Uni.createFrom().failure(new IllegalStateException("it cannot be recorded"));
    }
    return Uni.createFrom().completionStage(() -> gate).chain(() -> log.deliver(venue, reports));
  }

  private boolean isUnrecordable(ExecutionReport report) {
    return unrecordable.filter(report.orderKey()::equals).isPresent();
  }

  @Override
  public Uni<Void> follow(ExecutionVenue venue, List<VenueMark> told) {
    return log.follow(venue, told);
  }
}
