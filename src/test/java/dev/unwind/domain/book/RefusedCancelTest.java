// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A venue refuses the cancel of an order that has just traded, and tells of the trade afterwards. A
 * liquidation sized in between would be refused, or leave what the trade opens.
 */
class RefusedCancelTest {
  private static final AccountId ACCOUNT = ABook.ACCOUNT;
  private static final InstrumentId FUTURE = ABook.FUTURE.id();
  private static final Instant NOW = ABook.NOW;

  private final AccountBook book =
      ABook.of(ABook.account(PositionMode.NETTING, "USD"), "100", ABook.FUTURE);
  private int executions;

  @Test
  void anExitWhoseTradeFollowsTheRefusedCancelLeavesNothingToClose() {
    trade(place(Side.BUY, "2"), "2", "2");
    Order exit = place(Side.SELL, "2");
    Liquidation liquidation = close();
    refuseCancel(exit);
    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.NEW);
    trade(exit, "2", "2");

    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.FILLED);
    assertThat(position().qty()).isEqualTo(Quantity.ZERO);
    assertThat(book.orders()).noneMatch(Order::isLiquidation);
  }

  @Test
  void whatAnEntryOpensAfterTheRefusedCancelIsClosedAlong() {
    trade(place(Side.BUY, "2"), "2", "2");
    Order entry = place(Side.BUY, "1");
    Liquidation liquidation = close();
    refuseCancel(entry);
    assertThat(book.orders()).noneMatch(Order::isLiquidation);
    trade(entry, "1", "1");
    Order closing = book.orders().stream().filter(Order::isLiquidation).findFirst().orElseThrow();
    assertThat(closing.qty()).isEqualTo(Quantity.of("3"));
    trade(closing, "3", "3");

    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.FILLED);
    assertThat(position().qty()).isEqualTo(Quantity.ZERO);
  }

  private Order place(Side side, String qty) {
    Order order =
        book.place(
            NewOrder.limit(FUTURE, side, Quantity.of(qty), Price.of("100"))
                .exchange("cme")
                .build());
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, order.terms().uid(), NOW)));
    return order;
  }

  private Liquidation close() {
    return book.close(
        CloseRequest.one(FUTURE).positions(Set.of(position().id())).cancelOrders(true).build());
  }

  private void refuseCancel(Order order) {
    book.record(
        List.of(
            new ExecutionReport.CancelRejected(
                ACCOUNT, order.terms().uid(), "too late", NOW.plusSeconds(1))));
    assertThat(book.order(order.id()).orElseThrow().status()).isEqualTo(OrderStatus.NEW);
  }

  private void trade(Order order, String qty, String cumQty) {
    executions++;
    book.record(
        List.of(
            new ExecutionReport.Trade(
                ACCOUNT,
                order.terms().uid(),
                "sim",
                "x" + executions,
                Quantity.of(qty),
                Price.of("100"),
                Quantity.of(cumQty),
                NOW)));
  }

  private Position position() {
    return book.positions().get(0);
  }

  private LiquidationStatus status(Liquidation liquidation) {
    return book.liquidation(liquidation.id()).orElseThrow().status();
  }
}
