// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody else trades under the same key: what he does becomes part of the ledger. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class OthersAtTheBrokerTest {
  private static final long SEED = Long.getLong("unwind.test.seed", 7);
  private static final int RACES = Integer.getInteger("unwind.races", 12);

  /** More than the broker lists in one answer. */
  private static final int MANY = Integer.getInteger("unwind.test.orders", 520);

  @Inject BrokeredLedger ledger;

  @AfterEach
  void end() throws SQLException {
    try {
      assertThat(ledger.contradictions()).isEmpty();
    } finally {
      ledger.end();
    }
  }

  private Quantity heldBack() {
    return ledger.position().map(Position::held).orElse(Quantity.ZERO);
  }

  private @Nullable OrderStatus status(String id) {
    return ledger.order(id).map(Order::status).orElse(null);
  }

  @Test
  void bindingTakesOverWhatWorksThereWithLegsAndWithWhatItHasTraded() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String symbol = ledger.symbol();
    String over = broker.enter(BrokerPeer.market(symbol, "buy", "1"));
    String resting =
        broker.enter(
            BrokerPeer.limit(symbol, "sell", "4", "120").put("client_order_id", "his own"));
    broker.trade(resting, "1");
    String entry =
        broker.enterBracket(
            BrokerPeer.limit(symbol, "buy", "5", "80"),
            BrokerPeer.limit(symbol, "sell", "5", "130"),
            new JsonObject()
                .put("symbol", symbol)
                .put("side", "sell")
                .put("qty", "5")
                .put("type", "stop")
                .put("stop_price", "70")
                .put("time_in_force", "day"));
    ledger.bind();
    assertThat(ledger.held()).as("as the broker states it").isEqualTo(Quantity.of("10"));
    assertThat(ledger.order(over)).as("it was over before").isEmpty();
    Order taken = ledger.order(resting).orElseThrow();
    assertThat(taken.terms().clientOrderId()).isEqualTo("his own");
    assertThat(taken.filledQty()).isEqualTo(Quantity.ONE);
    assertThat(taken.isOfOthers()).isTrue();
    assertThat(heldBack()).as("the exits wait for their entry").isEqualTo(Quantity.of("3"));
    assertThat(ledger.orders())
        .filteredOn(o -> o.status() == OrderStatus.HELD)
        .hasSize(2)
        .allSatisfy(
            leg -> assertThat(leg.parentId()).isEqualTo(ledger.order(entry).orElseThrow().id()));
    ledger.await(() -> ledger.reconcile(null).differences().isEmpty());
    broker.trade(resting, "3");
    broker.trade(entry, "5");
    String profit = broker.order(entry).getJsonArray("legs").getJsonObject(0).getString("id");
    broker.release(profit);
    ledger.await(() -> status(resting) == OrderStatus.FILLED);
    ledger.await(() -> status(profit) == OrderStatus.NEW);
    assertThat(ledger.held()).isEqualTo(Quantity.of("12"));
    assertThat(heldBack()).as("a pair holds once").isEqualTo(Quantity.of("5"));
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void bindingTakesOverMoreOrdersThanTheBrokerListsInOneAnswer() throws Exception {
    BrokerPeer broker = ledger.open(false, String.valueOf(2 * MANY));
    for (int i = 0; i < MANY; i++) {
      broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "1", "120"));
    }
    ledger.bind();
    assertThat(heldBack()).isEqualTo(Quantity.of(String.valueOf(MANY)));
    Reconciliation found = ledger.reconcile(null);
    assertThat(found.differences()).isEmpty();
    assertThat(found.notStated()).isEmpty();
  }

  @Test
  void whatTradesWhileAnAccountIsBoundCountsOnce() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String resting = broker.enter(BrokerPeer.limit(ledger.symbol(), "buy", "8", "80"));
    broker.beforePositions(() -> broker.trade(resting, "3"));
    ledger.bind();
    assertThat(ledger.held()).isEqualTo(Quantity.of("13"));
    ledger.await(() -> ledger.reconcile(null).differences().isEmpty());
    assertThat(ledger.order(resting).orElseThrow().filledQty()).isEqualTo(Quantity.of("3"));
    assertThat(ledger.held()).isEqualTo(Quantity.of("13"));
  }

  @Test
  void whatIsEnteredAndTradesWhileAnAccountIsBoundCountsOnce() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    broker.beforePositions(() -> broker.enter(BrokerPeer.market(ledger.symbol(), "buy", "3")));
    ledger.bind();
    assertThat(ledger.held()).isEqualTo(Quantity.of("13"));
    ledger.await(() -> ledger.reconcile(null).differences().isEmpty());
    assertThat(ledger.held()).isEqualTo(Quantity.of("13"));
  }

  @Test
  void whatHasBeenLearntOfInstrumentsStaysWhereBindingIsRefusedHalfWay() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String first = "A" + ledger.symbol();
    String second = "B" + ledger.symbol();
    broker.holds(first, "3");
    broker.holds(second, "4");
    broker.describes(first, true);
    broker.describes(second, false);
    assertThatThrownBy(ledger::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
    assertThat(ledger.held()).as("nothing of the account").isEqualTo(Quantity.ZERO);
    assertThat(ledger.knows(first)).isTrue();
    assertThat(ledger.knows(second)).isFalse();
    broker.describes(second, true);
    ledger.bind();
    assertThat(broker.count("GET /v2/assets/" + first)).as("asked once").isOne();
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void whoIsNotLinkedSaysSoAndNotThatTheBrokerIsSilent() throws Exception {
    ledger.open(false, "10");
    ledger.disconnect();
    assertThatThrownBy(ledger::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure ->
                assertThat(failure.denial().text())
                    .isEqualTo(
                        "the broker was not asked: this process does not speak to it, or not yet"));
  }

  @Test
  void whatSomebodyElseEntersIsShownBookedOnceAndCancelledFromHere() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String theirs = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "6", "120"));
    ledger.await(() -> status(theirs) == OrderStatus.NEW);
    assertThat(heldBack()).isEqualTo(Quantity.of("6"));
    broker.trade(theirs, "2");
    ledger.await(() -> ledger.held().equals(Quantity.of("8")));
    broker.mute(true);
    broker.trade(theirs, "1");
    ledger.await(() -> ledger.held().equals(Quantity.of("7")));
    Order order = ledger.order(theirs).orElseThrow();
    ledger.decide(book -> book.cancel(order.id(), Reason.CANCELED_BY_CLIENT));
    ledger.await(() -> status(theirs) == OrderStatus.CANCELED);
    assertThat(broker.order(theirs).getString("status")).isEqualTo("canceled");
    assertThat(ledger.order(theirs).orElseThrow().reason()).isEqualTo(Reason.CANCELED_BY_CLIENT);
    assertThat(ledger.orders()).hasSize(1);
    assertThat(heldBack()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void anExecutionThatTheBrokerTakesBackIsAnAdjustmentAndNoOrderFollows() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String sold = broker.enter(BrokerPeer.market(ledger.symbol(), "sell", "10"));
    ledger.await(() -> status(sold) == OrderStatus.FILLED);
    broker.correct(sold, "10", "7");
    ledger.await(() -> ledger.held().equals(Quantity.of("3")));
    broker.correct(sold, "7", "0");
    ledger.await(() -> ledger.held().equals(Quantity.of("10")));
    assertThat(ledger.events()).filteredOn(kind -> kind == EventKind.ADJUSTED).hasSize(2);
    assertThat(status(sold)).as("what has ended stays").isEqualTo(OrderStatus.FILLED);
    assertThat(ledger.orders()).hasSize(1);
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(ledger.contradictions()).isEmpty();
  }

  @Test
  void anotherExecutionIsNotTakenBackForOneThatIsNotKnown() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String sold = broker.enter(BrokerPeer.market(ledger.symbol(), "sell", "10"));
    ledger.await(() -> status(sold) == OrderStatus.FILLED);
    broker.correct(sold, "another", "4", "0");
    String next = broker.enter(BrokerPeer.market(ledger.symbol(), "buy", "1"));
    ledger.await(() -> status(next) == OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.ONE);
    assertThat(ledger.events()).doesNotContain(EventKind.ADJUSTED);
    assertThat(ledger.reconcile(null).differences()).isNotEmpty();
  }

  @Test
  void anExecutionThatTheListHasToldIsTakenBackByItsIdOnTheStream() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    broker.mute(true);
    String sold = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "10", "90"));
    broker.trade(sold, "4");
    String first = broker.lastExecution();
    broker.trade(sold, "6");
    ledger.await(() -> status(sold) == OrderStatus.FILLED);
    broker.mute(false);
    broker.correct(sold, first, "4", "0");
    ledger.await(() -> ledger.held().equals(Quantity.of("4")));
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void aCorrectionThatCouldNotBeRecordedIsToldAgainBeforeTheOneThatFollowsIt() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String sold = broker.enter(BrokerPeer.market(ledger.symbol(), "sell", "10"));
    ledger.await(() -> status(sold) == OrderStatus.FILLED);
    ledger.unrecordable(ExecutionReport.Corrected.class::isInstance);
    String seven = broker.correct(sold, broker.lastExecution(), "10", "7");
    ledger.await(() -> ledger.spoilt() > 0);
    broker.correct(sold, seven, "7", "0");
    ledger.await(() -> ledger.spoilt() > 2);
    assertThat(ledger.held()).isEqualTo(Quantity.ZERO);
    ledger.unrecordable(report -> false);
    ledger.await(() -> ledger.held().equals(Quantity.of("10")));
    assertThat(ledger.events()).filteredOn(kind -> kind == EventKind.ADJUSTED).hasSize(2);
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void whatAnOrderThatWorksOnTradesAgainStandsForWhatWasTakenBack() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String theirs = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "10", "120"));
    ledger.await(() -> status(theirs) == OrderStatus.NEW);
    broker.trade(theirs, "4");
    ledger.await(() -> ledger.held().equals(Quantity.of("6")));
    broker.correct(theirs, "4", "0");
    broker.trade(theirs, "4");
    broker.trade(theirs, "6");
    ledger.await(() -> status(theirs) == OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.ZERO);
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void whatWasEnteredAndEndedWhileNobodyListenedIsFoundAfterwards() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    ledger.await(() -> broker.count("GET /v2/orders") > 2);
    String known = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "1", "120"));
    ledger.await(() -> status(known) == OrderStatus.NEW);
    ledger.disconnect();
    String sold = broker.enter(BrokerPeer.market(ledger.symbol(), "sell", "3"));
    String gone = broker.enter(BrokerPeer.limit(ledger.symbol(), "buy", "2", "50"));
    broker.cancel(gone);
    broker.trade(known, "1");
    ledger.connect();
    ledger.await(() -> ledger.held().equals(Quantity.of("6")));
    ledger.await(() -> status(gone) == OrderStatus.CANCELED);
    assertThat(status(sold)).isEqualTo(OrderStatus.FILLED);
    assertThat(status(known)).isEqualTo(OrderStatus.FILLED);
    assertThat(ledger.events()).filteredOn(kind -> kind == EventKind.FILL).hasSize(2);
  }

  @Test
  void somebodyElsesTermsTakeThePlaceOfThoseOfAnOrder() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String theirs = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "6", "120"));
    ledger.await(() -> status(theirs) == OrderStatus.NEW);
    String next =
        broker.replace(theirs, new JsonObject().put("qty", "4").put("limit_price", "125"));
    ledger.await(() -> status(next) == OrderStatus.NEW);
    assertThat(ledger.orders()).as("it is one order").hasSize(1);
    assertThat(ledger.order(next).orElseThrow().qty()).isEqualTo(Quantity.of("4"));
    broker.trade(next, "4");
    ledger.await(() -> status(next) == OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.of("6"));
  }

  @Test
  void termsThatAreChangedAgainBeforeAnybodyLooksAreThoseOfTheSameOrder() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String theirs = broker.enter(BrokerPeer.limit(ledger.symbol(), "sell", "6", "120"));
    ledger.await(() -> status(theirs) == OrderStatus.NEW);
    ledger.disconnect();
    String second = broker.replace(theirs, new JsonObject().put("qty", "5"));
    String third = broker.replace(second, new JsonObject().put("qty", "4"));
    ledger.connect();
    ledger.await(() -> status(third) == OrderStatus.NEW);
    assertThat(ledger.orders()).as("it is one order").hasSize(1);
    assertThat(heldBack()).isEqualTo(Quantity.of("4"));
    broker.trade(third, "4");
    ledger.await(() -> status(third) == OrderStatus.FILLED);
    assertThat(heldBack()).isEqualTo(Quantity.ZERO);
    assertThat(ledger.held()).isEqualTo(Quantity.of("6"));
  }

  @Test
  void aCloseThatTheBrokerRefusesEndsWithTheReasonThatItsWordsMean() throws Exception {
    BrokerPeer broker = ledger.open(true, "4");
    broker.refuse(403, "account is restricted to liquidation only");
    ledger.decide(book -> book.close(CloseRequest.all().cancelOrders(true).build()));
    ledger.await(() -> !ledger.isAnyOpen());
    assertThat(ledger.orders())
        .extracting(Order::reason)
        .as("told, and not repeated")
        .containsOnlyOnce(Reason.ACCOUNT_RESTRICTED);
  }

  /**
   * Somebody else sells before our close is sent, between the statement and its execution, or not
   * at all. Only in the second case can the position be turned; then it is told, and nothing is
   * done about it.
   */
  @Test
  void aPositionThatSomebodyElseTurnsInOurRoundTripIsAlwaysToldAndNeverTradedBack()
      throws Exception {
    Random random = new Random(SEED);
    BrokerPeer broker = ledger.open(true, "0");
    String symbol = ledger.symbol();
    int flipped = 0;
    for (int race = 0; race < RACES; race++) {
      String what = "seed %d race %d".formatted(SEED, race);
      int bought = 5 + random.nextInt(20);
      int sold = 1 + random.nextInt(bought);
      int moment = random.nextInt(3);
      broker.mute(random.nextInt(3) == 0);
      broker.enter(BrokerPeer.market(symbol, "buy", String.valueOf(bought)));
      ledger.await(() -> ledger.held().equals(Quantity.of(String.valueOf(bought))));
      Runnable sale = () -> broker.enter(BrokerPeer.market(symbol, "sell", String.valueOf(sold)));
      if (moment == 0) {
        sale.run();
      } else if (moment == 1) {
        broker.meanwhile(sale);
      }
      long told = toldFlips();
      do {
        // Where his order is known and has not traded yet, it holds a part: a close is refused.
        ledger.decide(book -> book.close(CloseRequest.all().build()));
        ledger.await(() -> !ledger.isAnyOpen());
        ledger.await(() -> ledger.held().equals(Quantity.of(broker.held(symbol).toPlainString())));
      } while (broker.held(symbol).signum() > 0);
      boolean isFlipped = broker.held(symbol).signum() < 0;
      assertThat(isFlipped).as(what).isEqualTo(moment == 1);
      assertThat(toldFlips() - told).as(what).isEqualTo(isFlipped ? 1 : 0);
      flipped += isFlipped ? 1 : 0;
      long posted = broker.count("POST");
      ledger.await(() -> ledger.reconcile(null).differences().isEmpty());
      assertThat(broker.count("POST")).as("%s: nothing is traded back", what).isEqualTo(posted);
      if (isFlipped) {
        broker.enter(
            BrokerPeer.market(symbol, "buy", broker.held(symbol).negate().toPlainString()));
        ledger.await(() -> ledger.held().isZero());
      }
    }
    System.out.printf("OthersAtTheBrokerTest seed=%d races=%d flipped=%d%n", SEED, RACES, flipped);
    assertThat(flipped).as("seed %d", SEED).isPositive();
  }

  private long toldFlips() {
    return ledger.events().stream().filter(kind -> kind == EventKind.POSITION_FLIPPED).count();
  }
}
