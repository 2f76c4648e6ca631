// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.MovingBook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closes as a version before this one may have left them, which did not look for them. */
class StrayClosesTest {
  private final MovingBook book = MovingBook.of(PositionMode.NETTING);

  @Test
  void aCloseInTheQueueWithoutAnOrderHasItsTurnAlsoWhereNobodyGaveItToIt() {
    book.hold(SHARE, "120");
    Order thirty = book.place(SHARE, Side.BUY, "30");
    Liquidation first = book.close(SHARE, to -> to);
    book.trade(thirty, "30");
    Liquidation second = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    book.adjust(SHARE, "-30");
    assertThat(book.item(second).status()).isEqualTo(ItemStatus.WAITING);
    assertThat(book.item(second).orderId()).isNull();
    LiquidationItemId ended = book.item(first).id();
    book.pass(
        Duration.ofSeconds(1),
        slice ->
            slice.with(
                to ->
                    to.positions(
                            slice.positions().stream()
                                .map(p -> p.withLiveItem(null).withHeld(Quantity.ZERO))
                                .toList())
                        .orders(List.of())
                        .items(
                            slice.items().stream().filter(i -> !i.id().equals(ended)).toList())));
    book.lookFor(second, Duration.ofMinutes(1));

    assertThat(book.item(second).status()).isEqualTo(ItemStatus.CLOSING);
    assertThat(book.orderOf(second).qty()).isEqualTo(Quantity.of("120"));
  }
}
