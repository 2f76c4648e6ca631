// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Tells the venue about orders that were handed out to this replica: batches of one account and one
 * kind, a bounded number at once, accounts in turn, so that one account's ten thousand orders do
 * not delay another's one. It never sends on an expired lease, and never sends anew what an earlier
 * owner may have sent: it asks the venue first.
 */
@ApplicationScoped
public class Dispatcher implements Outbox {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class);

  private final ExecutionVenue venue;
  private final ReportSink sink;
  private final ClaimStore claims;
  private final Replica replica;
  private final InstantSource clock;
  private final DispatchConfig config;

  private final ArrayDeque<AccountId> turn = new ArrayDeque<>();
  private final Map<AccountId, ArrayDeque<Told>> queues = new HashMap<>();
  private final Set<OrderId> known = new HashSet<>();
  private int queued;
  private int running;

  /** An order to be told, and until when this replica may. */
  private record Told(Order order, Instant leaseUntil, Kind kind) {}

  /** What is told; ASK comes before SEND where somebody may have sent it already. */
  private enum Kind {
    SEND,
    ASK,
    CANCEL,
    REPLACE
  }

  public Dispatcher(
      ExecutionVenue venue,
      ReportSink sink,
      ClaimStore claims,
      Replica replica,
      InstantSource clock,
      DispatchConfig config) {
    this.venue = venue;
    this.sink = sink;
    this.claims = claims;
    this.replica = replica;
    this.clock = clock;
    this.config = config;
  }

  @Override
  public void handOut(List<Order> orders, Instant leaseUntil) {
    synchronized (this) {
      for (Order order : orders) {
        if (queued >= config.queueMax()) {
          LOG.warnf(
              "queue full, left to be claimed orderId=%s accountId=%s",
              order.id(), order.accountId());
          break;
        }
        add(new Told(order, leaseUntil, kindOf(order)));
      }
    }
    pump();
  }

  private static Kind kindOf(Order order) {
    if (order.action() == VenueAction.CANCEL) {
      return Kind.CANCEL;
    }
    if (order.action() == VenueAction.REPLACE) {
      return Kind.REPLACE;
    }
    return order.leaseEpoch() <= 1 ? Kind.SEND : Kind.ASK;
  }

  private void add(Told told) {
    AccountId account = told.order().accountId();
    ArrayDeque<Told> queue = queues.get(account);
    if (queue == null) {
      queue = new ArrayDeque<>();
      queues.put(account, queue);
      turn.add(account);
    }
    queue.add(told);
    queued++;
  }

  /** Number of orders in memory that the venue has not been told of. */
  public synchronized int backlog() {
    return queued;
  }

  private void pump() {
    while (true) {
      List<Told> batch;
      synchronized (this) {
        if (running >= config.concurrency()) {
          return;
        }
        batch = next();
        if (batch.isEmpty()) {
          return;
        }
        running++;
      }
      tell(batch)
          .subscribe()
          .with(
              done -> finished(),
              failure -> {
                LOG.warnf("telling the venue failed venue=%s: %s", venue.name(), failure);
                finished();
              });
    }
  }

  private void finished() {
    synchronized (this) {
      running--;
    }
    pump();
  }

  /**
   * The next batch: of the account whose turn it is, as many of the same kind as stand in a row.
   */
  private List<Told> next() {
    AccountId account = turn.poll();
    if (account == null) {
      return List.of();
    }
    ArrayDeque<Told> queue = queues.getOrDefault(account, new ArrayDeque<>());
    List<Told> batch = new ArrayList<>();
    int most = Math.min(config.batchSize(), venue.capabilities().batchSizeMax());
    while (!queue.isEmpty() && batch.size() < most) {
      if (!batch.isEmpty() && queue.peek().kind() != batch.get(0).kind()) {
        break;
      }
      batch.add(queue.poll());
    }
    queued -= batch.size();
    if (queue.isEmpty()) {
      queues.remove(account);
    } else {
      turn.add(account);
    }
    return batch;
  }

  private Uni<Void> tell(List<Told> batch) {
    // A call that could outlive the lease is not begun: by its end another replica may own the
    // order.
    Instant last = clock.instant().plus(config.venueTimeout());
    List<Told> owned = batch.stream().filter(t -> t.leaseUntil().isAfter(last)).toList();
    if (owned.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Order> orders = owned.stream().map(Told::order).toList();
    return switch (owned.get(0).kind()) {
      case SEND -> send(owned);
      case ASK -> ask(owned);
      case CANCEL -> cancel(orders);
      case REPLACE -> replace(orders);
    };
  }

  private Uni<Void> send(List<Told> batch) {
    List<Order> orders = batch.stream().map(Told::order).toList();
    return inTime(venue.submit(orders.stream().map(VenueMessages::order).toList()))
        .chain(outcomes -> conclude(orders, outcomes, Conclusions::afterSend))
        .onFailure()
        .recoverWithUni(failure -> retryLater(orders, failure));
  }

  private Uni<Void> ask(List<Told> batch) {
    List<Order> orders = batch.stream().map(Told::order).toList();
    return inTime(venue.query(orders.stream().map(VenueMessages::ref).toList()))
        .chain(
            outcomes -> {
              List<Told> again = new ArrayList<>();
              for (int i = 0; i < batch.size(); i++) {
                if (outcomes.get(i) instanceof VenueOutcome.NotKnown) {
                  Told told = batch.get(i);
                  again.add(new Told(told.order(), told.leaseUntil(), Kind.SEND));
                }
              }
              synchronized (this) {
                again.forEach(this::add);
              }
              return conclude(orders, outcomes, Conclusions::afterAsk);
            })
        .onFailure()
        .recoverWithUni(failure -> retryLater(orders, failure));
  }

  private Uni<Void> cancel(List<Order> orders) {
    List<VenueOrderRef> refs = new ArrayList<>();
    List<Order> of = new ArrayList<>();
    for (Order order : orders) {
      refs.add(VenueMessages.ref(order));
      of.add(order);
      OrderTerms pending = order.pending();
      if (pending != null) {
        refs.add(new VenueOrderRef(order.accountId(), pending.uid()));
        of.add(order);
      }
    }
    return inTime(venue.cancel(refs))
        .chain(
            outcomes ->
                conclude(
                    of,
                    outcomes,
                    (order, outcome) ->
                        Conclusions.afterCancel(
                            order, outcome, clock.instant(), config.lease().multipliedBy(2))))
        .onFailure()
        .recoverWithUni(failure -> retryLater(orders, failure));
  }

  private Uni<Void> replace(List<Order> orders) {
    List<Order> pending = orders.stream().filter(o -> o.pending() != null).toList();
    List<VenueReplacement> replacements = new ArrayList<>();
    for (Order order : pending) {
      OrderTerms terms = order.pending();
      if (terms != null) {
        replacements.add(
            new VenueReplacement(order.terms().uid(), VenueMessages.order(order, terms)));
      }
    }
    if (replacements.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return inTime(venue.replace(replacements))
        .chain(
            outcomes ->
                conclude(
                    pending,
                    outcomes,
                    (order, outcome) -> Conclusions.afterReplace(order, outcome, clock.instant())))
        .onFailure()
        .recoverWithUni(failure -> retryLater(orders, failure));
  }

  /**
   * Records what the outcomes say; orders without a conclusion are asked about again after a pause.
   */
  private Uni<Void> conclude(
      List<Order> orders, List<VenueOutcome> outcomes, Conclusions.Rule rule) {
    List<VenueReport> reports = new ArrayList<>();
    List<Order> open = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      Conclusions.Conclusion conclusion = rule.of(orders.get(i), outcomes.get(i));
      reports.addAll(conclusion.reports());
      if (conclusion.askAgain()) {
        open.add(orders.get(i));
      }
    }
    Uni<Void> recorded = sink.deliver(venue, reports);
    return open.isEmpty() ? recorded : recorded.chain(() -> releaseSoon(open));
  }

  /**
   * The outcome is unknown: somebody asks the venue about it after the lease. Nothing may be
   * concluded from a failure.
   */
  private Uni<Void> retryLater(List<Order> orders, Throwable failure) {
    LOG.warnf(
        "outcome unknown, will be asked for orders=%d venue=%s: %s",
        orders.size(), venue.name(), failure);
    return releaseSoon(orders);
  }

  private Uni<Void> releaseSoon(List<Order> orders) {
    return claims
        .release(orders, replica.id(), clock.instant().plus(pause()))
        .onFailure()
        .recoverWithNull();
  }

  private Duration pause() {
    return config.sweepInterval();
  }

  private <T> Uni<T> inTime(Uni<T> call) {
    return call.ifNoItem().after(config.venueTimeout()).fail();
  }
}
