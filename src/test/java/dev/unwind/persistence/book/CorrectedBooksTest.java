// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.reconciliation.GivenStatement;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a venue takes back is booked, and what somebody says that it states is compared; the
 * ledger's check agrees.
 */
@QuarkusTest
class CorrectedBooksTest extends StatedLedger {
  private Reconciliation given(Instant asOf, @Nullable String cash, Statement.Holding... held) {
    return reconciling
        .reconcile(
            actor(Role.RISK),
            account,
            new GivenStatement(
                new Statement(List.of(held), null, cash == null ? null : Money.of(cash)), asOf),
            null,
            null)
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void aVenueThatCannotBeAskedIsComparedByWhatItHasStated() throws SQLException {
    rows.execute(
        "update account set venue = ? where account_id = ?", SilentVenue.NAME, account.value());
    Reconciliation found = given(clock.instant(), "1000.25", holding(share, "7"));
    assertThat(found.settled()).isTrue();
    assertThat(found.notStated()).containsExactly(Subject.ORDER);
    assertThat(found.differences())
        .singleElement()
        .satisfies(
            differs -> {
              assertThat(differs.name()).isEqualTo("SYM" + share.value());
              assertThat(differs.amount()).isEqualTo(Quantity.of("-3"));
            });
    assertThat(known()).isEqualTo(found.differences());
    LiquidationItem closes =
        books
            .decide(
                account,
                BookScope.account(),
                DESK,
                book -> book.items(book.close(CloseRequest.all().build()).id()).get(0))
            .await()
            .atMost(PATIENCE);
    assertThat(closes.qty()).as("the smaller of both").isEqualTo(Quantity.of("7"));
    assertThat(contradictionsButForDifferences()).isEmpty();
    // A statement that agrees ends it.
    assertThat(given(clock.instant(), null, holding(share, "10")).differences()).isEmpty();
    assertThat(known()).isEmpty();
  }

  @Test
  void whatHasMovedSinceAStatementIsNotComparedWithIt() {
    rows.execute(
        "update account set venue = ? where account_id = ?", SilentVenue.NAME, account.value());
    rows.execute("update position set updated_at = now() where account_id = ?", account.value());
    Reconciliation found = given(LedgerRows.START.minusSeconds(60), null, holding(share, "7"));
    assertThat(found.settled()).isFalse();
    assertThat(found.differences()).isEmpty();
    assertThat(found.notStated()).containsExactlyInAnyOrder(Subject.ORDER, Subject.CASH);
  }

  @Test
  void anOldStatementSaysNothingOfCashThatALaterOneOrACorrectionHasMoved() throws SQLException {
    rows.execute(
        "update account set venue = ? where account_id = ?", SilentVenue.NAME, account.value());
    GivenStatement old =
        new GivenStatement(
            new Statement(List.of(holding(share, "10")), null, Money.of("1000.25")),
            clock.instant().minusSeconds(60));
    GivenStatement later =
        new GivenStatement(
            new Statement(List.of(holding(share, "10")), null, Money.of("900")), clock.instant());
    assertThat(adopted(later).adopted())
        .singleElement()
        .matches(figure -> figure.subject() == Subject.CASH);
    Reconciliation again = adopted(old);
    assertThat(again.adopted()).as("what is older takes nothing back").isEmpty();
    assertThat(again.notStated()).contains(Subject.CASH);
    assertThat(
            reader
                .account(AccountScope.of(account), account)
                .await()
                .atMost(PATIENCE)
                .orElseThrow()
                .cash())
        .isEqualTo(Money.of("900"));
    assertThat(contradictions()).isEmpty();
  }

  @Test
  void figuresThatComeToMoreThanTheLedgerKeepsAreRefusedAndNothingIsBooked() throws SQLException {
    rows.execute(
        "update account set venue = ? where account_id = ?", SilentVenue.NAME, account.value());
    Statement.Holding most = holding(share, "9".repeat(20));
    GivenStatement twice =
        new GivenStatement(new Statement(List.of(most, most), null, null), clock.instant());
    GivenStatement once =
        new GivenStatement(new Statement(List.of(most), null, null), clock.instant());
    for (GivenStatement statement : List.of(twice, once)) {
      assertThatThrownBy(() -> adopted(statement))
          .isInstanceOfSatisfying(
              TradingException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.REQUEST_MALFORMED));
    }
    assertThat(events()).isEmpty();
    assertThat(contradictions()).isEmpty();
  }

