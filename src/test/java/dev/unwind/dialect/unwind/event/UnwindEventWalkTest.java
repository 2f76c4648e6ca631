// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.EventFilter;
import dev.unwind.application.event.LogSearch;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pages over the accounts of a ledger on several servers, some of which do not answer at times. */
class UnwindEventWalkTest {
  private static final int ACCOUNTS = 23;
  private static final int SHARDS = 6;
  private static final int SERVERS = 3;

  private final Ledger ledger = new Ledger();

  @Test
  void everyEventIsToldOnceAndInTheOrderOfItsLogWhicheverServerIsAwayWhen() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      Ledger at = new Ledger();
      for (long account = 0; account <= ACCOUNTS; account++) {
        at.logs.put(account, random.nextInt(6));
      }
      Map<Long, List<Long>> told = new HashMap<>();
      @Nullable String cursor = "";
      int pages = 0;
      do {
        at.away.clear();
        // In the end all are there.
        for (long server = 0; pages < 40 && server < SERVERS; server++) {
          if (random.nextInt(3) == 0) {
            at.away.add(server);
          }
        }
        at.failsAfter =
            pages < 40 && random.nextInt(4) == 0 ? random.nextInt(5) : Integer.MAX_VALUE;
        UnwindEventWalk walk =
            at.page(cursor, 1 + random.nextInt(9), 1 + random.nextInt(12), 1 + random.nextInt(7));
        for (LedgerEvent event : walk.events()) {
          told.computeIfAbsent(event.account().value(), each -> new ArrayList<>()).add(event.seq());
        }
        UnwindEventCursor rest = walk.rest();
        cursor = rest == null ? null : rest.toString();
        pages++;
      } while (cursor != null);
      Map<Long, List<Long>> all = new HashMap<>();
      at.logs.forEach(
          (account, last) -> {
            if (last > 0) {
              all.put(account, LongStream.rangeClosed(1, last).boxed().toList());
            }
          });
      assertThat(told).as("seed %d", seed).isEqualTo(all);
    }
  }

  @Test
  void whoWasAwayComesFirstOnceItAnswersAndIsMarked() {
    for (long account = 1; account <= 6; account++) {
      ledger.logs.put(account, 2);
    }
    ledger.away.add(1L);

    UnwindEventWalk first = ledger.page("", 100, 100, 100);
    assertThat(shown(first))
        .containsExactly("2:1", "2:2", "3:1", "3:2", "5:1", "5:2", "6:1", "6:2");
    assertThat(first.late()).isZero();
    assertThat(first.away()).isTrue();
    assertThat(first.rest()).hasToString("end_2@1:0_5@1:0");

    UnwindEventWalk still = ledger.page("end_2@1:0_5@1:0", 100, 100, 100);
    assertThat(still.events()).isEmpty();
    assertThat(still.rest()).hasToString("end_2@1:0_5@1:0");

    ledger.away.clear();
    UnwindEventWalk then = ledger.page("end_2@1:0_5@1:0", 3, 100, 100);
    assertThat(shown(then)).containsExactly("1:1", "1:2", "4:1");
    assertThat(then.late()).isEqualTo(3);
    assertThat(then.away()).isFalse();
    UnwindEventWalk last = ledger.page(String.valueOf(then.rest()), 100, 100, 100);
    assertThat(shown(last)).containsExactly("4:2");
    assertThat(last.rest()).isNull();
  }

  @Test
  void aServerThatIsAwayIsAskedOnceForAPage() {
    for (long account = 1; account <= ACCOUNTS; account++) {
      ledger.logs.put(account, 1);
    }
    ledger.away.add(1L);

    ledger.page("", 100, 100, 100);

    assertThat(ledger.refused).isEqualTo(1);
  }

  @Test
  void whereNoServerCanBePassedOverAPageFails() {
    ledger.logs.put(1L, 1);
    ledger.whole = true;
    ledger.away.addAll(Set.of(0L, 1L, 2L));

    assertThatThrownBy(() -> ledger.page("", 100, 100, 100)).isInstanceOf(TradingException.class);
  }

  @Test
  void aCursorIsThatOfAPageOrIsRefused() {
    for (String text : List.of("7:3", "end_2@1:0", "12:0_2@1:0_102009@7:12")) {
      assertThat(UnwindEventCursor.of(text)).hasToString(text);
    }
    for (String text :
        List.of("x", "7", "7:", "end_", "7:3_2", "7:3_2@1", "7:3 ", "-1:3", "_2@1:0")) {
      assertThatThrownBy(() -> UnwindEventCursor.of(text)).as(text).isInstanceOf(Exception.class);
    }
  }

  private static List<String> shown(UnwindEventWalk walk) {
    return walk.events().stream().map(each -> each.account() + ":" + each.seq()).toList();
  }

  /** Accounts by turns in shards, and shards by turns on servers. */
  private static final class Ledger implements LogSearch {
    private final Map<Long, Integer> logs = new TreeMap<>();
    private final Set<Long> away = new HashSet<>();

    /** After so many looks one server more is away. */
    private int failsAfter = Integer.MAX_VALUE;

    private int refused;
    private boolean whole;

    UnwindEventWalk page(@Nullable String cursor, int limit, int examined, int accounts) {
      UnwindEventPages.Asked asked = new UnwindEventPages.Asked(EventFilter.ANY, null, null, limit);
      UnwindEventWalk walk =
          new UnwindEventWalk(
              this,
              AccountScope.EVERYTHING,
              (account, after) -> Uni.createFrom().voidItem(),
              (above, below, shard) ->
                  logs(
                          AccountScope.EVERYTHING,
                          new Sought(true, true, above, below, shard, null),
                          4)
                      .map(
                          found ->
                              new UnwindEventWalk.Batch(
                                  found.logs().stream()
                                      .map(
                                          each ->
                                              new UnwindEventWalk.Turn(
                                                  each.account().value(),
                                                  each.account(),
                                                  each.shard(),
                                                  asked))
                                      .toList(),
                                  found.last())),
              new UnwindEventWalk.Limits(limit, examined, accounts),
              UnwindEventCursor.of(cursor));
      walk.go().await().indefinitely();
      return walk;
    }

    private long shard(long account) {
      return whole ? 0 : 1 + account % SHARDS;
    }

    private static long server(long shard) {
      return (shard + 2) % SERVERS;
    }

    @Override
    public Uni<Logs> logs(AccountScope scope, Sought sought, int limit) {
      Long below = sought.below();
      Long only = sought.shard();
      List<Log> found =
          logs.keySet().stream()
              .filter(each -> each > sought.above() && (below == null || each < below))
              .filter(each -> only == null || only == shard(each))
              .limit(limit)
              .map(each -> new Log(new AccountId(each), shard(each)))
              .toList();
      return Uni.createFrom()
          .item(
              new Logs(
                  found, found.size() < limit ? null : found.get(limit - 1).account().value()));
    }

    @Override
    public Uni<Optional<Found>> searchIfThere(AccountScope scope, Wanted wanted) {
      if (failsAfter-- == 0) {
        away.add(0L);
      }
      if (away.contains(server(shard(wanted.account().value())))) {
        refused++;
        return Uni.createFrom().item(Optional.empty());
      }
      int last = logs.getOrDefault(wanted.account().value(), 0);
      long upTo = Math.min(last, wanted.after() + Math.min(wanted.limit(), wanted.examined()));
      List<LedgerEvent> events =
          LongStream.rangeClosed(wanted.after() + 1, upTo)
              .mapToObj(seq -> event(wanted.account(), seq))
              .collect(Collectors.toList());
      long next = Math.max(wanted.after(), upTo);
      return Uni.createFrom()
          .item(Optional.of(new Found(events, next, next < last, events.size(), last)));
    }

    @Override
    public Uni<Found> search(AccountScope scope, Wanted wanted) {
      return searchIfThere(scope, wanted)
          .map(found -> found.orElseThrow(() -> new TradingException(Reason.STORE_UNAVAILABLE)));
    }

    @Override
    public Uni<Set<Long>> beside(long shard) {
      return Uni.createFrom()
          .item(
              LongStream.rangeClosed(1, SHARDS)
                  .filter(each -> server(each) == server(shard))
                  .boxed()
                  .collect(Collectors.toSet()));
    }

    @Override
    public Uni<Long> lastBefore(AccountScope scope, AccountId account, Instant moment) {
      throw new UnsupportedOperationException();
    }

    private static LedgerEvent event(AccountId account, long seq) {
      return new LedgerEvent(
          account,
          seq,
          seq,
          Instant.EPOCH,
          EventKind.FILL,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          "ann",
          "unwind",
          null);
    }
  }
}
