// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.math.BigDecimal;

/**
 * How large an opening order, a quote and an account's cash may be. The ledger keeps 20 digits
 * before the point; these bounds leave room for what positions gain and for sums over an account.
 */
public final class LedgerRange {
  /** Units of an instrument, times its multiplier. */
  public static final BigDecimal QUANTITY_MAX = BigDecimal.TEN.pow(13);

  /** Money for one unit, the multiplier included. */
  public static final BigDecimal PRICE_MAX = BigDecimal.TEN.pow(10);

  /** Money for what an account holds of one instrument, or has on order. */
  public static final BigDecimal VALUE_MAX = BigDecimal.TEN.pow(15);

  /** Money, positive or negative. */
  public static final BigDecimal CASH_MAX = BigDecimal.TEN.pow(18);

  private LedgerRange() {}

  /** Whether a unit may cost this much. */
  public static boolean admits(Price price, Quantity multiplier) {
    return price.value().multiply(multiplier.value()).compareTo(PRICE_MAX) <= 0;
  }

  /** Whether so much may be held at this price. */
  public static boolean admits(BigDecimal qty, BigDecimal price, Quantity multiplier) {
    BigDecimal units = qty.abs().multiply(multiplier.value());
    return units.compareTo(QUANTITY_MAX) <= 0
        && units.multiply(price).abs().compareTo(VALUE_MAX) <= 0;
  }
}
