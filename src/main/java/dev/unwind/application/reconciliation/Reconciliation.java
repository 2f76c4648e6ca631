// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;

/**
 * What a venue states of an account's positions, compared with the ledger.
 *
 * @param stated whether the venue states positions; where not, nothing is known to be equal
 * @param settled whether nothing was under way in the meantime; where something was, a difference
 *     may be that
 */
public record Reconciliation(
    String venue, Instant at, boolean stated, boolean settled, List<Difference> differences) {
  public Reconciliation {
    differences = List.copyOf(differences);
  }

  /**
   * One instrument on which the two do not agree.
   *
   * @param symbol as the ledger spells it, or the venue where the ledger does not know it
   */
  public record Difference(String symbol, Quantity ledger, Quantity venue) {
    /** What the venue has more than the ledger. */
    public Quantity difference() {
      return venue.minus(ledger);
    }
  }
}
