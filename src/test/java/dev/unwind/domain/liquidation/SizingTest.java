// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.ABook;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** How much a close may sell. */
class SizingTest {
  private static final Instrument FRACTIONAL =
      ABook.instrument(9, AssetClass.US_EQUITY, "USD", "0.000001");

  private static Position holding(String qty, String held) {
    return ABook.position(ABook.SHARE.id(), qty, "10").held(Quantity.of(held)).build();
  }

  private static CloseAmount units(String qty) {
    return new CloseAmount.Units(Quantity.of(qty));
  }

  private static CloseAmount percent(String percent) {
    return CloseAmount.percentage(new BigDecimal(percent));
  }

  private static Sizing size(CloseAmount amount, Position position, HeldPolicy policy) {
    return Sizing.of(amount, position, ABook.SHARE, policy, Quantity.ZERO);
  }

  private static void closes(String qty, Sizing sizing) {
    assertThat(sizing).isEqualTo(new Sizing.Close(Quantity.of(qty)));
  }

  private static void denied(Reason reason, Sizing sizing) {
    assertThat(sizing)
        .isInstanceOfSatisfying(
            Sizing.Denied.class, denied -> assertThat(denied.reason()).isEqualTo(reason));
  }

  @Test
  void allOfAPositionIsItsQuantityLongOrShort() {
    closes("12", size(CloseAmount.ALL, holding("12", "0"), HeldPolicy.REFUSE));
    closes("12", size(CloseAmount.ALL, holding("-12", "0"), HeldPolicy.REFUSE));
  }

  @Test
  void closingMoreThanIsHeldIsDenied() {
    denied(
        Reason.QUANTITY_EXCEEDS_POSITION,
        size(units("13"), holding("12", "0"), HeldPolicy.CLOSE_AVAILABLE));
  }

  @Test
  void closingWhatIsFlatIsDenied() {
    denied(Reason.POSITION_NOT_FOUND, size(CloseAmount.ALL, holding("0", "0"), HeldPolicy.REFUSE));
  }

  @Test
  void whatWorkingOrdersHoldIsNotClosed() {
    denied(Reason.QUANTITY_HELD, size(units("8"), holding("12", "5"), HeldPolicy.REFUSE));
    closes("7", size(units("7"), holding("12", "5"), HeldPolicy.REFUSE));
  }

  @Test
  void onlyACloseOfAllTakesWhatIsFreeOrWaits() {
    closes("7", size(CloseAmount.ALL, holding("12", "5"), HeldPolicy.CLOSE_AVAILABLE));
    closes("7", size(CloseAmount.ALL, holding("12", "5"), HeldPolicy.CLOSE_AS_FREED));
    denied(Reason.QUANTITY_HELD, size(units("8"), holding("12", "5"), HeldPolicy.CLOSE_AVAILABLE));
    denied(
        Reason.QUANTITY_HELD,
        size(CloseAmount.ALL, holding("12", "12"), HeldPolicy.CLOSE_AVAILABLE));
    assertThat(size(CloseAmount.ALL, holding("12", "12"), HeldPolicy.CLOSE_AS_FREED))
        .isEqualTo(new Sizing.Later(Quantity.of("12"), Quantity.of("12")));
  }

  @Test
  void whatIsBlockedCountsAsHeldAndNeverMoreThanThereIs() {
    Position holding = holding("12", "5");
    assertThat(Sizing.of(units("5"), holding, ABook.SHARE, HeldPolicy.REFUSE, Quantity.of("3")))
        .isEqualTo(
            new Sizing.Denied(
                Reason.QUANTITY_HELD, Quantity.of("5"), Quantity.of("12"), Quantity.of("8")));
    assertThat(
            Sizing.of(CloseAmount.ALL, holding, ABook.SHARE, HeldPolicy.REFUSE, Quantity.of("30")))
        .isEqualTo(
            new Sizing.Denied(
                Reason.QUANTITY_HELD, Quantity.of("12"), Quantity.of("12"), Quantity.of("12")));
  }

  @Test
  void aPercentageIsRoundedDownToWhatIsTraded() {
    closes("3", size(percent("25"), holding("15", "0"), HeldPolicy.REFUSE));
    denied(
        Reason.QUANTITY_ROUNDS_TO_ZERO, size(percent("25"), holding("3", "0"), HeldPolicy.REFUSE));
  }

  @Test
  void aPercentageOfWholeSharesIsWholeAndOfFractionsMayBeAny() {
    Position whole = ABook.position(FRACTIONAL.id(), "15", "10").build();
    Position broken = ABook.position(FRACTIONAL.id(), "1.5", "10").build();
    closes("3", Sizing.of(percent("25"), whole, FRACTIONAL, HeldPolicy.REFUSE, Quantity.ZERO));
    closes("0.375", Sizing.of(percent("25"), broken, FRACTIONAL, HeldPolicy.REFUSE, Quantity.ZERO));
  }

  @Test
  void aQuantityOffTheIncrementIsDeniedUnlessItIsAllThatThereIs() {
    denied(
        Reason.QUANTITY_OFF_INCREMENT, size(units("1.5"), holding("12", "0"), HeldPolicy.REFUSE));
    closes("1.5", size(units("1.5"), holding("1.5", "0"), HeldPolicy.REFUSE));
  }

  @Test
  void aTargetClosesWhatIsAboveItAndNothingBelow() {
    closes(
        "8",
        size(new CloseAmount.Target(Quantity.of("4")), holding("-12", "0"), HeldPolicy.REFUSE));
    denied(
        Reason.POSITION_NOT_FOUND,
        size(new CloseAmount.Target(Quantity.of("12")), holding("12", "0"), HeldPolicy.REFUSE));
  }

  @Test
  void aPositionIsClosedByOneAtATime() {
    Position closing = holding("12", "0").withLiveItem(new LiquidationItemId(1));
    denied(Reason.POSITION_BEING_LIQUIDATED, size(units("1"), closing, HeldPolicy.REFUSE));
  }
}
