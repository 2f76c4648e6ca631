// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.COIN;
import static dev.unwind.domain.book.ABook.NOW;
import static dev.unwind.domain.book.ABook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens at a venue without a trade, in the book. */
class ActivitiesTest extends StatedBooks {
  private static Activity.Change change(InstrumentId id, String qty) {
    return new Activity.Change("of the venue", id, Quantity.of(qty), null);
  }

  private static boolean happened(
      AccountBook book, AdjustmentReason reason, String cash, Activity.Change... changes) {
    return book.reconciling()
        .happened(
            new Activity("a1", reason, List.of(changes), Money.of(cash), "as told"), "venue:paper");
  }

  @Test
  void aFeeMovesMoneyAndIsToldWithTheVenuesIdOfIt() {
    AccountBook book = holding("10");
    assertThat(happened(book, AdjustmentReason.FEE, "-0.02")).isTrue();
    assertThat(book.account().cash()).isEqualTo(Money.of("999.98"));
    assertThat(kinds(book)).containsExactly(EventKind.ADJUSTED);
    assertThat(book.changes().adjustments())
        .singleElement()
        .satisfies(
            adjustment -> {
              assertThat(adjustment.activity()).isEqualTo("a1");
              assertThat(adjustment.reason()).isEqualTo(AdjustmentReason.FEE);
              assertThat(adjustment.note()).isEqualTo("as told");
              assertThat(adjustment.positionId()).isNull();
            });
  }

  @ParameterizedTest
  @CsvSource({"10, -9, 1, 900", "10, 30, 40, 22.5", "-10, 9, -1, 900", "-10, -30, -40, 22.5"})
  void aSplitKeepsWhatTheHoldingHasCost(String held, String change, String after, String price) {
    AccountBook book = holding(held);
    Money cost = position(book).cost();
    assertThat(happened(book, AdjustmentReason.SPLIT, "0", change(SHARE.id(), change))).isTrue();
    Position split = position(book);
    assertThat(split.qty()).isEqualTo(Quantity.of(after));
    assertThat(split.cost()).isEqualTo(cost);
    assertThat(split.entryPrice()).isEqualTo(Price.of(price));
    assertThat(split.openedQty()).isEqualTo(Quantity.of(after));
    assertThat(split.realizedPl()).isEqualTo(Money.ZERO);
    assertThat(split.closedAt()).isNull();
    assertThat(book.account().cash()).isEqualTo(Money.of("1000"));
  }

  @Test
  void aReverseSplitLeavesNoCloseThatIsLargerThanTheHolding() {
    AccountBook book = holding("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order first = closing(book);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, first.terms().uid(), NOW)));
    happened(book, AdjustmentReason.SPLIT, "0", change(SHARE.id(), "-9"));
    Order asked = book.order(first.id()).orElseThrow();
    assertThat(asked.status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(asked.reason()).isEqualTo(Reason.REDUCED_BY_ADJUSTMENT);
    assertThat(position(book).held()).isEqualTo(Quantity.ONE);
    book.record(
        List.of(
            new ExecutionReport.Canceled(ACCOUNT, first.terms().uid(), Quantity.ZERO, "", NOW)));
    assertThat(closing(book).qty()).isEqualTo(Quantity.ONE);
    trade(book, closing(book), "1", "1");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).isFlat()).isTrue();
  }

  @Test
  void aCloseThatTradesInTheMomentOfAReverseSplitIsToldToHaveTurnedThePosition() {
    AccountBook book = atBroker("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order first = closing(book);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, first.terms().uid(), NOW)));
    happened(book, AdjustmentReason.SPLIT, "0", change(SHARE.id(), "-9"));
    trade(book, first, "10", "10");
    assertThat(position(book).qty()).isEqualTo(Quantity.of("-9"));
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.FLIPPED_BY_OTHERS);
    assertThat(kinds(book)).containsOnlyOnce(EventKind.POSITION_FLIPPED);
    assertThat(book.orders()).filteredOn(Order::isOpen).as("no counter-trade").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "-10"})
  void aRenamedHoldingTakesItsCostAlong(String held) {
    AccountBook book = holding(held);
    Money cost = position(book).cost();
    assertThat(renamed(book, held)).isTrue();
    assertThat(position(book).isFlat()).isTrue();
    assertThat(book.positions())
        .filteredOn(p -> p.instrumentId().equals(COIN.id()))
        .singleElement()
        .satisfies(
            other -> {
              assertThat(other.qty()).isEqualTo(Quantity.of(held));
              assertThat(other.cost()).isEqualTo(cost);
            });
    assertThat(book.changes().adjustments()).extracting(Adjustment::activity).containsOnly("a1");
  }

  /** What is stated of it: so much of the one has become so much of the other. */
  private static boolean renamed(AccountBook book, String held) {
    String away = held.startsWith("-") ? held.substring(1) : "-" + held;
    return happened(
        book, AdjustmentReason.RENAMED, "0", change(SHARE.id(), away), change(COIN.id(), held));
  }

  @Test
  void aFeeInCoinsTakesItsShareOfTheCostAlong() {
    AccountBook book = holding("10");
    happened(book, AdjustmentReason.FEE, "0", change(SHARE.id(), "-1"));
    assertThat(position(book).qty()).isEqualTo(Quantity.of("9"));
    assertThat(position(book).cost()).isEqualTo(Money.of("810"));
  }

  @Test
  void whatWouldTurnAPositionIsNotUnderstoodAndChangesNothing() {
    AccountBook book = holding("5");
    assertThat(happened(book, AdjustmentReason.SPLIT, "3", change(SHARE.id(), "-9"))).isFalse();
    assertThat(
            happened(
                book,
                AdjustmentReason.TRANSFER,
                "3",
                new Activity.Change("unknown", null, Quantity.ONE, null)))
        .isFalse();
    assertThat(position(book).qty()).isEqualTo(Quantity.of("5"));
    assertThat(book.account().cash()).isEqualTo(Money.of("1000"));
    assertThat(book.changes().adjustments()).isEmpty();
  }

  @Test
  void aSplitOfWhatIsSoldAlreadyCostsNothingMore() {
    AccountBook book = holding("10");
    close(book, CloseAmount.ALL);
    trade(book, closing(book), "10", "10");
    assertThat(happened(book, AdjustmentReason.SPLIT, "0", change(SHARE.id(), "90"))).isTrue();
    assertThat(position(book).qty()).isEqualTo(Quantity.of("90"));
    assertThat(position(book).cost()).isEqualTo(Money.ZERO);
    assertThat(position(book).entryPrice()).isEqualTo(Price.of("0"));
  }

  @ParameterizedTest
  @EnumSource(
      value = AdjustmentReason.class,
      names = {"FEE", "SPLIT", "TRANSFER", "CORPORATE_ACTION"})
  void whatIsNotHeldCannotBeTakenAway(AdjustmentReason reason) {
    AccountBook book = holding("0");
    assertThat(happened(book, reason, "0", change(SHARE.id(), "-1"))).isFalse();
    assertThat(book.positions()).isEmpty();
    assertThat(book.changes().adjustments()).isEmpty();
  }

  @Test
  void aHoldingThatIsNotThereIsNotRenamed() {
    AccountBook book = holding("0");
    assertThat(renamed(book, "10")).isFalse();
    assertThat(book.positions()).isEmpty();
  }
}
