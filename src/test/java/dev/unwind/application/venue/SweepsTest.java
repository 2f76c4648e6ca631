// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.observation.Observations;
import dev.unwind.domain.Reason;
import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.venue.TestMarket;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is let go without anybody asking, by whom, and past what is locked. */
class SweepsTest {
  private static final Instant NIGHT = Instant.parse("2026-11-28T04:00:00Z");

  private final TestMarket market = new TestMarket();
  private final Instrument share = market.share("SHARE", SessionKind.US_EQUITY, "1");
  private final Instrument coin = market.share("COIN", SessionKind.ALWAYS, "1");
  private final List<String> looked = new ArrayList<>();

  private static <T> T of(Class<T> port, InvocationHandler answers) {
    return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, answers));
  }

  /** One at which closes alone trade at all times. */
  private static ExecutionVenue venue(String name, boolean isLinkedHere) {
    Sessions regular = new CalendarSessions();
    Sessions closing =
        of(
            Sessions.class,
            (self, method, given) -> method.getName().equals("isOpen") ? true : null);
    Sessions sessions =
        of(
            Sessions.class,
            (self, method, given) ->
                method.getName().equals("closing") ? closing : method.invoke(regular, given));
    return new UnusedVenue() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean isLinkedHere() {
        return isLinkedHere;
      }

      @Override
      public VenueCapabilities capabilities() {
        return new VenueCapabilities(Set.of(), Set.of(), 1, false, true, false);
      }

      @Override
      public Sessions sessions() {
        return sessions;
      }
    };
  }

  private Object claims(String method, Object[] given) {
    if (method.equals("parked")) {
      looked.add(given[0] + " " + given[1] + " " + given[2]);
      return Uni.createFrom().item(new ClaimStore.ParkedPage(List.of(), null));
    }
    return Uni.createFrom()
        .item(
            method.equals("parkedInstruments") && given[0].equals(new InstrumentId(0))
                ? List.of(share.id(), coin.id())
                : List.of());
  }

  @Test
  void whoDoesNotSpeakToAVenueLetsNothingGoAndWhereClosesTradeAloneNothingElseIsRead() {
    Venues venues = Venues.of(venue("here", true), venue("elsewhere", false));
    ClaimStore claims =
        of(ClaimStore.class, (self, method, given) -> claims(method.getName(), given));
    Books books = of(Books.class, (self, method, given) -> null);
    sweeps(venues, claims, books).open().await().indefinitely();
    assertThat(looked)
        .containsExactly(
            "here " + List.of(coin.id()) + " false", "here " + List.of(share.id()) + " true");
  }

  @Test
  void anAccountThatSomebodyHoldsDoesNotKeepAnotherFromItsTurnHoweverMuchOfItIsDue() {
    AccountId held = new AccountId(1);
    AccountId free = new AccountId(2);
    List<AccountId> advanced = new ArrayList<>();
    List<AccountId> tries = new ArrayList<>();
    ClaimStore claims =
        of(
            ClaimStore.class,
            (self, method, given) ->
                Uni.createFrom()
                    .item(
                        method.getName().equals("dueLiquidations")
                            ? given[1] == ClaimStore.Due.NONE
                                ? Collections.nCopies(
                                    500, new ClaimStore.Due(held, new LiquidationId(1), NIGHT))
                                : List.of(new ClaimStore.Due(free, new LiquidationId(2), NIGHT))
                            : new CancelsTold(Set.of(), Map.of())));
    Books books =
        of(
            Books.class,
            (self, method, given) ->
                given[0].equals(held)
                    ? Uni.createFrom()
                        .failure(new TradingException(Reason.STORE_UNAVAILABLE))
                        .onSubscription()
                        .invoke(() -> tries.add(held))
                    : Uni.createFrom().item(0).invoke(() -> advanced.add((AccountId) given[0])));
    sweeps(Venues.of(venue("here", true)), claims, books).advance().await().indefinitely();
    assertThat(advanced).containsExactly(free);
    assertThat(tries).as("its other liquidations wait for the same").hasSize(1);
  }

  private Sweeps sweeps(Venues venues, ClaimStore claims, Books books) {
    InstantSource clock = () -> NIGHT;
    DispatchConfig config = new PairwiseDispatch(2, Duration.ofSeconds(10));
    return new Sweeps(
        claims,
        books,
        market,
        venues,
        (name, orders, until) -> {},
        new ArmPairs(claims, books, venues, config),
        new Replica(),
        clock,
        of(Observations.class, (self, method, given) -> null),
        config);
  }
}
