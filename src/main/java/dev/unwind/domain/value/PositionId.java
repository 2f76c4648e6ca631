// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies a position. */
public record PositionId(long value) implements Comparable<PositionId> {
  @Override
  public int compareTo(PositionId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
