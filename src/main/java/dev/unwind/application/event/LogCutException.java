// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.value.AccountId;

/**
 * The log ends before what was read of it: the database has gone back, and the events in between
 * are lost. Whoever follows has to look at the account anew.
 */
public final class LogCutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a client is told. */
  public static final String MEANING =
      "the event log ends before the last event sent; read orders and positions anew";

  private final long last;

  public LogCutException(AccountId account, long read, long last) {
    super("account=" + account.value() + " read=" + read + " end=" + last, null, false, false);
    this.last = last;
  }

  /** The number of the last event that there is. */
  public long last() {
    return last;
  }
}
