// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hedging accounts: each opening order is a position of its own, from its acceptance on. */
class HedgingBookTest {
  private static final AccountId ACCOUNT = ABook.ACCOUNT;
  private static final InstrumentId COIN = ABook.COIN.id();
  private static final Instant NOW = ABook.NOW;

  private final AccountBook book =
      ABook.of(ABook.account(PositionMode.HEDGING, "USDT"), "100", ABook.COIN);
  private int executions;

  @Test
  void thePositionExistsFromAcceptanceWithWhatWasOrdered() {
    Order order = place("pos-1", "2");

    Position position = position(order);
    assertThat(position.externalId()).isEqualTo("pos-1");
    assertThat(position.openedQty()).isEqualTo(Quantity.of("2"));
    assertThat(position.closedAt()).isNull();
  }

  @Test
  void itsSizeAndOpeningTimeStayWhateverFillsAndCloses() {
    Order order = place("pos-1", "2");
    Instant opened = position(order).openedAt();
    trade(order, "0.5", "100", "0.5");
    assertThat(position(order).openedQty()).isEqualTo(Quantity.of("2"));
    trade(order, "1.5", "102", "2");
    close(position(order));
    trade(closing(order), "2", "110", "2");

    Position closed = position(order);
    assertThat(closed.openedQty()).isEqualTo(Quantity.of("2"));
    assertThat(closed.entryPrice()).isEqualTo(Price.of("101.5"));
    assertThat(closed.openedAt()).isEqualTo(opened);
    assertThat(closed.closedBy()).isEqualTo(ClosedBy.LIQUIDATION);
  }

  @Test
  void whatACanceledOpeningOrderHasNotTradedWasNeverOpened() {
    Order order = place("pos-1", "2");
    trade(order, "0.5", "100", "0.5");
    book.cancel(order.id(), Reason.CANCELED_BY_CLIENT);
    canceled(order, "0.5");

    assertThat(position(order).openedQty()).isEqualTo(Quantity.of("0.5"));
    assertThat(position(order).closedAt()).isNull();
  }

  @Test
  void liquidatingAnUnfilledPositionCancelsItsOrder() {
    Order order = place("pos-1", "2");
    Liquidation liquidation = close(position(order));
    assertThat(current(order).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    canceled(order, "0");

    assertThat(position(order).closedBy()).isEqualTo(ClosedBy.LIQUIDATION);
    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.FILLED);
    assertThat(book.orders()).hasSize(1);
  }

  @Test
  void aLiquidationThatFindsTheClientsCancelFirstLeavesThePositionToIt() {
    Order order = place("pos-1", "2");
    book.cancel(order.id(), Reason.CANCELED_BY_CLIENT);
    Liquidation liquidation = close(position(order));
    canceled(order, "0");

    assertThat(position(order).closedBy()).isEqualTo(ClosedBy.CANCEL);
    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void aSecondCloseOfAnUnfilledPositionIsDenied() {
    Order order = place("pos-1", "2");
    close(position(order));

    assertThatThrownBy(() -> close(position(order)))
        .isInstanceOfSatisfying(
            DeniedException.class,
            e -> assertThat(e.denial().reason()).isEqualTo(Reason.POSITION_BEING_LIQUIDATED));
  }

  @Test
  void aFillThatOvertakesTheCancelIsClosedToo() {
    Order order = place("pos-1", "2");
    Liquidation liquidation = close(position(order));
    trade(order, "2", "100", "2");
    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.NEW);
    trade(closing(order), "2", "99", "2");

    assertThat(position(order).closedBy()).isEqualTo(ClosedBy.LIQUIDATION);
    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void aRefusedCancelDoesNotEndTheLiquidationWhileTheOrderWorks() {
    Order order = place("pos-1", "2");
    Liquidation liquidation = close(position(order));
    book.record(
        List.of(new ExecutionReport.CancelRejected(ACCOUNT, order.terms().uid(), "late", NOW)));
    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.NEW);
    trade(order, "2", "100", "2");
    trade(closing(order), "2", "99", "2");

    assertThat(status(liquidation)).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void positionsOfOneInstrumentAreClosedApart() {
    Order first = place("pos-1", "2");
    Order second = place("pos-2", "3");
    trade(first, "2", "100", "2");
    trade(second, "3", "100", "3");
    close(position(first));

    assertThat(position(first).held()).isEqualTo(Quantity.of("2"));
    assertThat(position(second).held()).isEqualTo(Quantity.ZERO);
    trade(closing(first), "2", "101", "2");
    assertThat(position(second).qty()).isEqualTo(Quantity.of("3"));
    assertThat(position(second).closedAt()).isNull();
  }

  /**
   * Every decision about a position looks at its own orders alone, so that thousands stay cheap.
   */
  @ParameterizedTest
  @ValueSource(ints = {3000})
  void closingThousandsInOneInstrumentTakesNoSquareOfThem(int count) {
    for (int i = 0; i < count; i++) {
      trade(place("pos-" + i, "1"), "1", "100", "1");
    }
    long started = System.nanoTime();
    Liquidation liquidation = book.close(request(LiquidationScope.ACCOUNT, Set.of(), false));
    Duration took = Duration.ofNanos(System.nanoTime() - started);

    assertThat(book.items(liquidation.id()))
        .hasSize(count)
        .allMatch(i -> i.status() == ItemStatus.CLOSING);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
  }

  private Order place(String externalId, String qty) {
    return book.place(
        NewOrder.limit(COIN, Side.BUY, Quantity.of(qty), Price.of("100"))
            .exchange("binance")
            .externalId(externalId)
            .build());
  }

  private Liquidation close(Position position) {
    return book.close(request(LiquidationScope.POSITION, Set.of(position.id()), true));
  }

  private static CloseRequest request(
      LiquidationScope scope, Set<PositionId> positions, boolean denyWhenNothing) {
    return CloseRequest.of(scope)
        .positions(positions)
        .cancelOrders(true)
        .denyWhenNothing(denyWhenNothing)
        .build();
  }

  private void trade(Order order, String qty, String price, String cumQty) {
    executions++;
    book.record(
        List.of(
            new ExecutionReport.Trade(
                ACCOUNT,
                order.terms().uid(),
                "sim",
                "x" + executions,
                Quantity.of(qty),
                Price.of(price),
                Quantity.of(cumQty),
                NOW)));
  }

  private void canceled(Order order, String cumQty) {
    book.record(
        List.of(
            new ExecutionReport.Canceled(
                ACCOUNT, order.terms().uid(), Quantity.of(cumQty), "", NOW)));
  }

  private Order current(Order order) {
    return book.order(order.id()).orElseThrow();
  }

  private Position position(Order opening) {
    return book.positions().stream()
        .filter(p -> opening.id().equals(p.openingOrderId()))
        .findFirst()
        .orElseThrow();
  }

  private Order closing(Order opening) {
    PositionId id = position(opening).id();
    return book.orders().stream()
        .filter(o -> o.isLiquidation() && id.equals(o.positionId()))
        .findFirst()
        .orElseThrow();
  }

  private LiquidationStatus status(Liquidation liquidation) {
    return book.liquidation(liquidation.id()).orElseThrow().status();
  }
}
