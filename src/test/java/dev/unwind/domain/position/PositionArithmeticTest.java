// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.book.ABook;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.CurrencyUnit;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What a trade makes of a position and of the cash. */
class PositionArithmeticTest {
  private static PositionArithmetic.Outcome trade(
      Instrument instrument, Position before, Side side, String qty, String price) {
    return PositionArithmetic.apply(
        before,
        instrument,
        CurrencyUnit.of("USD"),
        side,
        Quantity.of(qty),
        Price.of(price),
        LocalDate.of(2026, 3, 2),
        ABook.NOW);
  }

  private static Position shares(String qty, String price) {
    return ABook.position(ABook.SHARE.id(), qty, price).build();
  }

  private static PositionArithmetic.Outcome trade(
      Position before, Side side, String qty, String price) {
    return trade(ABook.SHARE, before, side, qty, price);
  }

  @Test
  void addingAveragesTheEntryPrice() {
    Position after = trade(shares("10", "100"), Side.BUY, "30", "120").position();
    assertThat(after.qty()).isEqualTo(Quantity.of("40"));
    assertThat(after.entryPrice()).isEqualTo(Price.of("115"));
    assertThat(after.realizedPl()).isEqualTo(Money.ZERO);
  }

  @Test
  void reducingRealizesItsShareAndKeepsTheEntryPrice() {
    PositionArithmetic.Outcome outcome = trade(shares("10", "100"), Side.SELL, "4", "90");
    assertThat(outcome.realizedPl()).isEqualTo(Money.of("-40"));
    assertThat(outcome.cashEffect()).isEqualTo(Money.of("360"));
    assertThat(outcome.position().cost()).isEqualTo(Money.of("600"));
    assertThat(outcome.position().entryPrice()).isEqualTo(Price.of("100"));
  }

  @Test
  void closingAllLeavesNoCostBehindHoweverItWasRounded() {
    Position thirds = trade(shares("2", "0.1"), Side.BUY, "1", "0.2").position();
    Position flat = trade(thirds, Side.SELL, "3", "0.15").position();
    assertThat(flat.isFlat()).isTrue();
    assertThat(flat.cost()).isEqualTo(Money.ZERO);
    assertThat(flat.closedAt()).isEqualTo(ABook.NOW);
  }

  @Test
  void coveringAShortBelowItsPriceEarns() {
    PositionArithmetic.Outcome outcome = trade(shares("-10", "100"), Side.BUY, "10", "95");
    assertThat(outcome.realizedPl()).isEqualTo(Money.of("50"));
    assertThat(outcome.cashEffect()).isEqualTo(Money.of("-950"));
  }

  @Test
  void crossingZeroClosesFirstAndOpensTheRestAtItsOwnPrice() {
    PositionArithmetic.Outcome outcome = trade(shares("4", "100"), Side.SELL, "10", "110");
    assertThat(outcome.realizedPl()).isEqualTo(Money.of("40"));
    assertThat(outcome.position().qty()).isEqualTo(Quantity.of("-6"));
    assertThat(outcome.position().entryPrice()).isEqualTo(Price.of("110"));
    assertThat(outcome.position().openedQty()).isEqualTo(Quantity.of("-6"));
    assertThat(outcome.opened()).isTrue();
  }

  @Test
  void onlyTheProfitOfAFutureMovesCash() {
    Position long2 = ABook.position(ABook.FUTURE.id(), "2", "5000").build();
    assertThat(trade(ABook.FUTURE, long2, Side.BUY, "1", "5010").cashEffect())
        .isEqualTo(Money.ZERO);
    assertThat(trade(ABook.FUTURE, long2, Side.SELL, "2", "5010").cashEffect())
        .isEqualTo(Money.of("20"));
  }
}
