// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;

/** Tells the reason table what this dialect makes of a reason. */
public final class TradovateReasons {
  private TradovateReasons() {}

  public static String cell(Reason reason) {
    Denial denial = Denial.of(reason);
    if (TradovateErrors.answer(reason) instanceof TradovateErrors.Answer.Failed failed) {
      return "200 `" + failed.reason() + "` " + TradovateErrors.failure(denial).text();
    }
    TradovateFault fault = TradovateErrors.fault(denial);
    return fault.status() + " " + fault.text();
  }
}
