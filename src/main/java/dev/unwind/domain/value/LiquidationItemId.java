// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies one position inside a liquidation. */
public record LiquidationItemId(long value) implements Comparable<LiquidationItemId> {
  @Override
  public int compareTo(LiquidationItemId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
