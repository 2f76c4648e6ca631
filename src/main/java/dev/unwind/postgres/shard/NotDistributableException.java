// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

/** A database on which a ledger cannot be spread; the message is a sentence that says why. */
public final class NotDistributableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotDistributableException(String message) {
    super(message);
  }
}
