// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.Decision;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Books execution reports: one transaction per account and batch. Reports come in any order and any
 * number of times; only what is durable is acknowledged to the venue (I6).
 */
@ApplicationScoped
public class RecordExecutionReports implements ReportSink {
  private static final Logger LOG = Logger.getLogger(RecordExecutionReports.class);
  private static final int BATCH_MAX = 1000;

  private final Books books;

  public RecordExecutionReports(Books books) {
    this.books = books;
  }

  @Override
  public Uni<Void> deliver(ExecutionVenue venue, List<VenueReport> reports) {
    if (reports.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Map<AccountId, List<VenueReport>> byAccount = new LinkedHashMap<>();
    for (VenueReport report : reports) {
      byAccount.computeIfAbsent(report.report().account(), k -> new ArrayList<>()).add(report);
    }
    return Multi.createFrom()
        .iterable(byAccount.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            entry -> recordInBatches(venue, entry.getKey(), entry.getValue()))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> recordInBatches(
      ExecutionVenue venue, AccountId account, List<VenueReport> reports) {
    List<List<VenueReport>> batches = new ArrayList<>();
    for (int from = 0; from < reports.size(); from += BATCH_MAX) {
      batches.add(reports.subList(from, Math.min(reports.size(), from + BATCH_MAX)));
    }
    return Multi.createFrom()
        .iterable(batches)
        .onItem()
        .transformToUniAndConcatenate(batch -> record(venue, account, batch))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> record(ExecutionVenue venue, AccountId account, List<VenueReport> batch) {
    List<ExecutionReport> reports = batch.stream().map(VenueReport::report).toList();
    Set<UUID> keys = new HashSet<>();
    Set<String> executions = new HashSet<>();
    for (ExecutionReport report : reports) {
      keys.add(report.orderKey());
      if (report instanceof ExecutionReport.Trade trade) {
        executions.add(trade.venue() + "/" + trade.execId());
      }
    }
    Set<UUID> ids = new HashSet<>();
    batch.forEach(r -> ids.add(r.id()));
    return books
        .decide(
            account,
            BookScope.reports(keys, executions),
            new Decision("venue:" + venue.name(), "unwind", null),
            book -> book.record(reports))
        .onFailure(RecordExecutionReports::isForeign)
        .recoverWithItem(reports)
        .invoke(
            unknown ->
                unknown.forEach(
                    r ->
                        LOG.warnf(
                            "report of an unknown order accountId=%s venueOrderKey=%s venue=%s",
                            account, r.orderKey(), venue.name())))
        .chain(unknown -> venue.acknowledge(ids));
  }

  /** An account that the ledger does not have: its reports can never be booked. */
  private static boolean isForeign(Throwable failure) {
    return failure instanceof TradingException trading
        && trading.reason() == Reason.ACCOUNT_NOT_FOUND;
  }
}
