// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;

/**
 * Follows the event log. What this replica commits wakes its own followers at once; what others
 * commit is found by polling.
 */
public interface EventFeed {
  /**
   * Every event of an account after {@code afterSeq}, in order, without gaps, and then as they
   * come. Ends never; honours back-pressure, so a slow follower holds no events in memory.
   */
  Multi<LedgerEvent> follow(AccountScope scope, AccountId account, long afterSeq);

  /**
   * A tick now, and whenever the account's log may have grown; ticks are dropped while one is
   * pending.
   */
  Multi<AccountId> wakes(AccountId account);
}
