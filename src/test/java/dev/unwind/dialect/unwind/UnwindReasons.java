// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.dialect.wire.Refusal;
import dev.unwind.domain.Reason;

/** Tells the reason table what this dialect makes of a reason. */
public final class UnwindReasons {
  private UnwindReasons() {}

  public static String code(Refusal refusal) {
    return UnwindErrors.code(refusal);
  }

  public static String cell(Reason reason) {
    return UnwindErrors.status(reason) + " `" + reason.name() + "` " + reason.meaning();
  }
}
