// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.COIN;
import static dev.unwind.domain.book.ABook.NOW;
import static dev.unwind.domain.book.ABook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Comparison;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the venue states otherwise, what is closed then, and how the books become equal. */
class ReconcilingTest {
  private static final Adjustment.Cause CAUSE =
      new Adjustment.Cause(AdjustmentReason.ADOPTED, "venue:paper", "checked by phone");

  private int executions;

  private static AccountBook holding(String qty, Difference... differences) {
    AccountBook plain =
        ABook.of(
            ABook.account(PositionMode.NETTING, "USD", "1000", TradingState.ACTIVE),
            "100",
            SHARE,
            COIN);
    List<Position> positions =
        Quantity.of(qty).isZero()
            ? List.of()
            : List.of(ABook.position(SHARE.id(), qty, "90").build());
    return new AccountBook(
        new BookSlice(
            plain.account(),
            0,
            NOW,
            positions,
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Set.of(),
            List.of(differences)),
        plain.context());
  }

  private static Difference differs(String ledger, String venue) {
    return new Difference(
        Subject.POSITION,
        SHARE.symbol(),
        SHARE.id(),
        Quantity.of(ledger),
        Quantity.of(venue),
        NOW.minusSeconds(60));
  }

  private static Statement states(String qty) {
    return states(qty, null, null);
  }

  private static Statement states(
      String qty, @Nullable List<Statement.Working> orders, @Nullable String cash) {
    List<Statement.Holding> positions =
        Quantity.of(qty).isZero()
            ? List.of()
            : List.of(
                new Statement.Holding(
                    SHARE.symbol(), SHARE.id(), Quantity.of(qty), Price.of("80")));
    return new Statement(positions, orders, cash == null ? null : Money.of(cash));
  }

  private static Seen seen(AccountBook book) {
    return new Seen(
        book.positions().stream()
            .collect(Collectors.toMap(Position::instrumentId, Position::version)),
        book.orders().stream().filter(Order::isOpen).toList(),
        book.account().cash());
  }

  private static Comparison.Result compare(AccountBook book, Statement statement, Seen seen) {
    return book.reconciling().compare(statement, seen, Set.of(SHARE.id(), COIN.id()));
  }

  private static List<Difference> compared(AccountBook book, Statement statement) {
    return compare(book, statement, seen(book)).differences();
  }

  private static List<Difference> note(AccountBook book, Statement statement, OnDifference act) {
    return book.reconciling().note(compared(book, statement), statement, act, CAUSE);
  }

  private static Liquidation close(AccountBook book, CloseAmount amount) {
    return book.close(CloseRequest.all().amount(amount).build());
  }

  private static LiquidationItem item(AccountBook book, Liquidation liquidation) {
    return book.items(liquidation.id()).get(0);
  }

  private static Order closing(AccountBook book) {
    return book.orders().stream()
        .filter(Order::isLiquidation)
        .filter(Order::isOpen)
        .findFirst()
        .orElseThrow();
  }

  private static Position position(AccountBook book) {
    return book.positions().stream()
        .filter(p -> p.instrumentId().equals(SHARE.id()))
        .findFirst()
        .orElseThrow();
  }

  private void trade(AccountBook book, Order order, String qty, String cumQty) {
    executions++;
    book.record(
        List.of(
            new ExecutionReport.Trade(
                ACCOUNT,
                order.terms().uid(),
                "paper",
                "x" + executions,
                Quantity.of(qty),
                Price.of("100"),
                Quantity.of(cumQty),
                NOW)));
  }

  private static List<EventKind> kinds(AccountBook book) {
    return book.changes().events().stream().map(LedgerEvent::kind).toList();
  }

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

