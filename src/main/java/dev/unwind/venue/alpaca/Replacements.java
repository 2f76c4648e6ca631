// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.Batch;
import dev.unwind.venue.alpaca.Coverage.Shortfall;
import dev.unwind.venue.alpaca.order.OrderTexts;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces orders by others under new keys, of which the broker may know either. */
final class Replacements {
  /**
   * Requests that one takes, so that it comes to its end: two questions by keys, what is held, the
   * replacement, and how its original stands then.
   */
  private static final int REQUESTS = 5;

  /** So soon they must be there where none is under way. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final RequestBudget budget;
  private final BrokerCalls calls;
  private final BoundAccount account;
  private final Market market;
  private final Coverage coverage;
  private final Doubts doubts;
  private final LinkLease lease;
  private final InstantSource clock;
  private final WayBack wayBack;

  Replacements(LinkParts parts, Market market, InstantSource clock, WayBack wayBack) {
    budget = parts.budget();
    calls = parts.calls().begun();
    account = parts.account();
    coverage = parts.coverage();
    doubts = parts.doubts();
    lease = parts.lease();
    this.market = market;
    this.clock = clock;
    this.wayBack = wayBack;
  }

  /** How what the broker knows of an order becomes an outcome. */
  interface WayBack {
    Uni<VenueOutcome> accepted(AccountId of, UUID key, BrokerOrder order);

    /** Looks it up first. */
    Uni<VenueOutcome> found(AccountId of, UUID key, Function<BrokerOrder, Uni<VenueOutcome>> use);

    /** What is to be said of one that the broker does not know. */
    Uni<VenueOutcome> absent(AccountId of, UUID key, Function<BrokerOrder, Uni<VenueOutcome>> use);
  }

