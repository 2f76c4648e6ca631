// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies an account. */
public record AccountId(long value) implements Comparable<AccountId> {
  @Override
  public int compareTo(AccountId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
