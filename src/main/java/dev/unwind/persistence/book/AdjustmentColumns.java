// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.postgres.Columns;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How adjustments, and what a venue states otherwise, are written and read. */
final class AdjustmentColumns {
  static final String INSERT =
      """
      insert into adjustment (account_id, adjustment_id, seq, position_id, instrument_id, qty, price, position_qty, cash_effect,
        cash, reason, source, note, booked_at)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::numeric[], $7::numeric[],
        $8::numeric[], $9::numeric[], $10::numeric[], $11::text[], $12::text[], $13::text[], $14::timestamptz[])
      """;

  static final String FORGET_DIFFERENCES = "delete from venue_difference where account_id = $1";

  static final String INSERT_DIFFERENCES =
      """
      insert into venue_difference (account_id, subject, name, instrument_id, ledger, venue, since)
      select $1, * from unnest($2::text[], $3::text[], $4::bigint[], $5::numeric[], $6::numeric[], $7::timestamptz[])
      """;

  static final String DIFFERENCES =
      "select subject, name, instrument_id, ledger, venue, since from venue_difference where account_id = $1"
          + " order by subject, name";

  private AdjustmentColumns() {}

  static Tuple adjustments(List<Adjustment> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(Adjustment::id)
        .longs(Adjustment::seq)
        .longs(a -> a.positionId() == null ? null : a.positionId().value())
        .longs(a -> a.instrumentId() == null ? null : a.instrumentId().value())
        .quantities(Adjustment::qty)
        .prices(Adjustment::price)
        .quantities(Adjustment::positionQty)
        .amounts(Adjustment::cashEffect)
        .amounts(Adjustment::cash)
        .names(Adjustment::reason)
        .texts(Adjustment::source)
        .texts(Adjustment::note)
        .times(Adjustment::bookedAt)
        .tuple();
  }

  static Tuple differences(List<Difference> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .names(Difference::subject)
        .texts(Difference::name)
        .longs(d -> d.instrument() == null ? null : d.instrument().value())
        .quantities(Difference::ledger)
        .quantities(Difference::venue)
        .times(Difference::since)
        .tuple();
  }
}
