// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.simulator.book.BookOrder;
import dev.unwind.venue.simulator.book.BookPair;
import dev.unwind.venue.simulator.book.OrderHandling;
import dev.unwind.venue.simulator.book.PairHandling;
import dev.unwind.venue.simulator.book.SimulatorBook;
import dev.unwind.venue.simulator.book.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes replacements: a working order ends as replaced, and another takes its place with what has
 * traded.
 */
final class ReplacementDesk {
  private final Transactions transactions;
  private final SimulatorBook book;
  private final PairDesk pairs;
  private final OrderIntake reception;
  private final SimulatorScenario scenario;
  private final InstantSource clock;
  private final ReportDelivery delivery;
  private final MarketWatch watch;

  ReplacementDesk(
      Transactions transactions,
      SimulatorBook book,
      PairDesk pairs,
      OrderIntake reception,
      SimulatorScenario scenario,
      InstantSource clock,
      ReportDelivery delivery,
      MarketWatch watch) {
    this.transactions = transactions;
    this.book = book;
    this.pairs = pairs;
    this.reception = reception;
    this.scenario = scenario;
    this.clock = clock;
    this.delivery = delivery;
    this.watch = watch;
  }

  /**
   * One batch in work.
   *
   * @param originals the orders to be replaced, as far as the book has them
   * @param pairs those that originals belong to
   * @param known which of the new keys are orders already
   * @param replacements the new orders, by key
   */
  private record Batch(
      Map<VenueOrderRef, OrderHandling> originals,
      Map<BookPair.Ref, PairHandling> pairs,
      Set<VenueOrderRef> known,
      Map<VenueOrderRef, OrderHandling> replacements) {

    /** Every order that the book had before, also others of the same pairs. */
    List<OrderHandling> changed() {
      Set<OrderHandling> all = new LinkedHashSet<>(originals.values());
      all.addAll(PairDesk.handlings(pairs.values()));
      all.removeAll(replacements.values());
      return List.copyOf(all);
    }

    Set<InstrumentId> resting() {
      return replacements.values().stream()
          .map(OrderHandling::order)
          .filter(BookOrder::isWorking)
          .map(o -> o.terms().instrument())
          .collect(Collectors.toSet());
    }
  }

