// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;

/**
 * What is entered in the log of administration, in the transaction that does what it tells.
 *
 * @param kind one that {@link EventKind#isAdministration}
 */
public record Administration(EventKind kind, Administered what, DecisionOrigin by) {
  public Administration {
    if (!kind.isAdministration()) {
      throw new IllegalArgumentException(kind + " is told in an account's log");
    }
  }

  /** The same with one fact more. */
  public Administration with(String name, Object value) {
    return new Administration(kind, what.with(name, value), by);
  }
}
