// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.session;

import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Halts of a broker's market, which stand in no calendar: the replica that hears its clock writes
 * them down, and all count deadlines by them.
 */
public final class KeptHalts {
  /** For so long the clock's word is believed, also where nobody hears it any more. */
  private static final String BELIEVED =
      "interval '" + BrokerSessions.BELIEVED_MINUTES + " minutes'";

  /** The clock says the same again and again: a halt goes on, and no other begins. */
  private static final String GOES_ON =
      """
      with known as (
        update alpaca_venue.halt set seen_at = $2::timestamptz where venue = $1 and ended_at is null and seen_at > $2::timestamptz - %s returning 1)
      insert into alpaca_venue.halt (venue, began_at, seen_at)
      select $1, $2::timestamptz, $2::timestamptz where not exists (select 1 from known)
      on conflict do nothing
      """
          .formatted(BELIEVED);

  private static final String ENDED =
      "update alpaca_venue.halt set ended_at = least($2::timestamptz, seen_at + %s) where venue = $1 and ended_at is null"
          .formatted(BELIEVED);

  private static final String SINCE =
      "select began_at, coalesce(ended_at, seen_at + %s) from alpaca_venue.halt where venue = $1 and seen_at > $2"
          .formatted(BELIEVED);

  private static final String FORGET =
      "delete from alpaca_venue.halt where venue = $1 and seen_at <= $2";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  /** No close is under way for longer. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Pool pool;
  private final String venue;
  private final BrokerSessions sessions;

  public KeptHalts(Pool pool, String venue, BrokerSessions sessions) {
    this.pool = pool;
    this.venue = venue;
    this.sessions = sessions;
  }

  /** The broker's clock has said whether it is open; takes over what is kept by then. */
  public Uni<Void> told(boolean open, Instant at) {
    return run(sessions.isHalt(open, at) ? GOES_ON : ENDED, at)
        .chain(() -> run(FORGET, at.minus(KEPT)))
        .chain(() -> look(at));
  }

  /** Takes over what is kept. */
  public Uni<Void> look(Instant now) {
    return pool.preparedQuery(SINCE)
        .execute(Tuple.of(venue, Columns.time(now.minus(KEPT))))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .invoke(
            rows -> {
              List<BrokerSessions.Halt> halts = new ArrayList<>();
              for (Row row : rows) {
                halts.add(new BrokerSessions.Halt(time(row, 0), time(row, 1)));
              }
              sessions.halted(halts);
            })
        .replaceWithVoid();
  }

  private static Instant time(Row row, int column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  private Uni<Void> run(String sql, Instant at) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(venue, Columns.time(at)))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .replaceWithVoid();
  }
}
