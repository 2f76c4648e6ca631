// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.domain.order.Fill;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Executed;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.Rows;
import dev.unwind.postgres.Columns;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How adjustments, what they correct, and what a venue states otherwise, are written and read. */
final class AdjustmentColumns {
  static final String INSERT =
      """
      insert into adjustment (account_id, adjustment_id, seq, position_id, instrument_id, qty, price, position_qty, cash_effect,
        cash, reason, source, note, booked_at, fill_id, exec_id, fill_qty, fill_price, fill_cash, fill_pl, order_change, item_cash,
        activity)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::numeric[], $7::numeric[],
        $8::numeric[], $9::numeric[], $10::numeric[], $11::text[], $12::text[], $13::text[], $14::timestamptz[],
        $15::bigint[], $16::text[], $17::numeric[], $18::numeric[], $19::numeric[], $20::numeric[], $21::numeric[],
        $22::numeric[], $23::text[])
      """;

  /** Fills by their executions or by what has corrected them, each with its corrections. */
  static final String EXECUTED =
      """
      select f.*, a.fill_id as corrected, a.exec_id as correction_id, a.fill_qty, a.fill_price, a.fill_cash, a.fill_pl,
        a.order_change, a.item_cash
      from fill f left join adjustment a on a.account_id = f.account_id and a.fill_id = f.fill_id
      where f.account_id = $1 and f.venue = any($2::text[]) and f.exec_id = any($3::text[])
      order by f.fill_id, a.seq
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
        .longs(a -> a.correction() == null ? null : a.correction().fillId())
        .texts(a -> a.correction() == null ? null : a.correction().execId())
        .quantities(a -> a.correction() == null ? null : a.correction().qty())
        .prices(a -> a.correction() == null ? null : a.correction().price())
        .amounts(a -> a.correction() == null ? null : a.correction().cashEffect())
        .amounts(a -> a.correction() == null ? null : a.correction().realizedPl())
        .quantities(a -> a.correction() == null ? null : a.correction().orderChange())
        .amounts(a -> a.correction() == null ? null : a.correction().itemCash())
        .texts(Adjustment::activity)
        .tuple();
  }

  /** By {@code venue/execId}. */
  static Map<String, Executed> executed(Iterable<Row> rows) {
    Map<String, Executed> found = new HashMap<>();
    for (Row row : rows) {
      Fill fill = Rows.fill(row);
      String execution = fill.venue() + "/" + fill.execId();
      Executed known = found.getOrDefault(execution, new Executed(fill, List.of()));
      found.put(
          execution,
          row.getLong("corrected") == null
              ? known
              : known.with(
                  new TradeCorrection(
                      fill.id(),
                      row.getString("correction_id"),
                      new Quantity(row.getBigDecimal("fill_qty")),
                      new Price(row.getBigDecimal("fill_price")),
                      new Money(row.getBigDecimal("fill_cash")),
                      new Money(row.getBigDecimal("fill_pl")),
                      new Quantity(row.getBigDecimal("order_change")),
                      new Money(row.getBigDecimal("item_cash")))));
    }
    return found;
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
