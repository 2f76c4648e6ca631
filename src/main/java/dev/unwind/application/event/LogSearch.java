// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** The same; nothing where the account's server does not answer, and the ledger has others. */
  Uni<Optional<Found>> searchIfThere(AccountScope scope, Wanted wanted);

  /**
   * An account's log.
   *
   * @param shard in which it is; 0 where the ledger is on one server
   */
  record Log(AccountId account, long shard) {}

  /**
   * Whose logs are looked for.
   *
   * @param above only accounts above this one; below 0 with the log of administration, if that is
   *     looked for
   * @param below only accounts below this one
   * @param shard only what is in it
   * @param since only those of which something is told at that time or later; others are told of
   *     too where their server does not answer
   */
  record Sought(
      boolean administration,
      boolean accounts,
      long above,
      @Nullable Long below,
      @Nullable Long shard,
      @Nullable Instant since) {}

  /**
   * Some logs, ascending by account.
   *
   * @param last above which account there may be others; null where there are none
   */
  record Logs(List<Log> logs, @Nullable Long last) {}

  Uni<Logs> logs(AccountScope scope, Sought sought, int limit);

  /** The shards that are on the server of this one. */
  Uni<Set<Long>> beside(long shard);
}
