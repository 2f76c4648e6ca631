// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

/** Identifies an account. */
public record AccountId(long value) implements Comparable<AccountId> {
  /** That no account has: the log of what is administered stands under it. */
  public static final AccountId ADMINISTRATION = new AccountId(0);

  @Override
  public int compareTo(AccountId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
