// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;

/** Tells the reason table what this dialect makes of a reason. */
public final class AlpacaReasons {
  private AlpacaReasons() {}

  public static String cell(Reason reason) {
    AlpacaErrors.Failure failure = AlpacaErrors.of(Denial.of(reason));
    return failure.status() + " `" + failure.error().code() + "` " + failure.error().message();
  }
}
