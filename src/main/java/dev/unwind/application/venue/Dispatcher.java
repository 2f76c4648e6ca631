// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.DispatchQueue.Kind;
import dev.unwind.application.venue.DispatchQueue.Task;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Tells the venue about orders that were handed out to this replica: batches of one account and one
 * kind, a bounded number at once, accounts in turn. It never sends on an expired lease, and never
 * sends anew what an earlier owner may have sent: it asks the venue first.
 */
@ApplicationScoped
public class Dispatcher implements Outbox {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class);

  private final Venues venues;
  private final ReportSink sink;
  private final ClaimStore claims;
  private final Books books;
  private final Replica replica;
  private final InstantSource clock;
  private final Observations observations;
  private final DispatchConfig config;

  private final Map<String, VenueLane> lanes = new ConcurrentHashMap<>();

  public Dispatcher(
      Venues venues,
      ReportSink sink,
      ClaimStore claims,
      Books books,
      Replica replica,
      InstantSource clock,
      Observations observations,
      DispatchConfig config) {
    this.observations = observations;
    this.venues = venues;
    this.sink = sink;
    this.claims = claims;
    this.books = books;
    this.replica = replica;
    this.clock = clock;
    this.config = config;
  }

  @Override
  public void handOut(VenueName name, List<Order> orders, Instant leaseUntil) {
    ExecutionVenue venue = venues.find(name).filter(ExecutionVenue::isLinkedHere).orElse(null);
    if (venue == null) {
      handBack(orders);
      return;
    }
    VenueLane lane = lanes.computeIfAbsent(name.value(), k -> new VenueLane(venue, config));
    Observations.Origin origin = observations.origin();
    List<Task> unsent = new ArrayList<>();
    for (Order order : orders) {
      Task told = new Task(order, Kind.of(order), leaseUntil, origin);
      if (lane.takeOutUnsent(told, clock.instant())) {
        unsent.add(told);
      } else if (!lane.add(told)) {
        break;
      }
    }
    if (!unsent.isEmpty()) {
      end(lane, unsent);
    }
    pump(lane);
  }

  /** What was never sent is cancelled without asking; what cannot be recorded is told as ever. */
  private void end(VenueLane lane, List<Task> unsent) {
    sink.deliver(lane.venue(), Conclusions.unsent(unsent, clock.instant()))
        .onFailure()
        .invoke(failure -> unsent.forEach(lane::add))
        .subscribe()
        .with(done -> {}, failure -> pump(lane));
  }

  /** Whoever has the link claims them. */
  private void handBack(List<Order> orders) {
    claims
        .handBack(orders, replica.id(), clock.instant())
        .subscribe()
        .with(
            done -> {}, failure -> LOG.debugf("left to be claimed after their lease: %s", failure));
  }

  /** Number of orders in memory that the venue has not been told of. */
  public int backlog() {
    return lanes.values().stream().mapToInt(VenueLane::size).sum();
  }

  /**
   * Renews the leases that near their end of orders that wait here, or whose answer is being
   * recorded: a long queue would be claimed away from itself. Not sooner than it takes to try
   * again.
   */
  public Uni<Void> renewLeases() {
    Instant now = clock.instant();
    Duration spare = config.lease().minus(config.venueTimeout()).dividedBy(4);
    // What waited for a venue's limits has its turn at the latest here.
    lanes.values().forEach(VenueLane::resume);
    lanes.values().forEach(this::pump);
    Instant soon = now.plus(config.venueTimeout()).plus(spare);
    List<Task> ending =
        lanes.values().stream()
            .filter(lane -> lane.venue().isLinkedHere())
            .flatMap(lane -> lane.endingBy(soon).stream())
            .toList();
    return Multi.createFrom()
        .iterable(ending)
        .group()
        .intoLists()
        .of(config.sweepSize())
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

  private void pump(VenueLane lane) {
    lane.drain(() -> tellAll(lane));
  }

  private void tellAll(VenueLane lane) {
    try {
      VenueLane.Batch batch = lane.next();
      while (!batch.isEmpty()) {
        begin(lane, batch);
        batch = lane.next();
      }
    } catch (RuntimeException e) {
      // What waits is looked at again when leases are renewed.
      LOG.warnf(e, "telling the venue stopped short venue=%s", lane.venue().name());
    }
  }

  private void begin(VenueLane lane, VenueLane.Batch told) {
    // Orders of one account that several requests have made are told as a part of the first one.
    Uni.createFrom()
        .deferred(
            () ->
                observations.within(
                    told.tasks().get(0).origin(),
                    Uni.createFrom().deferred(() -> tell(lane, told.tasks()))))
        .subscribe()
        .with(
            done -> finished(lane, told),
            failure -> {
              LOG.warnf("telling the venue failed venue=%s: %s", lane.venue().name(), failure);
              finished(lane, told);
            });
  }

  private void finished(VenueLane lane, VenueLane.Batch batch) {
    lane.done(batch);
    pump(lane);
  }

  /**
   * A call that could outlive the lease is not begun: by its end another replica may own the order.
   */
  private List<Task> leasedForACall(List<Task> batch) {
    Instant last = clock.instant().plus(config.venueTimeout());
    return batch.stream().filter(told -> told.isLeasedPast(last)).toList();
  }

  private Uni<Void> tell(VenueLane lane, List<Task> batch) {
    List<Task> owned = leasedForACall(batch);
    if (owned.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return switch (owned.get(0).kind()) {
      case SEND -> send(lane, owned);
      case ASK -> ask(lane, owned);
      case CANCEL -> cancel(lane, owned);
      case REPLACE -> replace(lane, owned);
    };
  }

  /**
   * What goes out later than it was to, because nobody could reach the venue or the venue had not
   * got it, may not be allowed to any more. It is looked at here, as late as can be, and a close
   * never is; what waits for a turn meanwhile waits no longer than for a call.
   */
  private Uni<Void> send(VenueLane lane, List<Task> batch) {
    Instant longAgo = clock.instant().minus(config.sweepInterval());
    Map<Boolean, List<Task>> byLateness =
        batch.stream()
            .collect(
                Collectors.partitioningBy(
                    told ->
                        !told.order().isLiquidation()
                            && told.order().times().updatedAt().isBefore(longAgo)));
    List<Task> late = byLateness.getOrDefault(true, List.of());
    return submit(lane, byLateness.getOrDefault(false, List.of()))
        .chain(() -> late.isEmpty() ? Uni.createFrom().item(late) : unbarred(lane, late))
        .chain(allowed -> submit(lane, leasedForACall(allowed)));
  }

  /** Those that may go out; while nobody can tell, they rest. */
  private Uni<List<Task>> unbarred(VenueLane lane, List<Task> late) {
    AccountId account = late.get(0).order().accountId();
    Set<OrderId> ids = late.stream().map(told -> told.order().id()).collect(Collectors.toSet());
    Uni<Set<OrderId>> asked =
        claims
            .isRestricted(account)
            .chain(
                isRestricted ->
                    isRestricted
                        ? books.decide(
                            account, BookScope.orders(ids), DecisionOrigin.SERVICE, b -> b.bar(ids))
                        : Uni.createFrom().item(Set.of()));
    return inTime(asked)
        .map(barred -> late.stream().filter(t -> !barred.contains(t.order().id())).toList())
        .onFailure()
        .recoverWithItem(
            failure -> {
              lane.rest(late, failure);
              return List.of();
            });
  }

  private Uni<Void> submit(VenueLane lane, List<Task> batch) {
    if (batch.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String venue = lane.venue().name();
    List<VenueOrder> orders = batch.stream().map(t -> VenueMessages.order(t.order())).toList();
    observations.told(venue, orders.stream().map(VenueOrder::key).toList());
    return concluded(
        lane,
        batch,
        lane.venue().submit(orders),
        outcomes ->
            observations.acknowledged(
                venue,
                IntStream.range(0, orders.size())
                    .filter(i -> outcomes.get(i) instanceof VenueOutcome.Accepted)
                    .mapToObj(i -> orders.get(i).key())
                    .toList()),
        Conclusions::afterSend);
  }

  private Uni<Void> ask(VenueLane lane, List<Task> batch) {
    return concluded(
        lane,
        batch,
        lane.venue().query(batch.stream().map(t -> VenueMessages.ref(t.order())).toList()),
        outcomes ->
            IntStream.range(0, batch.size())
                .filter(i -> outcomes.get(i) instanceof VenueOutcome.NotKnown)
                .forEach(i -> lane.add(batch.get(i).as(Kind.SEND))),
        Conclusions::afterAsk);
  }

  private Uni<Void> cancel(VenueLane lane, List<Task> batch) {
    List<VenueOrderRef> refs = new ArrayList<>();
    List<Task> of = new ArrayList<>();
    for (Task told : batch) {
      for (VenueOrderRef ref : VenueMessages.cancels(told.order())) {
        refs.add(ref);
        of.add(told);
      }
    }
    // Also where it is answered: a refusal may be too old for the ledger, and whoever waits counts
    // from the telling.
    return concluded(
        lane,
        of,
        lane.venue()
            .cancel(refs)
            .map(told -> Conclusions.ofCancels(of.stream().map(Task::order).toList(), refs, told)),
        (order, outcome) ->
            Conclusions.afterCancel(order, outcome, clock.instant(), config.lease().multipliedBy(2))
                .told());
  }

  /**
   * What makes an order larger is not told any more where the account has been restricted since:
   * there the venue is asked whether it has been told already.
   */
  private Uni<Void> replace(VenueLane lane, List<Task> batch) {
    Map<Boolean, List<Task>> byGrowth =
        batch.stream().collect(Collectors.partitioningBy(Task::enlarges));
    List<Task> larger = byGrowth.getOrDefault(true, List.of());
    Uni<Void> others = tellReplacements(lane, byGrowth.getOrDefault(false, List.of()));
    return larger.isEmpty()
        ? others
        : others
            .chain(() -> inTime(claims.isRestricted(larger.get(0).order().accountId())))
            .onItem()
            .transformToUni(
                isRestricted ->
                    isRestricted
                        ? askForReplacements(lane, leasedForACall(larger))
                        : tellReplacements(lane, leasedForACall(larger)))
            .onFailure()
            .invoke(failure -> lane.rest(larger, failure))
            .onFailure()
            .recoverWithNull();
  }

  private Uni<Void> tellReplacements(VenueLane lane, List<Task> batch) {
    List<Task> pending = new ArrayList<>();
    List<VenueReplacement> replacements = new ArrayList<>();
    for (Task told : batch) {
      Order order = told.order();
      OrderTerms terms = order.pending();
      if (terms != null) {
        pending.add(told);
        replacements.add(
            new VenueReplacement(order.terms().uid(), VenueMessages.order(order, terms)));
      }
    }
    return replacements.isEmpty()
        ? Uni.createFrom().voidItem()
        : concluded(
            lane,
            pending,
            lane.venue().replace(replacements),
            (order, outcome) -> Conclusions.afterReplace(order, outcome, clock.instant()));
  }

  private Uni<Void> askForReplacements(VenueLane lane, List<Task> larger) {
    List<VenueOrderRef> refs =
        larger.stream().flatMap(told -> VenueMessages.pending(told.order()).stream()).toList();
    return refs.isEmpty()
        ? Uni.createFrom().voidItem()
        : concluded(
            lane,
            larger,
            lane.venue().query(refs),
            (order, outcome) ->
                Conclusions.afterBarredReplace(
                    order, outcome, clock.instant(), config.lease().multipliedBy(2)));
  }

  private Uni<Void> concluded(
      VenueLane lane, List<Task> batch, Uni<List<VenueOutcome>> call, Conclusions.Rule rule) {
    return concluded(lane, batch, call, outcomes -> {}, rule);
  }

  /**
   * @param heard what is done with an answer that came in time, before it is concluded from
   */
  private Uni<Void> concluded(
      VenueLane lane,
      List<Task> batch,
      Uni<List<VenueOutcome>> call,
      Consumer<List<VenueOutcome>> heard,
      Conclusions.Rule rule) {
    return inTime(call)
        .invoke(heard)
        .chain(outcomes -> conclude(lane, batch, outcomes, rule))
        .onFailure()
        .recoverWithUni(failure -> retryLater(lane, batch, failure));
  }

  /**
   * Records what the outcomes say; orders without a conclusion are asked about again after a pause,
   * and what was not told waits here on.
   */
  private Uni<Void> conclude(
      VenueLane lane, List<Task> batch, List<VenueOutcome> outcomes, Conclusions.Rule rule) {
    List<VenueReport> reports = new ArrayList<>();
    List<Order> told = new ArrayList<>();
    Set<Task> untold = new LinkedHashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i) instanceof VenueOutcome.NotTold) {
        untold.add(batch.get(i));
        continue;
      }
      Conclusions.Conclusion conclusion = rule.of(batch.get(i).order(), outcomes.get(i));
      reports.addAll(conclusion.reports());
      if (conclusion.next() != Conclusions.Next.DONE) {
        told.add(batch.get(i).order());
      }
    }
    lane.rest(List.copyOf(untold));
    Uni<Void> recorded = sink.deliver(lane.venue(), reports);
    return told.isEmpty() ? recorded : recorded.chain(() -> releaseSoon(told));
  }

  /**
   * The outcome is unknown: somebody asks the venue about it after the lease. Nothing may be
   * concluded from a failure.
   */
  private Uni<Void> retryLater(VenueLane lane, List<Task> batch, Throwable failure) {
    List<Order> orders = batch.stream().map(Task::order).distinct().toList();
    observations.outcomesUnknown(orders.size());
    LOG.warnf(
        "outcome unknown, will be asked for orders=%d venue=%s: %s",
        orders.size(), lane.venue().name(), failure);
    return releaseSoon(orders);
  }

  private Uni<Void> releaseSoon(List<Order> orders) {
    Instant now = clock.instant();
    return claims
        .release(orders, replica.id(), now, now.plus(config.sweepInterval()))
        .onFailure()
        .recoverWithNull();
  }

  private <T> Uni<T> inTime(Uni<T> call) {
    return call.ifNoItem().after(config.venueTimeout()).fail();
  }
}
