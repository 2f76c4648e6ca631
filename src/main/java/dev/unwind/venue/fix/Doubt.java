// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.venue.fix.session.CatchUp;
import dev.unwind.venue.fix.session.FixSettings;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has become of an order that went out. If nothing has come back, numbers decide: once both
 * sides are past it, an order that was filled with a gap has never arrived, and any other has; of
 * that one nothing is said until a report comes.
 */
final class Doubt {
  private static final Duration LOOKED_AT_AGAIN_AFTER = Duration.ofMillis(50);
  private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final int ASKED_MAX = 10_000;

  private final OrderRows orders;
  private final ReportRows reports;
  private final CatchUp catchUp;
  private final Booking booking;
  private final Channel channel;
  private final OutgoingMessages messages;
  private final InstantSource clock;
  private final Duration patience;
  private final Map<UUID, Instant> asked = new ConcurrentHashMap<>();
  private volatile boolean asksStatus;

  Doubt(
      OrderRows orders,
      ReportRows reports,
      CatchUp catchUp,
      Booking booking,
      Channel channel,
      FixSettings settings,
      InstantSource clock) {
    this.orders = orders;
    this.reports = reports;
    this.catchUp = catchUp;
    this.booking = booking;
    this.channel = channel;
    this.clock = clock;
    messages = new OutgoingMessages(settings, clock);
    patience = settings.requestTimeout();
    asksStatus = settings.statusRequests();
  }

  /** The venue cannot be asked about orders. */
  void askNoMore() {
    asksStatus = false;
  }

  /** What is known of it, or that it has never arrived, or that neither can be said. */
  Uni<VenueOutcome> resolve(Standing row) {
    return resolve(row, clock.instant().plus(patience));
  }

  private Uni<VenueOutcome> resolve(Standing row, Instant latest) {
    if (!row.hasLeft()) {
      return outcome(new VenueOutcome.NotKnown());
    }
    if (row.status() != Standing.Status.SENT) {
      return reports
          .of(Set.of(row.key()))
          .map(all -> new VenueOutcome.Accepted(all.getOrDefault(row.key(), List.of())));
    }
    if (!channel.isUp()) {
      return outcome(new VenueOutcome.NoAnswer("the session is down"));
    }
    if (row.known()) {
      return ask(row, "it is pending there");
    }
    if (!isCounted(row)) {
      return ask(row, "numbers began anew, and its number proves nothing any more");
    }
    return isPast(row) ? decide(row) : await(row, latest);
  }

  /** Whether it went out under the numbers that count now. */
  private boolean isCounted(Standing row) {
    Long generation = row.generation();
    return generation != null && generation == channel.generation();
  }

  private boolean isPast(Standing row) {
    Integer seq = row.seq();
    return seq != null && catchUp.isPast(seq, booking.position());
  }

  /** Whether it is certain, as things are known now, that it has never arrived. */
  boolean hasNotArrived(Standing row) {
    return row.isInDoubt() && row.gapFilled() && isCounted(row) && isPast(row);
  }

  /** All that came before was booked: so it is looked at anew. */
  private Uni<VenueOutcome> decide(Standing before) {
    return orders
        .byKeys(Set.of(before.key()))
        .chain(
            rows -> {
              Standing row = rows.get(before.key());
              if (row == null || !row.isInDoubt()) {
                return row == null
                    ? outcome(new VenueOutcome.NoAnswer("it is gone"))
                    : resolve(row, clock.instant());
              }
              return hasNotArrived(row)
                  ? outcome(new VenueOutcome.NotKnown())
                  : ask(row, "received there without a report");
            });
  }

  private Uni<VenueOutcome> await(Standing row, Instant latest) {
    Instant now = clock.instant();
    if (now.isAfter(latest)) {
      return outcome(new VenueOutcome.NoAnswer("not answered yet"));
    }
    Integer seq = row.seq();
    Uni<Boolean> question =
        seq == null
            ? Uni.createFrom().item(false)
            : catchUp
                .ask(seq)
                .map(id -> channel.send(OutgoingMessages.testRequest(id), latest))
                .orElseGet(() -> Uni.createFrom().item(false));
    return question
        .onItem()
        .delayIt()
        .by(LOOKED_AT_AGAIN_AFTER)
        .chain(
            () ->
                isPast(row) || !channel.isUp()
                    ? orders
                        .byKeys(Set.of(row.key()))
                        .chain(rows -> resolve(rows.getOrDefault(row.key(), row), latest))
                    : await(row, latest));
  }

  /** Asks the venue itself, where it can be asked; its reports answer. */
  private Uni<VenueOutcome> ask(Standing row, String why) {
    Instant now = clock.instant();
    Instant before = asked.get(row.key());
    boolean isDue = before == null || before.plus(ASKED_AGAIN_AFTER).isBefore(now);
    if (!asksStatus || !isDue || row.isReplacement()) {
      return outcome(new VenueOutcome.NoAnswer(why));
    }
    if (asked.size() >= ASKED_MAX) {
      asked.clear();
    }
    asked.put(row.key(), now);
    return channel
        .send(messages.question(row), now.plus(patience))
        .map(sent -> new VenueOutcome.NoAnswer(why));
  }

  private static Uni<VenueOutcome> outcome(VenueOutcome outcome) {
    return Uni.createFrom().item(outcome);
  }
}
