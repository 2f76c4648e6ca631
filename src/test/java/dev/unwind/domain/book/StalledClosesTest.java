// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.MovingBook.FUTURE;
import static dev.unwind.domain.book.MovingBook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a close waits for, it goes on when that has happened, and not at a deadline. */
class StalledClosesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovingBook book = MovingBook.of(PositionMode.NETTING);

  @Test
  void whatASmallerReplacementLeavesIsClosed() {
    book.hold(SHARE, "100");
    Order exit = book.place(SHARE, Side.SELL, "100");
    Liquidation close = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    assertThat(book.item(close).orderId()).isNull();
    replaced(replace(exit, "60"));

    assertThat(book.orderOf(close).qty()).isEqualTo(Quantity.of("40"));
  }

  @Test
  void whatAnotherMakesSmallerAtTheVenueIsClosed() {
    book.hold(SHARE, "100");
    Order others = enter(SHARE, "100", null);
    Liquidation close = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    assertThat(book.item(close).orderId()).isNull();
    enter(SHARE, "60", others.terms().uid());

    assertThat(book.orderOf(close).qty()).isEqualTo(Quantity.of("40"));
  }

  @Test
  void aCancelThatIsNeverAnsweredKeepsNothingElseFromBeingClosed() {
    book.hold(SHARE, "100");
    Order exit = book.place(SHARE, Side.SELL, "100");
    Order silent = book.place(SHARE, Side.BUY, "5");
    Liquidation close =
        book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED).cancelOrders(true));
    assertThat(book.order(silent).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(book.order(exit).status()).isEqualTo(OrderStatus.NEW);
    book.lookFor(close, Duration.ofSeconds(10));
    book.canceled(exit, "0");

    assertThat(book.orderOf(close).qty()).isEqualTo(Quantity.of("100"));
  }

  @Test
  void whatARefusedReplacementWouldHaveHeldIsClosed() {
    book.hold(SHARE, "100");
    Order pending = replace(book.place(SHARE, Side.SELL, "60"), "100");
    Liquidation close = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    assertThat(book.item(close).orderId()).isNull();
    refused(pending);

    assertThat(book.orderOf(close).qty()).isEqualTo(Quantity.of("40"));
  }

  @Test
  void whatAnOrderOfTheOtherSideAddsIsClosedWithTheTradeThatAddsIt() {
    book.hold(SHARE, "100");
    Order more = book.place(SHARE, Side.BUY, "50");
    book.place(SHARE, Side.SELL, "100");
    Liquidation close = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    assertThat(book.item(close).orderId()).isNull();
    book.trade(more, "10");

    assertThat(book.orderOf(close).qty()).isEqualTo(Quantity.of("10"));
  }

  @Test
  void whatOneLegOfAPairHasTradedIsHeldNoMore() {
    book.hold(SHARE, "20");
    List<Order> legs = pair("10");
    book.trade(book.working(legs.get(0)), "4");

    assertThat(book.position(SHARE).held()).isEqualTo(Quantity.of("6"));
  }

  @Test
  void aLegThatIsKeptBackHoldsWhatItIsChangedTo() {
    MovingBook unlinked = MovingBook.of(PositionMode.NETTING, false);
    unlinked.hold(SHARE, "20");
    List<Order> legs = unlinked.book().placeOneCancelsOther(legs("10"));
    Order kept =
        legs.stream().filter(o -> o.status() == OrderStatus.HELD).findFirst().orElseThrow();
    unlinked.book().replace(kept.id(), to("15"));

    assertThat(unlinked.position(SHARE).held()).isEqualTo(Quantity.of("15"));
  }

  /** As sent beside the close before it, it would be the second one of its position. */
  @Test
  void aCloseInTheQueueWhoseOrderNoLongerFitsKeepsItsPlace() {
    book.hold(SHARE, "120");
    Order exit = book.place(SHARE, Side.SELL, "20");
    Order thirty = book.place(SHARE, Side.BUY, "30");
    Liquidation first = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AVAILABLE));
    book.working(book.orderOf(first));
    book.trade(thirty, "30");
    Liquidation second = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    assertThat(book.orderOf(second).qty()).isEqualTo(Quantity.of("30"));

    book.adjust(SHARE, "-30");
    assertThat(book.item(second).status()).isEqualTo(ItemStatus.WAITING);
    book.adjust(SHARE, "5");
    assertThat(book.out()).hasSize(1);

    book.trade(book.orderOf(first), "100");
    assertThat(book.orderOf(second).qty()).isEqualTo(Quantity.of("5"));
    book.trade(book.working(book.orderOf(second)), "5");
    book.trade(exit, "20");
    assertThat(book.liquidation(second).status()).isEqualTo(LiquidationStatus.FILLED);
  }

  /** Its replacement may never have been told: nobody would answer it. */
  @Test
  void whatWasAskedBeforeARefusedCancelIsAskedAgain() {
    book.hold(SHARE, "100");
    Order exit = replace(book.place(SHARE, Side.SELL, "60"), "100");
    book.book().cancel(exit.id(), Reason.CANCELED_BY_CLIENT);
    long epoch = book.order(exit).leaseEpoch();
    book.refuseCancel(exit);

    assertThat(book.order(exit).status()).isEqualTo(OrderStatus.PENDING_REPLACE);
    assertThat(book.order(exit).action()).isEqualTo(VenueAction.REPLACE);
    assertThat(book.order(exit).leaseEpoch()).isEqualTo(epoch + 1);
    book.trade(exit, "60");
    refused(book.order(exit));
    assertThat(book.order(exit).status()).isEqualTo(OrderStatus.FILLED);
  }

  @Test
  void aHedgingPositionIsClosedWhenItsOpeningOrderHasHadItsTimeToEnd() {
    MovingBook hedging = MovingBook.of(PositionMode.HEDGING);
    Order opening = hedging.place(SHARE, Side.BUY, "10");
    hedging.trade(opening, "4");
    Liquidation close = hedging.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    hedging.refuseCancel(opening);
    hedging.lookFor(close, MINUTE);

    assertThat(hedging.orderOf(close).qty()).isEqualTo(Quantity.of("4"));
  }

  @Test
  void aHedgingPositionThatIsFlatYetIsNotCalledClosedWhileItsOrderMayOpenIt() {
    MovingBook hedging = MovingBook.of(PositionMode.HEDGING);
    Order opening = hedging.place(SHARE, Side.BUY, "10");
    Liquidation close = hedging.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    hedging.pass(MINUTE);
    hedging.refuseCancel(opening);
    assertThat(hedging.item(close).hasEnded()).isFalse();
    hedging.lookFor(close, MINUTE);

    assertThat(hedging.item(close).reason()).isEqualTo(Reason.CANCEL_DEADLINE_PASSED);
    assertThat(hedging.item(close).status()).isEqualTo(ItemStatus.FAILED);
  }

  @Test
  void aCloseUntilFlatThatIsStoppedClosesNoMore() {
    book.hold(SHARE, "100");
    Order exit = book.place(SHARE, Side.SELL, "60");
    Liquidation close = book.close(SHARE, to -> to.heldPolicy(HeldPolicy.CLOSE_AS_FREED));
    Order closing = book.working(book.orderOf(close));
    book.canceled(exit, "0");
    book.book().cancelLiquidation(close.id());
    book.trade(closing, "40");

    assertThat(book.item(close).status()).isEqualTo(ItemStatus.CANCELED);
    assertThat(book.item(close).reason()).isEqualTo(Reason.CANCELED_BY_CLIENT);
    assertThat(book.out()).isEmpty();
  }

  @Test
  void aCloseThatIsStoppedPlacesNoOtherOrder() {
    book.hold(SHARE, "100");
    Liquidation close = book.close(SHARE, to -> to);
    Order closing = book.working(book.orderOf(close));
    book.book().cancelLiquidation(close.id());
    book.refuseCancel(closing);
    book.canceled(closing, "0");

    assertThat(book.item(close).status()).isEqualTo(ItemStatus.CANCELED);
    assertThat(book.out()).isEmpty();
  }

  @Test
  void theVenueIsAskedAgainToCancelWhatIsToStop() {
    book.hold(SHARE, "100");
    Liquidation close = book.close(SHARE, to -> to);
    Order closing = book.working(book.orderOf(close));
    book.book().cancelLiquidation(close.id());
    book.refuseCancel(closing);
    book.lookFor(close, Duration.ofSeconds(6));

    assertThat(book.order(closing).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(book.order(closing).reason()).isEqualTo(Reason.CANCELED_BY_CLIENT);
  }

  @Test
  void whatACloseOfAllTakesThePlaceOfIsCancelledThoughTheVenueHasRefusedOnce() {
    book.hold(SHARE, "100");
    Liquidation part = book.close(SHARE, to -> to.amount(units("10")));
    Order partial = book.working(book.orderOf(part));
    Liquidation all = book.close(SHARE, to -> to);
    book.refuseCancel(partial);
    book.lookFor(part, Duration.ofSeconds(6));
    assertThat(book.order(partial).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    book.canceled(partial, "0");

    assertThat(book.item(part).reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(book.orderOf(all).qty()).isEqualTo(Quantity.of("100"));
  }

  @Test
  void whatACloseOfAllTakesThePlaceOfTakesNoFurtherStep() {
    book.hold(SHARE, "100");
    Liquidation part =
        book.close(
            SHARE,
            to -> to.amount(units("10")).conduct(limit(3, Duration.ofSeconds(15), null, null)));
    Order partial = book.working(book.orderOf(part));
    Liquidation all = book.close(SHARE, to -> to);
    for (int times = 0; times < 4; times++) {
      book.refuseCancel(partial);
      book.lookFor(part, Duration.ofSeconds(6));
    }
    book.canceled(partial, "0");

    assertThat(book.item(part).reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(book.item(part).hasEnded()).isTrue();
    assertThat(book.orderOf(all).qty()).isEqualTo(Quantity.of("100"));
  }

  /** A venue that has told how much was traded, and never tells the trade. */
  @Test
  void aCloseWhoseTradeIsNeverToldEndsAfterItsDeadline() {
    book.hold(SHARE, "100");
    Liquidation close = book.close(SHARE, to -> to);
    book.canceled(book.working(book.orderOf(close)), "100");
    assertThat(book.item(close).status()).isEqualTo(ItemStatus.CLOSING);
    book.lookFor(close, Duration.ofMinutes(12));

    assertThat(book.item(close).reason()).isEqualTo(Reason.VENUE_UNAVAILABLE);
    assertThat(book.position(SHARE).liveItem()).isNull();
  }

  @Test
  void aStepWhoseTradeIsNeverToldIsNotLookedAtAgainAndAgain() {
    book.hold(SHARE, "100");
    Conduct conduct = limit(2, Duration.ofSeconds(15), null, null);
    Liquidation close = book.close(SHARE, to -> to.conduct(conduct));
    book.canceled(book.working(book.orderOf(close)), "100");
    book.lookFor(close, Duration.ofMinutes(2));

    assertThat(book.item(close).reason()).isEqualTo(Reason.VENUE_UNAVAILABLE);
  }

  /** Another order beside it could close more than there is. */
  @Test
  void nothingClosesAPositionWhileAnOrderThatWasGivenUpMayTrade() {
    book.hold(SHARE, "100");
    Liquidation part = book.close(SHARE, to -> to.amount(units("25")));
    Order silent = book.working(book.orderOf(part));
    book.lookFor(part, Duration.ofMinutes(12));
    assertThat(book.item(part).reason()).isEqualTo(Reason.VENUE_UNAVAILABLE);
    assertThat(book.order(silent).status()).isEqualTo(OrderStatus.PENDING_CANCEL);

    Liquidation all = book.close(CloseRequest.all().heldPolicy(HeldPolicy.CLOSE_AVAILABLE).build());
    assertThat(book.item(all).reason()).isEqualTo(Reason.POSITION_BEING_LIQUIDATED);
    assertThat(book.item(all).blocked()).isNotNull();
    assertThat(book.out()).containsExactly(book.order(silent));

    book.canceled(silent, "0");
    assertThat(book.orderOf(book.close(SHARE, to -> to)).qty()).isEqualTo(Quantity.of("100"));
  }

  @Test
  void anItemThatHasWaitedForItsTurnWaitsForCancelsNoLongerThanOthers() {
    book.hold(SHARE, "10");
    book.hold(FUTURE, "5");
    Liquidation close =
        book.close(
            CloseRequest.all()
                .conduct(new Conduct(CloseStyle.MARKET, CloseSequence.LISTED, 1, null))
                .build());
    assertThat(book.item(close, FUTURE).isPaused()).isTrue();
    Order others = enter(FUTURE, "2", null);
    assertThat(others.status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    book.refuseCancel(others);
    book.trade(book.working(book.orderOf(book.item(close, SHARE))), "10");
    book.lookFor(close, MINUTE);

    assertThat(book.item(close, FUTURE).reason()).isEqualTo(Reason.CANCEL_DEADLINE_PASSED);
  }

  @Test
  void noStepIsOverBeforeItsOrderCouldTrade() {
    MovingBook parked = MovingBook.closed(FUTURE);
    parked.hold(SHARE, "10");
    parked.adjust(FUTURE, "5");
    Liquidation close =
        parked.close(
            CloseRequest.all().conduct(limit(3, Duration.ofSeconds(15), null, null)).build());
    LiquidationItem waits = parked.item(close, FUTURE);
    assertThat(parked.orderOf(waits).status()).isEqualTo(OrderStatus.ACCEPTED);
    Order share = parked.working(parked.orderOf(parked.item(close, SHARE)));
    parked.lookFor(close, Duration.ofSeconds(16));
    assertThat(parked.order(share).status()).isEqualTo(OrderStatus.PENDING_CANCEL);

    assertThat(parked.item(close, FUTURE)).isEqualTo(waits);
  }

  /** Somebody else enters an order at the venue, or gives one other terms. */
  private Order enter(InstrumentId instrument, String qty, @Nullable UUID replaces) {
    UUID key = new UUID(3, replaces == null ? 3 : 4);
    EnteredOrder order =
        new EnteredOrder(
            instrument,
            Side.SELL,
            OrderType.LIMIT,
            TimeInForce.GTC,
            Quantity.of(qty),
            Price.of("100"),
            null,
            null,
            null,
            replaces,
            null,
            null,
            false,
            Map.of());
    book.record(new ExecutionReport.Entered(ABook.ACCOUNT, key, order, book.now()));
    return book.book().orders().stream()
        .filter(o -> o.terms().uid().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private List<Order> pair(String qty) {
    return book.book().placeOneCancelsOther(legs(qty));
  }

  private static List<NewOrder> legs(String qty) {
    return List.of(leg(OrderType.LIMIT, qty, "110", null), leg(OrderType.STOP, qty, null, "90"));
  }

  private static NewOrder leg(
      OrderType type, String qty, @Nullable String limit, @Nullable String stop) {
    return NewOrder.of(SHARE, Side.SELL, type, Quantity.of(qty))
        .timeInForce(TimeInForce.GTC)
        .limitPrice(limit == null ? null : Price.of(limit))
        .stopPrice(stop == null ? null : Price.of(stop))
        .build();
  }

  private static Replacement to(String qty) {
    return new Replacement(null, null, Quantity.of(qty), null, null, null, null, null, false);
  }

  private Order replace(Order order, String qty) {
    OrderId id = order.id();
    return book.book().replace(id, to(qty));
  }

  private void replaced(Order pending) {
    book.record(
        new ExecutionReport.Replaced(
            ABook.ACCOUNT, pending.terms().uid(), newKey(pending), book.now()));
  }

  private void refused(Order pending) {
    book.record(
        new ExecutionReport.ReplaceRejected(
            ABook.ACCOUNT, pending.terms().uid(), newKey(pending), "no", book.now()));
  }

  private static UUID newKey(Order pending) {
    return Objects.requireNonNull(pending.pending()).uid();
  }

  private static CloseAmount units(String qty) {
    return new CloseAmount.Units(Quantity.of(qty));
  }

  private static Conduct limit(
      int steps, Duration every, @Nullable Integer most, Conduct.@Nullable Deadline deadline) {
    return new Conduct(
        new CloseStyle.Limit(100, steps, every, false), CloseSequence.LISTED, most, deadline);
  }
}
