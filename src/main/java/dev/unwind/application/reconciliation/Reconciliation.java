// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.Statement;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a venue states of an account, compared with the ledger.
 *
 * @param notStated of what nothing is known to be equal
 * @param settled whether nothing was under way in the meantime; where something was, not everything
 *     could be compared
 * @param differences what differs now
 * @param adopted what differed and was booked as the venue has it
 */
public record Reconciliation(
    String venue,
    Instant at,
    Set<Subject> notStated,
    boolean settled,
    List<Difference> differences,
    List<Difference> adopted) {
  public Reconciliation {
    notStated = Set.copyOf(notStated);
    differences = List.copyOf(differences);
    adopted = List.copyOf(adopted);
  }

  static Set<Subject> notStated(Statement statement) {
    Set<Subject> none = EnumSet.noneOf(Subject.class);
    if (statement.positions() == null) {
      none.add(Subject.POSITION);
    }
    if (statement.orders() == null) {
      none.add(Subject.ORDER);
    }
    if (statement.cash() == null) {
      none.add(Subject.CASH);
    }
    return none;
  }
}
