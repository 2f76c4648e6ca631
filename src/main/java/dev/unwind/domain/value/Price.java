// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.math.BigDecimal;

/** An exact price per unit in an instrument's currency, at most 18 fractional digits. */
public record Price(BigDecimal value) implements Comparable<Price> {
  public Price {
    value = Decimals.canonical(value);
  }

  /**
   * @throws NumberFormatException when the text is not plain decimal notation
   * @throws ArithmeticException when it has more digits than the ledger keeps
   */
  public static Price of(String text) {
    return new Price(Decimals.parse(text));
  }

  public boolean isPositive() {
    return value.signum() > 0;
  }

  public boolean isMultipleOf(Price increment) {
    return value.remainder(increment.value).signum() == 0;
  }

  @Override
  public int compareTo(Price other) {
    return value.compareTo(other.value);
  }

  /** Plain notation without trailing zeros. */
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
