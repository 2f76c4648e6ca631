// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;

/**
 * What a use case fails with: a reason and its facts. Carries no stack, for refusals are ordinary.
 */
public final class TradingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Denial denial;

  public TradingException(Denial denial) {
    super(denial.reason().name(), null, false, false);
    this.denial = denial;
  }

  public TradingException(Reason reason) {
    this(Denial.of(reason));
  }

  public TradingException(Reason reason, Throwable cause) {
    super(reason.name(), cause, false, false);
    this.denial = Denial.of(reason);
  }

  /**
   * Whether a failure says what forbids a request as things stand, so that an earlier request with
   * the same idempotency key may have made it so. Not so what fails on the way to the ledger, and
   * what is forbidden whatever has happened.
   */
  public static boolean isOfItsTime(Throwable failure) {
    return !(failure instanceof TradingException e)
        || switch (e.reason()) {
          case STORE_UNAVAILABLE,
              OUTCOME_UNKNOWN,
              OVERLOADED,
              IDEMPOTENCY_KEY_REUSED,
              NOT_PERMITTED,
              ACCOUNT_NOT_FOUND ->
              false;
          default -> true;
        };
  }

  /** Whether the way to the ledger has failed; what was committed before stays. */
  public static boolean isOfTheStore(Throwable failure) {
    return failure instanceof TradingException e
        && switch (e.reason()) {
          case STORE_UNAVAILABLE, OUTCOME_UNKNOWN, OVERLOADED -> true;
          default -> false;
        };
  }

  public Denial denial() {
    return denial;
  }

  public Reason reason() {
    return denial.reason();
  }
}
