// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static dev.unwind.application.venue.DispatchedOrders.START;
import static dev.unwind.application.venue.DispatchedOrders.keys;
import static dev.unwind.application.venue.DispatchedOrders.order;
import static dev.unwind.application.venue.DispatchedOrders.orders;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import dev.unwind.fixture.NothingObserved;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What goes out later than it was to, on accounts that are restricted meanwhile. */
class LateDispatchTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final VenueName VENUE = new VenueName("test");

  private final SlowVenue venue = new SlowVenue();
  private final Leases leases = new Leases();
  private Instant now = START;
  private final List<BookScope> asked = new ArrayList<>();
  private Set<OrderId> barred = Set.of();

  @Test
  void whatTheVenueHasNotGotIsNotSentAnewWhereTheAccountWasRestrictedMeanwhile() {
    now = START.plusSeconds(20);
    leases.restricted = true;
    barred = Set.of(new OrderId(1));
    dispatcher.handOut(VENUE, List.of(order(1, 1, 2), order(1, 2, 2)), now.plus(LEASE));
    venue.answer();
    assertThat(venue.asked).containsExactly(keys(1, 2));
    assertThat(venue.sent).containsExactly(keys(2));
    assertThat(asked).containsExactly(BookScope.orders(Set.of(new OrderId(1), new OrderId(2))));
  }

  @Test
  void whatCouldNotBeToldIsNotSentLaterWhereTheAccountWasRestrictedMeanwhile() {
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    venue.answer(new VenueOutcome.NotTold("the session is down"));
    leases.restricted = true;
    barred = Set.of(new OrderId(1));
    now = START.plusSeconds(5);
    dispatcher.renewLeases().await().indefinitely();
    assertThat(venue.sent).hasSize(1);
    assertThat(dispatcher.backlog()).isZero();
  }

  @Test
  void whatIsSentAtOnceOrClosesWaitsForNobody() {
    leases.restricted = null;
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    venue.answer();
    now = START.plusSeconds(20);
    Order close = order(2, 2, 1).with().itemId(new LiquidationItemId(1)).build();
    dispatcher.handOut(VENUE, List.of(close, order(2, 3, 1)), now.plus(LEASE));
    venue.answer();
    assertThat(venue.sent).containsExactly(keys(1), keys(2));
  }

  @Test
  void whileNobodyCanTellWhetherItMayNothingGoesOutLate() {
    now = START.plusSeconds(20);
    leases.restricted = null;
    dispatcher.handOut(VENUE, orders(1, 1), now.plus(LEASE));
    assertThat(venue.sent).isEmpty();
    assertThat(dispatcher.backlog()).isOne();
    leases.restricted = false;
    dispatcher.renewLeases().await().indefinitely();
    assertThat(venue.sent).containsExactly(keys(1));
    assertThat(asked).isEmpty();
  }

  private static Order replaced(String qty) {
    Order order = order(1, 1, 2);
    OrderTerms larger = order.terms().with(to -> to.uid(new UUID(0, 9)).qty(Quantity.of(qty)));
    return order.at(
        START,
        to -> to.status(OrderStatus.PENDING_REPLACE).action(VenueAction.REPLACE).pending(larger));
  }

  @Test
  void whatMakesAnOrderLargerIsAskedForAndNotToldWhereTheAccountIsRestricted() {
    leases.restricted = true;
    dispatcher.handOut(VENUE, List.of(replaced("5")), now.plus(LEASE));
    venue.answer();
    assertThat(venue.asked).containsExactly(keys(9));
    assertThat(recorded).as("it may be on its way").isEmpty();
    assertThat(leases.released).containsExactly(new OrderId(1));

    now = START.plusSeconds(21);
    dispatcher.handOut(VENUE, List.of(replaced("5")), now.plus(LEASE));
    venue.answer();
    assertThat(recorded)
        .singleElement()
        .satisfies(
            report ->
                assertThat(report.report()).isInstanceOf(ExecutionReport.ReplaceRejected.class));
  }

  private final List<VenueReport> recorded = new ArrayList<>();

  private final Dispatcher dispatcher =
      new Dispatcher(
          Venues.of(venue),
          recording(),
          leases,
          barring(),
          new Replica(),
          () -> now,
          new NothingObserved(),
          new PairwiseDispatch(1, LEASE));

  private ReportSink recording() {
    return new ReportSink() {
      @Override
      public Uni<Void> deliver(ExecutionVenue from, List<VenueReport> reports) {
        recorded.addAll(reports);
        return Uni.createFrom().voidItem();
      }

      @Override
      public Uni<Void> follow(ExecutionVenue from, List<VenueMark> marks) {
        return Uni.createFrom().voidItem();
      }
    };
  }

  /** Of every account some orders may not go out any more. */
  private Books barring() {
    return (Books)
        Proxy.newProxyInstance(
            Books.class.getClassLoader(),
            new Class<?>[] {Books.class},
            (self, method, given) -> {
              asked.add((BookScope) given[1]);
              return Uni.createFrom().item(barred);
            });
  }
}
