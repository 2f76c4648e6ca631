// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.application.account.DeskView;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The desk in one statement: each account's part is looked up by its own indexes. */
@ApplicationScoped
class PgDeskView implements DeskView {
  static final String LINES =
      """
      select a.*, p.positions, p.longs, p.shorts, p.unrealized, p.since_close, p.unpriced, o.working, l.liquidations, l.open_items,
        d.differences
      from (
        select * from account a where ($1 or a.account_id = any($2::bigint[])) and a.account_id > $3
        order by a.account_id limit $4) a
      cross join lateral (
        select count(*) as positions,
          coalesce(round(sum(v.value) filter (where v.value > 0), 8), 0) as longs,
          coalesce(round(sum(v.value) filter (where v.value < 0), 8), 0) as shorts,
          coalesce(round(sum(v.value - v.cost), 8), 0) as unrealized,
          coalesce(round(sum(v.value - v.before), 8), 0) as since_close,
          count(*) filter (where v.value is null) as unpriced
        from (
          select p.qty * q.last * i.multiplier as value, p.cost * i.multiplier as cost,
            p.qty * coalesce(q.previous_close, q.last) * i.multiplier as before
          from position p
          join instrument i on i.instrument_id = p.instrument_id
          left join quote q on q.instrument_id = p.instrument_id
          where p.account_id = a.account_id and p.qty <> 0) v) p
      cross join lateral (
        select count(*) as working from orders o
        where o.account_id = a.account_id and o.liquidation_item_id is null
          and o.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')) o
      cross join lateral (
        select count(*) as liquidations, coalesce(sum(l.open_items), 0) as open_items from liquidation l
        where l.account_id = a.account_id and l.status in ('NEW', 'PROCESSING')) l
      cross join lateral (
        select count(*) as differences from venue_difference d where d.account_id = a.account_id) d
      order by a.account_id
      """;

  private static final String EXPOSURES =
      """
      select i.symbol, i.currency, count(*) as positions, count(distinct v.account_id) as accounts,
        coalesce(round(sum(v.value) filter (where v.value > 0), 8), 0) as longs,
        coalesce(round(sum(v.value) filter (where v.value < 0), 8), 0) as shorts,
        coalesce(round(sum(v.value - v.cost), 8), 0) as unrealized,
        count(*) filter (where v.value is null) as unpriced
      from (
        select p.account_id, p.instrument_id, p.qty * q.last * i.multiplier as value, p.cost * i.multiplier as cost
        from position p
        join instrument i on i.instrument_id = p.instrument_id
        left join quote q on q.instrument_id = p.instrument_id
        where ($1 or p.account_id = any($2::bigint[])) and p.qty <> 0) v
      join instrument i on i.instrument_id = v.instrument_id
      group by i.symbol, i.currency
      order by coalesce(sum(abs(v.value)), 0) desc, i.symbol
      limit $3
      """;

  private final LedgerPool pool;
  private final DayTrades trades;

  PgDeskView(LedgerPool pool, DayTrades trades) {
    this.pool = pool;
    this.trades = trades;
  }

  @Override
  public Uni<List<Line>> lines(AccountScope scope, AccountId after, int limit) {
    Long[] granted = scope.accounts().stream().map(AccountId::value).toArray(Long[]::new);
    return pool.query(
            LINES,
            Tuple.tuple()
                .addBoolean(scope.all())
                .addValue(granted)
                .addLong(after.value())
                .addInteger(limit))
        .chain(
            rows -> {
              Map<Long, Long> seqs = new HashMap<>();
              rows.forEach(row -> seqs.put(row.getLong("account_id"), row.getLong("event_seq")));
              return trades
                  .made(seqs)
                  .map(
                      made -> {
                        List<Line> lines = new ArrayList<>();
                        rows.forEach(row -> lines.add(line(row, made)));
                        return lines;
                      });
            });
  }

  @Override
  public Uni<List<Exposure>> exposures(AccountScope scope, int limit) {
    Long[] granted = scope.accounts().stream().map(AccountId::value).toArray(Long[]::new);
    return pool.query(
            EXPOSURES, Tuple.tuple().addBoolean(scope.all()).addValue(granted).addInteger(limit))
        .map(rows -> Rows.all(rows, PgDeskView::exposure));
  }

  private static Exposure exposure(Row row) {
    return new Exposure(
        row.getString("symbol"),
        row.getString("currency"),
        row.getLong("accounts"),
        row.getLong("positions"),
        amount(row, "longs"),
        amount(row, "shorts"),
        amount(row, "unrealized"),
        row.getLong("unpriced"));
  }

  private static Line line(Row row, Map<Long, BigDecimal> made) {
    BigDecimal traded = made.getOrDefault(row.getLong("account_id"), BigDecimal.ZERO);
    return new Line(
        Rows.account(row),
        row.getLong("positions"),
        amount(row, "longs"),
        amount(row, "shorts"),
        amount(row, "unrealized"),
        amount(row, "since_close"),
        amount(row, "since_close").add(traded),
        row.getLong("unpriced"),
        row.getLong("working"),
        row.getLong("liquidations"),
        row.getLong("open_items"),
        row.getLong("differences"));
  }

  private static BigDecimal amount(Row row, String column) {
    return row.getBigDecimal(column);
  }
}
