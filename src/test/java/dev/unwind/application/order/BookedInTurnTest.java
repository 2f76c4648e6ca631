// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.venue.UnusedVenue;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BookedInTurnTest {
  private static final AccountId ACCOUNT = new AccountId(1);
  private static final AccountId OTHER = new AccountId(2);
  private static final int MOST = 10;

  private final UnusedVenue venue = new UnusedVenue();
  private final List<List<VenueReport>> booked = new ArrayList<>();
  private final List<UniEmitter<? super Void>> underWay = new ArrayList<>();
  private final BookedInTurn turns =
      new BookedInTurn(
          (at, account, reports) ->
              Uni.createFrom()
                  .emitter(
                      emitter -> {
                        booked.add(reports);
                        underWay.add(emitter);
                      }),
          MOST);

  @Test
  void whatComesMeanwhileIsBookedTogether() {
    List<VenueReport> first = reports(ACCOUNT, 1);
    List<VenueReport> second = reports(ACCOUNT, 3);
    List<VenueReport> third = reports(ACCOUNT, 2);

    UniAssertSubscriber<Void> one = deliver(ACCOUNT, first);
    UniAssertSubscriber<Void> two = deliver(ACCOUNT, second);
    UniAssertSubscriber<Void> three = deliver(ACCOUNT, third);
    assertThat(booked).containsExactly(first);

    underWay.get(0).complete(null);
    one.assertCompleted();
    two.assertNotTerminated();
    assertThat(booked).containsExactly(first, joined(second, third));

    underWay.get(1).complete(null);
    two.assertCompleted();
    three.assertCompleted();
  }

  @Test
  void noMoreIsBookedTogetherThanMay() {
    deliver(ACCOUNT, reports(ACCOUNT, 1));
    List<VenueReport> second = reports(ACCOUNT, MOST - 1);
    List<VenueReport> third = reports(ACCOUNT, 2);
    List<VenueReport> large = reports(ACCOUNT, MOST + 1);
    deliver(ACCOUNT, second);
    deliver(ACCOUNT, third);
    deliver(ACCOUNT, large);

    for (int i = 0; i < 4; i++) {
      underWay.get(i).complete(null);
    }

    assertThat(booked.subList(1, booked.size())).containsExactly(second, third, large);
  }

  @Test
  void whoHasGivenUpWaitsNoLonger() {
    deliver(ACCOUNT, reports(ACCOUNT, 1));
    deliver(ACCOUNT, reports(ACCOUNT, 1)).cancel();
    List<VenueReport> again = reports(ACCOUNT, 1);
    deliver(ACCOUNT, again);

    underWay.get(0).complete(null);

    assertThat(booked.subList(1, booked.size())).containsExactly(again);
  }

  @Test
  void whatIsTooMuchToWaitIsRefusedAndMayComeAgain() {
    deliver(ACCOUNT, reports(ACCOUNT, 1));
    deliver(ACCOUNT, reports(ACCOUNT, BookedInTurn.WAITING_MAX));

    deliver(ACCOUNT, reports(ACCOUNT, 1)).assertFailedWith(TradingException.class);
    deliver(OTHER, reports(OTHER, 1)).assertNotTerminated();

    underWay.get(0).complete(null);
    deliver(ACCOUNT, reports(ACCOUNT, 1)).assertNotTerminated();
  }

  @Test
  void accountsDoNotWaitForEachOther() {
    deliver(ACCOUNT, reports(ACCOUNT, 1));
    deliver(OTHER, reports(OTHER, 1));

    assertThat(booked).hasSize(2);
  }

  @Test
  void itBeginsAgainAfterItHasHadNothingToDo() {
    UniAssertSubscriber<Void> one = deliver(ACCOUNT, reports(ACCOUNT, 1));
    underWay.get(0).complete(null);
    UniAssertSubscriber<Void> two = deliver(ACCOUNT, reports(ACCOUNT, 1));
    underWay.get(1).complete(null);

    one.assertCompleted();
    two.assertCompleted();
  }

  @Test
  void oneThatCannotBeBookedKeepsNoOtherBack() {
    deliver(ACCOUNT, reports(ACCOUNT, 1));
    List<VenueReport> bad = reports(ACCOUNT, 1);
    List<VenueReport> good = reports(ACCOUNT, 1);
    UniAssertSubscriber<Void> badOne = deliver(ACCOUNT, bad);
    UniAssertSubscriber<Void> goodOne = deliver(ACCOUNT, good);
    underWay.get(0).complete(null);

    underWay.get(1).fail(new IllegalStateException("a defect"));
    assertThat(booked.get(2)).isEqualTo(bad);
    underWay.get(2).fail(new IllegalStateException("a defect"));
    assertThat(booked.get(3)).isEqualTo(good);
    underWay.get(3).complete(null);

    badOne.assertFailedWith(IllegalStateException.class);
    goodOne.assertCompleted();
  }

  @Test
  void allFailWhereTheStoreIsAway() {
    deliver(ACCOUNT, reports(ACCOUNT, 1));
    UniAssertSubscriber<Void> two = deliver(ACCOUNT, reports(ACCOUNT, 1));
    UniAssertSubscriber<Void> three = deliver(ACCOUNT, reports(ACCOUNT, 1));
    underWay.get(0).complete(null);

    underWay.get(1).fail(new TradingException(Reason.STORE_UNAVAILABLE));

    two.assertFailedWith(TradingException.class);
    three.assertFailedWith(TradingException.class);
    assertThat(booked).hasSize(2);
  }

  private UniAssertSubscriber<Void> deliver(AccountId account, List<VenueReport> reports) {
    return turns
        .deliver(venue, account, reports)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static List<VenueReport> reports(AccountId account, int count) {
    return Stream.generate(
            () ->
                new VenueReport(
                    UUID.randomUUID(),
                    new ExecutionReport.Working(account, UUID.randomUUID(), Instant.EPOCH)))
        .limit(count)
        .toList();
  }

  private static List<VenueReport> joined(List<VenueReport> one, List<VenueReport> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
