// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The reports that the other side has not recorded yet: SQL of their delivery. */
public final class ReportBox {
  /**
   * Replicas share the work: what one has claimed is not due for the others until it is offered
   * again.
   */
  static final String CLAIM =
      """
      with due as (
        select order_no, seq from simulator.report where due_at <= $1
        order by due_at limit $3 for update skip locked)
      update simulator.report r set due_at = $2 from due
      where r.order_no = due.order_no and r.seq = due.seq
      returning r.*
      """;

  /** The same, from the other end. */
  static final String CLAIM_NEWEST = CLAIM.replace("order by due_at", "order by due_at desc");

  /**
   * Nobody waits for it to reach the disk: where a crash of the database loses it, the report is
   * delivered once more, which changes nothing (I15). Whether one is still due is asked in a form
   * that the index of what is due cannot answer: it holds few when statistics are taken, so that it
   * would be read from end to end for each report when there are many.
   */
  static final String ACKNOWLEDGE =
      """
      update simulator.report r
      set due_at = case when r.repeated then $4::timestamptz end, repeated = false
      from unnest($1::bigint[], $2::bigint[], $3::integer[]) as t (account_id, order_no, seq)
      cross join (select set_config('synchronous_commit', 'off', true)) as unhurried
      where r.account_id = t.account_id and r.order_no = t.order_no and r.seq = t.seq
        and coalesce(r.due_at, 'infinity') < 'infinity'
      """;

  private final SqlClient pool;

  public ReportBox(SqlClient pool) {
    this.pool = pool;
  }

  /** Claims due reports, oldest first, and puts them off until {@code again}. */
  public Uni<List<BookReport>> claim(Instant now, Instant again, boolean newest, int limit) {
    Tuple tuple =
        Tuple.tuple()
            .addOffsetDateTime(Columns.time(now))
            .addOffsetDateTime(Columns.time(again))
            .addInteger(limit);
    return pool.preparedQuery(newest ? CLAIM_NEWEST : CLAIM)
        .execute(tuple)
        .map(
            rows -> {
              List<BookReport> reports = new ArrayList<>(rows.size());
              for (Row row : rows) {
                reports.add(BookRows.report(row));
              }
              return reports;
            });
  }

  /** Ends the delivery of these; those that shall be repeated are due once more. */
  public Uni<Void> acknowledge(List<UUID> deliveryIds, Instant now) {
    Tuple tuple =
        Columns.of(deliveryIds)
            .longs(BookReport::accountOf)
            .longs(BookReport::orderNoOf)
            .ints(BookReport::seqOf)
            .tuple()
            .addOffsetDateTime(Columns.time(now));
    return pool.preparedQuery(ACKNOWLEDGE).execute(tuple).replaceWithVoid();
  }
}
