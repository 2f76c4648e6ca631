// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.venue.VenueMark;
import dev.unwind.postgres.Columns;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/**
 * How far trailing stops have come. It stands beside the orders and not in them: whoever notes it
 * needs no account's lock, and since a mark only ever goes on, it does not matter who comes first.
 */
public final class OrderMarks {
  /** Of orders that the ledger does not have, nothing is noted. */
  public static final String NOTE =
      """
      insert into order_mark as m (account_id, uid, side, mark, stop, at)
      select u.account_id, u.uid, o.side, u.mark, u.stop, $1
      from unnest($2::bigint[], $3::uuid[], $4::numeric[], $5::numeric[]) as u (account_id, uid, mark, stop)
      cross join lateral (
        select v.order_id from order_version v where v.account_id = u.account_id and v.uid = u.uid offset 0) v
      cross join lateral (
        select o.side from orders o where o.account_id = u.account_id and o.order_id = v.order_id offset 0) o
      order by u.account_id, u.uid
      on conflict (account_id, uid) do update set mark = excluded.mark, stop = excluded.stop, at = excluded.at
        where case when m.side = 'SELL' then excluded.mark > m.mark else excluded.mark < m.mark end
      """;

  private OrderMarks() {}

  public static Tuple note(List<VenueMark> marks, Instant now) {
    return Columns.of(marks, Rows.at(now))
        .longs(m -> m.account().value())
        .uuids(VenueMark::key)
        .prices(VenueMark::mark)
        .prices(VenueMark::stop)
        .tuple();
  }
}
