// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.AccountTurns;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.ClosingFills;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.MarkStore;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.ClosingOrderKey;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.Corrected;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Books execution reports: one transaction per account and batch, and what comes meanwhile in the
 * next one. Reports come in any order and any number of times; only what is durable is acknowledged
 * to the venue (I6). What can never be booked is parked instead, so that nothing else waits for it.
 */
@ApplicationScoped
public class RecordExecutionReports implements ReportSink {
  private static final Logger LOG = Logger.getLogger(RecordExecutionReports.class);
  private static final int BATCH_MAX = 1000;

  /** One that is locked, or whose reports cannot be booked, has the others wait for nothing. */
  private static final int ACCOUNTS_AT_ONCE = 4;

  private static final Exception NOT_BOOKED =
      new IllegalStateException("corrects an execution that could not be booked");

  private final Books books;
  private final ClosingFills fills;
  private final ParkedReports parked;
  private final MarkStore marks;
  private final BookedListener listener;
  private final Observations observations;
  private final BookedInTurn turns = new BookedInTurn(this::record, BATCH_MAX);

  /** Keys of closes whose end was booked here lately: that one works changes nothing any more. */
  private final Set<UUID> closed = Collections.synchronizedSet(new Lately());

  public RecordExecutionReports(
      Books books,
      ClosingFills fills,
      ParkedReports parked,
      MarkStore marks,
      BookedListener listener,
      Observations observations) {
    this.listener = listener;
    this.observations = observations;
    this.books = books;
    this.fills = fills;
    this.parked = parked;
    this.marks = marks;
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
    return AccountTurns.each(
            List.copyOf(byAccount.entrySet()),
            Map.Entry::getKey,
            ACCOUNTS_AT_ONCE,
            entry -> recordInBatches(venue, entry.getKey(), entry.getValue()))
        .chain(
            failed ->
                failed.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(failed.values().iterator().next()));
  }

