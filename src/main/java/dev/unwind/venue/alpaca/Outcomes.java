// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What comes of elements of a batch. */
final class Outcomes {
  private static final Duration LOOKED_AT_AGAIN_AFTER = Duration.ofMillis(500);

  private Outcomes() {}

  /** Of a question: it is put again, and proves nothing. */
  static VenueOutcome unanswered(BrokerAnswer answer) {
    if (answer instanceof BrokerAnswer.NotSent || answer instanceof BrokerAnswer.TooMany) {
      return new VenueOutcome.NotTold("the broker was not asked");
    }
    return new VenueOutcome.NoAnswer(
        answer instanceof Answered answered ? answered.text() : "no answer");
  }

  /** Of an order that was sent, and has no answer worth the name. */
  static VenueOutcome untold(UUID key, BrokerAnswer answer, Doubts doubts) {
    if (answer instanceof BrokerAnswer.NotSent notSent) {
      return new VenueOutcome.NotTold(notSent.why());
    }
    if (answer instanceof BrokerAnswer.TooMany) {
      return new VenueOutcome.NotTold("too many requests");
    }
    doubts.begin(key);
    return new VenueOutcome.NoAnswer(
        answer instanceof BrokerAnswer.Unknown unknown ? unknown.why() : "an unreadable answer");
  }

  /** Of what does not go out as things are; they are looked at again soon. */
  static Uni<VenueOutcome> later(String why) {
    return outcome(new VenueOutcome.NotTold(why)).onItem().delayIt().by(LOOKED_AT_AGAIN_AFTER);
  }

  /** Of what was never sent in its time. */
  static VenueOutcome expired(VenueOrder order, Instant at) {
    return new VenueOutcome.NeverSent(
        OrderReports.report(
            new ExecutionReport.Expired(order.account(), order.key(), Quantity.ZERO, at)));
  }

  static VenueOutcome with(VenueOutcome.Accepted accepted, ExecutionReport report) {
    List<VenueReport> all = new ArrayList<>(accepted.reports());
    all.add(OrderReports.report(report));
    return new VenueOutcome.Accepted(all);
  }

  static Uni<VenueOutcome> outcome(VenueOutcome outcome) {
    return Uni.createFrom().item(outcome);
  }
}
