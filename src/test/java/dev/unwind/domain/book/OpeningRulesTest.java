// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.OpeningBook.ACCOUNT;
import static dev.unwind.domain.book.OpeningBook.ALPACA;
import static dev.unwind.domain.book.OpeningBook.COIN;
import static dev.unwind.domain.book.OpeningBook.EURO_STOCK;
import static dev.unwind.domain.book.OpeningBook.EXPIRED;
import static dev.unwind.domain.book.OpeningBook.FUTURE;
import static dev.unwind.domain.book.OpeningBook.MARGINED;
import static dev.unwind.domain.book.OpeningBook.NOW;
import static dev.unwind.domain.book.OpeningBook.OPTION;
import static dev.unwind.domain.book.OpeningBook.STOCK;
import static dev.unwind.domain.book.OpeningBook.TRADOVATE;
import static dev.unwind.domain.book.OpeningBook.book;
import static dev.unwind.domain.book.OpeningBook.byAmount;
import static dev.unwind.domain.book.OpeningBook.exits;
import static dev.unwind.domain.book.OpeningBook.grown;
import static dev.unwind.domain.book.OpeningBook.limit;
import static dev.unwind.domain.book.OpeningBook.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What binds an order that opens or increases, and lets everything close. */
class OpeningRulesTest {
  private int executions;

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1.5", "2"})
  void aFractionOfNothingHeldCannotBeSoldShort(String qty) {
    NewOrder order = order(STOCK, Side.SELL, qty, ALPACA);
    NewOrder sold = qty.equals("2") ? byAmount(order) : order;
    denied(book("0"), sold, Reason.FRACTION_SOLD_SHORT);
  }

  @Test
  void aFractionBeyondWhatIsHeldCannotBeSoldShort() {
    denied(book("1"), order(STOCK, Side.SELL, "1.5", ALPACA), Reason.FRACTION_SOLD_SHORT);
    denied(book("-3"), order(STOCK, Side.SELL, "0.5", ALPACA), Reason.FRACTION_SOLD_SHORT);
    denied(book("1"), order(STOCK, Side.SELL, "2", ALPACA), Reason.QUANTITY_EXCEEDS_POSITION);
  }

  @Test
  void aFractionThatIsHeldIsSoldAndWholeUnitsAreSoldShort() {
    admitted(book("1.5"), order(STOCK, Side.SELL, "1.5", ALPACA));
    admitted(book("0"), order(STOCK, Side.SELL, "2", ALPACA));
    admitted(book("0"), order(COIN, Side.SELL, "0.5", NewOrder.Policy.LIBERAL));
  }

