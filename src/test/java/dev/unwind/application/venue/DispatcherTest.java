// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static dev.unwind.application.venue.DispatchedOrders.START;
import static dev.unwind.application.venue.DispatchedOrders.canceled;
import static dev.unwind.application.venue.DispatchedOrders.canceledUnderReplacement;
import static dev.unwind.application.venue.DispatchedOrders.keys;
import static dev.unwind.application.venue.DispatchedOrders.order;
import static dev.unwind.application.venue.DispatchedOrders.orders;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import dev.unwind.application.ledger.Books;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.Expired;
import dev.unwind.domain.value.AccountId;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final VenueName VENUE = new VenueName("test");

  private final SlowVenue venue = new SlowVenue();
  private final Leases leases = new Leases();
  private Instant now = START;
  private final Dispatcher dispatcher = dispatcher(1);

  @Test
  void accountsTakeTurns() {
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3, 4, 5), START.plus(LEASE));
    dispatcher.handOut(VENUE, orders(2, 6), START.plus(LEASE));
    for (int batch = 0; batch < 4; batch++) {
      venue.answer();
    }
    assertThat(venue.sent).containsExactly(keys(1, 2), keys(3, 4), keys(6), keys(5));
    assertThat(dispatcher.backlog()).isZero();
  }

  @Test
  void oneAccountLeavesRoomForOthers() {
    Dispatcher wide = dispatcher(4);
    wide.handOut(VENUE, orders(1, 1, 2, 3, 4, 5, 6, 7), START.plus(LEASE));
    assertThat(venue.sent).containsExactly(keys(1, 2), keys(3, 4));
    wide.handOut(VENUE, orders(2, 8), START.plus(LEASE));
    assertThat(venue.sent).as("at once").hasSize(3).contains(keys(8), atIndex(2));
    for (int batch = 0; batch < 5; batch++) {
      venue.answer();
    }
    assertThat(venue.sent).hasSize(5).endsWith(keys(5, 6), keys(7));
    assertThat(wide.backlog()).isZero();
  }

  @Test
  void ordersWhoseLeaseCouldEndDuringTheCallAreNotSent() {
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3), START.plus(LEASE));
    now = START.plusSeconds(6);
    venue.answer();
    assertThat(venue.sent).containsExactly(keys(1, 2));
    assertThat(dispatcher.backlog()).isZero();
  }

  @Test
  void ordersThatWaitLongerThanTheirLeaseAreSentOnRenewedOnes() {
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3), START.plus(LEASE));
    for (int second = 1; second <= 30; second++) {
      now = START.plusSeconds(second);
      dispatcher.renewLeases().await().indefinitely();
    }
    assertThat(leases.until(1)).as("also while the answer is awaited").isAfter(now);
    venue.answer();
    venue.answer();
    assertThat(venue.sent).containsExactly(keys(1, 2), keys(3));
    assertThat(venue.asked).isEmpty();
    assertThat(leases.renewals).isBetween(6, 12);
  }

  @Test
  void orderThatSomebodyElseHasClaimedIsNotSent() {
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3), START.plus(LEASE));
    leases.lost = Set.of(new OrderId(3));
    for (int second = 1; second <= 30; second++) {
      now = START.plusSeconds(second);
      dispatcher.renewLeases().await().indefinitely();
    }
    venue.answer();
    assertThat(venue.sent).containsExactly(keys(1, 2));
    assertThat(dispatcher.backlog()).isZero();
  }

  @Test
  void leasesOfWhatHasBeenToldAreLeftAlone() {
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    venue.answer();
    now = START.plusSeconds(9);
    dispatcher.renewLeases().await().indefinitely();
    assertThat(leases.renewals).isZero();
  }

  @Test
  void orderThatAnEarlierOwnerMayHaveSentIsAskedAboutFirst() {
    dispatcher.handOut(VENUE, List.of(order(1, 1, 2)), START.plus(LEASE));
    assertThat(venue.asked).containsExactly(keys(1));
    assertThat(venue.sent).isEmpty();
    venue.answer();
    assertThat(venue.sent).as("the venue did not know it").containsExactly(keys(1));
  }

  @Test
  void cancelsAreToldBeforeTheOrdersThatWaitToBeSent() {
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3, 4, 5), START.plus(LEASE));
    dispatcher.handOut(
        VENUE, List.of(canceled(1, 6), canceled(1, 7), canceled(1, 8)), START.plus(LEASE));
    for (int batch = 0; batch < 5; batch++) {
      venue.answer();
    }
    assertThat(venue.told)
        .containsExactly(
            "submit " + keys(1, 2),
            "cancel " + keys(6, 7),
            "cancel " + keys(8),
            "submit " + keys(3, 4),
            "submit " + keys(5));
  }

  @Test
  void cancelDoesNotOvertakeTheOrderThatItIsOf() {
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3, 4), START.plus(LEASE));
    dispatcher.handOut(VENUE, List.of(canceled(1, 4), canceled(1, 1)), START.plus(LEASE));
    for (int batch = 0; batch < 4; batch++) {
      venue.answer();
    }
    assertThat(venue.told)
        .containsExactly(
            "submit " + keys(1, 2),
            "cancel " + keys(1),
            "submit " + keys(3, 4),
            "cancel " + keys(4));
  }

  @Test
  void whatIsOfAVenueLinkedElsewhereIsHandedBackUntold() {
    venue.isLinkedHere = false;
    dispatcher.handOut(VENUE, orders(1, 1, 2), START.plus(LEASE));
    dispatcher.handOut(new VenueName("gone"), orders(1, 3), START.plus(LEASE));
    assertThat(venue.sent).isEmpty();
    assertThat(leases.handedBack).containsExactly(new OrderId(1), new OrderId(2), new OrderId(3));
  }

  @Test
  void whatAVenueHasNoRoomForWaitsWithItsLeasesRenewed() {
    venue.room = 0;
    dispatcher.handOut(VENUE, orders(1, 1, 2), START.plus(LEASE));
    for (int second = 1; second <= 30; second++) {
      now = START.plusSeconds(second);
      dispatcher.renewLeases().await().indefinitely();
    }
    assertThat(venue.sent).isEmpty();
    venue.room = 1;
    dispatcher.renewLeases().await().indefinitely();
    assertThat(venue.sent).as("as many as there is room for").containsExactly(keys(1));
    assertThat(venue.asked).isEmpty();
  }

  @Test
  void whatHasNotLeftIsToldAgainAndNotAskedAbout() {
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    venue.answer(new VenueOutcome.NotTold("limit"));
    assertThat(venue.sent).as("not at once").hasSize(1);
    for (int second = 1; second <= 30; second++) {
      now = START.plusSeconds(second);
      dispatcher.renewLeases().await().indefinitely();
    }
    venue.answer();
    assertThat(venue.sent).containsExactly(keys(1), keys(1));
    assertThat(venue.asked).isEmpty();
    assertThat(dispatcher.backlog()).isZero();
  }

  @Test
  void anAccountThatAVenueDoesNotTakeKeepsNobodyBusyAndNobodyWaiting() {
    venue.refusesToTake = new AccountId(1);
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    dispatcher.handOut(VENUE, orders(2, 2), START.plus(LEASE));
    assertThat(venue.sent).containsExactly(keys(1), keys(2));
    venue.answer();
    dispatcher.renewLeases().await().indefinitely();
    assertThat(venue.sent).containsExactly(keys(1), keys(2), keys(1));
    assertThat(dispatcher.backlog()).isOne();
    dispatcher.handOut(VENUE, List.of(canceled(1, 1)), START.plus(LEASE));
    assertThat(venue.told).as("it rests behind its order").hasSize(3);
  }

  @Test
  void anyNumberOfOrdersWhoseLeasesWereLostIsLeftAtOnce() {
    venue.room = 0;
    long[] many = LongStream.rangeClosed(1, 999).toArray();
    dispatcher.handOut(VENUE, orders(1, many), START.plus(LEASE));
    now = START.plus(LEASE).plusSeconds(1);
    venue.room = 1;
    dispatcher.handOut(VENUE, orders(2, 2_000), now.plus(LEASE));
    venue.answer();
    assertThat(dispatcher.backlog()).isZero();
    assertThat(venue.sent).containsExactly(keys(2_000));
  }

  @Test
  void aCallThatCannotBeMadeTakesNoPlaceForEver() {
    venue.isBroken = true;
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3), START.plus(LEASE));
    venue.isBroken = false;
    dispatcher.handOut(VENUE, orders(1, 4), START.plus(LEASE));
    assertThat(venue.sent).containsExactly(keys(4));
  }

  @Test
  void aVenueThatOnceCannotSayWhatItHasRoomForIsAskedAgain() {
    venue.room = -1;
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    assertThat(venue.sent).isEmpty();
    venue.room = 1000;
    dispatcher.renewLeases().await().indefinitely();
    assertThat(venue.sent).containsExactly(keys(1));
  }

  @Test
  void workThatCannotBeginTakesNoPlaceForEver() {
    beginsNothing = true;
    dispatcher.handOut(VENUE, orders(1, 1, 2), START.plus(LEASE));
    beginsNothing = false;
    dispatcher.handOut(VENUE, orders(1, 3), START.plus(LEASE));
    assertThat(venue.sent).containsExactly(keys(3));
  }

  @Test
  void aCancelIsNotedAsToldWhateverItsAnswerIs() {
    dispatcher.handOut(VENUE, List.of(canceled(1, 1)), START.plus(LEASE));
    venue.answer(new VenueOutcome.Refused("too late"));
    dispatcher.handOut(VENUE, List.of(canceled(1, 2)), START.plus(LEASE));
    venue.answer(new VenueOutcome.Accepted(List.of()));
    assertThat(leases.released).containsExactly(new OrderId(1), new OrderId(2));
  }

  @Test
  void ofAReplacementThatTheVenueDoesNotHaveNothingFollowsForItsOriginal() {
    for (VenueOutcome none :
        List.of(new VenueOutcome.NotKnown(), new VenueOutcome.Refused("too late"))) {
      now = START.plusSeconds(60);
      venue.ofCancels.put(new UUID(0, 1), new VenueOutcome.Accepted(List.of()));
      venue.ofCancels.put(new UUID(0, 2), none);
      dispatcher.handOut(VENUE, List.of(canceledUnderReplacement(1, 1, 2)), now.plus(LEASE));
    }
    assertThat(venue.told).hasSize(2).containsOnly("cancel " + keys(1, 2));
    assertThat(recorded).as("the order is not cancelled yet").isEmpty();
    assertThat(leases.released).as("to be asked about again").contains(new OrderId(1));
  }

  @Test
  void aVenueThatCountsRequestsGetsQuestionsBeforeOrders() {
    venue.isPaced = true;
    venue.room = 0;
    Dispatcher paced = dispatcher(1);
    paced.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    paced.handOut(VENUE, List.of(order(2, 2, 2)), START.plus(LEASE));
    venue.room = 1;
    paced.renewLeases().await().indefinitely();
    assertThat(venue.asked).containsExactly(keys(2));
    assertThat(venue.sent).isEmpty();
  }

  @Test
  void whatWasNeverSentIsCancelledWithoutAskingTheVenue() {
    venue.isPaced = true;
    venue.room = 0;
    Dispatcher paced = dispatcher(1);
    paced.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    paced.handOut(VENUE, List.of(canceled(1, 1)), START.plus(LEASE));
    assertThat(recorded)
        .extracting(VenueReport::report)
        .hasOnlyElementsOfType(ExecutionReport.Canceled.class)
        .hasSize(1);
    venue.room = 1000;
    paced.renewLeases().await().indefinitely();
    assertThat(venue.told).isEmpty();
  }

  @Test
  void ofWhatMayHaveBeenSentTheVenueIsAskedToCancelIt() {
    venue.isPaced = true;
    venue.room = 0;
    Dispatcher paced = dispatcher(1);
    paced.handOut(VENUE, List.of(order(1, 1, 2)), START.plus(LEASE));
    paced.handOut(VENUE, List.of(canceled(1, 1)), START.plus(LEASE));
    // Nobody else could have had the first before its lease was over.
    paced.handOut(VENUE, orders(2, 2), START.plus(LEASE));
    now = START.plus(LEASE).plusSeconds(1);
    paced.handOut(VENUE, List.of(canceled(2, 2)), now.plus(LEASE));
    assertThat(recorded).isEmpty();
  }

  @Test
  void whatTheVenueDidNotTakeIsNotTakenForUnsent() {
    venue.isPaced = true;
    Dispatcher paced = dispatcher(1);
    paced.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    venue.answer(new VenueOutcome.NotTold("too many"));
    venue.room = 0;
    paced.renewLeases().await().indefinitely();
    paced.handOut(VENUE, List.of(canceled(1, 1)), START.plus(LEASE));
    assertThat(recorded).isEmpty();
  }

  @Test
  void whatIsToldLaterIsAPartOfTheWorkThatItWasMadeFor() {
    works = "first";
    dispatcher.handOut(VENUE, orders(1, 1, 2, 3), START.plus(LEASE));
    works = "second";
    dispatcher.handOut(VENUE, orders(2, 4), START.plus(LEASE));
    works = "another that finds an answer";
    for (int batch = 0; batch < 3; batch++) {
      venue.answer();
    }
    assertThat(venue.sent).containsExactly(keys(1, 2), keys(3), keys(4));
    assertThat(within).containsExactly("first", "first", "second");
  }

  @Test
  void whatNeverLeavesIsNoRoundTrip() {
    dispatcher.handOut(VENUE, orders(1, 1), START.plus(LEASE));
    var end = new Expired(new AccountId(1), new UUID(0, 1), Quantity.ZERO, START);
    venue.answer(new VenueOutcome.NeverSent(new VenueReport(UUID.randomUUID(), end)));
    assertThat(acknowledged).isEmpty();
    assertThat(dispatcher.backlog()).isZero();
  }

  private final List<UUID> acknowledged = new ArrayList<>();

  /** Whose work is at hand, and whose each batch was told as a part of. */
  private String works = "";

  private final List<String> within = new ArrayList<>();
  private boolean beginsNothing;
  private final List<VenueReport> recorded = new ArrayList<>();

  private final class Records implements ReportSink {
    @Override
    public Uni<Void> deliver(ExecutionVenue from, List<VenueReport> reports) {
      recorded.addAll(reports);
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> follow(ExecutionVenue from, List<VenueMark> marks) {
      return Uni.createFrom().voidItem();
    }
  }

  private final class Works extends NothingObserved {
    private record Work(String name) implements Origin {}

    @Override
    public Origin origin() {
      return new Work(works);
    }

    @Override
    public <T> Uni<T> within(Origin origin, Uni<T> work) {
      if (beginsNothing) {
        throw new IllegalStateException("no context");
      }
      within.add(((Work) origin).name());
      return work;
    }

    @Override
    public void acknowledged(String venue, List<UUID> orders) {
      acknowledged.addAll(orders);
    }
  }

  /** Of accounts that are not restricted nothing is decided. */
  private static final Books NO_BOOKS =
      (Books)
          Proxy.newProxyInstance(
              Books.class.getClassLoader(),
              new Class<?>[] {Books.class},
              (self, method, given) -> {
                throw new UnsupportedOperationException();
              });

  private Dispatcher dispatcher(int concurrency) {
    return new Dispatcher(
        Venues.of(venue),
        new Records(),
        leases,
        NO_BOOKS,
        new Replica(),
        () -> now,
        new Works(),
        new PairwiseDispatch(concurrency, LEASE));
  }
}
