// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which orders are let in. */
class AdmissionTest {
  private static AccountBook holding(Instrument instrument, String qty, TradingState trading) {
    return ABook.of(
        ABook.account(PositionMode.NETTING, "USD", "1000000", trading),
        List.of(ABook.position(instrument.id(), qty, "100").build()),
        "100",
        List.of(instrument));
  }

  private static NewOrder sell(Instrument instrument, String qty) {
    return NewOrder.limit(instrument.id(), Side.SELL, Quantity.of(qty), Price.of("100")).build();
  }

  private static void denied(Reason reason, AccountBook book, NewOrder order) {
    assertThatThrownBy(() -> book.place(order))
        .isInstanceOfSatisfying(
            DeniedException.class,
            denied -> assertThat(denied.denial().reason()).isEqualTo(reason));
    assertThat(book.orders()).as("nothing is written").isEmpty();
  }

  @Test
  void aReducingOrderReservesWhatItMaySell() {
    AccountBook book = holding(ABook.SHARE, "12", TradingState.ACTIVE);
    book.place(sell(ABook.SHARE, "5"));
    assertThat(book.positions().get(0).held()).isEqualTo(Quantity.of("5"));
    assertThat(book.positions().get(0).available()).isEqualTo(Quantity.of("7"));
  }

  @Test
  void twoOrdersCannotSellTheSameShares() {
    AccountBook book = holding(ABook.SHARE, "12", TradingState.ACTIVE);
    book.place(sell(ABook.SHARE, "8"));
    assertThatThrownBy(() -> book.place(sell(ABook.SHARE, "5")))
        .isInstanceOfSatisfying(
            DeniedException.class,
            denied -> {
              assertThat(denied.denial().reason()).isEqualTo(Reason.QUANTITY_HELD);
              assertThat(denied.denial().available()).isEqualTo(Quantity.of("4"));
            });
  }

  @Test
  void ordersOnFuturesReserveNothing() {
    AccountBook book = holding(ABook.FUTURE, "2", TradingState.ACTIVE);
    book.place(sell(ABook.FUTURE, "2"));
    assertThat(book.positions().get(0).held()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void aLatchedAccountMayReduceButNotOpen() {
    AccountBook book = holding(ABook.SHARE, "12", TradingState.CLOSE_ONLY);
    denied(
        Reason.ACCOUNT_CLOSE_ONLY,
        book,
        NewOrder.limit(ABook.SHARE.id(), Side.BUY, Quantity.ONE, Price.of("100")).build());
    assertThat(book.place(sell(ABook.SHARE, "12")).isOpen()).isTrue();
  }

  @Test
  void pricesAndQuantitiesStandOnTheIncrements() {
    AccountBook book = holding(ABook.SHARE, "12", TradingState.ACTIVE);
    NewOrder order = sell(ABook.SHARE, "5");
    denied(Reason.PRICE_OFF_INCREMENT, book, order.withLimitPrice(Price.of("100.001")));
    denied(Reason.PRICE_INVALID, book, order.withLimitPrice(Price.of("-1")));
    denied(Reason.QUANTITY_OFF_INCREMENT, book, order.withQty(Quantity.of("0.5")));
    denied(Reason.QUANTITY_INVALID, book, order.withQty(Quantity.ZERO));
  }

  @Test
  void anOrderBringsThePricesOfItsType() {
    AccountBook book = holding(ABook.SHARE, "12", TradingState.ACTIVE);
    NewOrder order = sell(ABook.SHARE, "5");
    denied(Reason.PRICE_MISSING, book, order.withLimitPrice(null));
    denied(
        Reason.PRICE_MISSING,
        book,
        NewOrder.of(ABook.SHARE.id(), Side.SELL, OrderType.STOP, Quantity.ONE).build());
  }

  @ParameterizedTest
  @CsvSource({
    "LOCKED, ACTIVE, ACCOUNT_LOCKED",
    "CLOSING, ACTIVE, ACCOUNT_CLOSING",
    "ACTIVE, HALTED, ACCOUNT_HALTED",
    "ACTIVE, CLOSE_ONLY, ACCOUNT_CLOSE_ONLY"
  })
  void whatOpensDoesNotGrowOnceItsAccountIsRestricted(
      AccountStatus status, TradingState trading, Reason reason) {
    AccountBook before = holding(ABook.SHARE, "12", TradingState.ACTIVE);
    Order opening =
        before.place(
            NewOrder.limit(ABook.SHARE.id(), Side.BUY, Quantity.ONE, Price.of("90")).build());
    Order exit = before.place(sell(ABook.SHARE, "5"));
    for (Order order : List.of(opening, exit)) {
      before.record(
          List.of(new ExecutionReport.Working(order.accountId(), order.terms().uid(), ABook.NOW)));
    }
    Account.Latch latch = new Account.Latch(trading, "risk", "bad day", ABook.NOW);
    AccountBook book =
        new AccountBook(
            BookSlice.of(before.account().with(to -> to.status(status).latch(latch)), 0, ABook.NOW)
                .with(to -> to.positions(before.positions()).orders(before.orders())),
            before.context());
    assertThatThrownBy(() -> book.replace(opening.id(), grown("100")))
        .isInstanceOfSatisfying(
            DeniedException.class,
            denied -> assertThat(denied.denial().reason()).isEqualTo(reason));
    assertThat(book.replace(exit.id(), grown("12")).status())
        .isEqualTo(OrderStatus.PENDING_REPLACE);
  }

  private static Replacement grown(String qty) {
    return new Replacement(null, null, Quantity.of(qty), null, null, null, null, null, false);
  }
}