  @Test
  void anOrderWithExitsThatReducesIsNoEntryWhereTheDialectSaysSo() {
    AccountBook book = book("7");
    assertThatThrownBy(
            () ->
                book.placeWithChildren(
                    order(STOCK, Side.SELL, "7", ALPACA), exits(STOCK, Side.BUY, "7", ALPACA)))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.BRACKET_NOT_ENTRY));
    assertThat(book.changes().isEmpty()).isTrue();
  }

  @Test
  void theExitsOfAnOrderThatOnlyReducedOpenNothing() {
    AccountBook book = book(FUTURE, "3", "1000000", TradingState.ACTIVE);
    List<Order> placed =
        book.placeWithChildren(
            order(FUTURE, Side.SELL, "3", TRADOVATE), exits(FUTURE, Side.BUY, "3", TRADOVATE));
    trade(book, placed.get(0), "3", "10");

    assertThat(placed.subList(1, 3))
        .allSatisfy(
            exit ->
                assertThat(book.order(exit.id()).orElseThrow().status())
                    .isEqualTo(OrderStatus.CANCELED));
    assertThat(book.order(placed.get(1).id()).orElseThrow().reason())
        .isEqualTo(Reason.POSITION_NOT_FOUND);
  }

  @Test
  void theExitsOfAnOrderThatFlippedCloseWhatItOpened() {
    AccountBook book = book(FUTURE, "-1", "1000000", TradingState.ACTIVE);
    List<Order> placed =
        book.placeWithChildren(
            order(FUTURE, Side.BUY, "3", TRADOVATE), exits(FUTURE, Side.SELL, "3", TRADOVATE));
    trade(book, placed.get(0), "3", "10");

    assertThat(placed.subList(1, 3))
        .allSatisfy(
            exit -> {
              Order released = book.order(exit.id()).orElseThrow();
              assertThat(released.status()).isEqualTo(OrderStatus.PENDING_NEW);
              assertThat(released.qty()).isEqualTo(Quantity.of("2"));
            });
  }

  @Test
  void exitsWhosePositionIsClosedOtherwiseAreCancelled() {
    AccountBook book = book(FUTURE, "0", "1000000", TradingState.ACTIVE);
    List<Order> placed =
        book.placeWithChildren(
            order(FUTURE, Side.BUY, "3", TRADOVATE), exits(FUTURE, Side.SELL, "3", TRADOVATE));
    trade(book, placed.get(0), "3", "10");
    trade(book, book.place(order(FUTURE, Side.SELL, "3", TRADOVATE)), "3", "11");

    assertThat(placed.subList(1, 3))
        .allSatisfy(
            exit ->
                assertThat(book.order(exit.id()).orElseThrow())
                    .returns(OrderStatus.PENDING_CANCEL, Order::status)
                    .returns(Reason.POSITION_NOT_FOUND, Order::reason));
  }

  @Test
  void anOrderForAllThatIsHeldMayBeOffTheIncrement() {
    admitted(
        book(FUTURE, "1.5", "0", TradingState.ACTIVE), order(FUTURE, Side.SELL, "1.5", TRADOVATE));
    denied(
        book(FUTURE, "1.5", "0", TradingState.ACTIVE),
        order(FUTURE, Side.SELL, "0.5", TRADOVATE),
        Reason.QUANTITY_OFF_INCREMENT);
  }

  @Test
  void theExitsOfAnEntryCloseAllOfIt() {
    AccountBook book = book("0");
    List<Order> placed =
        book.placeWithChildren(
            order(STOCK, Side.BUY, "4", ALPACA), exits(STOCK, Side.SELL, "4", ALPACA));
    trade(book, placed.get(0), "4", "10");

    assertThat(placed.subList(1, 3))
        .allSatisfy(
            exit ->
                assertThat(book.order(exit.id()).orElseThrow())
                    .returns(OrderStatus.PENDING_NEW, Order::status)
                    .returns(Quantity.of("4"), Order::qty));
  }

  @Test
  void aChildThatAddsToThePositionIsBoundAsAnyOrderIs() {
    AccountBook book = book(EXPIRED, "-3", "1000000", TradingState.ACTIVE);
    assertThatThrownBy(
            () ->
                book.placeWithChildren(
                    order(EXPIRED, Side.BUY, "1", TRADOVATE),
                    List.of(List.of(order(EXPIRED, Side.BUY, "9", TRADOVATE)))))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.INSTRUMENT_EXPIRED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "9000000000000000000",
        "50000000000000000",
        "10000000000001"
      })
  void whatTheLedgerCannotCarryIsRefused(String qty) {
    for (Side side : Side.values()) {
      denied(
          book("0"), order(STOCK, side, qty, NewOrder.Policy.LIBERAL), Reason.VALUE_OUT_OF_RANGE);
      denied(book("0"), order(COIN, side, qty, NewOrder.Policy.LIBERAL), Reason.VALUE_OUT_OF_RANGE);
    }
    denied(book("0"), order(STOCK, Side.SELL, qty, ALPACA), Reason.VALUE_OUT_OF_RANGE);
  }

  @Test
  void whatIsHeldAndOnOrderCountsTowardsTheRange() {
    admitted(book("0"), order(STOCK, Side.SELL, "9000000000000", NewOrder.Policy.LIBERAL));
    denied(
        book("-9000000000000"),
        order(STOCK, Side.SELL, "9000000000000", NewOrder.Policy.LIBERAL),
        Reason.VALUE_OUT_OF_RANGE);
    AccountBook book = book("0");
    admitted(book, order(STOCK, Side.SELL, "9000000000000", NewOrder.Policy.LIBERAL));
    denied(
        book,
        order(STOCK, Side.SELL, "9000000000000", NewOrder.Policy.LIBERAL),
        Reason.VALUE_OUT_OF_RANGE);
  }

  @Test
  void cashBeyondTheRangeOpensNothingMore() {
    denied(
        book(STOCK, "0", "1000000000000000000", TradingState.ACTIVE),
        order(STOCK, Side.BUY, "1", ALPACA),
        Reason.VALUE_OUT_OF_RANGE);
    admitted(
        book(STOCK, "5", "1000000000000000000", TradingState.ACTIVE),
        order(STOCK, Side.SELL, "5", ALPACA));
  }

  @Test
  void aPriceBeyondTheRangeIsRefused() {
    denied(
        book("0"), limit(STOCK, Side.SELL, "1", "10000000001", ALPACA), Reason.VALUE_OUT_OF_RANGE);
    denied(
        book("0"),
        limit(FUTURE, Side.SELL, "1", "2000000001", TRADOVATE),
        Reason.VALUE_OUT_OF_RANGE);
  }

  @Test
  void newTermsAreBoundAsANewOrderIs() {
    AccountBook book = book("0");
    Order resting = book.place(limit(STOCK, Side.BUY, "1", "9", ALPACA));
    working(book, resting);
    assertThatThrownBy(() -> book.replace(resting.id(), grown("90000000000000")))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.VALUE_OUT_OF_RANGE));
    assertThatThrownBy(() -> book.replace(resting.id(), grown("2000000")))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.BUYING_POWER_INSUFFICIENT));
    assertThatCode(() -> book.replace(resting.id(), grown("2"))).doesNotThrowAnyException();
  }

  @Test
  void newTermsOfAFutureNeedTheirMargin() {
    AccountBook book = book(MARGINED, "0", "1000", TradingState.ACTIVE);
    Order resting = book.place(limit(MARGINED, Side.BUY, "9", "9", TRADOVATE));
    working(book, resting);
    assertThatThrownBy(() -> book.replace(resting.id(), grown("11")))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.BUYING_POWER_INSUFFICIENT));
    assertThatCode(() -> book.replace(resting.id(), grown("10"))).doesNotThrowAnyException();
  }

  @Test
  void anInstrumentOfAnotherCurrencyIsNotOpened() {
    for (NewOrder.Policy policy : List.of(ALPACA, TRADOVATE, NewOrder.Policy.LIBERAL)) {
      denied(
          book(EURO_STOCK, "0", "1000000", TradingState.ACTIVE),
          order(EURO_STOCK, Side.BUY, "10", policy),
          Reason.CURRENCY_MISMATCH);
    }
  }

  @Test
  void anInstrumentOfAnotherCurrencyThatIsHeldIsClosed() {
    admitted(
        book(EURO_STOCK, "10", "0", TradingState.ACTIVE),
        order(EURO_STOCK, Side.SELL, "10", ALPACA));
    AccountBook book = book(EURO_STOCK, "-10", "0", TradingState.ACTIVE);
    admitted(book, order(EURO_STOCK, Side.BUY, "4", ALPACA));
    close(book(EURO_STOCK, "10", "0", TradingState.ACTIVE));
  }

  @ParameterizedTest
  @CsvSource({"10, true", "11, false", "100000, false"})
  void theCashCoversTheInitialMargin(String qty, boolean covered) {
    for (Side side : Side.values()) {
      for (NewOrder.Policy policy : List.of(ALPACA, TRADOVATE)) {
        AccountBook book = book(MARGINED, "0", "1000", TradingState.ACTIVE);
        if (covered) {
          admitted(book, order(MARGINED, side, qty, policy));
        } else {
          denied(book, order(MARGINED, side, qty, policy), Reason.BUYING_POWER_INSUFFICIENT);
        }
      }
    }
  }

  /** A contract at 10 with 5 a point is worth 50; twenty times a cash of 1,000 are 400 of them. */
  @ParameterizedTest
  @CsvSource({"400, true", "401, false"})
  void withoutAKnownMarginTheLeverageBinds(String qty, boolean covered) {
    AccountBook book = book(FUTURE, "0", "1000", TradingState.ACTIVE);
    if (covered) {
      admitted(book, order(FUTURE, Side.SELL, qty, TRADOVATE));
    } else {
      denied(book, order(FUTURE, Side.SELL, qty, TRADOVATE), Reason.BUYING_POWER_INSUFFICIENT);
    }
  }

  @Test
  void whatIsHeldAndOnOrderNeedsItsMarginToo() {
    denied(
        book(MARGINED, "8", "1000", TradingState.ACTIVE),
        order(MARGINED, Side.BUY, "3", TRADOVATE),
        Reason.BUYING_POWER_INSUFFICIENT);
    AccountBook book = book(MARGINED, "0", "1000", TradingState.ACTIVE);
    admitted(book, limit(MARGINED, Side.BUY, "8", "9", TRADOVATE));
    denied(book, order(MARGINED, Side.BUY, "3", TRADOVATE), Reason.BUYING_POWER_INSUFFICIENT);
    admitted(book, order(MARGINED, Side.SELL, "10", TRADOVATE));
  }

  @Test
  void anAccountBeyondItsMarginMayReduce() {
    admitted(
        book(MARGINED, "50", "0", TradingState.ACTIVE),
        order(MARGINED, Side.SELL, "50", TRADOVATE));
    denied(
        book(MARGINED, "50", "0", TradingState.ACTIVE),
        order(MARGINED, Side.SELL, "101", TRADOVATE),
        Reason.BUYING_POWER_INSUFFICIENT);
  }

  @Test
  void aContractThatHasExpiredIsNotOpened() {
    for (NewOrder.Policy policy : List.of(ALPACA, TRADOVATE, NewOrder.Policy.LIBERAL)) {
      denied(
          book(EXPIRED, "0", "1000000", TradingState.ACTIVE),
          order(EXPIRED, Side.BUY, "1", policy),
          Reason.INSTRUMENT_EXPIRED);
      denied(
          book(EXPIRED, "2", "1000000", TradingState.ACTIVE),
          order(EXPIRED, Side.SELL, "3", policy),
          Reason.INSTRUMENT_EXPIRED);
      denied(
          book(OPTION, "0", "1000000", TradingState.ACTIVE),
          order(OPTION, Side.BUY, "1", policy),
          Reason.INSTRUMENT_EXPIRED);
    }
  }

  @Test
  void aContractThatHasExpiredIsClosed() {
    admitted(
        book(EXPIRED, "2", "0", TradingState.ACTIVE), order(EXPIRED, Side.SELL, "2", TRADOVATE));
    admitted(book(OPTION, "2", "0", TradingState.ACTIVE), order(OPTION, Side.SELL, "2", ALPACA));
    close(book(EXPIRED, "2", "0", TradingState.ACTIVE));
    close(book(OPTION, "-2", "0", TradingState.ACTIVE));
  }

  @Test
  void aPositionOffTheIncrementIsClosedWhole() {
    AccountBook book = book(FUTURE, "1.5", "0", TradingState.ACTIVE);
    close(book);
    assertThat(book.orders()).singleElement().returns(Quantity.of("1.5"), Order::qty);
  }

  private static void close(AccountBook book) {
    book.close(CloseRequest.all().build());
    assertThat(book.orders()).singleElement().returns(true, Order::isLiquidation);
  }

  private static void admitted(AccountBook book, NewOrder order) {
    assertThat(book.place(order).isOpen()).isTrue();
  }

  private static void denied(AccountBook book, NewOrder order, Reason reason) {
    int events = book.changes().events().size();
    assertThatThrownBy(() -> book.place(order))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(reason));
    assertThat(book.changes().events()).hasSize(events);
  }

  private static @Nullable Reason reason(Throwable failure) {
    return failure instanceof DeniedException denied ? denied.denial().reason() : null;
  }

  private void trade(AccountBook book, Order order, String qty, String price) {
    book.record(
        List.of(
            new ExecutionReport.Trade(
                ACCOUNT,
                order.terms().uid(),
                "test",
                "x" + ++executions,
                Quantity.of(qty),
                Price.of(price),
                Quantity.of(qty),
                NOW)));
  }

  private static void working(AccountBook book, Order order) {
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, order.terms().uid(), NOW)));
  }
}
