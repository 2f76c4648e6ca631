// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.DispatchQueue.Kind;
import dev.unwind.application.venue.DispatchQueue.Task;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells the venue about orders that were handed out to this replica: batches of one account and one
 * kind, a bounded number at once, accounts in turn. It never sends on an expired lease, and never
 * sends anew what an earlier owner may have sent: it asks the venue first.
 */
@ApplicationScoped
public class Dispatcher implements Outbox {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class);

  private final ExecutionVenue venue;
  private final ReportSink sink;
  private final ClaimStore claims;
  private final Replica replica;
  private final InstantSource clock;
  private final Observations observations;
  private final DispatchConfig config;

  private final DispatchQueue queue;
  private int running;

  public Dispatcher(
      ExecutionVenue venue,
      ReportSink sink,
      ClaimStore claims,
      Replica replica,
      InstantSource clock,
      Observations observations,
      DispatchConfig config) {
    this.observations = observations;
    this.venue = venue;
    this.sink = sink;
    this.claims = claims;
    this.replica = replica;
    this.clock = clock;
    this.config = config;
    queue = new DispatchQueue(config.queueMax(), config.concurrencyPerAccount());
  }

  @Override
  public void handOut(List<Order> orders, Instant leaseUntil) {
    for (Order order : orders) {
      if (!queue.add(new Task(order, Kind.of(order), leaseUntil))) {
        LOG.warnf(
            "queue full, left to be claimed orderId=%s accountId=%s",
            order.id(), order.accountId());
        break;
      }
    }
    pump();
  }

  /** Number of orders in memory that the venue has not been told of. */
  public int backlog() {
    return queue.size();
  }

  /**
   * Renews the leases that near their end of orders that wait here, or whose answer is being
   * recorded. Otherwise a long queue would be claimed away from itself, and every order in it asked
   * about before it is sent. Not sooner than it takes to try again some times, because most of a
   * queue is told within its first lease.
   */
  public Uni<Void> renewLeases() {
    Instant now = clock.instant();
    Duration spare = config.lease().minus(config.venueTimeout()).dividedBy(4);
    List<Task> ending = queue.endingBy(now.plus(config.venueTimeout()).plus(spare));
    List<List<Task>> chunks = new ArrayList<>();
    for (int from = 0; from < ending.size(); from += config.sweepSize()) {
      chunks.add(ending.subList(from, Math.min(ending.size(), from + config.sweepSize())));
    }
    return Multi.createFrom()
        .iterable(chunks)
        .onItem()
        .transformToUniAndConcatenate(this::renew)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Those that another owner has got by now, or that are locked this moment, stay as they are. */
  private Uni<Void> renew(List<Task> batch) {
    Instant until = clock.instant().plus(config.lease());
    return claims
        .renew(batch.stream().map(Task::order).toList(), replica.id(), until)
        .invoke(
            renewed ->
                batch.stream()
                    .filter(told -> renewed.contains(told.order().id()))
                    .forEach(told -> told.renewed(until)))
        .replaceWithVoid();
  }

  private void pump() {
    int batchSize = Math.min(config.batchSize(), venue.capabilities().batchSizeMax());
    while (true) {
      List<Task> batch;
      synchronized (this) {
        if (running >= config.concurrency()) {
          return;
        }
        batch = queue.next(batchSize);
        if (batch.isEmpty()) {
          return;
        }
        running++;
      }
      tell(batch)
          .subscribe()
          .with(
              done -> finished(batch),
              failure -> {
                LOG.warnf("telling the venue failed venue=%s: %s", venue.name(), failure);
                finished(batch);
              });
    }
  }

  private void finished(List<Task> batch) {
    queue.done(batch);
    synchronized (this) {
      running--;
    }
    pump();
  }

  private Uni<Void> tell(List<Task> batch) {
    // A call that could outlive the lease is not begun: by its end another replica may own the
    // order.
    Instant last = clock.instant().plus(config.venueTimeout());
    List<Task> owned = batch.stream().filter(told -> told.isLeasedPast(last)).toList();
    if (owned.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Order> orders = owned.stream().map(Task::order).toList();
    return switch (owned.get(0).kind()) {
      case SEND -> send(orders);
      case ASK -> ask(owned);
      case CANCEL -> cancel(orders);
      case REPLACE -> replace(orders);
    };
  }

  private Uni<Void> send(List<Order> orders) {
    return inTime(venue.submit(orders.stream().map(VenueMessages::order).toList()))
        .chain(outcomes -> conclude(orders, outcomes, Conclusions::afterSend))
        .onFailure()
        .recoverWithUni(failure -> retryLater(orders, failure));
  }

  private Uni<Void> ask(List<Task> batch) {
    List<Order> orders = batch.stream().map(Task::order).toList();
    return inTime(venue.query(orders.stream().map(VenueMessages::ref).toList()))
        .chain(
            outcomes -> {
              for (int i = 0; i < batch.size(); i++) {
                if (outcomes.get(i) instanceof VenueOutcome.NotKnown) {
                  queue.add(batch.get(i).as(Kind.SEND));
                }
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
    observations.outcomesUnknown(orders.size());
    LOG.warnf(
        "outcome unknown, will be asked for orders=%d venue=%s: %s",
        orders.size(), venue.name(), failure);
    return releaseSoon(orders);
  }

  private Uni<Void> releaseSoon(List<Order> orders) {
    Instant now = clock.instant();
    return claims
        .release(orders, replica.id(), now, now.plus(pause()))
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
