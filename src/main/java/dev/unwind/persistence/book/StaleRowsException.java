// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.persistence.StaleDecisionException;

/** A row is not where it was read; the decision is taken again. */
public final class StaleRowsException extends StaleDecisionException {
  private static final long serialVersionUID = 1L;

  StaleRowsException() {
    super("a row was written or removed in the meantime");
  }
}
