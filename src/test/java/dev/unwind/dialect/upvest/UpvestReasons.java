// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;

/** Tells the reason table what this dialect makes of a reason. */
public final class UpvestReasons {
  private UpvestReasons() {}

  public static String cell(Reason reason) {
    UpvestFault fault = UpvestErrors.fault(reason);
    return fault.status() + " `" + fault.slug() + "` " + UpvestErrors.detail(Denial.of(reason));
  }
}
