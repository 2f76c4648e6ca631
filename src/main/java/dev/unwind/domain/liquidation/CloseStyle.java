// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** By which orders a position is closed. */
public sealed interface CloseStyle {
  /** One order at the market. */
  CloseStyle MARKET = new Market();

  /** How many steps it has before the market is tried again. */
  int steps();

  record Market() implements CloseStyle {
    @Override
    public int steps() {
      return 1;
    }
  }

  /**
   * Limits that go in equal steps from the quote to the guard, and never beyond it.
   *
   * @param guardBps how much worse than the quote the last one is, in hundredths of a percent
   * @param every how long each of them works; null: until it is complete or ends
   * @param thenMarket whether the market comes after the last one
   */
  record Limit(int guardBps, int steps, @Nullable Duration every, boolean thenMarket)
      implements CloseStyle {
    private static final BigDecimal WHOLE = BigDecimal.valueOf(10_000);

    public Limit {
      if (guardBps < 1 || guardBps >= 10_000 || steps < 1) {
        throw new IllegalArgumentException("not a guard that leaves a price: " + guardBps);
      }
      if (every == null && (steps > 1 || thenMarket)) {
        throw new IllegalArgumentException("a step that another follows has an end");
      }
    }

    /**
     * The limit of a step, rounded to the increment on the side of the quote, so that no rounding
     * widens the guard.
     *
     * @param from the quote that the guard is measured from
     * @param step from 1 to {@code steps}
     */
    public Price price(Side side, Price from, int step, Price increment) {
      BigDecimal all = WHOLE.multiply(BigDecimal.valueOf(steps));
      BigDecimal guarded = BigDecimal.valueOf((long) guardBps * step);
      boolean buys = side == Side.BUY;
      BigDecimal exact =
          from.value()
              .multiply(buys ? all.add(guarded) : all.subtract(guarded))
              .divide(all, 18, buys ? RoundingMode.FLOOR : RoundingMode.CEILING);
      BigDecimal ticks =
          exact.divide(increment.value(), 0, buys ? RoundingMode.FLOOR : RoundingMode.CEILING);
      return new Price(ticks.multiply(increment.value()));
    }
  }

  /**
   * So many orders at the market, one after the other.
   *
   * @param interval from one to the next, at least
   */
  record Slices(int steps, Duration interval) implements CloseStyle {
    public Slices {
      if (steps < 2) {
        throw new IllegalArgumentException("one slice is no slice");
      }
    }

    /**
     * The size of the next one: an equal share of what is left, rounded down to what trades, and at
     * least one of that. The last one is all that is left, whatever the increment.
     *
     * @param begun how many have been begun
     */
    public Quantity size(Quantity left, int begun, Instrument instrument) {
      int open = steps - begun;
      if (open <= 1) {
        return left;
      }
      boolean wholeOnly = instrument.assetClass() == AssetClass.US_EQUITY && left.isWhole();
      Quantity increment =
          wholeOnly
              ? instrument.quantityIncrement().max(Quantity.ONE)
              : instrument.quantityIncrement();
      Quantity share = left.share(open).truncateTo(increment);
      return share.isZero() ? increment.min(left) : share;
    }
  }
}
