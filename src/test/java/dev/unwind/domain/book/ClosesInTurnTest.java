// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
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
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a close does about others of the same position, and about orders that are in flight. */
class ClosesInTurnTest {
  private static final AccountId ACCOUNT = ABook.ACCOUNT;
  private static final InstrumentId SHARE = ABook.SHARE.id();
  private static final InstrumentId FUTURE = ABook.FUTURE.id();
  private static final Instant NOW = ABook.NOW;
  private static final CloseAmount QUARTER = new CloseAmount.Percentage(BigDecimal.valueOf(25));

  private final AccountBook book =
      ABook.of(ABook.account(PositionMode.NETTING, "USD"), "100", ABook.SHARE, ABook.FUTURE);
  private int executions;

  @Test
  void aCloseOfAllTakesThePlaceOfAWorkingCloseOfAPart() {
    hold(SHARE, "120");
    Liquidation part = close(SHARE, QUARTER, false);
    Order partial = working(orderOf(part));
    trade(partial, "10", "10");

    Liquidation all = closeAll(true);

    assertThat(item(all).status()).isEqualTo(ItemStatus.WAITING);
    assertThat(order(partial).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    canceled(partial, "10");
    assertThat(item(part).status()).isEqualTo(ItemStatus.PARTIALLY_FILLED);
    assertThat(item(part).reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(liquidation(part).reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(orderOf(all).qty()).isEqualTo(Quantity.of("110"));
    assertThat(position(SHARE).held()).isEqualTo(Quantity.of("110"));
    trade(orderOf(all), "110", "110");
    assertThat(liquidation(all).status()).isEqualTo(LiquidationStatus.FILLED);
    assertThat(position(SHARE).isFlat()).isTrue();
  }

  @Test
  void aCloseOfAPartThatTradesBeforeItsCancelIsFilledAndTheRestIsClosed() {
    hold(SHARE, "120");
    Liquidation part = close(SHARE, QUARTER, false);
    Order partial = working(orderOf(part));
    Liquidation all = closeAll(true);
    trade(partial, "30", "30");

    assertThat(liquidation(part).status()).isEqualTo(LiquidationStatus.FILLED);
    assertThat(orderOf(all).qty()).isEqualTo(Quantity.of("90"));
  }

  @Test
  void aSecondCloseOfAPartWaitsAndItsQuantityIsReserved() {
    hold(SHARE, "120");
    Order first = working(orderOf(close(SHARE, QUARTER, false)));
    Liquidation second = close(SHARE, new CloseAmount.Units(Quantity.of("50")), false);

    assertThat(item(second).status()).isEqualTo(ItemStatus.WAITING);
    assertThat(orderOf(second).shownStatus()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(orderOf(second).action()).as("nothing is told the venue yet").isNull();
    assertThat(position(SHARE).held()).isEqualTo(Quantity.of("80"));
    denied(
        Reason.QUANTITY_HELD, () -> close(SHARE, new CloseAmount.Units(Quantity.of("41")), false));

    trade(first, "30", "30");
    assertThat(item(second).status()).isEqualTo(ItemStatus.CLOSING);
    assertThat(orderOf(second).status()).isEqualTo(OrderStatus.PENDING_NEW);
    assertThat(orderOf(second).leaseEpoch()).isEqualTo(1);
    trade(working(orderOf(second)), "50", "50");
    assertThat(position(SHARE).qty()).isEqualTo(Quantity.of("40"));
    assertThat(position(SHARE).held()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void aCloseOfAllEndsThoseThatWaitAtOnce() {
    hold(SHARE, "120");
    Order first = working(orderOf(close(SHARE, QUARTER, false)));
    Liquidation second = close(SHARE, QUARTER, false);
    Liquidation all = close(SHARE, new CloseAmount.Units(Quantity.of("120")), false);

    assertThat(item(second).status()).isEqualTo(ItemStatus.CANCELED);
    assertThat(item(second).reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(orderOf(second).status()).isEqualTo(OrderStatus.CANCELED);
    canceled(first, "0");
    assertThat(orderOf(all).qty()).isEqualTo(Quantity.of("120"));
  }

  @Test
  void aCloseOfAllIsNeverInterruptedByAnother() {
    hold(SHARE, "120");
    Order running = working(orderOf(close(SHARE, CloseAmount.ALL, false)));
    denied(Reason.POSITION_BEING_LIQUIDATED, () -> close(SHARE, CloseAmount.ALL, true));
    denied(Reason.POSITION_BEING_LIQUIDATED, () -> close(SHARE, QUARTER, false));
    Liquidation again = closeAll(true);

    assertThat(item(again).reason()).isEqualTo(Reason.POSITION_BEING_LIQUIDATED);
    assertThat(order(running).status()).isEqualTo(OrderStatus.NEW);
  }

  /** Each would wait for the other: the one for what is reserved, the other for its turn. */
  @Test
  void nothingIsAcceptedBehindACloseThatWaitsAndGoesOnUntilThePositionIsFlat() {
    hold(SHARE, "120");
    Order exit = place(SHARE, Side.SELL, "20");
    Order thirty = place(SHARE, Side.BUY, "30");
    Order ten = place(SHARE, Side.BUY, "10");
    Order first = working(orderOf(close(SHARE, CloseAmount.ALL, HeldPolicy.CLOSE_AVAILABLE)));
    trade(thirty, "30", "30");
    Liquidation untilFlat = close(SHARE, CloseAmount.ALL, HeldPolicy.CLOSE_AS_FREED);
    assertThat(orderOf(untilFlat).qty()).isEqualTo(Quantity.of("30"));
    trade(ten, "10", "10");
    denied(Reason.POSITION_BEING_LIQUIDATED, () -> close(SHARE, ten(), HeldPolicy.REFUSE));
    denied(
        Reason.POSITION_BEING_LIQUIDATED,
        () -> close(SHARE, CloseAmount.ALL, HeldPolicy.CLOSE_AVAILABLE));

    trade(first, "100", "100");
    trade(working(orderOf(untilFlat)), "30", "30");
    trade(working(orderOf(untilFlat)), "10", "10");
    trade(exit, "20", "20");

    assertThat(liquidation(untilFlat).status()).isEqualTo(LiquidationStatus.FILLED);
    assertThat(position(SHARE).isFlat()).isTrue();
  }

  @Test
  void aStatedQuantityIsRefusedWhereTheCancelOfWhatHoldsItIs() {
    hold(SHARE, "120");
    Order exit = placed(SHARE, Side.SELL, "120");
    Liquidation close =
        book.close(
            CloseRequest.of(LiquidationScope.POSITION)
                .positions(Set.of(position(SHARE).id()))
                .instrument(SHARE)
                .amount(new CloseAmount.Units(Quantity.of("120")))
                .cancelOrders(true)
                .heldPolicy(HeldPolicy.CLOSE_AS_FREED)
                .build());
    assertThat(order(exit).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    book.record(
        List.of(
            new ExecutionReport.CancelRejected(
                ACCOUNT, exit.terms().uid(), "too late", NOW.plusSeconds(1))));

    assertThat(item(close).reason()).isEqualTo(Reason.QUANTITY_HELD);
    assertThat(liquidation(close).status()).isEqualTo(LiquidationStatus.FAILED);
  }

  @Test
  void aCloseOfAllThatIsRefusedLeavesTheCloseOfAPartAlone() {
    hold(SHARE, "120");
    place(SHARE, Side.SELL, "20");
    Order partial = working(orderOf(close(SHARE, QUARTER, false)));
    denied(Reason.QUANTITY_HELD, () -> close(SHARE, CloseAmount.ALL, false));
    Liquidation all = closeAll(false);

    assertThat(item(all).reason()).isEqualTo(Reason.QUANTITY_HELD);
    assertThat(order(partial).status()).isEqualTo(OrderStatus.NEW);
  }

  @Test
  void whoeverCancelsACloseThatWaitsFreesItsQuantity() {
    hold(SHARE, "120");
    working(orderOf(close(SHARE, QUARTER, false)));
    Liquidation second = close(SHARE, QUARTER, false);
    book.cancelLiquidation(second.id());

    assertThat(item(second).status()).isEqualTo(ItemStatus.CANCELED);
    assertThat(orderOf(second).status()).isEqualTo(OrderStatus.CANCELED);
    assertThat(position(SHARE).held()).isEqualTo(Quantity.of("30"));
  }

  @Test
  void anInFlightFuturesOrderIsCancelledBeforeTheCloseIsSized() {
    hold(FUTURE, "-2");
    Order flips = place(FUTURE, Side.BUY, "5");
    Liquidation close = close(FUTURE, CloseAmount.ALL, false);

    assertThat(order(flips).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(item(close).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    canceled(flips, "0");
    assertThat(orderOf(close).side()).isEqualTo(Side.BUY);
    assertThat(orderOf(close).qty()).isEqualTo(Quantity.of("2"));
  }

  @Test
  void whatAnInFlightFuturesOrderHasMadeOfThePositionIsClosed() {
    hold(FUTURE, "-2");
    Order flips = place(FUTURE, Side.BUY, "5");
    Liquidation close = close(FUTURE, CloseAmount.ALL, false);
    trade(flips, "5", "5");

    assertThat(orderOf(close).side()).isEqualTo(Side.SELL);
    assertThat(orderOf(close).qty()).isEqualTo(Quantity.of("3"));
    trade(orderOf(close), "3", "3");
    assertThat(position(FUTURE).isFlat()).isTrue();
  }

  @Test
  void aPartOfAPositionThatHasTurnedRoundIsNotClosedOnTheOtherSide() {
    hold(FUTURE, "-2");
    Order flips = place(FUTURE, Side.BUY, "5");
    Liquidation close = close(FUTURE, new CloseAmount.Units(Quantity.ONE), false);
    trade(flips, "5", "5");

    assertThat(item(close).orderId()).isNull();
    assertThat(item(close).reason()).isEqualTo(Reason.POSITION_ALREADY_CLOSED);
    assertThat(liquidation(close).reason()).isEqualTo(Reason.POSITION_ALREADY_CLOSED);
    assertThat(position(FUTURE).qty()).isEqualTo(Quantity.of("3"));
  }

  @Test
  void aCloseThatNothingIsLeftForSaysSo() {
    hold(FUTURE, "2");
    Order exit = place(FUTURE, Side.SELL, "2");
    Liquidation close = close(FUTURE, CloseAmount.ALL, false);
    trade(exit, "2", "2");

    assertThat(liquidation(close).status()).isEqualTo(LiquidationStatus.FILLED);
    assertThat(liquidation(close).reason()).isEqualTo(Reason.POSITION_ALREADY_CLOSED);
  }

  @Test
  void aPercentageThatIsNothingIsRefusedAsSuchWhileThePositionIsBeingClosed() {
    hold(SHARE, "3");
    working(orderOf(close(SHARE, CloseAmount.ALL, false)));
    denied(
        Reason.QUANTITY_ROUNDS_TO_ZERO,
        () -> close(SHARE, new CloseAmount.Percentage(BigDecimal.TEN), false));
    denied(
        Reason.POSITION_BEING_LIQUIDATED,
        () -> close(SHARE, new CloseAmount.Percentage(BigDecimal.valueOf(50)), false));
  }

  private static void denied(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            DeniedException.class,
            denied -> {
              assertThat(denied.denial().reason()).isEqualTo(reason);
              assertThat(denied.denial().requested()).isNotNull();
            });
  }

  private void hold(InstrumentId instrument, String qty) {
    boolean isShort = qty.startsWith("-");
    String unsigned = isShort ? qty.substring(1) : qty;
    trade(place(instrument, isShort ? Side.SELL : Side.BUY, unsigned), unsigned, unsigned);
  }

  private Order place(InstrumentId instrument, Side side, String qty) {
    return working(placed(instrument, side, qty));
  }

  private Order placed(InstrumentId instrument, Side side, String qty) {
    return book.place(NewOrder.limit(instrument, side, Quantity.of(qty), Price.of("100")).build());
  }

  private Order working(Order order) {
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, order.terms().uid(), NOW)));
    return order(order);
  }

  private Liquidation close(InstrumentId instrument, CloseAmount amount, boolean cancelOrders) {
    return book.close(
        request(LiquidationScope.POSITION, position(instrument), instrument, amount, cancelOrders));
  }

  private Liquidation close(InstrumentId instrument, CloseAmount amount, HeldPolicy policy) {
    return book.close(
        CloseRequest.of(LiquidationScope.POSITION)
            .positions(Set.of(position(instrument).id()))
            .instrument(instrument)
            .amount(amount)
            .heldPolicy(policy)
            .build());
  }

  private static CloseAmount ten() {
    return new CloseAmount.Units(Quantity.of(10));
  }

  private Liquidation closeAll(boolean cancelOrders) {
    return book.close(request(LiquidationScope.ACCOUNT, null, null, CloseAmount.ALL, cancelOrders));
  }

  private static CloseRequest request(
      LiquidationScope scope,
      @Nullable Position position,
      @Nullable InstrumentId instrument,
      CloseAmount amount,
      boolean cancelOrders) {
    return CloseRequest.of(scope)
        .positions(position == null ? Set.of() : Set.of(position.id()))
        .instrument(instrument)
        .amount(amount)
        .cancelOrders(cancelOrders)
        .build();
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

  private void canceled(Order order, String cumQty) {
    book.record(
        List.of(
            new ExecutionReport.Canceled(
                ACCOUNT, order.terms().uid(), Quantity.of(cumQty), "", NOW)));
  }

  private Position position(InstrumentId instrument) {
    return book.positions().stream()
        .filter(p -> p.instrumentId().equals(instrument))
        .findFirst()
        .orElseThrow();
  }

  private Order order(Order order) {
    return book.order(order.id()).orElseThrow();
  }

  private LiquidationItem item(Liquidation liquidation) {
    return book.items(liquidation.id()).get(0);
  }

  private Liquidation liquidation(Liquidation liquidation) {
    return book.liquidation(liquidation.id()).orElseThrow();
  }

  private Order orderOf(Liquidation liquidation) {
    return book.order(Objects.requireNonNull(item(liquidation).orderId())).orElseThrow();
  }
}
