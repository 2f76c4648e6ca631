// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Chains beside the log. */
public interface ProofStore {
  /**
   * Asks to be the one that goes on with the chains. Two that believe so do no harm: a head is only
   * moved from where it was read.
   *
   * @param renewBefore a lease of one's own that lasts longer is left as it is
   * @return whether it is
   */
  Uni<Boolean> lead(UUID replica, Instant now, Instant renewBefore, Instant until);

  /**
   * Goes on with the chains of some accounts.
   *
   * @param above of accounts beyond this one
   * @param accounts how many are looked at
   * @param rows how many of the log are chained, more or less
   */
  Uni<Progress> extend(AccountId above, int accounts, int rows);

  /**
   * Goes on with the chains of these accounts, whoever else does at the same time.
   *
   * @param rows how many of the log are chained, more or less
   */
  Uni<Rest> extend(Set<AccountId> accounts, int rows);

  /**
   * Accounts whose chains do not reach the ends of their logs, by their numbers.
   *
   * @param above of accounts beyond this one
   * @param accounts how many at most, the log of administration not counted
   */
  Uni<List<AccountId>> behind(AccountId above, int accounts);

  /**
   * What is left after a step.
   *
   * @param more accounts that are known to have more to be chained
   * @param moved accounts whose chains were to go on to their ends; another may have come first,
   *     and not have seen all
   */
  record Rest(Set<AccountId> more, Set<AccountId> moved) {
    public Rest {
      more = Set.copyOf(more);
      moved = Set.copyOf(moved);
    }
  }

  /**
   * How far it has come.
   *
   * @param last account that was looked at
   * @param done whether there is none beyond it
   * @param more whether those that were looked at have more to be chained
   */
  record Progress(AccountId last, boolean done, boolean more) {}
}
