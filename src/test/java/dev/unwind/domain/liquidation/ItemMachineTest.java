// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.ABook;
import dev.unwind.domain.liquidation.ItemMachine.CancelAsked;
import dev.unwind.domain.liquidation.ItemMachine.CancelDeadlinePassed;
import dev.unwind.domain.liquidation.ItemMachine.CancelOrder;
import dev.unwind.domain.liquidation.ItemMachine.CancelsSettled;
import dev.unwind.domain.liquidation.ItemMachine.DeadlinePassed;
import dev.unwind.domain.liquidation.ItemMachine.Effect;
import dev.unwind.domain.liquidation.ItemMachine.End;
import dev.unwind.domain.liquidation.ItemMachine.EscalationPassed;
import dev.unwind.domain.liquidation.ItemMachine.Event;
import dev.unwind.domain.liquidation.ItemMachine.OrderEnded;
import dev.unwind.domain.liquidation.ItemMachine.Place;
import dev.unwind.domain.liquidation.ItemMachine.Superseded;
import dev.unwind.domain.liquidation.ItemMachine.Wait;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens to one position of a close. */
class ItemMachineTest {
  private static final int ATTEMPTS_MAX = 2;
  private static final Sizing ALL = new Sizing.Close(Quantity.of("12"));
  private static final Sizing GONE =
      new Sizing.Denied(Reason.POSITION_NOT_FOUND, Quantity.ZERO, Quantity.ZERO, Quantity.ZERO);
  private static final Sizing HELD =
      new Sizing.Denied(
          Reason.QUANTITY_HELD, Quantity.of("12"), Quantity.of("12"), Quantity.of("12"));

  private static final LiquidationItem AWAITING =
      LiquidationItemBuilder.builder()
          .id(new LiquidationItemId(1))
          .liquidationId(new LiquidationId(1))
          .positionId(new PositionId(1))
          .instrumentId(ABook.SHARE.id())
          .positionQty(Quantity.of("12"))
          .status(ItemStatus.AWAITING_CANCELS)
          .qty(Quantity.ZERO)
          .filledQty(Quantity.ZERO)
          .filledValue(Money.ZERO)
          .cashEffect(Money.ZERO)
          .createdAt(ABook.NOW)
          .updatedAt(ABook.NOW)
          .build();
  private static final LiquidationItem CLOSING =
      AWAITING.closing(new OrderId(3), Quantity.of("12"), ABook.NOW, ABook.NOW);
  private static final LiquidationItem PARTLY =
      CLOSING.filled(Quantity.of("5"), Money.of("50"), Money.of("50"), ABook.NOW);

  private static Effect on(LiquidationItem item, Event event) {
    return ItemMachine.on(item, event, ATTEMPTS_MAX);
  }

  private static Event ended(OrderStatus status, @Nullable Reason reason) {
    return new OrderEnded(status, reason, null, ALL, false, true);
  }

  private static void ends(ItemStatus status, @Nullable Reason reason, Effect effect) {
    assertThat(effect)
        .isInstanceOfSatisfying(
            End.class,
            end -> {
              assertThat(end.status()).isEqualTo(status);
              assertThat(end.reason()).isEqualTo(reason);
            });
  }

  @Test
  void onceTheOrdersAreGoneItIsClosed() {
    assertThat(on(AWAITING, new CancelsSettled(ALL))).isEqualTo(new Place(Quantity.of("12")));
  }

  @Test
  void aPositionThatAnOrderHasClosedIsFilledAndSaysSo() {
    ends(ItemStatus.FILLED, Reason.POSITION_ALREADY_CLOSED, on(AWAITING, new CancelsSettled(GONE)));
  }

  @Test
  void aCancelThatTakesTooLongFailsItAndTellsWhatStandsInTheWay() {
    List<OrderId> blocking = List.of(new OrderId(8));
    assertThat(on(AWAITING, new CancelDeadlinePassed(HELD, blocking)))
        .isEqualTo(
            new End(
                ItemStatus.FAILED,
                Reason.CANCEL_DEADLINE_PASSED,
                null,
                new LiquidationItem.Blocked(Quantity.of("12"), Quantity.of("12"), blocking)));
    assertThat(on(AWAITING, new CancelDeadlinePassed(ALL, blocking)))
        .as("what is free by then is closed")
        .isEqualTo(new Place(Quantity.of("12")));
  }

