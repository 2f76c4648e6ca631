// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A close that does not go out because the venue states another position than the ledger. */
class RefusedCloseTest {
  private static final String TEXT = "the ledger holds 2, the broker 1";

  private final AccountBook book =
      ABook.of(ABook.account(PositionMode.NETTING, "USD"), "100", ABook.FUTURE);

  @Test
  void itsItemFailsAndTellsBothQuantitiesAndThePositionIsFree() {
    Order entry =
        book.place(
            NewOrder.limit(ABook.FUTURE.id(), Side.BUY, Quantity.of("2"), Price.of("100"))
                .exchange("cme")
                .build());
    book.record(
        List.of(
            new ExecutionReport.Trade(
                ABook.ACCOUNT,
                entry.terms().uid(),
                "sim",
                "x1",
                Quantity.of("2"),
                Price.of("100"),
                Quantity.of("2"),
                ABook.NOW)));
    Liquidation liquidation =
        book.close(
            CloseRequest.one(ABook.FUTURE.id())
                .positions(Set.of(book.positions().get(0).id()))
                .cancelOrders(true)
                .build());
    Order closing = book.orders().stream().filter(Order::isLiquidation).findFirst().orElseThrow();
    book.record(
        List.of(
            new ExecutionReport.Rejected(
                ABook.ACCOUNT, closing.terms().uid(), Reason.BOOKS_DIFFER, TEXT, ABook.NOW)));

    Order ended = book.order(closing.id()).orElseThrow();
    assertThat(ended.status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(ended.reason()).isEqualTo(Reason.BOOKS_DIFFER);
    assertThat(ended.reasonText()).isEqualTo(TEXT);
    assertThat(book.items(liquidation.id()))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.status()).isEqualTo(ItemStatus.FAILED);
              assertThat(item.reason()).isEqualTo(Reason.BOOKS_DIFFER);
              assertThat(item.reasonText()).isEqualTo(TEXT);
            });
    assertThat(book.positions().get(0).held()).isEqualTo(Quantity.ZERO);
    assertThat(book.positions().get(0).qty()).isEqualTo(Quantity.of("2"));
  }
}
