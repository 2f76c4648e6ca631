// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.account.LedgerStatistics;
import dev.unwind.application.event.EventFilter;
import dev.unwind.application.event.LogSearch;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.account.PgLedgerStatistics;
import dev.unwind.persistence.log.PgLogSearch;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What whoever watches accounts reads besides lists: searches of the log, and statistics. */
final class WatchersReads {
  private static final int PAGE = 50;

  private WatchersReads() {}

  /**
   * By name.
   *
   * @param two accounts, the one among them
   */
  static Map<String, Supplier<Uni<?>>> of(
      LedgerPool ledger, Queries queries, AccountId account, AccountScope two, Instant recent) {
    AccountScope own = AccountScope.of(account);
    AccountScope all = AccountScope.EVERYTHING;
    EventFilter nothing =
        new EventFilter(
            Set.of(EventKind.FILL),
            "nobody",
            new LiquidationId(7),
            new EventFilter.Request("nobody", "7"));
    PgLogSearch log = new PgLogSearch(queries);
    LedgerStatistics.Window window =
        new LedgerStatistics.Window(null, recent, recent.plusSeconds(1_000_000), PAGE, PAGE);
    PgLedgerStatistics statistics = new PgLedgerStatistics(ledger, queries);
    Map<String, Supplier<Uni<?>>> reads = new LinkedHashMap<>();
    reads.put("events of nothing", () -> log.search(own, wanted(account, nothing, null)));
    reads.put("events since", () -> log.search(own, wanted(account, EventFilter.ANY, recent)));
    reads.put("events of nothing since", () -> log.search(own, wanted(account, nothing, recent)));
    LogSearch.Sought told = new LogSearch.Sought(false, true, 0, null, null, recent);
    reads.put("accounts that tell", () -> log.logs(all, told, PAGE));
    reads.put("statistics of all", () -> statistics.figures(all, window));
    reads.put("statistics of two accounts", () -> statistics.figures(two, window));
    return reads;
  }

  private static LogSearch.Wanted wanted(
      AccountId account, EventFilter filter, @Nullable Instant from) {
    return new LogSearch.Wanted(account, 0, from, null, filter, PAGE, 1_500);
  }
}
