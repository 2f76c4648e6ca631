// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies a liquidation. */
public record LiquidationId(long value) implements Comparable<LiquidationId> {
  @Override
  public int compareTo(LiquidationId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
