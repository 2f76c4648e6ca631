// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.venue.Awaiting;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves does so in the hours that the broker's market has. */
@BesideTheApplication
class ClosesInTheBrokersHoursTest extends HoursOfABroker {
  @Test
  void closesAreLimitsBeforeAndAfterTheRegularSessionWhereThatIsSet() {
    BrokerLink link = owner(LIMITS);
    market.quote(share, "99.90", "100.10");
    Sessions closing = link.venue().sessions().closing();
    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .as("in the regular session")
        .containsEntry("type", "market")
        .doesNotContainKeys("extended_hours", "limit_price");

    now = FRIDAY_AFTERNOON;
    assertThat(link.venue().sessions().isOpen(share, now)).isFalse();
    assertThat(closing.isOpen(share, now)).isTrue();
    assertThat(closing.isOpen(share, Instant.parse("2026-11-27T22:00:00Z"))).isFalse();
    assertThat(closing.isOpen(share, MONDAY)).isFalse();
    assertThat(closing.isOpen(option, now)).as("shares alone").isFalse();
    assertThat(closing.dayOrderExpiry(option, FRIDAY_MORNING)).isEqualTo(FRIDAY_CLOSE);
    assertThat(closing.dayOrderExpiry(share, now)).isEqualTo(Instant.parse("2026-11-27T22:00:00Z"));
    assertThat(closing.openTime(share, FRIDAY_MORNING, FRIDAY_AFTERNOON))
        .isEqualTo(Duration.ofHours(4));

    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .containsEntry("type", "limit")
        .containsEntry("limit_price", "99.65")
        .containsEntry("extended_hours", true)
        .containsEntry("time_in_force", "day");
    assertThat(sent(link, order(share, Side.BUY, OrderType.MARKET, null, true)).getMap())
        .containsEntry("limit_price", "100.36");
    assertThat(sent(link, order(share, Side.SELL, OrderType.LIMIT, "101", true)).getMap())
        .containsEntry("limit_price", "101")
        .containsEntry("extended_hours", true);
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, false));

    market.quotes.clear();
    assertThat(
            link.venue()
                .submit(List.of(order(share, Side.SELL, OrderType.MARKET, null, true)))
                .await()
                .atMost(PATIENCE))
        .containsExactly(new VenueOutcome.NotTold("there is no quote"));
    assertThat(broker.asked).isEmpty();
  }

  private VenueOutcome submitted(BrokerLink link, VenueOrder order) {
    return link.venue().submit(List.of(order)).await().atMost(PATIENCE).get(0);
  }

  private void assertNotSent(BrokerLink link, VenueOrder order) {
    assertThat(submitted(link, order))
        .isEqualTo(new VenueOutcome.NotTold("its session is not open"));
    assertThat(broker.asked).isEmpty();
  }

  @Test
  void aCloseThatHasComeTooLateForItsSessionIsNotSentIntoTheNext() {
    BrokerLink link = owner(WAITS);
    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .containsEntry("type", "market");
    now = FRIDAY_AFTERNOON;
    ledger.reductions = Uni.createFrom().failure(new AssertionError("nothing is asked for it"));
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
  }

  @Test
  void aCloseThatHasComeTooLateForTheExtendedSessionIsNotSentIntoTheNext() {
    BrokerLink link = owner(LIMITS);
    market.quote(share, "99.90", "100.10");
    now = Instant.parse("2026-11-27T22:00:01Z");
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
    assertNotSent(link, order(share, Side.SELL, OrderType.LIMIT, "101", true));
  }

  @Test
  void aCloseWaitsWhileTheClockSaysThatNothingTrades() {
    BrokerLink link = owner(WAITS);
    awaitClock(new JsonObject().put("is_open", false), FRIDAY_MORNING.plusSeconds(61));
    Awaiting.await(PATIENCE, () -> !link.venue().sessions().isOpen(share, now));
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
  }

  @Test
  void aBatchThatHasWaitedDoesNotCrossTheEndOfASession() {
    BrokerLink link = owner(LIMITS);
    market.quote(share, "99.90", "100.10");
    ledger.reductions =
        Uni.createFrom()
            .item(
                () -> {
                  now = then;
                  return List.of();
                });
    assertThat(sent(link, order(share, Side.SELL, OrderType.MARKET, null, true)).getMap())
        .as("the regular session has ended meanwhile")
        .containsEntry("limit_price", "99.65")
        .containsEntry("extended_hours", true);
    then = Instant.parse("2026-11-27T22:00:01Z");
    assertNotSent(link, order(share, Side.SELL, OrderType.MARKET, null, true));
  }

  @Test
  void aCloseWhoseDayIsOverEndsUnlessTheBrokerHasIt() {
    BrokerLink link = owner(WAITS);
    VenueOrder close = order(share, Side.SELL, OrderType.MARKET, null, true).until(FRIDAY_CLOSE);
    VenueOrder there = order(share, Side.SELL, OrderType.MARKET, null, true).until(FRIDAY_CLOSE);
    sent(link, there);
    now = FRIDAY_CLOSE;
    assertThat(submitted(link, close))
        .isInstanceOfSatisfying(
            VenueOutcome.NeverSent.class,
            never ->
                assertThat(never.end().report())
                    .isEqualTo(
                        new ExecutionReport.Expired(
                            ACCOUNT, close.key(), Quantity.ZERO, FRIDAY_CLOSE)));
    assertThat(reports(submitted(link, there)))
        .singleElement()
        .isInstanceOf(ExecutionReport.Working.class);
    broker.fails = request -> true;
    assertThat(submitted(link, close)).isInstanceOf(VenueOutcome.NotTold.class);
    assertThat(broker.asked).isEmpty();
  }

  private static List<ExecutionReport> reports(VenueOutcome outcome) {
    assertThat(outcome).isInstanceOf(VenueOutcome.Accepted.class);
    return ((VenueOutcome.Accepted) outcome).reports().stream().map(VenueReport::report).toList();
  }
}
