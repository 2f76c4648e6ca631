// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact number of units of an instrument, at most 18 fractional digits. Signed where a position
 * is meant (positive long, negative short), unsigned where an order is meant.
 */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);
  public static final Quantity ONE = new Quantity(BigDecimal.ONE);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Quantity {
    value = Decimals.canonical(value);
  }

  /**
   * @throws NumberFormatException when the text is not plain decimal notation
   * @throws ArithmeticException when it has more digits than the ledger keeps
   */
  public static Quantity of(String text) {
    return new Quantity(Decimals.parse(text));
  }

  public static Quantity of(long units) {
    return new Quantity(BigDecimal.valueOf(units));
  }

  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value));
  }

  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value));
  }

  public Quantity negate() {
    return new Quantity(value.negate());
  }

  public Quantity abs() {
    return signum() < 0 ? negate() : this;
  }

  public Quantity min(Quantity other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public Quantity max(Quantity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public int signum() {
    return value.signum();
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public boolean isPositive() {
    return value.signum() > 0;
  }

  public boolean isMoreThan(Quantity other) {
    return compareTo(other) > 0;
  }

  public boolean isWhole() {
    return value.scale() <= 0;
  }

  /** Fractional digits in use, trailing zeros not counted. */
  public int fractionDigits() {
    return Math.max(0, value.scale());
  }

  public boolean isMultipleOf(Quantity increment) {
    return value.remainder(increment.value).signum() == 0;
  }

  /** The largest multiple of the increment that does not exceed this quantity in size. */
  public Quantity truncateTo(Quantity increment) {
    return new Quantity(
        value.divide(increment.value, 0, RoundingMode.DOWN).multiply(increment.value));
  }

  /** This many percent of it, rounded down at the ledger's last digit. */
  public Quantity percent(BigDecimal percentage) {
    return new Quantity(
        value.multiply(percentage).divide(HUNDRED, Decimals.SCALE_MAX, RoundingMode.DOWN));
  }

  /** One of so many equal parts of it, rounded down at the ledger's last digit. */
  public Quantity share(int parts) {
    return new Quantity(
        value.divide(BigDecimal.valueOf(parts), Decimals.SCALE_MAX, RoundingMode.DOWN));
  }

  /** The share {@code part / whole} of it, HALF_EVEN at the ledger's last digit. */
  public Quantity share(Quantity part, Quantity whole) {
    return new Quantity(
        value
            .multiply(part.value())
            .divide(whole.value(), Decimals.SCALE_MAX, RoundingMode.HALF_EVEN));
  }

  /** Signed value of this quantity at a price, without multiplier. */
  public Money at(Price price) {
    return new Money(Decimals.round(value.multiply(price.value())));
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /** Plain notation without trailing zeros. */
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