  private Reconciliation adopted(GivenStatement statement) {
    return reconciling
        .reconcile(actor(Role.RISK), account, statement, OnDifference.ADOPT, "by phone")
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void aVenueThatIsAskedTakesNoStatementOfOthers() {
    assertThatThrownBy(() -> given(clock.instant(), null, holding(share, "7")))
        .isInstanceOfSatisfying(
            TradingException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.ACCOUNT_TYPE_UNSUPPORTED));
  }

  private static final DecisionOrigin DESK = new DecisionOrigin("desk", "unwind", null);

  private List<ExecutionReport> record(ExecutionReport report) {
    Set<String> corrected =
        report instanceof ExecutionReport.Corrected correction
            ? Set.of(correction.venue() + "/" + correction.execId())
            : Set.of();
    return books
        .decide(
            account,
            BookScope.reports(Set.of(report.orderKey()), Set.of(), corrected),
            DESK,
            book -> book.record(List.of(report)))
        .await()
        .atMost(PATIENCE);
  }

  private ExecutionReport.Corrected corrected(
      UUID key, String execution, String by, String qty, @Nullable String price) {
    return new ExecutionReport.Corrected(
        account,
        key,
        VENUE,
        execution,
        by,
        Quantity.of(qty),
        price == null ? null : Price.of(price),
        clock.instant());
  }

  @Test
  void whatAVenueTakesBackOrCorrectsIsBookedAndTheLedgersCheckAgrees() throws SQLException {
    Liquidation closed =
        books
            .decide(
                account, BookScope.account(), DESK, book -> book.close(CloseRequest.all().build()))
            .await()
            .atMost(PATIENCE);
    Order order =
        reader
            .orders(
                AccountScope.of(account), LedgerQueries.Orders.ofLiquidation(account, closed.id()))
            .await()
            .atMost(PATIENCE)
            .get(0)
            .order();
    UUID key = order.terms().uid();
    String first = UUID.randomUUID().toString();
    String second = UUID.randomUUID().toString();
    record(
        new ExecutionReport.Trade(
            account,
            key,
            VENUE,
            first,
            Quantity.of("4"),
            Price.of("12"),
            Quantity.of("4"),
            clock.instant()));
    // The order works on, and may trade again what was taken back.
    assertThat(record(corrected(key, first, "b1", "0", null))).isEmpty();
    record(
        new ExecutionReport.Trade(
            account,
            key,
            VENUE,
            second,
            Quantity.of("10"),
            Price.of("12"),
            Quantity.of("10"),
            clock.instant()));
    assertThat(contradictions()).isEmpty();
    // It has ended: nothing of it changes any more.
    assertThat(record(corrected(key, second, "c1", "8", "11.5"))).isEmpty();
    assertThat(record(corrected(key, second, "c1", "8", "11.5"))).isEmpty();
    assertThat(record(corrected(key, second, "b2", "0", null))).isEmpty();
    assertThat(record(corrected(key, second, "b3", "0", null))).isEmpty();
    assertThat(record(corrected(key, "none", "b4", "0", null))).hasSize(1);

    assertThat(contradictions()).isEmpty();
    List<LedgerEvent> adjusted =
        events().stream().filter(event -> event.kind() == EventKind.ADJUSTED).toList();
    assertThat(adjusted)
        .extracting(event -> Objects.requireNonNull(event.adjustment()).reason())
        .containsExactly(
            AdjustmentReason.BUSTED, AdjustmentReason.CORRECTED, AdjustmentReason.BUSTED);
    LedgerEvent last = adjusted.get(2);
    assertThat(Objects.requireNonNull(last.position()).qty()).isEqualTo(Quantity.of("10"));
    assertThat(Objects.requireNonNull(last.fill()).execId()).isEqualTo(second);
    assertThat(Objects.requireNonNull(last.order()).filledQty()).isEqualTo(Quantity.of("10"));
    TradeCorrection correction =
        Objects.requireNonNull(Objects.requireNonNull(last.adjustment()).correction());
    assertThat(correction.execId()).isEqualTo("b2");
    assertThat(correction.qty()).isEqualTo(Quantity.ZERO);
    assertThat(correction.cashEffect()).isEqualTo(Money.ZERO);
    assertThat(correction.realizedPl()).isEqualTo(Money.ZERO);
  }
}
