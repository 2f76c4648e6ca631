// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.venue.simulator.book.BookOrder;
import dev.unwind.venue.simulator.book.BookPair;
import dev.unwind.venue.simulator.book.OrderHandling;
import dev.unwind.venue.simulator.book.PairBook;
import dev.unwind.venue.simulator.book.PairHandling;
import dev.unwind.venue.simulator.book.SimulatorBook;
import dev.unwind.venue.simulator.book.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Takes orders that belong to pairs, and opens pairs for whoever handles an order of one. */
final class PairDesk {
  private final Transactions transactions;
  private final SimulatorBook book;
  private final PairBook pairs;
  private final OrderIntake reception;
  private final SimulatorScenario scenario;

  PairDesk(
      Transactions transactions,
      SimulatorBook book,
      PairBook pairs,
      OrderIntake reception,
      SimulatorScenario scenario) {
    this.transactions = transactions;
    this.book = book;
    this.pairs = pairs;
    this.reception = reception;
    this.scenario = scenario;
  }

  /**
   * Takes new orders of pairs and lets them meet the market, all under the locks of their pairs: an
   * order finds what the others have traded, however they arrived.
   *
   * @return those that were not in the book already
   */
  Uni<Map<VenueOrderRef, OrderHandling>> take(
      Map<VenueOrderRef, BookOrder> arriving,
      OrderIntake.Surroundings around,
      Instant now,
      Supplier<Instant> dueAt) {
    if (arriving.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    Set<BookPair.Ref> refs = new LinkedHashSet<>();
    arriving.values().forEach(order -> refs.add(BookPair.Ref.of(order.terms())));
    return transactions.transaction(
        connection ->
            pairs
                .ensure(connection, refs)
                .chain(() -> open(connection, refs, now))
                .chain(
                    opened ->
                        book.find(connection, List.copyOf(arriving.keySet()))
                            .chain(
                                known ->
                                    take(
                                        connection,
                                        arriving,
                                        known.keySet(),
                                        opened,
                                        around,
                                        now,
                                        dueAt))));
  }

  private Uni<Map<VenueOrderRef, OrderHandling>> take(
      SqlConnection connection,
      Map<VenueOrderRef, BookOrder> arriving,
      Set<VenueOrderRef> known,
      Map<BookPair.Ref, PairHandling> opened,
      OrderIntake.Surroundings around,
      Instant now,
      Supplier<Instant> dueAt) {
    Map<VenueOrderRef, OrderHandling> fresh = new LinkedHashMap<>();
    List<VenueOrder> repeats = new ArrayList<>();
    List<OrderHandling> working = handlings(opened.values());
    arriving.forEach(
        (ref, order) -> {
          PairHandling pair = opened.get(BookPair.Ref.of(order.terms()));
          if (known.contains(ref)) {
            repeats.add(order.terms());
          } else if (pair != null) {
            OrderHandling handling = OrderHandling.ofNew(order, now, dueAt);
            pair.receive(handling, h -> reception.receive(h, around, now));
            fresh.put(ref, handling);
          }
        });
    boolean repeated = scenario.duplicateReports();
    List<OrderHandling> taking = List.copyOf(fresh.values());
    return book.change(connection, working, repeated)
        .chain(() -> note(connection, opened.values()))
        .chain(
            () ->
                repeats.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : book.journalDuplicates(connection, repeats, now))
        .chain(() -> book.take(connection, taking, now, repeated, true))
        .invoke(
            taken -> {
              if (taken.size() < taking.size()) {
                throw new IllegalStateException("the key of an order is being used elsewhere");
              }
            })
        .replaceWith(fresh);
  }

  /** Locks pairs with the orders of them that work. */
  Uni<Map<BookPair.Ref, PairHandling>> open(
      SqlConnection connection, Set<BookPair.Ref> refs, Instant now) {
    if (refs.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return pairs
        .lock(connection, refs)
        .chain(
            locked ->
                pairs.working(connection, refs).map(orders -> handlings(locked, orders, now)));
  }

  /** The same for the pairs that these orders belong to, if any. */
  Uni<Map<BookPair.Ref, PairHandling>> openOf(
      SqlConnection connection, List<VenueOrderRef> orders, Instant now) {
    return pairs.ofOrders(connection, orders).chain(refs -> open(connection, refs, now));
  }

  private Map<BookPair.Ref, PairHandling> handlings(
      List<BookPair> locked, List<BookOrder> orders, Instant now) {
    Map<BookPair.Ref, PairHandling> opened = new LinkedHashMap<>();
    locked.forEach(pair -> opened.put(pair.ref(), new PairHandling(pair)));
    for (BookOrder order : orders) {
      PairHandling pair = opened.get(BookPair.Ref.of(order.terms()));
      if (pair != null) {
        pair.add(OrderHandling.ofKnown(order, now, () -> scenario.dueAt(now, false)));
      }
    }
    return opened;
  }

  /** Writes what became of the pairs; their orders are written by whoever handles them. */
  Uni<Void> note(SqlConnection connection, Collection<PairHandling> opened) {
    return pairs.change(
        connection,
        opened.stream().filter(PairHandling::isChanged).map(PairHandling::pair).toList());
  }

  static List<OrderHandling> handlings(Collection<PairHandling> opened) {
    return opened.stream().flatMap(pair -> pair.handlings().stream()).toList();
  }

  /** The orders of opened pairs by what they are called. */
  static Map<VenueOrderRef, OrderHandling> byRef(Collection<PairHandling> opened) {
    Map<VenueOrderRef, OrderHandling> byRef = new HashMap<>();
    handlings(opened).forEach(h -> byRef.put(OrderDesk.refOf(h.order().terms()), h));
    return byRef;
  }
}
