// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.activity;

import dev.unwind.domain.value.AccountId;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Entries that need no more looking at, for longer than they can be listed again. */
final class NotedActivities {
  private static final String KNOWN =
      "select activity_id from alpaca_venue.activity where venue = $1 and account_id = $2 and activity_id = any($3::text[])";

  private static final String NOTE =
      """
      insert into alpaca_venue.activity (venue, account_id, activity_id, noted_at)
      select $1, $2, id, $4 from unnest($3::text[]) as noted (id) on conflict do nothing
      """;

  private static final String FORGET =
      "delete from alpaca_venue.activity where venue = $1 and account_id = $2 and noted_at < $3";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  private final Pool pool;
  private final String venue;

  NotedActivities(Pool pool, String venue) {
    this.pool = pool;
    this.venue = venue;
  }

  /** Those of these that are noted. */
  Uni<Set<String>> of(AccountId account, Collection<String> ids) {
    return pool.preparedQuery(KNOWN)
        .execute(Tuple.of(venue, account.value(), ids.toArray(String[]::new)))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .map(
            rows -> {
              Set<String> known = new HashSet<>();
              for (Row row : rows) {
                known.add(row.getString(0));
              }
              return known;
            });
  }

  /**
   * @param forgotten what was noted before this is not listed any more
   */
  Uni<Void> note(AccountId account, Set<String> ids, Instant now, Instant forgotten) {
    return pool.preparedQuery(NOTE)
        .execute(Tuple.of(venue, account.value(), ids.toArray(String[]::new), Columns.time(now)))
        .chain(
            () ->
                pool.preparedQuery(FORGET)
                    .execute(Tuple.of(venue, account.value(), Columns.time(forgotten))))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .replaceWithVoid();
  }
}
