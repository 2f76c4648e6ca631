// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.NOW;
import static dev.unwind.domain.book.ABook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is closed where the venue says otherwise than the ledger, or says nothing. */
class DifferingClosesTest extends StatedBooks {
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
  void aCloseWhileTheVenueIsAwayIsAcceptedAndSaysSoUntilItWorks() {
    AccountBook plain = holding("10");
    BookContext like = plain.context();
    AccountBook book =
        new AccountBook(
            BookSlice.of(plain.account(), 0, NOW).with(to -> to.positions(plain.positions())),
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
}
