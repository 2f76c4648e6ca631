// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/**
 * What went out is kept for those who look into it. None of it is ever sent again, so it may be
 * forgotten.
 */
public final class SentMessages {
  public static final int BATCH = 1000;

  /** Numbers ascend with time: the oldest are found by the primary key. */
  private static final String FORGET =
      """
      delete from fix_venue.message m using (
        select generation, seq from fix_venue.message where venue = $1 order by generation, seq limit $3) old
      where m.venue = $1 and m.generation = old.generation and m.seq = old.seq and m.sent_at < $2
      """;

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  private final Pool pool;
  private final String venue;

  public SentMessages(Pool pool, String venue) {
    this.pool = pool;
    this.venue = venue;
  }

  /**
   * @return how many of the oldest are gone, {@link #BATCH} at most
   */
  public Uni<Integer> forget(Instant sentBefore) {
    return pool.preparedQuery(FORGET)
        .execute(Tuple.of(venue, Columns.time(sentBefore), BATCH))
        .map(rows -> rows.rowCount())
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail();
  }
}
