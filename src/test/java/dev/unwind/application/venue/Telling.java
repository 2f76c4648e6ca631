// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Tells a simulated venue about orders as the dispatcher does, one at a time. */
final class Telling {
  private final MemoryLedger ledger;
  private final FaultyVenue venue;
  private final Duration lease;

  Telling(MemoryLedger ledger, FaultyVenue venue, Duration lease) {
    this.ledger = ledger;
    this.venue = venue;
    this.lease = lease;
  }

  Conclusions.Conclusion tell(Order order) {
    return switch (Objects.requireNonNull(order.action())) {
      case SEND -> order.leaseEpoch() <= 1 ? send(order) : ask(order);
      case CANCEL -> cancel(order);
      case REPLACE -> replace(order);
    };
  }

  private Conclusions.Conclusion send(Order order) {
    return Conclusions.afterSend(order, venue.submit(VenueMessages.order(order), ledger.now));
  }

  private Conclusions.Conclusion cancel(Order order) {
    Conclusions.Conclusion conclusion = cancel(order, VenueMessages.ref(order));
    OrderTerms pending = order.pending();
    if (pending == null) {
      return conclusion;
    }
    List<VenueReport> reports = new ArrayList<>(conclusion.reports());
    Conclusions.Conclusion ofPending =
        cancel(order, new VenueOrderRef(order.accountId(), pending.uid()));
    reports.addAll(ofPending.reports());
    return new Conclusions.Conclusion(
        reports, conclusion.next() == Conclusions.Next.DONE ? ofPending.next() : conclusion.next());
  }

  private Conclusions.Conclusion cancel(Order order, VenueOrderRef ref) {
    return Conclusions.afterCancel(
        order,
        Conclusions.ofCancel(order, ref, venue.cancel(ref, ledger.now)),
        ledger.now,
        lease.multipliedBy(2));
  }

  private Conclusions.Conclusion replace(Order order) {
    OrderTerms pending = Objects.requireNonNull(order.pending());
    VenueReplacement request =
        new VenueReplacement(order.terms().uid(), VenueMessages.order(order, pending));
    return Conclusions.afterReplace(order, venue.replace(request, ledger.now), ledger.now);
  }

  private Conclusions.Conclusion ask(Order order) {
    VenueOutcome known = venue.query(order);
    return known instanceof VenueOutcome.NotKnown
        ? send(order)
        : Conclusions.afterAsk(order, known);
  }
}
