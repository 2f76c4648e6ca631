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

  public Denial denial() {
    return denial;
  }

  public Reason reason() {
    return denial.reason();
  }
}
