// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.order.Trail;
import dev.unwind.venue.simulator.book.BookOrder;
import dev.unwind.venue.simulator.book.OrderHandling;
import dev.unwind.venue.simulator.book.SimulatorBook;
import dev.unwind.venue.simulator.book.Transactions;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Tells how far trailing stops have come, after the book has it. What was not heard, or was being
 * told when a process ended, is told again from the book.
 */
final class MarkNotice {
  private static final int PAGE_SIZE = 500;

  private final Transactions transactions;
  private final SimulatorBook book;
  private final Function<List<VenueMark>, Uni<Void>> sink;
  private final FailureNotice notice = new FailureNotice("tell how far stops have trailed");

  /** At the start nobody knows what was heard. */
  private final AtomicBoolean isDoubtful = new AtomicBoolean(true);

  MarkNotice(
      Transactions transactions, SimulatorBook book, Function<List<VenueMark>, Uni<Void>> sink) {
    this.transactions = transactions;
    this.book = book;
    this.sink = sink;
  }

  /** Tells of those orders whose mark has gone on. Never fails. */
  Uni<Void> moved(Collection<OrderHandling> handlings) {
    List<BookOrder> moved =
        handlings.stream().filter(OrderHandling::hasMoved).map(OrderHandling::order).toList();
    return moved.isEmpty() ? Uni.createFrom().voidItem() : guarded(tell(moved));
  }

  /** Tells of all that work, where it is not sure that they were heard. Never fails. */
  Uni<Void> again() {
    return isDoubtful.compareAndSet(true, false)
        ? guarded(tellFrom(0))
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> guarded(Uni<Void> telling) {
    return telling
        .invoke(notice::worked)
        .onFailure()
        .invoke(
            failure -> {
              isDoubtful.set(true);
              notice.failed(failure);
            })
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> tellFrom(long afterOrderNo) {
    return transactions
        .statement(pool -> book.trailing(pool, afterOrderNo, PAGE_SIZE))
        .chain(
            page ->
                tell(page)
                    .chain(
                        () ->
                            page.size() < PAGE_SIZE
                                ? Uni.createFrom().voidItem()
                                : tellFrom(page.get(page.size() - 1).orderNo())));
  }

  private Uni<Void> tell(List<BookOrder> orders) {
    List<VenueMark> marks = new ArrayList<>(orders.size());
    for (BookOrder order : orders) {
      VenueOrder terms = order.terms();
      Trail trail = terms.trail();
      if (trail != null && trail.mark() != null) {
        marks.add(new VenueMark(terms.account(), terms.key(), trail.mark(), trail.stop()));
      }
    }
    return marks.isEmpty() ? Uni.createFrom().voidItem() : sink.apply(marks);
  }
}
