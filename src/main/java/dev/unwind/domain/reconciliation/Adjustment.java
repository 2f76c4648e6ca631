// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a position, or of cash, that is not a trade. What was traded is the sum of fills;
 * what is held, of fills and adjustments (I5).
 *
 * @param seq the number of its event in the account's log
 * @param positionId null where only cash moves
 * @param qty signed change of the position
 * @param price at which what it adds stands in the position's cost
 * @param positionQty what is held after it
 * @param cashEffect change of the account's cash
 * @param cash the account's cash after it
 * @param source who said so, such as {@code venue:paper}
 * @param note why, in the words of whoever decided it
 * @param correction what it makes of a fill, where it corrects one
 * @param activity the venue's id of what has happened; null where it has none
 */
public record Adjustment(
    long id,
    long seq,
    @Nullable PositionId positionId,
    @Nullable InstrumentId instrumentId,
    Quantity qty,
    @Nullable Price price,
    @Nullable Quantity positionQty,
    Money cashEffect,
    Money cash,
    AdjustmentReason reason,
    String source,
    @Nullable String note,
    Instant bookedAt,
    @Nullable TradeCorrection correction,
    @Nullable String activity) {

  /**
   * What is to be booked.
   *
   * @param instrument null where only cash moves
   */
  public record Wanted(
      @Nullable InstrumentId instrument, Quantity qty, @Nullable Price price, Money cash) {
    public static Wanted cash(Money change) {
      return new Wanted(null, Quantity.ZERO, null, change);
    }

    public static Wanted holding(InstrumentId instrument, Quantity qty, @Nullable Price price) {
      return new Wanted(instrument, qty, price, Money.ZERO);
    }
  }

  /**
   * Why, who says so, and in which words.
   *
   * @param activity the venue's id of what has happened
   */
  public record Cause(
      AdjustmentReason reason, String source, @Nullable String note, @Nullable String activity) {
    public Cause(AdjustmentReason reason, String source, @Nullable String note) {
      this(reason, source, note, null);
    }
  }
}
