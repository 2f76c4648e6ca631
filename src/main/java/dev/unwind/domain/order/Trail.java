// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * How a trailing stop follows the market. Its mark is the best price since it works: the highest of
 * a sell, the lowest of a buy. Its stop price stays at a distance from the mark, and so only ever
 * moves towards the market.
 *
 * @param offset the distance as a price; null where {@code percent} is given
 * @param percent the distance as a percentage of the mark
 * @param begins the price at which it begins to trail; null where it does from the start
 * @param step how far the mark must go on before the stop price moves, counted from {@code begins}
 * @param mark the best price so far; null until the market has been seen
 * @param stop the stop price that follows from it; null where there is none yet
 */
public record Trail(
    @Nullable Price offset,
    @Nullable BigDecimal percent,
    @Nullable Price begins,
    @Nullable Price step,
    @Nullable Price mark,
    @Nullable Price stop) {

  private static final int PERCENT_PLACES = 2;

  public Trail {
    if ((offset == null) == (percent == null)) {
      throw new IllegalArgumentException("either an offset or a percentage");
    }
    if (percent != null) {
      BigDecimal stripped = percent.stripTrailingZeros();
      percent = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
  }

  public static Trail by(Price offset) {
    return new Trail(offset, null, null, null, null, null);
  }

  public static Trail byPercent(BigDecimal percent) {
    return new Trail(null, percent, null, null, null, null);
  }

  /** The same, at rest until the price has come to {@code price}, and then moving in steps. */
  public Trail beginning(@Nullable Price price, @Nullable Price inSteps) {
    return new Trail(offset, percent, price, inSteps, mark, stop);
  }

  /** The same with what is known of the market since it works. */
  public Trail at(@Nullable Price bestPrice, @Nullable Price stopPrice) {
    return new Trail(offset, percent, begins, step, bestPrice, stopPrice);
  }

  /**
   * The same after the market has traded at a price. What is worse than the mark changes nothing.
   *
   * @param start a stop price that it has from the start and never falls behind, where it has one
   * @param increment of the instrument's prices
   */
  public Trail follow(Side side, Price last, @Nullable Price start, Price increment) {
    if (mark != null && !isBetter(side, last, mark)) {
      return this;
    }
    return at(last, stopAt(side, last, start, increment));
  }

  /** The same under a mark that it is known to have reached elsewhere. */
  public Trail onward(Side side, Trail other, @Nullable Price start, Price increment) {
    return other.mark == null ? this : follow(side, other.mark, start, increment);
  }

  private @Nullable Price stopAt(Side side, Price best, @Nullable Price start, Price increment) {
    if (begins != null && isBetter(side, begins, best)) {
      return start;
    }
    BigDecimal from = best.value();
    if (begins != null && step != null) {
      BigDecimal steps = from.subtract(begins.value()).divide(step.value(), 0, RoundingMode.DOWN);
      from = begins.value().add(steps.multiply(step.value()));
    }
    BigDecimal distance = distance(from);
    BigDecimal exact = side == Side.SELL ? from.subtract(distance) : from.add(distance);
    // Never nearer to the market than was asked for, and never below the first increment.
    BigDecimal increments =
        exact.divide(
            increment.value(), 0, side == Side.SELL ? RoundingMode.FLOOR : RoundingMode.CEILING);
    Price trailing = new Price(increments.max(BigDecimal.ONE).multiply(increment.value()));
    return start == null || isBetter(side, trailing, start) ? trailing : start;
  }

  private BigDecimal distance(BigDecimal from) {
    return offset != null
        ? offset.value()
        : percent == null ? BigDecimal.ZERO : from.multiply(percent).movePointLeft(PERCENT_PLACES);
  }

  /**
   * What is wrong with it; null where nothing is.
   *
   * @param market the price that it starts from, if that is known
   */
  public @Nullable String fault(Side side, @Nullable Price market, Instrument instrument) {
    Price distance =
        offset != null ? offset : new Price(percent == null ? BigDecimal.ZERO : percent);
    boolean positive =
        distance.isPositive()
            && (begins == null || begins.isPositive())
            && (step == null || step.isPositive());
    if (!positive) {
      return "the trail must be positive";
    }
    if (!LedgerRange.admits(distance, instrument.multiplier())) {
      return "the trail is out of range";
    }
    // Of 100 percent or more of any price nothing is left, of an offset that depends on the price.
    Price price = market == null && percent != null ? distance : market;
    boolean leavesNone =
        side == Side.SELL && price != null && distance(price.value()).compareTo(price.value()) >= 0;
    return leavesNone ? "the trail leaves no stop price" : null;
  }

  /** Higher is better for who sells, lower for who buys: so are prices, and so are stops. */
  private static boolean isBetter(Side side, Price price, Price than) {
    int gap = price.compareTo(than);
    return side == Side.SELL ? gap > 0 : gap < 0;
  }
}
