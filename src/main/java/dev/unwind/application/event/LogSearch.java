// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: finds events in the logs of accounts, and looks at no more of them than it may. */
public interface LogSearch {
  /**
   * Events of one account in their order.
   *
   * @param after only what has a higher number
   * @param from inclusive, on the event's time
   * @param to exclusive
   * @param limit how many are given
   * @param examined how many are looked at for that
   */
  record Wanted(
      AccountId account,
      long after,
      @Nullable Instant from,
      @Nullable Instant to,
      EventFilter filter,
      int limit,
      int examined) {
    /** Whether an event of the account is among those asked for, its number apart. */
    public boolean tells(LedgerEvent event) {
      return (from == null || !event.at().isBefore(from))
          && (to == null || event.at().isBefore(to))
          && filter.tells(event);
    }
  }

  /**
   * What was found.
   *
   * @param next up to which number all has been looked at
   * @param more whether something after it is within the time that was asked for
   * @param examined how many were looked at
   * @param end the last number of the log
   */
  record Found(List<LedgerEvent> events, long next, boolean more, int examined, long end) {}

  /** Fails with ACCOUNT_NOT_FOUND. */
  Uni<Found> search(AccountScope scope, Wanted wanted);

  /** Number of the last event before a moment; 0 where there is none. */
  Uni<Long> lastBefore(AccountScope scope, AccountId account, Instant moment);

  /** Accounts above one, ascending, of which something is told since a moment. */
  Uni<List<AccountId>> accounts(
      AccountScope scope, AccountId above, @Nullable Instant since, int limit);
}
