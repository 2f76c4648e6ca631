// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cancels orders, and asks what has become of them: that a cancel is taken is not its end. */
final class Cancels {
  /** A cancel that the broker has taken is asked about, not repeated, for this long. */
  private static final Duration CANCEL_TAKES = Duration.ofSeconds(10);

  private static final Duration REPEATED_WITHIN = Duration.ofMinutes(1);

  private final BrokerCalls calls;
  private final BrokerCalls sparing;
  private final BrokerCalls looking;
  private final BoundAccount account;
  private final KnownOrders known;
  private final InstantSource clock;
  private final Replacements.WayBack wayBack;

  Cancels(LinkParts parts, InstantSource clock, Replacements.WayBack wayBack) {
    calls = parts.calls();
    sparing = calls.sparing();
    looking = calls.looking();
    account = parts.account();
    known = parts.known();
    this.clock = clock;
    this.wayBack = wayBack;
  }

  Uni<VenueOutcome> cancel(AccountId of, UUID key) {
    UUID id = account.isServed(of) ? known.id(key).orElse(null) : null;
    return id == null
        ? wayBack.found(of, key, order -> cancel(of, key, order))
        : cancel(of, key, id);
  }

  private Uni<VenueOutcome> cancel(AccountId of, UUID key, BrokerOrder order) {
    return order.isFinal() || order.isPendingCancel()
        ? canceled(of, key, order, null)
        : cancel(of, key, order.id());
  }

  private Uni<VenueOutcome> cancel(AccountId of, UUID key, UUID id) {
    if (known.isCanceledSince(key, clock.instant().minus(CANCEL_TAKES))) {
      return afterCancel(of, key, id, null);
    }
    // One that was taken or refused lately is only repeated.
    boolean isRepeated = known.isCanceledSince(key, clock.instant().minus(REPEATED_WITHIN));
    return (isRepeated ? looking : calls)
        .cancel(id)
        .chain(
            answer -> {
              if (answer instanceof Answered answered) {
                // One that it has refused is not asked for again at once either.
                if (answered.isSuccess() || !answered.isUnauthorized() && !answered.isAbsent()) {
                  known.noteCancel(key, clock.instant());
                }
                return afterCancel(of, key, id, answered.isForbidden() ? answered.text() : null);
              }
              return Outcomes.outcome(Outcomes.unanswered(answer));
            });
  }

  /**
   * What has become of it is told by the stream, or asked for again: it takes nothing from orders
   * that are still to be sent or cancelled.
   *
   * @param refusal why the broker will not cancel it, whatever it is asked; null where it may
   */
  private Uni<VenueOutcome> afterCancel(AccountId of, UUID key, UUID id, @Nullable String refusal) {
    return (refusal == null ? sparing : calls)
        .byId(id)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order != null) {
                return canceled(of, key, order, refusal);
              }
              if (answer instanceof Answered answered && answered.isAbsent()) {
                known.forget(key);
                return wayBack.absent(of, key, found -> cancel(of, key, found));
              }
              return Outcomes.outcome(new VenueOutcome.NoAnswer("the cancel is on its way"));
            });
  }

  /**
   * What an order that is to be cancelled has come to; one that is over otherwise stays so. One
   * that was replaced is to be cancelled under its other key, as soon as that is told.
   */
  private Uni<VenueOutcome> canceled(
      AccountId of, UUID key, BrokerOrder order, @Nullable String refusal) {
    return wayBack
        .accepted(of, key, order)
        .map(
            outcome -> {
              boolean over = order.status().equals("filled");
              boolean stays = refusal != null && !order.isFinal() && !order.isPendingCancel();
              return outcome instanceof VenueOutcome.Accepted accepted && (over || stays)
                  ? Outcomes.with(
                      accepted,
                      new ExecutionReport.CancelRejected(
                          of,
                          key,
                          refusal != null && stays ? refusal : "the order is " + order.status(),
                          clock.instant()))
                  : outcome;
            });
  }
}
