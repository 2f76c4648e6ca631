// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Port: what an account's venue states otherwise than the ledger, as of the last comparison. */
public interface KnownDifferences {
  /** Those of an account; empty outside of the scope. */
  Uni<List<Difference>> of(AccountScope scope, AccountId account, int limit);

  /** Of all accounts. */
  Uni<Counts> counts();

  /**
   * How much is not known to be right.
   *
   * @param differences figures that venues state otherwise
   * @param unanswered orders, cancels and replacements that a venue was told of and has not
   *     answered
   */
  record Counts(long differences, long unanswered) {}
}
