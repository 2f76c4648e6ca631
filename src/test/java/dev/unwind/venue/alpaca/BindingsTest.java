// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens at the broker while an account is bound, or between two attempts at it. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class BindingsTest {
  @Inject BrokeredLedger ledger;

  @AfterEach
  void end() throws SQLException {
    try {
      assertThat(ledger.contradictions()).isEmpty();
    } finally {
      ledger.end();
    }
  }

  private Order order(String id) {
    return ledger.order(id).orElseThrow();
  }

  private void isRefused(BrokerPeer broker) {
    broker.isRefused = request -> request.path().equals("/v2/positions");
    assertThatThrownBy(ledger::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
    broker.isRefused = request -> false;
  }

  @Test
  void whatARefusedBindingHasKeptOfAnOrderIsNotWhatTheNextOneTakesOver() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String theirs = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "8", "120"));
    broker.trade(theirs, "3");
    isRefused(broker);
    broker.correct(theirs, "3", "1");
    broker.trade(theirs, "1");
    ledger.bind();
    assertThat(order(theirs).filledQty()).isEqualTo(Quantity.of("2"));
    assertThat(ledger.held()).isEqualTo(Quantity.of("8"));
    broker.trade(theirs, "6");
    ledger.await(() -> order(theirs).status() == OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.of("2"));
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void whatABindingHasKeptForAnAccountThatWasRefusedIsToldToTheOneThatIsBound() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String theirs = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "8", "120"));
    broker.trade(theirs, "3");
    isRefused(broker);
    ledger.another("10");
    ledger.await(() -> ledger.held().equals(Quantity.of("7")));
    assertThat(order(theirs).filledQty()).isEqualTo(Quantity.of("3"));
    broker.trade(theirs, "5");
    ledger.await(() -> order(theirs).status() == OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.of("2"));
  }

  @Test
  void aStopThatIsTrailedWhileAnAccountIsBoundIsTakenOverAtTheFirstTry() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String theirs =
        broker.enter(
            BrokerPeer.market(ledger.symbol(), "sell", "4")
                .put("type", "trailing_stop")
                .put("trail_percent", "10")
                .put("hwm", "100")
                .put("stop_price", "90"));
    broker.beforePositions(
        () ->
            broker
                .order(theirs)
                .mergeIn(new JsonObject().put("hwm", "110").put("stop_price", "99")));
    ledger.bind();
    assertThat(broker.count("GET /v2/positions")).isOne();
    assertThat(order(theirs).terms().type()).isEqualTo(OrderType.TRAILING_STOP);
    Trail trail = Objects.requireNonNull(order(theirs).terms().trail());
    assertThat(trail.stop()).isEqualTo(Price.of("99"));
    assertThat(ledger.position().orElseThrow().held()).isEqualTo(Quantity.of("4"));
    broker.trade(theirs, "4");
    ledger.await(() -> order(theirs).status() == OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.of("6"));
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void anOrderForExtendedHoursIsTakenOverAsOne() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String theirs =
        broker.enter(
            BrokerPeer.limit(ledger.symbol(), "sell", "4", "120").put("extended_hours", true));
    String other = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "3", "120"));
    ledger.bind();
    assertThat(order(theirs).tags()).containsEntry("extended_hours", "true");
    assertThat(order(other).tags()).isEmpty();
    assertThat(order(theirs).terms().expiresAt()).as("its end is the broker's to say").isNull();
  }

  @Test
  void whatHappensWithoutATradeWhileAnAccountIsBoundOrBeforeTheNextTryCountsOnce()
      throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String symbol = ledger.symbol();
    isRefused(broker);
    broker.happens("20261127000000000::a1", "DIV", symbol, "10", "5.10");
    broker.beforePositions(
        () -> {
          broker.happens("20261127000000000::b1", "FEE", "", "0", "-0.02");
          broker.happens("20261127000000000::s1", "SPLIT", symbol, "-10", "0");
          broker.happens("20261127000000000::s2", "SPLIT", symbol, "20", "0");
          broker.holds(symbol, "20");
        });
    ledger.bind();
    assertThat(ledger.held()).isEqualTo(Quantity.of("20"));
    assertThat(ledger.cash()).isEqualTo(Money.of("1005.33"));
    long opening = adjusted();
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(adjusted()).as("all of it is in the opening").isEqualTo(opening);
  }

  private long adjusted() {
    return ledger.events().stream().filter(kind -> kind == EventKind.ADJUSTED).count();
  }
}
