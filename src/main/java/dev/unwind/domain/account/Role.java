// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

/** What a principal may do; the accounts it may do it on are granted apart. */
public enum Role {
  /** Reads. */
  READER,
  /** Reads and trades. */
  TRADER,
  /** Reads, closes, cancels, latches and quotes, on any account it is granted. */
  RISK,
  /** Everything. */
  ADMIN
}
