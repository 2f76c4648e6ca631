// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** What the exact value types share: one canonical scale, so that equality is numeric. */
final class Decimals {
  /** Fractional digits that the ledger stores. */
  static final int SCALE_MAX = 18;

  /** Digits before the point that the ledger stores. */
  static final int INTEGER_DIGITS_MAX = 20;

  private static final int LONG_DIGITS = 18;
  private static final int ZEROS = 9;
  private static final BigInteger POWER = BigInteger.TEN.pow(ZEROS);

  private Decimals() {}

  static BigDecimal canonical(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = withoutTrailingZeros(value);
    if ((long) stripped.precision() - stripped.scale() > INTEGER_DIGITS_MAX) {
      throw new ArithmeticException("more than " + INTEGER_DIGITS_MAX + " integer digits");
    }
    // Only now, for a large exponent would be written out in full.
    BigDecimal canonical = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    if (canonical.scale() > SCALE_MAX) {
      throw new ArithmeticException("more than " + SCALE_MAX + " fractional digits");
    }
    return canonical;
  }

  /**
   * The ledger gives 18 fractional digits, most of them zeros, and beyond the size of a long each
   * zero costs a division of its own: half of them go at once.
   */
  private static BigDecimal withoutTrailingZeros(BigDecimal value) {
    if (value.scale() > ZEROS && value.precision() > LONG_DIGITS) {
      BigInteger[] parts = value.unscaledValue().divideAndRemainder(POWER);
      if (parts[1].signum() == 0) {
        return new BigDecimal(parts[0], value.scale() - ZEROS).stripTrailingZeros();
      }
    }
    return value.stripTrailingZeros();
  }

  /** Parses plain decimal notation only: no exponent, no NaN, no blanks, bounded length. */
  static BigDecimal parse(String text) {
    if (text.isEmpty() || text.length() > 64) {
      throw new NumberFormatException("not a decimal");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sign = i == 0 && (c == '-' || c == '+');
      if (!sign && c != '.' && (c < '0' || c > '9')) {
        throw new NumberFormatException("not a plain decimal");
      }
    }
    return canonical(new BigDecimal(text));
  }

  static BigDecimal round(BigDecimal value) {
    return canonical(value.setScale(SCALE_MAX, RoundingMode.HALF_EVEN));
  }
}
