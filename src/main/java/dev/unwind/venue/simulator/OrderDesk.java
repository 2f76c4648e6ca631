// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.simulator.book.BookOrder;
import dev.unwind.venue.simulator.book.BookReport;
import dev.unwind.venue.simulator.book.BookStatus;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes orders, cancels and questions: journals the former two, and answers what became of each.
 */
final class OrderDesk {
  /**
   * One order in every batch, so that two batches with the same keys do not wait for each other in
   * a circle.
   */
  private static final Comparator<VenueOrderRef> BY_KEY =
      Comparator.comparingLong((VenueOrderRef r) -> r.account().value())
          .thenComparing(VenueOrderRef::key);

  private final Transactions transactions;
  private final SimulatorBook book;
  private final PairDesk pairs;
  private final OrderIntake reception;
  private final SimulatorScenario scenario;
  private final InstantSource clock;
  private final ReportDelivery delivery;
  private final MarketWatch watch;

  OrderDesk(
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

  Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean answered = scenario.answersAtOnce();
    Map<VenueOrderRef, VenueOrder> first = new LinkedHashMap<>();
    List<VenueOrder> repeats = new ArrayList<>();
    for (VenueOrder order : orders) {
      if (first.putIfAbsent(refOf(order), order) != null) {
        repeats.add(order);
      }
    }
    Supplier<Instant> dueAt = () -> scenario.dueAt(now, answered);
    return reception
        .surroundings(first.values())
        .chain(
            around -> {
              List<OrderHandling> lone = new ArrayList<>();
              Map<VenueOrderRef, BookOrder> paired = new LinkedHashMap<>();
              long orderNo = around.firstNo();
              // In the order of sending: of a pair's orders that both can trade, the first does.
              for (VenueOrder order : first.values()) {
                BookOrder arriving =
                    BookOrder.arriving(orderNo++, reception.admitted(order, around, now));
                if (order.pair() == null) {
                  OrderHandling handling = OrderHandling.ofNew(arriving, now, dueAt);
                  reception.receive(handling, around, now);
                  lone.add(handling);
                } else {
                  paired.put(refOf(order), arriving);
                }
              }
              lone.sort(Comparator.comparing(h -> refOf(h.order().terms()), BY_KEY));
              return take(lone, repeats, now)
                  .chain(
                      taken ->
                          pairs
                              .take(paired, around, now, dueAt)
                              .map(
                                  ofPairs -> {
                                    taken.putAll(ofPairs);
                                    return taken;
                                  }))
                  .invoke(
                      () -> {
                        if (!paired.isEmpty()) {
                          delivery.expectNow();
                        }
                      })
                  .call(taken -> watch.tell(taken.values()))
                  .call(taken -> watch.lookAgain(resting(taken), around.quotes()));
            })
        .chain(taken -> withKnown(orders, taken, answered));
  }

  /** Those that were not in the book already. */
  private Uni<Map<VenueOrderRef, OrderHandling>> take(
      List<OrderHandling> arriving, List<VenueOrder> repeats, Instant now) {
    boolean repeated = scenario.duplicateReports();
    Uni<Set<Long>> take =
        arriving.isEmpty()
            ? Uni.createFrom().item(Set.of())
            : transactions.statement(pool -> book.takeAlone(pool, arriving, now, repeated));
    return take.call(
            () ->
                repeats.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : transactions.statement(pool -> book.journalDuplicates(pool, repeats, now)))
        .map(
            takenNumbers -> {
              delivery.expect();
              Map<VenueOrderRef, OrderHandling> taken = new HashMap<>();
              for (OrderHandling handling : arriving) {
                if (takenNumbers.contains(handling.order().orderNo())) {
                  taken.put(refOf(handling.order().terms()), handling);
                }
              }
              return taken;
            });
  }

  private static Set<InstrumentId> resting(Map<VenueOrderRef, OrderHandling> taken) {
    return taken.values().stream()
        .map(OrderHandling::order)
        .filter(BookOrder::isWorking)
        .map(o -> o.terms().instrument())
        .collect(Collectors.toSet());
  }

