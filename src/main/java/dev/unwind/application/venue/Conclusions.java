// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.venue.DispatchQueue.Task;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.value.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What may be concluded from a venue's answer. Only an answer proves anything: unknown stays
 * unknown until the venue says that it knows the order, or that it does not.
 */
final class Conclusions {
  private Conclusions() {}

  /** What follows once the reports are recorded. */
  enum Next {
    /** Nothing. */
    DONE,
    /** It is noted that the venue was told; its answer is final. */
    TOLD,
    /** The same, and it is asked about again: nothing final was learned. */
    ASK_AGAIN
  }

  /**
   * @param reports to be recorded
   */
  record Conclusion(List<VenueReport> reports, Next next) {
    static Conclusion done(List<VenueReport> reports) {
      return new Conclusion(reports, Next.DONE);
    }

    static Conclusion open(List<VenueReport> reports) {
      return new Conclusion(reports, Next.ASK_AGAIN);
    }

    /** The same, where it is noted in any case that the venue was told. */
    Conclusion told() {
      return next == Next.DONE ? new Conclusion(reports, Next.TOLD) : this;
    }

    private static Conclusion of(List<VenueReport> reports, boolean isAnswered) {
      return isAnswered ? done(reports) : open(reports);
    }
  }

  /** How an outcome is read. */
  interface Rule {
    Conclusion of(Order order, VenueOutcome outcome);
  }

  static Conclusion afterSend(Order order, VenueOutcome outcome) {
    if (outcome instanceof VenueOutcome.Accepted accepted) {
      return Conclusion.done(withWorking(order, accepted));
    }
    if (outcome instanceof VenueOutcome.Refused refused) {
      return Conclusion.done(List.of(rejected(order, refused)));
    }
    if (outcome instanceof VenueOutcome.NeverSent never) {
      return Conclusion.done(List.of(never.end()));
    }
    return Conclusion.open(List.of());
  }

  /**
   * The venue was asked about an order that may never have arrived; "not known" is handled by
   * sending it.
   */
  static Conclusion afterAsk(Order order, VenueOutcome outcome) {
    if (outcome instanceof VenueOutcome.Accepted accepted) {
      return Conclusion.done(withWorking(order, accepted));
    }
    if (outcome instanceof VenueOutcome.Refused refused) {
      return Conclusion.done(List.of(rejected(order, refused)));
    }
    return Conclusion.of(List.of(), !(outcome instanceof VenueOutcome.NoAnswer));
  }

  /**
   * A cancel that was taken ends with a report; it is repeated until that has come. An order that
   * the venue does not know may still be on its way there, until the last lease under which it
   * could have been sent is over.
   */
  static Conclusion afterCancel(
      Order order, VenueOutcome outcome, Instant now, Duration sendingIsOver) {
    if (outcome instanceof VenueOutcome.Accepted accepted) {
      boolean answered = accepted.reports().stream().anyMatch(r -> endsCancel(r.report()));
      return Conclusion.of(accepted.reports(), answered);
    }
    if (outcome instanceof VenueOutcome.Refused refused) {
      ExecutionReport report =
          new ExecutionReport.CancelRejected(
              order.accountId(), order.terms().uid(), refused.text(), now);
      return Conclusion.done(List.of(new VenueReport(UUID.randomUUID(), report)));
    }
    boolean never = order.times().updatedAt().plus(sendingIsOver).isBefore(now);
    if (outcome instanceof VenueOutcome.NotKnown && never && order.filledQty().isZero()) {
      ExecutionReport report =
          new ExecutionReport.Canceled(
              order.accountId(),
              order.terms().uid(),
              Quantity.ZERO,
              "the venue never received it",
              now);
      return Conclusion.done(List.of(new VenueReport(UUID.randomUUID(), report)));
    }
    return Conclusion.open(List.of());
  }

