// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.venue.fix.KnownOrders.CancelTry;
import dev.unwind.venue.fix.Standing.Status;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.MsgType;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Asks to cancel; each try has an id of its own, and the next goes out when one is in vain. */
final class Cancelling {
  /** A cancel that the venue has received is waited for, not repeated, for this long. */
  private static final Duration TAKES = Duration.ofSeconds(10);

  private final OrderRows orders;
  private final ReportRows reports;
  private final Waiting waiting;
  private final OutgoingMessages messages;
  private final Channel channel;
  private final Doubt doubt;
  private final FixSettings settings;
  private final InstantSource clock;

  Cancelling(
      OrderRows orders,
      ReportRows reports,
      Waiting waiting,
      OutgoingMessages messages,
      Channel channel,
      Doubt doubt,
      FixSettings settings,
      InstantSource clock) {
    this.orders = orders;
    this.reports = reports;
    this.waiting = waiting;
    this.messages = messages;
    this.channel = channel;
    this.doubt = doubt;
    this.settings = settings;
    this.clock = clock;
  }

  static String isOver(Standing row) {
    return "the order is " + row.status().name().toLowerCase(Locale.ROOT);
  }

  /** Whether the answer to a try may still come. */
  static boolean isAwaited(CancelTry one, Instant now) {
    return one.isUnderWay(now.minus(TAKES));
  }

  Uni<VenueOutcome> cancel(Standing row) {
    if (!row.hasLeft() || doubt.hasNotArrived(row)) {
      return outcome(new VenueOutcome.NotKnown());
    }
    if (row.status().isFinal()) {
      return soFar(row);
    }
    if (!channel.isUp()) {
      return outcome(new VenueOutcome.NotTold("the session is down"));
    }
    return orders
        .lastCancel(row.key())
        .chain(
            last ->
                last.filter(one -> isAwaited(one, clock.instant())).isPresent()
                    ? await(row, answer(row), Uni.createFrom().item(true))
                    : send(row, last.map(CancelTry::number).orElse(0) + 1));
  }

  private Uni<VenueOutcome> send(Standing row, int number) {
    Instant now = clock.instant();
    String id = messages.id(row.key(), MsgType.CANCEL, number);
    Uni<Optional<List<VenueReport>>> answer = answer(row);
    return orders
        .insertCancel(id, row.key(), number, now)
        .chain(
            () ->
                await(
                    row,
                    answer,
                    channel.send(messages.cancel(row, id), now.plus(settings.requestTimeout()))));
  }

  private Uni<Optional<List<VenueReport>>> answer(Standing row) {
    return waiting.begin(
        row.key(),
        (standing, told) ->
            standing.status().isFinal()
                || told.stream()
                    .anyMatch(one -> one.report() instanceof ExecutionReport.CancelRejected),
        settings.requestTimeout());
  }

  private Uni<VenueOutcome> await(
      Standing row, Uni<Optional<List<VenueReport>>> answer, Uni<Boolean> sending) {
    return sending.chain(
        sent ->
            sent
                ? answer
                    .chain(told -> orders.byKeys(Set.of(row.key())))
                    .chain(rows -> soFar(rows.getOrDefault(row.key(), row)))
                : outcome(new VenueOutcome.NotTold("the session is down")));
  }

  /** What it has come to; one that is over otherwise stays so. */
  private Uni<VenueOutcome> soFar(Standing row) {
    return reports
        .of(Set.of(row.key()))
        .map(
            all -> {
              List<VenueReport> known = new ArrayList<>(all.getOrDefault(row.key(), List.of()));
              if (row.status() == Status.FILLED || row.status() == Status.REPLACED) {
                known.add(
                    new VenueReport(
                        UUID.randomUUID(),
                        new ExecutionReport.CancelRejected(
                            row.account(), row.key(), isOver(row), clock.instant())));
              }
              return new VenueOutcome.Accepted(known);
            });
  }

  private static Uni<VenueOutcome> outcome(VenueOutcome outcome) {
    return Uni.createFrom().item(outcome);
  }
}
