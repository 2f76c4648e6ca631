// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.CurrencyUnit;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;

/**
 * Makes a position what it were had a trade been another one. What was traded since stays: cost is
 * given back as it was taken, and what cannot be given back, because the position is closed or has
 * turned since, is profit or loss. So money and cost together are exact in any case.
 */
public final class CorrectedTrade {
  private CorrectedTrade() {}

  /**
   * What stands of a trade.
   *
   * @param qty unsigned
   */
  public record Deal(Side side, Quantity qty, Price price, Money cashEffect, Money realizedPl) {
    Quantity signed() {
      return side == Side.BUY ? qty : qty.negate();
    }
  }

  /**
   * @param position the next state; {@code held} is not yet adapted to it
   * @param deal what stands of the trade now
   * @param change signed change of the position
   * @param cashEffect change of the account's cash
   */
  public record Outcome(Position position, Deal deal, Quantity change, Money cashEffect) {}

  /**
   * @param was what stood of the trade until now
   * @param qty what it has traded after all, unsigned; zero where it never was
   */
  public static Outcome of(
      Position before,
      Instrument instrument,
      CurrencyUnit currency,
      Deal was,
      Quantity qty,
      Price price,
      Instant now) {
    Position without = without(before, instrument, currency, was);
    Quantity done = was.side() == Side.BUY ? qty : qty.negate();
    Money cost =
        done.isZero()
            ? without.cost()
            : PositionArithmetic.adjust(without, done, price, now).cost();
    Money paid = done.at(price).minus(was.signed().at(was.price()));
    Money realized =
        cost.minus(before.cost()).minus(paid).times(instrument.multiplier()).roundedTo(currency);
    Money cash =
        instrument.isFuture()
            ? realized
            : done.at(price)
                .times(instrument.multiplier())
                .negate()
                .roundedTo(currency)
                .minus(was.cashEffect());
    Quantity change = done.minus(was.signed());
    Position moved = PositionArithmetic.adjust(before, change, null, now);
    Position after =
        moved
            .with()
            .cost(cost)
            .realizedPl(before.realizedPl().plus(realized))
            .entryPrice(moved.isFlat() ? before.entryPrice() : cost.per(moved.qty()))
            .closedAt(change.isZero() ? before.closedAt() : moved.closedAt())
            .build();
    Deal deal =
        new Deal(
            was.side(), qty, price, was.cashEffect().plus(cash), was.realizedPl().plus(realized));
    return new Outcome(after, deal, change, cash);
  }

  /** As it were without the trade. */
  private static Position without(
      Position before, Instrument instrument, CurrencyUnit currency, Deal was) {
    Quantity qty = before.qty().minus(was.signed());
    Money cost = qty.isZero() ? Money.ZERO : costWithout(before, instrument, currency, was, qty);
    return before
        .with()
        .qty(qty)
        .cost(cost)
        .entryPrice(qty.isZero() ? before.entryPrice() : cost.per(qty))
        .build();
  }

  private static Money costWithout(
      Position before, Instrument instrument, CurrencyUnit currency, Deal was, Quantity qty) {
    Money realizedPoints =
        new Money(
            was.realizedPl()
                .value()
                .divide(instrument.multiplier().value(), MathContext.DECIMAL64));
    Money cost = before.cost().minus(was.signed().at(was.price())).minus(realizedPoints);
    Money byEntry = qty.at(before.entryPrice());
    Money unit = new Money(BigDecimal.ONE.movePointLeft(currency.fractionDigits()));
    Money apart = cost.minus(byEntry).times(instrument.multiplier()).abs();
    // Profit is rounded to the unit; within it the position's own price is the exact one.
    if (before.entryPrice().isPositive() && apart.compareTo(unit) <= 0) {
      return byEntry;
    }
    if (cost.signum() == qty.signum()) {
      return cost;
    }
    return before.qty().signum() == qty.signum() ? byEntry : qty.at(was.price());
  }
}
