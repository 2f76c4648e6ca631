// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.check.LedgerCheck;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a venue states otherwise is noted, told, and booked, and the ledger's check agrees. */
@QuarkusTest
class ReconciledBooksTest extends StatedLedger {
  @Test
  void whatDiffersIsKeptSinceItWasSeenAndToldOnce() throws SQLException {
    stating.states(states("1000.25", holding(share, "7")));
    Reconciliation first = reconcile(null);
    assertThat(first.settled()).isTrue();
    assertThat(first.notStated()).isEmpty();
    assertThat(first.differences())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.name()).isEqualTo("SYM" + share.value());
              assertThat(found.amount()).isEqualTo(Quantity.of("-3"));
            });
    Reconciliation second = reconcile(null);
    assertThat(second.differences()).isEqualTo(first.differences());
    assertThat(known()).isEqualTo(first.differences());
    assertThat(known.counts().await().atMost(PATIENCE).differences()).isPositive();
    stating.states(states("1000.25", holding(share, "10")));
    assertThat(reconcile(null).differences()).isEmpty();
    assertThat(known()).isEmpty();
    assertThat(events())
        .extracting(LedgerEvent::kind)
        .containsExactly(EventKind.BOOKS_DIFFER, EventKind.BOOKS_AGREE);
    assertThat(events().get(0).difference()).isEqualTo(first.differences().get(0));
    assertThat(contradictions()).isEmpty();
  }

  @Test
  void whatDiffersAtOneLookAloneIsNotBelieved() {
    stating.states(states("1000.25", holding(share, "7")), states("1000.25", holding(share, "10")));
    assertThat(reconcile(OnDifference.ADOPT).differences()).isEmpty();
    stating.states(states("1000.25", holding(share, "7")), states("1000.25", holding(share, "6")));
    assertThat(reconcile(OnDifference.ADOPT).differences()).as("it still moves").isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void whatTheLedgerBooksMeanwhileIsNotADifference() {
    stating.meanwhile =
        () ->
            rows.execute(
                "update position set qty = qty - 1, version = version + 1 where account_id = ?",
                account.value());
    stating.states(states("1000.25", holding(share, "4")));
    Reconciliation found = reconcile(OnDifference.ADOPT);
    assertThat(found.settled()).isFalse();
    assertThat(found.differences()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void anOrderOfOursThatWorksThereIsKnownWhateverItIsOfAndOneOfOthersIsNot() {
    long order = rows.order(account, other, "NEW", LedgerRows.START, null, null);
    UUID ours = rows.version(account, order, 1, "LIVE", null);
    String symbol = "SYM" + other.value();
    stating.states(
        new Statement(
            List.of(holding(share, "10")),
            List.of(
                new Statement.Working("b-1", ours, symbol, Quantity.of("-5"), Quantity.ZERO),
                new Statement.Working(
                    "b-2", UUID.randomUUID(), symbol, Quantity.of("-4"), Quantity.ZERO)),
            Money.of("1000.25")));
    assertThat(reconcile(OnDifference.ADOPT).differences())
        .as("an order of others is told, not adopted")
        .extracting(Difference::subject, Difference::name, Difference::venue)
        .containsExactly(tuple(Subject.ORDER, "b-2", Quantity.of("-4")));
    rows.execute("update orders set status = 'CANCELED' where account_id = ?", account.value());
  }

  @Test
  void anAdjustmentThatTheLogDoesNotTellIsFound() throws SQLException {
    stating.states(states("900.25", holding(share, "10")));
    reconcile(OnDifference.ADOPT);
    assertThat(contradictions()).noneMatch(found -> found.toString().contains("adjustment"));
    String move = "update adjustment set seq = seq + ? where account_id = ?";
    rows.execute(move, 1_000, account.value());
    try {
      assertThat(contradictions())
          .anyMatch(found -> found.toString().contains("every adjustment is told once"));
    } finally {
      rows.execute(move, -1_000, account.value());
    }
  }

  @Test
  void whatIsAdoptedIsBookedAndTheCheckAgrees() throws SQLException {
    stating.states(states("900.25", holding(share, "7"), holding(other, "-2")));
    Reconciliation found = reconcile(OnDifference.ADOPT);
    assertThat(found.differences()).isEmpty();
    assertThat(found.adopted()).hasSize(3);
    assertThat(contradictions()).isEmpty();
    List<LedgerEvent> booked =
        events().stream().filter(e -> e.kind() == EventKind.ADJUSTED).toList();
    assertThat(booked).hasSize(3);
    Adjustment cash =
        booked.stream()
            .map(LedgerEvent::adjustment)
            .filter(a -> a != null && a.positionId() == null)
            .findFirst()
            .orElseThrow();
    assertThat(cash.cashEffect()).isEqualTo(Money.of("-100"));
    assertThat(cash.source()).isEqualTo("venue:" + VENUE);
    assertThat(cash.note()).isEqualTo("by phone");
    assertThat(booked).allSatisfy(e -> assertThat(e.actor()).isEqualTo("risk-1"));
    Reconciliation again = reconcile(null);
    assertThat(again.differences()).isEmpty();
    assertThat(again.adopted()).isEmpty();
    // A row that is at zero by now is taken up again, not opened twice.
    stating.states(states("900.25", holding(share, "7")));
    assertThat(reconcile(OnDifference.ADOPT).adopted()).hasSize(1);
    stating.states(states("900.25", holding(share, "7"), holding(other, "5")));
    assertThat(reconcile(OnDifference.ADOPT).adopted()).hasSize(1);
    assertThat(contradictions()).isEmpty();
  }

  @Test
  void theCheckFindsAPositionThatNoFillAndNoAdjustmentExplains() throws SQLException {
    stating.states(states("900.25", holding(share, "7")));
    reconcile(OnDifference.ADOPT);
    rows.execute(
        "update adjustment set qty = qty - 1 where account_id = ? and position_id is not null",
        account.value());
    assertThat(contradictions()).as("the first of its log has nothing before it").isEmpty();
    stating.states(states("900.25", holding(share, "8")));
    reconcile(OnDifference.ADOPT);
    rows.execute("update position set qty = 9 where account_id = ?", account.value());
    rows.execute("update account set cash = cash + 1 where account_id = ?", account.value());
    assertThat(contradictions())
        .extracting(LedgerCheck.Violation::invariant)
        .containsExactlyInAnyOrder(
            "I5 positions move by their fills and adjustments alone",
            "I5 cash moves by its fills and adjustments alone");
    rows.execute("update position set qty = 8 where account_id = ?", account.value());
    rows.execute("update account set cash = cash - 1 where account_id = ?", account.value());
    rows.execute("delete from adjustment where account_id = ?", account.value());
    assertThat(contradictions())
        .extracting(LedgerCheck.Violation::invariant)
        .contains("I17 every adjustment is told once in the log, where it says");
  }

  @Test
  void theSettingOfTheAccountDecides() {
    assertThat(
            reconciling
                .configure(actor(Role.RISK), account, OnDifference.HOLD)
                .await()
                .atMost(PATIENCE)
                .onDifference())
        .isEqualTo(OnDifference.HOLD);
    stating.states(states(null, holding(share, "7")));
    Reconciliation found = reconciling.reconcile(account).await().atMost(PATIENCE);
    assertThat(found.notStated()).containsExactly(Subject.CASH);
    assertThat(found.differences()).hasSize(1);
    assertThat(
            reader
                .account(AccountScope.of(account), account)
                .await()
                .atMost(PATIENCE)
                .orElseThrow()
                .latch()
                .state())
        .isEqualTo(TradingState.CLOSE_ONLY);
  }

  private Account bind() {
    return binding.bind(actor(Role.ADMIN), account, VENUE).await().atMost(PATIENCE);
  }

  @Test
  void bindingMakesTheLedgerHoldWhatTheVenueHasAlsoWhatItHasNeverSeen() throws SQLException {
    rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
    rows.position(account, other, "0", LedgerRows.START);
    String fresh = "NEW" + LedgerRows.nextId();
    stating.states(
        states(
            "77.5",
            holding(other, "-2"),
            new Statement.Holding(fresh, null, Quantity.of("1.5"), Price.of("20"))));
    Account bound = bind();
    assertThat(bound.venue().value()).isEqualTo(VENUE);
    assertThat(bound.cash()).isEqualTo(Money.of("77.5"));
    InstrumentId opened = market.bySymbol(fresh).await().atMost(PATIENCE).orElseThrow().id();
    assertThat(
            reader
                .positions(AccountScope.of(account), LedgerQueries.Positions.open(account))
                .await()
                .atMost(PATIENCE))
        .extracting(Position::instrumentId, Position::qty)
        .containsExactlyInAnyOrder(
            tuple(other, Quantity.of("-2")), tuple(opened, Quantity.of("1.5")));
    assertThat(events())
        .filteredOn(e -> e.kind() == EventKind.ADJUSTED)
        .hasSize(4)
        .allSatisfy(
            e ->
                assertThat(e.adjustment())
                    .extracting(Adjustment::reason)
                    .isEqualTo(AdjustmentReason.OPENING));
    assertThat(contradictions()).isEmpty();
    assertThat(reconcile(null).differences()).isEmpty();
    int told = events().size();
    bind();
    assertThat(events()).as("it is there already").hasSize(told);
  }

  @Test
  void anAccountIsNotBoundToWhatCannotBeTakenOver() {
    rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
    stating.states();
    assertThatThrownBy(this::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
    stating.states(
        states("1", new Statement.Holding("UNKNOWN-1", null, Quantity.of("1"), Price.of("20"))));
    assertThatThrownBy(this::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INSTRUMENT_NOT_FOUND));
    assertThat(events()).isEmpty();
    assertThat(
            reader
                .account(AccountScope.of(account), account)
                .await()
                .atMost(PATIENCE)
                .orElseThrow()
                .venue()
                .value())
        .isEqualTo("simulator");
  }

  @Test
  void onlyThoseWhoControlAnAccountReconcileIt() {
    assertThatThrownBy(
            () ->
                reconciling
                    .reconcile(actor(Role.TRADER), account, null, null)
                    .await()
                    .atMost(PATIENCE))
        .isInstanceOf(TradingException.class);
    stating.states();
    assertThatThrownBy(() -> reconcile(null))
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
  }
}