  @ParameterizedTest
  @CsvSource({"10, 7, 7", "7, 10, 7", "-10, -4, 4", "-4, -10, 4", "10, 10, 10"})
  void aCloseUsesTheSmallerOfBoth(String ledger, String venue, String closed) {
    AccountBook book = holding(ledger, differs(ledger, venue));
    close(book, CloseAmount.ALL);
    assertThat(closing(book).qty()).isEqualTo(Quantity.of(closed));
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "10, -3", "-10, 2"})
  void nothingIsClosedWhereOneSideHoldsNothingOrTheOpposite(String ledger, String venue) {
    AccountBook book = holding(ledger, differs(ledger, venue));
    Liquidation liquidation = close(book, CloseAmount.ALL);
    LiquidationItem item = item(book, liquidation);
    assertThat(item.status()).isEqualTo(ItemStatus.FAILED);
    assertThat(item.reason()).isEqualTo(Reason.BOOKS_DIFFER);
    assertThat(book.orders()).isEmpty();
    assertThatThrownBy(
            () ->
                book.close(
                    CloseRequest.one(SHARE.id())
                        .positions(Set.of(position(book).id()))
                        .denyWhenNothing(true)
                        .build()))
        .isInstanceOfSatisfying(
            DeniedException.class,
            denied -> assertThat(denied.denial().reason()).isEqualTo(Reason.BOOKS_DIFFER));
    note(book, states(venue), OnDifference.ADOPT);
    assertThat(compared(book, states(venue))).as("after an adopt both say the same").isEmpty();
    Liquidation again = close(book, CloseAmount.ALL);
    assertThat(book.items(again.id()).size()).isEqualTo(Quantity.of(venue).isZero() ? 0 : 1);
  }

  @Test
  void aPartIsNoMoreThanTheSmallerEither() {
    AccountBook book = holding("10", differs("10", "7"));
    close(book, new CloseAmount.Units(Quantity.of("5")));
    assertThat(closing(book).qty()).isEqualTo(Quantity.of("5"));
    AccountBook more = holding("10", differs("10", "7"));
    close(more, new CloseAmount.Units(Quantity.of("9")));
    assertThat(closing(more).qty()).isEqualTo(Quantity.of("7"));
  }

  @Test
  void aCloseOfTheSmallerSaysThatNotAllWasClosed() {
    AccountBook book = holding("10", differs("10", "7"));
    Liquidation liquidation = close(book, CloseAmount.ALL);
    trade(book, closing(book), "7", "7");
    LiquidationItem item = item(book, liquidation);
    assertThat(item.status()).isEqualTo(ItemStatus.PARTIALLY_FILLED);
    assertThat(item.reason()).isEqualTo(Reason.BOOKS_DIFFER);
    assertThat(item.filledQty()).isEqualTo(Quantity.of("7"));
    assertThat(position(book).qty()).isEqualTo(Quantity.of("3"));
    assertThat(item(book, close(book, CloseAmount.ALL)).reason())
        .as("the venue holds none of what is left")
        .isEqualTo(Reason.BOOKS_DIFFER);
  }

  @Test
  void aCloseOfTheSmallerThatIsAllOfTheLedgersIsWhole() {
    AccountBook book = holding("7", differs("7", "10"));
    Liquidation liquidation = close(book, CloseAmount.ALL);
    trade(book, closing(book), "7", "7");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
  }

  @Test
  void anOrderThatTheVenueDoesNotCoverIsReplacedByTheSmallerOne() {
    AccountBook book = holding("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order first = closing(book);
    uncovered(book, first, "10", "4");
    Order second = closing(book);
    assertThat(book.order(first.id()).orElseThrow().status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(second.qty()).isEqualTo(Quantity.of("4"));
    assertThat(second.terms().uid()).isNotEqualTo(first.terms().uid());
    assertThat(kinds(book)).contains(EventKind.BOOKS_DIFFER);
    trade(book, second, "4", "4");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.PARTIALLY_FILLED);
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.BOOKS_DIFFER);
    assertThat(position(book).held()).isEqualTo(Quantity.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "10, -10"})
  void anOrderOfWhichTheVenueHoldsNothingEndsTheItem(String ledger, String venue) {
    AccountBook book = holding(ledger);
    Liquidation liquidation = close(book, CloseAmount.ALL);
    uncovered(book, closing(book), ledger, venue);
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FAILED);
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.BOOKS_DIFFER);
    assertThat(book.orders()).noneMatch(Order::isOpen);
    assertThat(position(book).held()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void anOrderThatIsNotCoveredForAnotherReasonIsNotSentForever() {
    AccountBook book = holding("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    // Others of our own orders may take it; both books hold the same.
    uncovered(book, closing(book), "10", "10");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FAILED);
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.BOOKS_DIFFER);
  }

  private static void uncovered(AccountBook book, Order order, String ledger, String venue) {
    book.record(
        List.of(
            new ExecutionReport.Rejected(
                ACCOUNT,
                order.terms().uid(),
                Reason.BOOKS_DIFFER,
                "too little",
                new ExecutionReport.Stated(Quantity.of(ledger), Quantity.of(venue)),
                NOW)));
  }

  @Test
  void adoptingUnderALiveCloseMakesItFitAndNeverTurnsThePosition() {
    AccountBook book = holding("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order order = closing(book);
    book.reconciling()
        .adjust(Adjustment.Wanted.holding(SHARE.id(), Quantity.of("-6"), null), CAUSE);
    assertThat(book.order(order.id()).orElseThrow().status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(position(book).held()).isEqualTo(Quantity.of("4"));
    book.record(
        List.of(
            new ExecutionReport.Canceled(ACCOUNT, order.terms().uid(), Quantity.ZERO, "", NOW)));
    Order second = closing(book);
    assertThat(second.qty()).isEqualTo(Quantity.of("4"));
    trade(book, second, "4", "4");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).isFlat()).isTrue();
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
  void aCloseWhileTheVenueIsAwayIsAcceptedAndSaysSoUntilItWorks() {
    AccountBook plain = holding("10");
    BookContext like = plain.context();
    AccountBook book =
        new AccountBook(
            new BookSlice(
                plain.account(),
                0,
                NOW,
                plain.positions(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Set.of()),
            new BookContext(
                NOW,
                like.actor(),
                like.dialect(),
                null,
                like.ids(),
                like.sessions(),
                true,
                like.settings(),
                like.instruments(),
                like.quotes(),
                "no route to paper"));
    Liquidation liquidation = close(book, CloseAmount.ALL);
    assertThat(liquidation.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE);
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.VENUE_UNAVAILABLE);
    assertThat(item(book, liquidation).reasonText()).isEqualTo("no route to paper");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.CLOSING);
    Order order = closing(book);
    assertThat(order.status()).isEqualTo(OrderStatus.PENDING_NEW);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, order.terms().uid(), NOW)));
    assertThat(item(book, liquidation).reason()).isNull();
    assertThat(book.liquidation(liquidation.id()).orElseThrow().reason()).isNull();
    trade(book, order, "10", "10");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(item(book, liquidation).reason()).isNull();
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
