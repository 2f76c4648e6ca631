// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies an instrument. */
public record InstrumentId(long value) implements Comparable<InstrumentId> {
  @Override
  public int compareTo(InstrumentId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
