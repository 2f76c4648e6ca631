// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;

/** How much of a position is to be closed. */
public sealed interface CloseAmount {
  /** Exactly what is held, whatever increments say. */
  CloseAmount ALL = new All();

  record All() implements CloseAmount {}

  /** An explicit quantity, unsigned; refused when it is off the increment, never rounded. */
  record Units(Quantity qty) implements CloseAmount {}

  /** A percentage above 0 and up to 100 of what is held; truncated to the increment. */
  record Percentage(BigDecimal percent) implements CloseAmount {}

  /** All but this much, unsigned, above 0; of a position that has no more than that, nothing. */
  record Target(Quantity remaining) implements CloseAmount {}

  static CloseAmount target(Quantity remaining) {
    return remaining.isZero() ? ALL : new Target(remaining);
  }

  static CloseAmount percentage(BigDecimal percent) {
    return percent.compareTo(BigDecimal.valueOf(100)) == 0 ? ALL : new Percentage(percent);
  }
}
