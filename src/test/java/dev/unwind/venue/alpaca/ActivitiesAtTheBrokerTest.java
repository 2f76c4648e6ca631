// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.order.ParkedReports;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fees, dividends and splits at a broker: booked once, by its own ids of them. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class ActivitiesAtTheBrokerTest {
  @Inject BrokeredLedger ledger;
  @Inject ParkedReports parked;

  @AfterEach
  void end() throws SQLException {
    try {
      assertThat(ledger.contradictions()).isEmpty();
    } finally {
      ledger.end();
    }
  }

  private long booked() {
    return ledger.events().stream().filter(kind -> kind == EventKind.ADJUSTED).count();
  }

  @Test
  void whatHasHappenedSinceTheBindingIsBookedOnceAndWhatWasBeforeIsNot() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String symbol = ledger.symbol();
    broker.happens("20261127000000000::b1", "DIV", symbol, "10", "5.10");
    ledger.bind();
    long opening = booked();
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(booked()).as("it is in the opening").isEqualTo(opening);

    // Written later, and yet it stands before what was read.
    broker.happens("20261126000000000::a1", "DIV", symbol, "10", "2.50");
    broker.happens("20261127000000000::c1", "FEE", "", "0", "-0.02");
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(booked()).isEqualTo(opening + 2);
    assertThat(ledger.cash()).isEqualTo(Money.of("1007.83"));

    ledger.disconnect();
    ledger.connect();
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(booked()).as("another process has read the same").isEqualTo(opening + 2);
  }

  @Test
  void asManyAsABrokerListsWereBeforeTheBindingAreNotBooked() throws Exception {
    BrokerPeer broker = ledger.open(false, "10");
    String symbol = ledger.symbol();
    int listed = 2_150;
    for (int i = 0; i < listed; i++) {
      broker.happens("20261127000000000::b%05d".formatted(i), "FEE", "", "0", "-0.01");
    }
    ledger.bind();
    long opening = booked();
    broker.happens("20261127000000000::c1", "DIV", symbol, "10", "2.50");
    ledger.reconcile(null);
    assertThat(booked()).isEqualTo(opening + 1);
  }

  @Test
  void aReverseSplitIsBookedAndTheCloseThatWorksIsMadeToFit() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String symbol = ledger.symbol();
    ledger.reconcile(null);
    String resting = broker.enter(BrokerPeer.limit(symbol, "sell", "4", "120"));
    ledger.await(() -> ledger.order(resting).isPresent());
    assertThat(ledger.held()).isEqualTo(Quantity.of("10"));
    broker.happens("20261127000000000::s1", "SPLIT", symbol, "-10", "0");
    broker.holds(symbol, "1");
    ledger.await(() -> !ledger.reconcile(null).differences().isEmpty());
    assertThat(ledger.held()).as("one leg alone is not understood").isEqualTo(Quantity.of("10"));
    broker.happens("20261127000000000::s2", "SPLIT", symbol, "1", "0");
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(ledger.held()).isEqualTo(Quantity.ONE);
    broker.cancel(resting);
    ledger.await(() -> !ledger.isAnyOpen());
    ledger.decide(book -> book.close(CloseRequest.all().build()));
    ledger.await(() -> ledger.held().isZero() && !ledger.isAnyOpen());
    assertThat(broker.held(symbol)).isEqualByComparingTo("0");
  }

  @Test
  void aCloseThatWaitsAtTheMarketIsMadeSmallerByASplitBeforeItCanTrade() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String symbol = ledger.symbol();
    ledger.reconcile(null);
    broker.rest(true);
    ledger.decide(book -> book.close(CloseRequest.all().build()));
    ledger.await(
        () -> ledger.orders().stream().anyMatch(order -> order.status() == OrderStatus.NEW));
    Order first = ledger.orders().get(0);
    broker.happens("20261127000000000::s1", "SPLIT", symbol, "-10", "0");
    broker.happens("20261127000000000::s2", "SPLIT", symbol, "1", "0");
    broker.holds(symbol, "1");
    ledger.await(
        () -> {
          ledger.reconcile(null);
          return ledger.held().equals(Quantity.ONE);
        });
    ledger.await(
        () ->
            ledger.orders().stream()
                .anyMatch(o -> o.id().equals(first.id()) && o.status() == OrderStatus.CANCELED));
    assertThat(ledger.orders().get(0).reason()).isEqualTo(Reason.REDUCED_BY_ADJUSTMENT);
    broker.rest(false);
    ledger.await(() -> broker.tradeAll(symbol) && ledger.held().isZero());
    assertThat(broker.held(symbol)).isEqualByComparingTo("0");
  }

  @Test
  void whatIsNotUnderstoodStaysADifference() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    ledger.reconcile(null);
    Money before = ledger.cash();
    broker.happens("20261127000000000::m1", "MISC", "", "0", "12.34");
    ledger.await(
        () ->
            ledger.reconcile(null).differences().stream()
                .anyMatch(found -> found.subject() == Difference.Subject.CASH));
    assertThat(ledger.cash()).isEqualTo(before);
    assertThat(booked()).isZero();
  }

  private List<ParkedReports.Parked> parkedNow() {
    return parked
        .of(AccountScope.of(ledger.account()), ledger.account(), 10)
        .await()
        .atMost(BrokeredLedger.PATIENCE);
  }

  @Test
  void whatDoesNotFitKeepsNothingBackAndIsParkedAfterSomeTries() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String symbol = ledger.symbol();
    ledger.reconcile(null);
    Money before = ledger.cash();
    broker.happens("20261127000000000::a1", "ACATS", symbol, "-25", "0");
    broker.happens("20261127000000000::b1", "FEE", "", "0", "-0.02");
    ledger.reconcile(null);
    assertThat(ledger.cash()).isEqualTo(before.plus(Money.of("-0.02")));
    assertThat(parkedNow()).as("it may fit yet").isEmpty();
    for (int i = 0; i < 5; i++) {
      ledger.reconcile(null);
    }
    assertThat(parkedNow()).as("nor has it had its time").isEmpty();
    ledger.later(Duration.ofHours(1));
    ledger.reconcile(null);
    assertThat(parkedNow())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo("ACTIVITY");
              assertThat(found.execId()).isEqualTo("20261127000000000::a1");
              assertThat(found.orderKey()).isNull();
              assertThat(found.why()).contains("TRANSFER", "it would turn what is held");
            });

    broker.holds(symbol, "30");
    ledger.reconcile(OnDifference.ADOPT);
    assertThat(ledger.held()).isEqualTo(Quantity.of("30"));
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(ledger.held()).as("it is not tried any more").isEqualTo(Quantity.of("30"));
  }

  @Test
  void whatTheLedgerCannotHoldKeepsNothingBackAndIsParkedAtOnce() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    String symbol = ledger.symbol();
    ledger.reconcile(null);
    Money before = ledger.cash();
    broker.happens("20261127000000000::a1", "ACATS", symbol, "99999999999999999999", "0");
    broker.happens("20261127000000000::b1", "FEE", "", "0", "-0.02");
    assertThat(ledger.reconcile(null).differences()).isEmpty();
    assertThat(ledger.cash()).isEqualTo(before.plus(Money.of("-0.02")));
    assertThat(parkedNow()).singleElement().matches(found -> found.kind().equals("ACTIVITY"));
  }
}
