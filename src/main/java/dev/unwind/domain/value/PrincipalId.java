// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies a principal. */
public record PrincipalId(long value) implements Comparable<PrincipalId> {
  @Override
  public int compareTo(PrincipalId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
