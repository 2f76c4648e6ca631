// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An exact amount of money in an account's currency, at most 18 fractional digits, signed. */
public record Money(BigDecimal value) implements Comparable<Money> {
  public static final Money ZERO = new Money(BigDecimal.ZERO);

  public Money {
    value = Decimals.canonical(value);
  }

  /**
   * @throws NumberFormatException when the text is not plain decimal notation
   * @throws ArithmeticException when it has more digits than the ledger keeps
   */
  public static Money of(String text) {
    return new Money(Decimals.parse(text));
  }

  public Money plus(Money other) {
    return new Money(value.add(other.value));
  }

  public Money minus(Money other) {
    return new Money(value.subtract(other.value));
  }

  public Money negate() {
    return new Money(value.negate());
  }

  public Money abs() {
    return value.signum() < 0 ? negate() : this;
  }

  public int signum() {
    return value.signum();
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public Money times(Quantity factor) {
    return new Money(Decimals.round(value.multiply(factor.value())));
  }

  /** The share {@code part / whole} of it, HALF_EVEN at the ledger's last digit. */
  public Money share(Quantity part, Quantity whole) {
    return new Money(
        value
            .multiply(part.value())
            .divide(whole.value(), Decimals.SCALE_MAX, RoundingMode.HALF_EVEN));
  }

  /**
   * The price per unit that this amount is for a quantity, HALF_EVEN at the ledger's last digit.
   */
  public Price per(Quantity quantity) {
    return new Price(value.divide(quantity.value(), Decimals.SCALE_MAX, RoundingMode.HALF_EVEN));
  }

  /** Rounded HALF_EVEN to the currency's smallest unit. */
  public Money roundedTo(CurrencyUnit unit) {
    return new Money(value.setScale(unit.fractionDigits(), RoundingMode.HALF_EVEN));
  }

  @Override
  public int compareTo(Money other) {
    return value.compareTo(other.value);
  }

  /** Plain notation without trailing zeros. */
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
