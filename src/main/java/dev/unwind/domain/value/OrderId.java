// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies an order; it never changes, whatever is replaced. */
public record OrderId(long value) implements Comparable<OrderId> {
  @Override
  public int compareTo(OrderId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