  Uni<List<VenueOutcome>> replace(List<VenueReplacement> requests) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean answered = scenario.answersAtOnce();
    Supplier<Instant> dueAt = () -> scenario.dueAt(now, answered);
    List<VenueOrder> terms = requests.stream().map(VenueReplacement::replacement).toList();
    return reception
        .surroundings(terms)
        .chain(
            around ->
                transactions
                    .transaction(c -> replace(c, requests, around, now, dueAt))
                    .call(batch -> watch.tell(batch.replacements().values()))
                    .call(batch -> watch.lookAgain(batch.resting(), around.quotes())))
        .chain(
            batch -> {
              delivery.expectNow();
              return outcomes(requests, batch, answered);
            });
  }

  private Uni<Batch> replace(
      SqlConnection connection,
      List<VenueReplacement> requests,
      OrderIntake.Surroundings around,
      Instant now,
      Supplier<Instant> dueAt) {
    List<VenueOrderRef> originalRefs = distinct(requests.stream().map(ReplacementDesk::original));
    List<VenueOrderRef> newRefs = distinct(requests.stream().map(ReplacementDesk::replacement));
    return book.journalReplacements(connection, requests, now)
        .chain(() -> pairs.openOf(connection, originalRefs, now))
        .chain(
            opened ->
                book.lock(connection, originalRefs)
                    // a second statement, so that it sees what whoever held the lock has committed
                    .chain(
                        originals ->
                            book.find(connection, newRefs)
                                .map(
                                    known -> {
                                      Map<VenueOrderRef, OrderHandling> handlings = new HashMap<>();
                                      originals.forEach(
                                          (ref, order) ->
                                              handlings.put(
                                                  ref, OrderHandling.ofKnown(order, now, dueAt)));
                                      handlings.putAll(asked(originals.keySet(), opened.values()));
                                      return new Batch(
                                          handlings, opened, known.keySet(), new HashMap<>());
                                    })))
        .invoke(
            batch -> {
              long orderNo = around.firstNo();
              for (VenueReplacement request : requests) {
                decide(request, orderNo++, batch, around, now, dueAt);
              }
            })
        .call(batch -> write(connection, batch, now));
  }

  /** Those of the pairs' working orders that were asked for. */
  private static Map<VenueOrderRef, OrderHandling> asked(
      Set<VenueOrderRef> refs, Collection<PairHandling> opened) {
    Map<VenueOrderRef, OrderHandling> asked = PairDesk.byRef(opened);
    asked.keySet().retainAll(refs);
    return asked;
  }

  private void decide(
      VenueReplacement request,
      long orderNo,
      Batch batch,
      OrderIntake.Surroundings around,
      Instant now,
      Supplier<Instant> dueAt) {
    OrderHandling original = batch.originals().get(original(request));
    VenueOrderRef newRef = replacement(request);
    if (original == null
        || batch.known().contains(newRef)
        || batch.replacements().containsKey(newRef)) {
      return;
    }
    VenueOrder terms =
        reception
            .admitted(request.replacement(), around, now)
            .inPair(original.order().terms().pair());
    String refusal = refusal(original.order(), terms, around);
    if (refusal != null) {
      original.refuseReplacement(terms.key(), refusal);
      return;
    }
    BookOrder successor =
        original.order().replacedBy(orderNo, onward(terms, original.order(), around));
    original.replace(terms.key());
    OrderHandling handling = OrderHandling.ofKnown(successor, now, dueAt);
    PairHandling pair = terms.pair() == null ? null : batch.pairs().get(BookPair.Ref.of(terms));
    if (pair == null) {
      reception.match(handling, around, now);
    } else {
      pair.add(handling);
      pair.happen(handling, h -> reception.match(h, around, now));
    }
    batch.replacements().put(newRef, handling);
  }

  /** A trailing stop keeps the mark of the order whose place it takes. */
  private static VenueOrder onward(
      VenueOrder terms, BookOrder original, OrderIntake.Surroundings around) {
    Trail trail = terms.trail();
    Trail earlier = original.terms().trail();
    Instrument instrument = around.instruments().get(terms.instrument());
    return trail == null || earlier == null || instrument == null
        ? terms
        : terms.trailing(
            trail.onward(terms.side(), earlier, terms.stopPrice(), instrument.priceIncrement()));
  }

  private @Nullable String refusal(
      BookOrder original, VenueOrder terms, OrderIntake.Surroundings around) {
    if (!original.isWorking()) {
      return "order is " + original.status().word();
    }
    if (!original.terms().instrument().equals(terms.instrument())
        || original.terms().side() != terms.side()) {
      return "another instrument or side";
    }
    if (terms.qty().compareTo(original.cumQty().plus(original.taken())) <= 0) {
      return "not more than has traded already";
    }
    return reception.refusal(terms, around);
  }

  private Uni<Void> write(SqlConnection connection, Batch batch, Instant now) {
    boolean repeated = scenario.duplicateReports();
    Uni<Void> changed =
        book.change(connection, batch.changed(), repeated)
            .chain(() -> pairs.note(connection, batch.pairs().values()));
    if (batch.replacements().isEmpty()) {
      return changed;
    }
    List<OrderHandling> replacements = List.copyOf(batch.replacements().values());
    return changed
        .chain(() -> book.take(connection, replacements, now, repeated, false))
        .invoke(
            taken -> {
              if (taken.size() < replacements.size()) {
                throw new IllegalStateException("the key of a replacement is being used elsewhere");
              }
            })
        .replaceWithVoid();
  }

  private Uni<List<VenueOutcome>> outcomes(
      List<VenueReplacement> requests, Batch batch, boolean answered) {
    List<VenueOrderRef> repeated = List.copyOf(batch.known());
    Uni<Map<VenueOrderRef, SimulatorBook.Known>> known =
        repeated.isEmpty()
            ? Uni.createFrom().item(Map.of())
            : transactions.statement(pool -> book.known(pool, repeated));
    return known.map(
        knownOrders ->
            requests.stream()
                .map(request -> outcome(request, batch, knownOrders, answered))
                .toList());
  }

  private static VenueOutcome outcome(
      VenueReplacement request,
      Batch batch,
      Map<VenueOrderRef, SimulatorBook.Known> known,
      boolean answered) {
    SimulatorBook.Known repeated = known.get(replacement(request));
    if (repeated != null) {
      return new VenueOutcome.Accepted(OrderDesk.venueReports(repeated.reports()));
    }
    OrderHandling original = batch.originals().get(original(request));
    if (original == null) {
      return new VenueOutcome.NotKnown();
    }
    if (!answered) {
      return new VenueOutcome.Accepted(List.of());
    }
    List<VenueReport> reports = new ArrayList<>();
    original.reports().stream()
        .filter(r -> request.replacement().key().equals(r.newKey()))
        .forEach(r -> reports.addAll(r.toVenueReports(SimulatorVenue.NAME)));
    OrderHandling successor = batch.replacements().get(replacement(request));
    if (successor != null) {
      reports.addAll(OrderDesk.venueReports(successor.reports()));
    }
    return new VenueOutcome.Accepted(reports);
  }

  private static VenueOrderRef original(VenueReplacement request) {
    return new VenueOrderRef(request.replacement().account(), request.original());
  }

  private static VenueOrderRef replacement(VenueReplacement request) {
    return OrderDesk.refOf(request.replacement());
  }

  private static List<VenueOrderRef> distinct(Stream<VenueOrderRef> refs) {
    return List.copyOf(refs.collect(Collectors.toCollection(LinkedHashSet::new)));
  }
}
