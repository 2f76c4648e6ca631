// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.COIN;
import static dev.unwind.domain.book.ABook.NOW;
import static dev.unwind.domain.book.ABook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Seen;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the venue states otherwise, and how the books become equal. */
class ReconcilingTest extends StatedBooks {
  @Test
  void aFigureThatDiffersIsToldOnceAndAgainWhenItAgrees() {
    AccountBook book = holding("10");
    assertThat(note(book, states("7"), OnDifference.REPORT))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.subject()).isEqualTo(Subject.POSITION);
              assertThat(found.amount()).isEqualTo(Quantity.of("-3"));
            });
    assertThat(note(book, states("7"), OnDifference.REPORT)).hasSize(1);
    assertThat(note(book, states("10"), OnDifference.REPORT)).isEmpty();
    assertThat(kinds(book)).containsExactly(EventKind.BOOKS_DIFFER, EventKind.BOOKS_AGREE);
    assertThat(book.changes().differences()).isEmpty();
    assertThat(position(book).qty()).as("nothing is booked").isEqualTo(Quantity.of("10"));
  }

  @Test
  void aDifferenceIsAsOldAsItWasThoughBothSidesHaveTraded() {
    AccountBook book = holding("10", differs("12", "9"));
    assertThat(note(book, states("7"), OnDifference.REPORT))
        .singleElement()
        .satisfies(found -> assertThat(found.since()).isEqualTo(NOW.minusSeconds(60)));
    assertThat(kinds(book)).isEmpty();
  }

  @Test
  void whatTheVenueDoesNotStateIsNeitherEqualNorDifferent() {
    AccountBook book = holding("10");
    assertThat(compared(book, Statement.NOTHING)).isEmpty();
    assertThat(compared(book, new Statement(null, List.of(), Money.of("1000")))).isEmpty();
    assertThat(compared(book, new Statement(List.of(), null, null))).hasSize(1);
  }

  @Test
  void whatIsUnderWayExplainsADifferenceUpToWhatItMayTrade() {
    AccountBook book = holding("10");
    Order order =
        book.place(
            NewOrder.limit(SHARE.id(), Side.SELL, Quantity.of("3"), Price.of("100")).build());
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, order.terms().uid(), NOW)));
    assertThat(compared(book, states("8"))).as("two may have been sold").isEmpty();
    assertThat(compared(book, states("7", null, "1300"))).as("also for cash").isEmpty();
    assertThat(compared(book, states("6"))).as("but not four").hasSize(1);
    assertThat(compared(book, states("11"))).as("and none bought").hasSize(1);
    assertThat(compare(book, states("8"), seen(book)).settled()).isFalse();
    Statement.Working untouched =
        new Statement.Working(
            "b-1", order.terms().uid(), SHARE.symbol(), Quantity.of("-3"), Quantity.ZERO);
    assertThat(compared(book, states("8", List.of(untouched), null)))
        .as("the venue says that it has not traded")
        .hasSize(1);
  }

  @Test
  void whatHasMovedMeanwhileIsNotComparedAndStaysAsDifferentAsItWas() {
    AccountBook book = holding("10");
    Seen before = new Seen(Map.of(SHARE.id(), 41L), List.of(), Money.of("1000"));
    assertThat(compare(book, states("7"), before).differences()).isEmpty();
    assertThat(compare(book, states("7"), before).settled()).isFalse();
    AccountBook known = holding("10", differs("10", "7"));
    assertThat(compare(known, states("10"), before).differences())
        .containsExactly(differs("10", "7"));
  }

  @Test
  void ordersOfOthersCashAndSymbolsThatNobodyKnowsAreDifferencesToo() {
    AccountBook book = holding("10");
    Statement statement =
        new Statement(
            List.of(
                new Statement.Holding(SHARE.symbol(), SHARE.id(), Quantity.of("10"), null),
                new Statement.Holding("NEWCO", null, Quantity.of("5"), null)),
            List.of(
                new Statement.Working(
                    "b-9", UUID.randomUUID(), "NEWCO", Quantity.of("-5"), Quantity.ZERO)),
            Money.of("999.5"));
    assertThat(note(book, statement, OnDifference.ADOPT))
        .extracting(Difference::name)
        .as("cash is adopted; what the ledger cannot hold is not")
        .containsExactly("NEWCO", "b-9");
    assertThat(book.account().cash()).isEqualTo(Money.of("999.5"));
  }

  @Test
  void adoptingBooksTheDifferenceWithItsReasonAndNoTrade() {
    AccountBook book = holding("10");
    assertThat(note(book, states("7", null, "1000"), OnDifference.ADOPT)).isEmpty();
    BookChanges changes = book.changes();
    assertThat(kinds(book))
        .containsExactly(EventKind.BOOKS_DIFFER, EventKind.ADJUSTED, EventKind.BOOKS_AGREE);
    assertThat(changes.fills()).isEmpty();
    Adjustment booked = changes.adjustments().get(0);
    assertThat(booked.qty()).isEqualTo(Quantity.of("-3"));
    assertThat(booked.positionQty()).isEqualTo(Quantity.of("7"));
    assertThat(booked.seq()).isEqualTo(changes.events().get(1).seq());
    assertThat(booked.source()).isEqualTo("venue:paper");
    assertThat(booked.note()).isEqualTo("checked by phone");
    Position position = position(book);
    assertThat(position.qty()).isEqualTo(Quantity.of("7"));
    assertThat(position.cost()).as("its share of the cost is gone").isEqualTo(Money.of("630"));
    assertThat(position.realizedPl()).isEqualTo(Money.ZERO);
    assertThat(book.account().cash()).isEqualTo(Money.of("1000"));
  }

  @ParameterizedTest
  @CsvSource({"10, 12, 1060", "10, -4, -320", "0, 6, 480", "-5, 0, 0", "-5, -8, -690"})
  void whatIsAdoptedAddsAtTheVenuesPriceAndTurnsAtIt(String ledger, String venue, String cost) {
    AccountBook book = holding(ledger);
    assertThat(note(book, states(venue), OnDifference.ADOPT)).isEmpty();
    assertThat(position(book).qty()).isEqualTo(Quantity.of(venue));
    assertThat(position(book).cost()).isEqualTo(Money.of(cost));
    assertThat(position(book).closedAt() != null).isEqualTo(position(book).isFlat());
    assertThat(compared(book, states(venue))).isEmpty();
  }

  @Test
  void holdLetsTheAccountOnlyCloseUntilSomebodyLiftsIt() {
    AccountBook book = holding("10");
    note(book, states("7"), OnDifference.HOLD);
    assertThat(book.account().latch().state()).isEqualTo(TradingState.CLOSE_ONLY);
    assertThat(book.account().latch().reason()).contains("ledger 10, venue 7");
    book.latch(ABook.account(PositionMode.NETTING, "USD").latch());
    note(book, states("7"), OnDifference.HOLD);
    assertThat(book.account().latch().state())
        .as("the same difference does not latch twice")
        .isEqualTo(TradingState.ACTIVE);
    note(book, states("6"), OnDifference.HOLD);
    assertThat(book.account().latch().state()).isEqualTo(TradingState.CLOSE_ONLY);
  }

  @Test
  void whoHasAskedToLiftAHaltDidNotKnowOfALaterDifference() {
    AccountBook book = holding("10");
    Account.Latch halted =
        new Account.Latch(TradingState.HALTED, "risk", "why", book.context().now());
    book.latch(halted);
    note(book, states("7"), OnDifference.HOLD);
    Account.Latch latch = book.account().latch();
    assertThat(latch).isNotEqualTo(halted);
    assertThat(latch.state()).isEqualTo(TradingState.HALTED);
    assertThat(latch.reason()).contains("ledger 10, venue 7");
    note(book, states("7"), OnDifference.HOLD);
    assertThat(book.account().latch()).as("the same difference").isEqualTo(latch);
  }

  @Test
  void openingMakesTheBookHoldWhatTheVenueStatesAndNothingElse() {
    AccountBook book = holding("10");
    Statement statement =
        new Statement(
            List.of(new Statement.Holding("I2", COIN.id(), Quantity.of("0.5"), Price.of("60000"))),
            null,
            Money.of("250.256"));
    assertThat(book.reconciling().open(statement, "venue:paper"))
        .extracting(Adjustment::reason)
        .containsExactly(
            AdjustmentReason.OPENING, AdjustmentReason.OPENING, AdjustmentReason.OPENING);
    Map<InstrumentId, Quantity> held =
        book.positions().stream().collect(Collectors.toMap(Position::instrumentId, Position::qty));
    assertThat(held).isEqualTo(Map.of(SHARE.id(), Quantity.ZERO, COIN.id(), Quantity.of("0.5")));
    assertThat(book.account().cash()).isEqualTo(Money.of("250.26"));
    assertThat(book.reconciling().open(statement, "venue:paper")).isEmpty();
  }

  @Test
  void anAccountThatKeepsAPositionPerOrderIsNotAdjusted() {
    AccountBook book = ABook.of(ABook.account(PositionMode.HEDGING, "USD"), "100", SHARE);
    assertThatThrownBy(
            () -> book.reconciling().adjust(Adjustment.Wanted.cash(Money.of("1")), CAUSE))
        .isInstanceOf(DeniedException.class);
  }

  @Test
  void timesOfAdjustmentsFollowTheLog() {
    AccountBook book = holding("10");
    note(book, states("7", null, "900"), OnDifference.ADOPT);
    List<Instant> times = book.changes().events().stream().map(LedgerEvent::at).toList();
    assertThat(times).isSorted().doesNotHaveDuplicates();
    assertThat(book.changes().adjustments()).hasSize(2);
    assertThat(book.changes().adjustments().get(1).cash()).isEqualTo(Money.of("900"));
  }
}
