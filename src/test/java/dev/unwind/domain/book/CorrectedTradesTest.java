// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.FUTURE;
import static dev.unwind.domain.book.ABook.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
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
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a venue takes back or corrects changes the books, and nothing that has ended. */
class CorrectedTradesTest extends StatedBooks {
  private static ExecutionReport.Corrected corrected(
      Order order, String execution, String by, String qty, @Nullable String price) {
    return new ExecutionReport.Corrected(
        ACCOUNT,
        order.terms().uid(),
        "paper",
        execution,
        by,
        Quantity.of(qty),
        price == null ? null : Price.of(price),
        NOW);
  }

  private static List<Adjustment> adjustments(AccountBook book) {
    return book.changes().events().stream()
        .map(LedgerEvent::adjustment)
        .filter(Objects::nonNull)
        .toList();
  }

  @Test
  void aTradeThatIsTakenBackReopensThePositionAndLeavesWhatHasEnded() {
    AccountBook book = holding("10");
    Liquidation closed = close(book, CloseAmount.ALL);
    Order order = closing(book);
    trade(book, order, "10", "10");
    LiquidationItem ended = item(book, closed);
    Liquidation proceeds = book.liquidation(closed.id()).orElseThrow();
    Order filled = book.order(order.id()).orElseThrow();
    assertThat(ended.status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).realizedPl()).isEqualTo(Money.of("100"));

    assertThat(book.record(List.of(corrected(order, "x1", "b1", "0", null)))).isEmpty();