  /** Orders that were to be cancelled, and were never sent. */
  static List<VenueReport> unsent(List<Task> cancels, Instant now) {
    return cancels.stream()
        .map(Task::order)
        .map(
            order ->
                new ExecutionReport.Canceled(
                    order.accountId(), order.terms().uid(), Quantity.ZERO, "it was not sent", now))
        .map(canceled -> new VenueReport(UUID.randomUUID(), canceled))
        .toList();
  }

  /**
   * What cancels have come to, read for their orders. Of a replacement that the venue does not
   * have, or does not cancel, nothing follows for the order that it was to replace: that is
   * answered under its own key, and may still work.
   */
  static List<VenueOutcome> ofCancels(
      List<Order> orders, List<VenueOrderRef> refs, List<VenueOutcome> outcomes) {
    return IntStream.range(0, refs.size())
        .mapToObj(i -> ofCancel(orders.get(i), refs.get(i), outcomes.get(i)))
        .toList();
  }

  static VenueOutcome ofCancel(Order order, VenueOrderRef ref, VenueOutcome outcome) {
    boolean isOfReplacement = !ref.key().equals(order.terms().uid());
    return isOfReplacement
            && (outcome instanceof VenueOutcome.NotKnown || outcome instanceof VenueOutcome.Refused)
        ? new VenueOutcome.NoAnswer("the replacement is not there, or not cancelled")
        : outcome;
  }

  private static boolean endsCancel(ExecutionReport report) {
    return report instanceof ExecutionReport.Canceled
        || report instanceof ExecutionReport.Expired
        || report instanceof ExecutionReport.CancelRejected
        || report instanceof ExecutionReport.Rejected;
  }

  static Conclusion afterReplace(Order order, VenueOutcome outcome, Instant now) {
    OrderTerms pending = order.pending();
    if (outcome instanceof VenueOutcome.Accepted accepted) {
      boolean answered =
          accepted.reports().stream()
              .anyMatch(
                  r ->
                      r.report() instanceof ExecutionReport.Replaced
                          || r.report() instanceof ExecutionReport.ReplaceRejected);
      return Conclusion.of(accepted.reports(), answered);
    }
    if (pending != null
        && (outcome instanceof VenueOutcome.Refused || outcome instanceof VenueOutcome.NotKnown)) {
      String text =
          outcome instanceof VenueOutcome.Refused refused
              ? refused.text()
              : "the venue does not know the order";
      ExecutionReport report =
          new ExecutionReport.ReplaceRejected(
              order.accountId(), order.terms().uid(), pending.uid(), text, now);
      return Conclusion.done(List.of(new VenueReport(UUID.randomUUID(), report)));
    }
    return Conclusion.open(List.of());
  }

  /**
   * The venue was asked about a replacement that may not be told any more. One that it does not
   * know may still be on its way there, until the last lease under which it could have been told is
   * over.
   */
  static Conclusion afterBarredReplace(
      Order order, VenueOutcome outcome, Instant now, Duration tellingIsOver) {
    boolean mayCome = !order.times().updatedAt().plus(tellingIsOver).isBefore(now);
    return outcome instanceof VenueOutcome.NotKnown && mayCome
        ? Conclusion.open(List.of())
        : afterReplace(order, outcome, now);
  }

  private static List<VenueReport> withWorking(Order order, VenueOutcome.Accepted accepted) {
    List<VenueReport> reports = new ArrayList<>();
    boolean said =
        accepted.reports().stream().anyMatch(r -> !(r.report() instanceof ExecutionReport.Trade));
    if (!said) {
      reports.add(
          new VenueReport(
              UUID.randomUUID(),
              new ExecutionReport.Working(
                  order.accountId(), order.terms().uid(), order.times().submittedAt())));
    }
    reports.addAll(accepted.reports());
    return reports;
  }

  private static VenueReport rejected(Order order, VenueOutcome.Refused refused) {
    return new VenueReport(
        UUID.randomUUID(),
        new ExecutionReport.Rejected(
            order.accountId(),
            order.terms().uid(),
            refused.reason(),
            refused.text(),
            refused.stated(),
            order.times().submittedAt()));
  }
}
