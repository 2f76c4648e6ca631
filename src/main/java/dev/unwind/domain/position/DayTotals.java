// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What was bought and sold of an instrument on one trade date.
 *
 * @param tradeDate the venue's session date of the last fill; null before the first
 * @param boughtValue quantity times price, without multiplier
 * @param previousQty signed quantity at the start of that date
 */
public record DayTotals(
    @Nullable LocalDate tradeDate,
    Quantity bought,
    Money boughtValue,
    Quantity sold,
    Money soldValue,
    Quantity previousQty) {

  public static DayTotals none(Quantity previousQty) {
    return new DayTotals(null, Quantity.ZERO, Money.ZERO, Quantity.ZERO, Money.ZERO, previousQty);
  }

  /** What changes without a trade was always there, as far as this date's trades go. */
  DayTotals shifted(Quantity change) {
    return new DayTotals(tradeDate, bought, boughtValue, sold, soldValue, previousQty.plus(change));
  }

  DayTotals add(LocalDate date, Side side, Quantity qty, Money value, Quantity qtyBefore) {
    DayTotals today = date.equals(tradeDate) ? this : none(qtyBefore);
    return side == Side.BUY
        ? new DayTotals(
            date,
            today.bought.plus(qty),
            today.boughtValue.plus(value),
            today.sold,
            today.soldValue,
            today.previousQty)
        : new DayTotals(
            date,
            today.bought,
            today.boughtValue,
            today.sold.plus(qty),
            today.soldValue.plus(value),
            today.previousQty);
  }
}