  @Test
  void aFilledOrderEndsItFilled() {
    ends(ItemStatus.FILLED, null, on(CLOSING, ended(OrderStatus.FILLED, null)));
  }

  @Test
  void anOrderThatTheVenueCancelsIsPlacedAgainUntilTheAttemptsAreUsedUp() {
    Event canceled = ended(OrderStatus.CANCELED, Reason.VENUE_CANCELED);
    assertThat(on(CLOSING, canceled)).isEqualTo(new Place(Quantity.of("12")));
    LiquidationItem last = CLOSING.withAttempt(ATTEMPTS_MAX);
    ends(ItemStatus.FAILED, Reason.VENUE_CANCELED, on(last, canceled));
    ends(
        ItemStatus.PARTIALLY_FILLED,
        Reason.VENUE_CANCELED,
        on(PARTLY.withAttempt(ATTEMPTS_MAX), canceled));
  }

  @Test
  void anOrderThatTheVenueRejectsIsNotPlacedAgain() {
    ends(
        ItemStatus.FAILED,
        Reason.VENUE_REJECTED,
        on(CLOSING, ended(OrderStatus.REJECTED, Reason.VENUE_REJECTED)));
  }

  @Test
  void afterTheDeadlineTheOrderIsCancelledOnce() {
    DeadlinePassed passed = new DeadlinePassed(null, null);
    assertThat(on(CLOSING, passed)).isEqualTo(new CancelOrder(Reason.LIQUIDATION_DEADLINE_PASSED));
    LiquidationItem escalated = CLOSING.escalated(Reason.LIQUIDATION_DEADLINE_PASSED, ABook.NOW);
    assertThat(on(escalated, passed)).isEqualTo(new Wait());
    assertThat(on(escalated, ended(OrderStatus.CANCELED, Reason.VENUE_CANCELED)))
        .as("nothing is placed after the deadline")
        .isInstanceOf(End.class);
  }

  @Test
  void aVenueThatDoesNotEvenConfirmTheCancelIsUnavailable() {
    ends(ItemStatus.FAILED, Reason.VENUE_UNAVAILABLE, on(CLOSING, new EscalationPassed()));
    ends(ItemStatus.PARTIALLY_FILLED, Reason.VENUE_UNAVAILABLE, on(PARTLY, new EscalationPassed()));
  }

  @Test
  void whoCancelsACloseStopsItsOrderOrEndsItAtOnce() {
    assertThat(on(CLOSING, new CancelAsked()))
        .isEqualTo(new CancelOrder(Reason.CANCELED_BY_CLIENT));
    ends(ItemStatus.CANCELED, Reason.CANCELED_BY_CLIENT, on(AWAITING, new CancelAsked()));
    ends(
        ItemStatus.CANCELED,
        Reason.CANCELED_BY_CLIENT,
        on(CLOSING, ended(OrderStatus.CANCELED, Reason.CANCELED_BY_CLIENT)));
  }

  @Test
  void aCloseOfAllTakesItsPlaceAndWhatHasTradedStays() {
    assertThat(on(PARTLY, new Superseded())).isEqualTo(new CancelOrder(Reason.SUPERSEDED));
    ends(
        ItemStatus.PARTIALLY_FILLED,
        Reason.SUPERSEDED,
        on(PARTLY.superseded(ABook.NOW), ended(OrderStatus.CANCELED, Reason.VENUE_CANCELED)));
    ends(ItemStatus.CANCELED, Reason.SUPERSEDED, on(AWAITING, new Superseded()));
  }

  @Test
  void nothingHappensToOneThatHasEnded() {
    LiquidationItem ended = CLOSING.ended(ItemStatus.FILLED, null, null, null, ABook.NOW);
    for (Event event :
        List.of(
            new CancelsSettled(ALL),
            ended(OrderStatus.CANCELED, Reason.VENUE_CANCELED),
            new DeadlinePassed(null, null),
            new EscalationPassed(),
            new CancelAsked(),
            new Superseded())) {
      assertThat(on(ended, event)).as(event.toString()).isEqualTo(new Wait());
    }
  }
}