  /** Orders that had arrived before are answered with what is known of them. */
  private Uni<List<VenueOutcome>> withKnown(
      List<VenueOrder> orders, Map<VenueOrderRef, OrderHandling> taken, boolean answered) {
    Set<VenueOrderRef> duplicates =
        orders.stream()
            .map(OrderDesk::refOf)
            .filter(ref -> !taken.containsKey(ref))
            .collect(Collectors.toSet());
    Uni<Map<VenueOrderRef, SimulatorBook.Known>> known =
        duplicates.isEmpty() ? Uni.createFrom().item(Map.of()) : known(List.copyOf(duplicates));
    return known.map(
        knownOrders ->
            orders.stream()
                .map(OrderDesk::refOf)
                .map(
                    ref -> {
                      OrderHandling handling = taken.get(ref);
                      return handling == null
                          ? repeatedOutcome(knownOrders.get(ref))
                          : takenOutcome(handling, answered);
                    })
                .toList());
  }

  Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean answered = scenario.answersAtOnce();
    Supplier<Instant> dueAt = () -> scenario.dueAt(now, answered);
    List<VenueOrderRef> distinct = List.copyOf(new LinkedHashSet<>(orders));
    return transactions
        .transaction(
            connection ->
                book.journalCancels(connection, distinct, now)
                    .chain(() -> pairs.openOf(connection, distinct, now))
                    .chain(
                        opened ->
                            book.lock(connection, distinct)
                                .chain(
                                    found ->
                                        cancel(connection, found, opened.values(), now, dueAt))))
        .chain(
            canceled -> {
              delivery.expectNow();
              return told(canceled, answered)
                  .map(
                      known ->
                          orders.stream()
                              .map(ref -> cancelOutcome(ref, canceled, known, answered))
                              .toList());
            });
  }

  /**
   * Cancels in work.
   *
   * @param handlings of the orders that the book has
   * @param finals those of them that were final before
   */
  private record Canceled(Map<VenueOrderRef, OrderHandling> handlings, Set<VenueOrderRef> finals) {}

  private Uni<Canceled> cancel(
      SqlConnection connection,
      Map<VenueOrderRef, BookOrder> found,
      Collection<PairHandling> opened,
      Instant now,
      Supplier<Instant> dueAt) {
    Map<VenueOrderRef, OrderHandling> inPairs = PairDesk.byRef(opened);
    Map<VenueOrderRef, OrderHandling> handlings = new HashMap<>();
    Set<VenueOrderRef> finals = new HashSet<>();
    found.forEach(
        (ref, order) -> {
          OrderHandling leg = inPairs.get(ref);
          handlings.put(ref, leg == null ? OrderHandling.ofKnown(order, now, dueAt) : leg);
          if (!order.isWorking()) {
            finals.add(ref);
          }
        });
    // All that were asked for come first, then what follows for the others of their pairs.
    handlings.values().forEach(this::cancel);
    opened.forEach(PairHandling::settle);
    Set<OrderHandling> all = new LinkedHashSet<>(handlings.values());
    all.addAll(inPairs.values());
    return book.change(connection, List.copyOf(all), scenario.duplicateReports())
        .chain(() -> pairs.note(connection, opened))
        .replaceWith(new Canceled(handlings, finals));
  }

  /** Of orders that were final before, everything is answered again: their end comes first. */
  private Uni<Map<VenueOrderRef, SimulatorBook.Known>> told(Canceled canceled, boolean answered) {
    return answered && !canceled.finals().isEmpty()
        ? known(List.copyOf(canceled.finals()))
        : Uni.createFrom().item(Map.of());
  }

  private void cancel(OrderHandling handling) {
    BookStatus status = handling.order().status();
    if (status != BookStatus.WORKING) {
      handling.refuseCancel("order is " + status.word());
      return;
    }
    switch (scenario.cancel()) {
      case ACCEPT -> handling.cancel("canceled as requested");
      case REJECT -> handling.refuseCancel("cancels are not accepted");
      case IGNORE -> {}
    }
  }

  /** Answers everything that was ever reported about the orders. */
  Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
    return known(List.copyOf(new LinkedHashSet<>(orders)))
        .map(known -> orders.stream().map(ref -> queryOutcome(known.get(ref))).toList());
  }

  private Uni<Map<VenueOrderRef, SimulatorBook.Known>> known(List<VenueOrderRef> orders) {
    return transactions.statement(pool -> book.known(pool, orders));
  }

  private static VenueOutcome takenOutcome(OrderHandling handling, boolean answered) {
    if (!answered) {
      return new VenueOutcome.Accepted(List.of());
    }
    return handling.order().status() == BookStatus.REJECTED
        ? new VenueOutcome.Refused(handling.reports().get(0).text())
        : new VenueOutcome.Accepted(venueReports(handling.reports()));
  }

  private static VenueOutcome repeatedOutcome(SimulatorBook.@Nullable Known known) {
    if (known == null) {
      return new VenueOutcome.NoAnswer("the order is just arriving by another way");
    }
    return known.status() == BookStatus.REJECTED
        ? new VenueOutcome.Refused(known.reports().get(0).text())
        : new VenueOutcome.Accepted(venueReports(known.reports()));
  }

  private static VenueOutcome cancelOutcome(
      VenueOrderRef ref,
      Canceled canceled,
      Map<VenueOrderRef, SimulatorBook.Known> told,
      boolean answered) {
    OrderHandling handling = canceled.handlings().get(ref);
    if (handling == null) {
      return new VenueOutcome.NotKnown();
    }
    SimulatorBook.Known known = told.get(ref);
    if (known != null) {
      return new VenueOutcome.Accepted(venueReports(known.reports()));
    }
    return new VenueOutcome.Accepted(answered ? venueReports(handling.reports()) : List.of());
  }

  private static VenueOutcome queryOutcome(SimulatorBook.@Nullable Known known) {
    return known == null
        ? new VenueOutcome.NotKnown()
        : new VenueOutcome.Accepted(venueReports(known.reports()));
  }

  static List<VenueReport> venueReports(List<BookReport> reports) {
    List<VenueReport> venueReports = new ArrayList<>(reports.size() + 1);
    reports.forEach(r -> venueReports.addAll(r.toVenueReports(SimulatorVenue.NAME)));
    return venueReports;
  }

  static VenueOrderRef refOf(VenueOrder order) {
    return new VenueOrderRef(order.account(), order.key());
  }
}