  /**
   * Begins as many as have the requests that they take, which others leave them meanwhile: one that
   * stops half way for want of requests begins anew, and of many none would come to its end.
   */
  Uni<List<VenueOutcome>> replace(List<VenueReplacement> asked, int most) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Queue<RequestBudget.Promise> begun = new ConcurrentLinkedQueue<>();
              int many = Math.min(asked.size(), begun());
              for (int i = 0; i < many; i++) {
                begun.add(budget.promise(REQUESTS));
              }
              return Batch.each(
                      asked, most, () -> Uni.createFrom().item(each -> begin(each, begun.poll())))
                  .onTermination()
                  .invoke(() -> begun.forEach(RequestBudget.Promise::end));
            });
  }

  private Uni<VenueOutcome> begin(
      VenueReplacement request, RequestBudget.@Nullable Promise promise) {
    return promise == null
        ? notYet()
        : replace(request, promise).onTermination().invoke(promise::end);
  }

  /** Cancels and closes come between them. */
  private int begun() {
    int whole = Math.max(0, (budget.free() - BrokerCalls.SPARE) / REQUESTS);
    // What is missing is not what others have been promised.
    boolean isAlone = budget.free() == budget.left();
    return whole == 0 && isAlone && budget.until(REQUESTS - 1).compareTo(SOON) <= 0 ? 1 : whole;
  }

  private Uni<VenueOutcome> notYet() {
    return Outcomes.outcome(
        new VenueOutcome.NotTold("others come first within the limit of requests"));
  }

  /** The new key first: a replacement that has arrived is not asked for again. */
  private Uni<VenueOutcome> replace(VenueReplacement request, RequestBudget.Promise promise) {
    VenueOrder next = request.replacement();
    if (!account.isServed(next.account())) {
      return Outcomes.outcome(new VenueOutcome.NotTold(account.why()));
    }
    return calls
        .byKey(next.key())
        .invoke(promise::made)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order != null) {
                return wayBack.accepted(next.account(), next.key(), order);
              }
              return answer instanceof Answered answered && answered.isAbsent()
                  ? wayBack.found(
                      next.account(),
                      request.original(),
                      original -> replace(request, original, promise))
                  : Outcomes.outcome(Outcomes.unanswered(answer));
            });
  }

  private Uni<VenueOutcome> replace(
      VenueReplacement request, BrokerOrder original, RequestBudget.Promise promise) {
    promise.made();
    VenueOrder next = request.replacement();
    if (original.isFinal()) {
      return original.status().equals("replaced")
          ? Outcomes.outcome(
              new VenueOutcome.NoAnswer("replaced by an order that is not known yet"))
          : notReplaced(request, original, "the order is " + original.status());
    }
    if (original.filled().isPositive()) {
      // Whether the new quantity counts what has traded differs from peer to peer.
      return notReplaced(request, original, "it has traded in part; cancel what is left of it");
    }
    return market
        .byIds(Set.of(next.instrument()))
        .chain(instruments -> coverage.shortfalls(List.of(next), instruments))
        .chain(
            shortfalls -> {
              Shortfall shortfall = shortfalls.get(next.key());
              if (shortfall == null) {
                return send(request, original, promise);
              }
              if (!shortfall.isBelieved()) {
                return Outcomes.later(shortfall.text());
              }
              coverage.forget(next.key());
              return notReplaced(request, original, shortfall.text());
            });
  }

  private Uni<VenueOutcome> send(
      VenueReplacement request, BrokerOrder original, RequestBudget.Promise promise) {
    VenueOrder next = request.replacement();
    boolean mayArrive = doubts.mayArrive(next.key(), lease.since());
    // Nobody may be there any more to take its answer.
    doubts.goesOn(next.key());
    return calls
        .replace(original.id(), OrderTexts.replacement(next))
        .invoke(promise::made)
        .chain(
            answer -> {
              if (!isOver(answer)) {
                doubts.begin(next.key());
              } else if (!mayArrive) {
                doubts.end(next.key());
              }
              BrokerOrder order = OrderReports.order(answer);
              if (order != null) {
                return wayBack.accepted(next.account(), next.key(), order);
              }
              if (answer instanceof Answered answered
                  && !answered.isSuccess()
                  && !answered.isDuplicateKey()
                  && !answered.isUnauthorized()) {
                return notReplaced(request, original, answered.text());
              }
              return Outcomes.outcome(Outcomes.unanswered(answer));
            });
  }

  /** Whether nothing of it is on its way. */
  private static boolean isOver(BrokerAnswer answer) {
    return answer instanceof Answered answered
        ? !answered.isSuccess() && !answered.isDuplicateKey()
        : !(answer instanceof BrokerAnswer.Unknown);
  }

  /**
   * Only where none is on its way: one that was sent before, by whoever had the link then, may
   * arrive after the original was looked at, or have made the broker refuse its own repetition.
   */
  private Uni<VenueOutcome> notReplaced(
      VenueReplacement request, BrokerOrder original, String why) {
    VenueOrder next = request.replacement();
    UUID key = next.key();
    if (!doubts.mayArrive(key, lease.since())) {
      return refused(request, original, why);
    }
    return calls
        .byKey(key)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order != null) {
                return wayBack.accepted(next.account(), key, order);
              }
              return answer instanceof Answered answered
                      && answered.isAbsent()
                      && doubts.notKnown(key).isZero()
                  ? refused(request, original, why)
                  : Outcomes.outcome(Outcomes.unanswered(answer));
            });
  }

  private Uni<VenueOutcome> refused(VenueReplacement request, BrokerOrder original, String why) {
    VenueOrder next = request.replacement();
    return wayBack
        .accepted(next.account(), request.original(), original)
        .map(
            outcome ->
                outcome instanceof VenueOutcome.Accepted accepted
                    ? Outcomes.with(
                        accepted,
                        new ExecutionReport.ReplaceRejected(
                            next.account(), request.original(), next.key(), why, clock.instant()))
                    : outcome);
  }
}