    Position reopened = position(book);
    assertThat(reopened.qty()).isEqualTo(Quantity.of("10"));
    assertThat(reopened.held()).isEqualTo(Quantity.ZERO);
    assertThat(reopened.entryPrice()).isEqualTo(Price.of("90"));
    assertThat(reopened.cost()).isEqualTo(Money.of("900"));
    assertThat(reopened.realizedPl()).isEqualTo(Money.ZERO);
    assertThat(reopened.closedAt()).isNull();
    assertThat(book.account().cash()).isEqualTo(Money.of("1000"));
    assertThat(item(book, closed)).isEqualTo(ended);
    assertThat(book.liquidation(closed.id())).contains(proceeds);
    assertThat(book.order(order.id())).contains(filled);
    assertThat(book.orders()).noneMatch(Order::isOpen);
    assertThat(adjustments(book))
        .singleElement()
        .satisfies(
            adjustment -> {
              assertThat(adjustment.reason()).isEqualTo(AdjustmentReason.BUSTED);
              assertThat(adjustment.qty()).isEqualTo(Quantity.of("10"));
              assertThat(adjustment.cashEffect()).isEqualTo(Money.of("-1000"));
            });
    LedgerEvent last = book.changes().events().get(book.changes().events().size() - 1);
    assertThat(last.kind()).isEqualTo(EventKind.ADJUSTED);
    assertThat(Objects.requireNonNull(last.order()).id()).isEqualTo(order.id());
    assertThat(Objects.requireNonNull(last.fill()).execId()).isEqualTo("x1");
  }

  @Test
  void whatIsToldTwiceIsTakenBackOnce() {
    AccountBook book = holding("10");
    close(book, CloseAmount.ALL);
    Order order = closing(book);
    trade(book, order, "10", "10");
    ExecutionReport bust = corrected(order, "x1", "b1", "0", null);
    book.record(List.of(bust, bust, corrected(order, "x1", "b2", "0", null)));
    assertThat(position(book).qty()).isEqualTo(Quantity.of("10"));
    assertThat(adjustments(book)).hasSize(1);
  }

  @Test
  void aCorrectedPriceMovesMoneyAndNoQuantity() {
    AccountBook book = holding("10");
    close(book, CloseAmount.ALL);
    Order order = closing(book);
    trade(book, order, "10", "10");
    Position closed = position(book);
    book.record(List.of(corrected(order, "x1", "c1", "10", "99.5")));
    Position after = position(book);
    assertThat(after.isFlat()).isTrue();
    assertThat(after.closedAt()).isEqualTo(closed.closedAt());
    assertThat(after.realizedPl()).isEqualTo(Money.of("95"));
    assertThat(book.account().cash()).isEqualTo(Money.of("1995"));
    assertThat(adjustments(book))
        .singleElement()
        .matches(a -> a.reason() == AdjustmentReason.CORRECTED && a.qty().isZero());
    // What is taken back then is what was corrected.
    book.record(List.of(corrected(order, "x1", "b1", "0", null)));
    assertThat(book.account().cash()).isEqualTo(Money.of("1000"));
    assertThat(position(book).cost()).isEqualTo(Money.of("900"));
    assertThat(position(book).realizedPl()).isEqualTo(Money.ZERO);
  }

  @Test
  void aWorkingOrderGoesOnWithWhatIsTakenBack() {
    AccountBook book = holding("10");
    Liquidation closing = close(book, CloseAmount.ALL);
    Order order = closing(book);
    trade(book, order, "4", "4");
    book.record(List.of(corrected(order, "x1", "b1", "0", null)));
    Order working = book.order(order.id()).orElseThrow();
    assertThat(working.status()).isEqualTo(OrderStatus.NEW);
    assertThat(working.filledQty()).isEqualTo(Quantity.ZERO);
    assertThat(item(book, closing).filledQty()).isEqualTo(Quantity.ZERO);
    assertThat(item(book, closing).cashEffect()).isEqualTo(Money.ZERO);
    assertThat(position(book).held()).isEqualTo(Quantity.of("10"));
    trade(book, working, "10", "10");
    assertThat(item(book, closing).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).isFlat()).isTrue();
    assertThat(book.account().cash()).isEqualTo(Money.of("2000"));
  }

  @Test
  void whatALegHasTradedMoreThanWasToldIsTakenOffTheOtherLeg() {
    AccountBook book = holding("10");
    NewOrder profit =
        NewOrder.limit(ABook.SHARE.id(), Side.SELL, Quantity.of("10"), Price.of("110")).build();
    NewOrder second =
        NewOrder.limit(ABook.SHARE.id(), Side.SELL, Quantity.of("10"), Price.of("120")).build();
    List<Order> pair = book.placeOneCancelsOther(List.of(profit, second));
    Order leg = pair.get(0);
    trade(book, leg, "4", "4");
    OrderId other = pair.get(1).id();
    assertThat(book.order(other).orElseThrow().leaves()).isEqualTo(Quantity.of("6"));
    book.record(List.of(corrected(leg, "x1", "c1", "6", "100")));
    assertThat(position(book).qty()).isEqualTo(Quantity.of("4"));
    assertThat(book.order(other).orElseThrow().leaves())
        .as("no more than is held")
        .isEqualTo(Quantity.of("4"));
    book.record(List.of(corrected(leg, "x1", "c2", "10", "100")));
    assertThat(position(book).isFlat()).isTrue();
    assertThat(book.orders()).noneMatch(order -> order.status() == OrderStatus.NEW);
    assertThat(book.order(other).orElseThrow().reason()).isEqualTo(Reason.SIBLING_FILLED);
  }

  @Test
  void aCloseThatWorksIsMadeToFitWhenWhatHadOpenedItsPositionIsTakenBack() {
    AccountBook book = holding("4");
    Order opening =
        book.place(
            NewOrder.limit(ABook.SHARE.id(), Side.BUY, Quantity.of("6"), Price.of("100")).build());
    trade(book, opening, "6", "6");
    Liquidation closing = close(book, CloseAmount.ALL);
    Order first = closing(book);
    assertThat(first.qty()).isEqualTo(Quantity.of("10"));
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, first.terms().uid(), NOW)));
    book.record(List.of(corrected(opening, "x1", "b1", "0", null)));
    assertThat(book.order(first.id()).orElseThrow().status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(book.order(first.id()).orElseThrow().reason())
        .isEqualTo(Reason.REDUCED_BY_ADJUSTMENT);
    book.record(
        List.of(
            new ExecutionReport.Canceled(ACCOUNT, first.terms().uid(), Quantity.ZERO, "", NOW)));
    assertThat(closing(book).qty()).isEqualTo(Quantity.of("4"));
    trade(book, closing(book), "4", "4");
    assertThat(item(book, closing).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).isFlat()).isTrue();
  }

  @Test
  void aCorrectionThatComesBeforeItsTradeIsToldAgain() {
    AccountBook book = holding("10");
    close(book, CloseAmount.ALL);
    Order order = closing(book);
    ExecutionReport bust = corrected(order, "x1", "b1", "0", null);
    assertThat(book.record(List.of(bust))).containsExactly(bust);
    trade(book, order, "10", "10");
    assertThat(book.record(List.of(bust))).isEmpty();
    assertThat(position(book).qty()).isEqualTo(Quantity.of("10"));
  }

  @Test
  void moneyAndCostAgreeWhateverWasTradedSince() {
    // Of a future only profit is paid.
    for (boolean isFuture : List.of(false, true)) {
      Instrument instrument = isFuture ? FUTURE : ABook.SHARE;
      AccountBook book =
          ABook.of(
              ABook.account(PositionMode.NETTING, "USD", "1000000", TradingState.ACTIVE),
              List.of(ABook.position(instrument.id(), "10", "90").build()),
              "100",
              List.of(instrument));
      close(book, CloseAmount.ALL);
      Order order = closing(book);
      trade(book, order, "6", "6");
      trade(book, order, "4", "10");
      Money before = worth(book, isFuture);
      // The first is taken back after all was closed; then the second is half as much.
      book.record(List.of(corrected(order, "x" + (executions() - 1), "b1", "0", null)));
      book.record(List.of(corrected(order, "x" + executions(), "b2", "2", "101")));
      Position after = book.positions().iterator().next();
      assertThat(after.qty()).isEqualTo(Quantity.of("8"));
      assertThat(after.entryPrice()).isEqualTo(Price.of("90"));
      assertThat(after.realizedPl()).isEqualTo(Money.of("22"));
      // At cost, without what was realised, the account is worth what it was.
      assertThat(worth(book, isFuture)).isEqualTo(before);
    }
  }

  /** Cash and cost without profit. */
  private static Money worth(AccountBook book, boolean isFuture) {
    Position position = book.positions().iterator().next();
    Money cash = book.account().cash().minus(position.realizedPl());
    return isFuture ? cash : cash.plus(position.cost());
  }
}
