// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.UUID;

/** Port: which of a venue's orders the ledger has. */
public interface LedgerOrders {
  /**
   * Those of these keys, and of these names, that orders of the account have, whatever became of
   * them.
   *
   * @param names client order ids
   */
  Uni<Found> of(AccountId account, Set<UUID> keys, Set<String> names);

  /** What there is. */
  record Found(Set<UUID> keys, Set<String> names) {
    public Found {
      keys = Set.copyOf(keys);
      names = Set.copyOf(names);
    }
  }
}