  @Override
  public Uni<Void> follow(ExecutionVenue venue, List<VenueMark> told) {
    List<List<VenueMark>> batches = new ArrayList<>();
    for (int from = 0; from < told.size(); from += BATCH_MAX) {
      batches.add(told.subList(from, Math.min(told.size(), from + BATCH_MAX)));
    }
    return Multi.createFrom()
        .iterable(batches)
        .onItem()
        .transformToUniAndConcatenate(marks::note)
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
        .transformToUniAndConcatenate(batch -> turns.deliver(venue, account, batch))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> record(ExecutionVenue venue, AccountId account, List<VenueReport> batch) {
    List<ExecutionReport> reports = batch.stream().map(VenueReport::report).toList();
    Set<UUID> ids = new HashSet<>();
    batch.forEach(r -> ids.add(r.id()));
    DecisionOrigin decision = new DecisionOrigin("venue:" + venue.name(), "unwind", null);
    Early early = new Early(ConcurrentHashMap.newKeySet());
    return bookPlain(account, reports, decision)
        .map(booked -> left(batch, booked))
        .chain(left -> decide(venue, account, left, decision, early))
        .chain(() -> wait(venue, account, batch, early))
        .invoke(ids::removeAll)
        .invoke(
            () -> {
              listener.booked(account);
              observations.traded(
                  venue.name(),
                  reports.stream()
                      .filter(Trade.class::isInstance)
                      .map(ExecutionReport::orderKey)
                      .toList());
            })
        .chain(() -> venue.acknowledge(ids));
  }

  /**
   * What these trades leave to the book. A trade may be told and booked before the venue's answer
   * to its order is looked at, which then says no more than that the order works.
   */
  private List<VenueReport> left(List<VenueReport> batch, Set<UUID> booked) {
    closed.addAll(booked);
    return batch.stream()
        .filter(r -> !booked.contains(r.report().orderKey()))
        .filter(
            r ->
                !(r.report() instanceof ExecutionReport.Working)
                    || !closed.contains(r.report().orderKey()))
        .toList();
  }

  /** Corrections of executions that are not booked yet. */
  private record Early(Set<ExecutionReport> corrections) {
    void add(ExecutionReport correction) {
      corrections.add(correction);
    }

    boolean has(ExecutionReport report) {
      return corrections.contains(report);
    }
  }

  /**
   * What corrects an execution that is not booked yet is not acknowledged, so that it is told
   * again; where the execution is parked it can never be booked, and is parked, too.
   *
   * @return the ids of those that shall come again
   */
  private Uni<Set<UUID>> wait(
      ExecutionVenue venue, AccountId account, List<VenueReport> batch, Early early) {
    Set<UUID> again = ConcurrentHashMap.newKeySet();
    return Multi.createFrom()
        .iterable(batch)
        .filter(report -> early.has(report.report()))
        .onItem()
        .transformToUniAndConcatenate(
            report ->
                report.report() instanceof Corrected corrected
                    ? parked
                        .isParked(account, venue.name(), corrected.execId())
                        .chain(
                            isParked ->
                                isParked
                                    ? parked.park(account, venue.name(), report, NOT_BOOKED)
                                    : Uni.createFrom().item(again.add(report.id())))
                    : Uni.createFrom().item(false))
        .collect()
        .last()
        .map(ignored -> again);
  }

  private Uni<Void> decide(
      ExecutionVenue venue,
      AccountId account,
      List<VenueReport> batch,
      DecisionOrigin decision,
      Early early) {
    return book(venue, account, batch.stream().map(VenueReport::report).toList(), decision, early)
        .onFailure(parked::isFinal)
        .recoverWithUni(
            failure ->
                batch.size() == 1
                    ? park(venue, account, batch.get(0), decision, failure)
                    : oneByOne(venue, account, batch, decision, early));
  }

  /** One of them cannot be booked: the others are. */
  private Uni<Void> oneByOne(
      ExecutionVenue venue,
      AccountId account,
      List<VenueReport> batch,
      DecisionOrigin decision,
      Early early) {
    return Multi.createFrom()
        .iterable(batch)
        .onItem()
        .transformToUniAndConcatenate(
            report -> decide(venue, account, List.of(report), decision, early))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** What the venue has traded stays reserved all the same, so that it is not sold again. */
  private Uni<Void> park(
      ExecutionVenue venue,
      AccountId account,
      VenueReport report,
      DecisionOrigin decision,
      Throwable failure) {
    ExecutionReport reported = report.report();
    return books
        .decide(
            account,
            BookScope.reports(Set.of(reported.orderKey()), Set.of()),
            decision,
            book -> book.setAside(reported))
        .onFailure(parked::isFinal)
        .recoverWithNull()
        .chain(() -> parked.park(account, venue.name(), report, failure))
        .invoke(
            fresh -> {
              if (fresh) {
                LOG.errorf(
                    failure,
                    "report parked, it cannot be booked: accountId=%s venue=%s venueOrderKey=%s report=%s",
                    account,
                    venue.name(),
                    reported.orderKey(),
                    report.id());
              }
            })
        .replaceWithVoid();
  }

  /** Most trades of a large liquidation are of a kind that needs no book. */
  private Uni<Set<UUID>> bookPlain(
      AccountId account, List<ExecutionReport> reports, DecisionOrigin decision) {
    List<Trade> trades = loneTrades(reports);
    return trades.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : fills
            .book(account, trades, decision)
            .onFailure(failure -> !(failure instanceof TradingException))
            .recoverWithItem(
                failure -> {
                  LOG.errorf(
                      failure, "left to the book trades=%d accountId=%s", trades.size(), account);
                  return Set.of();
                });
  }

  /** The trades of closing orders of which nothing else is reported but that they work. */
  private static List<Trade> loneTrades(List<ExecutionReport> reports) {
    Map<UUID, Trade> trades = new LinkedHashMap<>();
    Set<UUID> others = new HashSet<>();
    Set<String> executions = new HashSet<>();
    for (ExecutionReport report : reports) {
      if (report instanceof Trade trade) {
        boolean isWhole = trade.qty().equals(trade.cumQty());
        boolean isLone = trades.putIfAbsent(trade.orderKey(), trade) == null;
        boolean mayClose = ClosingOrderKey.mayBe(trade.orderKey());
        if (!mayClose || !isWhole || !isLone || !executions.add(trade.execId())) {
          others.add(trade.orderKey());
        }
      } else if (!(report instanceof ExecutionReport.Working)) {
        others.add(report.orderKey());
      }
    }
    trades.keySet().removeAll(others);
    return List.copyOf(trades.values());
  }

  private Uni<Void> book(
      ExecutionVenue venue,
      AccountId account,
      List<ExecutionReport> reports,
      DecisionOrigin decision,
      Early early) {
    if (reports.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return books
        .decide(account, BookScope.of(reports), decision, book -> book.record(reports))
        .invoke(unknown -> unknown.stream().filter(Corrected.class::isInstance).forEach(early::add))
        .onFailure(RecordExecutionReports::isForeign)
        .recoverWithItem(reports)
        .invoke(
            unknown ->
                unknown.stream()
                    .filter(report -> !early.has(report))
                    .forEach(
                        r ->
                            LOG.warnf(
                                "report of an unknown order accountId=%s venueOrderKey=%s venue=%s",
                                account, r.orderKey(), venue.name())))
        .replaceWithVoid();
  }

  /** An account that the ledger does not have: its reports can never be booked. */
  private static boolean isForeign(Throwable failure) {
    return failure instanceof TradingException trading
        && trading.reason() == Reason.ACCOUNT_NOT_FOUND;
  }

  /** So many as were added last. */
  private static final class Lately extends LinkedHashSet<UUID> {
    private static final long serialVersionUID = 1;
    private static final int MOST = 20_000;

    @Override
    public boolean add(UUID key) {
      boolean isNew = super.add(key);
      if (size() > MOST) {
        remove(iterator().next());
      }
      return isNew;
    }
  }
}
