// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.order.ParkedReports;
import dev.unwind.domain.Reason;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.venue.TestMarket;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has happened at a venue is given up for what is the matter with it alone. */
class BookActivitiesTest {
  private static final AccountId ACCOUNT = new AccountId(1);
  private static final Activity FIRST = fee("first");
  private static final Activity SECOND = fee("second");

  private final List<String> noted = new ArrayList<>();
  private final List<String> parked = new ArrayList<>();
  private final Map<String, Uni<Boolean>> outcomes = new HashMap<>();
  private List<Activity> listed = List.of(FIRST, SECOND);
  private List<Activity> left = List.of();
  private Instant now = Instant.parse("2026-11-27T15:00:00Z");

  private final StatesAccount venue =
      of(
          StatesAccount.class,
          (self, method, given) -> {
            if (method.getName().equals("activities")) {
              left = listed.stream().filter(a -> !noted.contains(a.id())).toList();
              return Uni.createFrom().item(left);
            }
            @SuppressWarnings("unchecked")
            Set<String> ids = (Set<String>) given[1];
            noted.addAll(ids);
            return Uni.createFrom().voidItem();
          });
  private final BookActivities booking =
      new BookActivities(
          of(
              Books.class,
              (self, method, given) -> {
                Activity next = left.get(0);
                left = left.subList(1, left.size());
                return outcomes.getOrDefault(next.id(), Uni.createFrom().item(true));
              }),
          of(Adjustments.class, (self, method, given) -> Uni.createFrom().item(Set.of())),
          new StatedInstruments(
              new TestMarket(), of(NewInstruments.class, (self, method, given) -> null)),
          of(
              ParkedReports.class,
              (self, method, given) -> {
                if (method.getName().equals("isFinal")) {
                  return false;
                }
                parked.add(((Activity) given[2]).id());
                return Uni.createFrom().item(true);
              }),
          () -> now);

  private static Activity fee(String id) {
    return new Activity(id, AdjustmentReason.FEE, List.of(), Money.of("-1"), "a fee");
  }

  private static <T> T of(Class<T> port, InvocationHandler answers) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(), new Class<?>[] {port, TellsActivities.class}, answers));
  }

  private Uni<Void> booked() {
    return booking.book(ACCOUNT, venue, "paper");
  }

  static List<Throwable> passing() {
    return List.of(
        new TradingException(Reason.VENUE_UNAVAILABLE),
        new TradingException(Reason.STORE_UNAVAILABLE),
        new TradingException(Reason.OVERLOADED),
        new TimeoutException(),
        new IOException("connection was closed"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesParksNothingHoweverOftenItFails(Throwable failure) {
    outcomes.put("first", Uni.createFrom().failure(failure));
    assertThatThrownBy(() -> booked().await().indefinitely())
        .as("it is about to be booked, and no difference yet")
        .isNotNull();
    assertThat(noted).as("what is behind it is booked").containsExactly("second");
    for (int i = 0; i < 20; i++) {
      now = now.plus(Duration.ofMinutes(10));
      booked().onFailure().recoverWithNull().await().indefinitely();
    }
    assertThat(parked).isEmpty();
    assertThat(noted).containsExactly("second");
    booked().await().indefinitely();
    outcomes.clear();
    booked().await().indefinitely();
    assertThat(noted).containsExactly("second", "first");
  }

  @Test
  void whatShouldPassAndHasNotInADayIsParked() {
    outcomes.put("first", Uni.createFrom().failure(new TradingException(Reason.VENUE_UNAVAILABLE)));
    booked().onFailure().recoverWithNull().await().indefinitely();
    now = now.plus(BookActivities.PASSES_WITHIN);
    booked().await().indefinitely();
    assertThat(parked).containsExactly("first");
    assertThat(noted).containsExactly("second", "first");
  }

  @Test
  void whatDoesNotFitIsParkedAfterSomeTriesAndAnHour() {
    outcomes.put("first", Uni.createFrom().item(false));
    for (int i = 0; i < 20; i++) {
      booked().await().indefinitely();
    }
    assertThat(parked).as("within a moment").isEmpty();
    now = now.plus(BookActivities.TRIED_FOR);
    booked().await().indefinitely();
    assertThat(parked).containsExactly("first");
    assertThat(noted).containsExactly("second", "first");
  }

  @Test
  void eachComesToItsEndHoweverManyDoNotFit() {
    listed = IntStream.range(0, 1_001).mapToObj(n -> fee("misfit-" + n)).toList();
    listed.forEach(each -> outcomes.put(each.id(), Uni.createFrom().item(false)));
    for (int i = 0; i < 5; i++) {
      booked().await().indefinitely();
    }
    now = now.plus(BookActivities.TRIED_FOR);
    booked().await().indefinitely();
    assertThat(parked).hasSameElementsAs(listed.stream().map(Activity::id).toList());
  }

  @Test
  void whatIsListedAgainIsTriedAnew() {
    outcomes.put("first", Uni.createFrom().item(false));
    for (int i = 0; i < 5; i++) {
      booked().await().indefinitely();
    }
    listed = List.of(SECOND);
    booked().await().indefinitely();
    listed = List.of(FIRST, SECOND);
    now = now.plus(BookActivities.TRIED_FOR);
    booked().await().indefinitely();
    assertThat(parked).isEmpty();
  }

  @Test
  void anHourAloneParksNothing() {
    outcomes.put("first", Uni.createFrom().item(false));
    for (int i = 0; i < 4; i++) {
      booked().await().indefinitely();
      now = now.plus(BookActivities.TRIED_FOR);
    }
    assertThat(parked).isEmpty();
    booked().await().indefinitely();
    assertThat(parked).containsExactly("first");
  }

  @Test
  void whatIsWrongWithOneKeepsNeitherTheOthersNorTheComparisonBack() {
    outcomes.put(
        "first", Uni.createFrom().failure(new TradingException(Reason.INSTRUMENT_NOT_FOUND)));
    booked().await().indefinitely();
    assertThat(noted).containsExactly("second");
  }
}
