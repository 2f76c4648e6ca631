// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Bindings and live orders, read for venues. */
@ApplicationScoped
class PgVenueLedger implements VenueLedger {
  private static final String BOUND = "select distinct venue from account order by venue";

  private static final String ACCOUNTS =
      "select account_id from account where venue = $1 order by account_id limit $2";

  private static final String LIVE =
      """
      select o.order_id, v.uid, o.venue_action is not distinct from 'SEND' as in_doubt from orders o
      cross join lateral (
        select v.uid from order_version v where v.account_id = $1 and v.order_id = o.order_id
          and (v.version = o.version or v.state = 'PENDING') offset 0) v
      where o.account_id = $1 and o.order_id >= $3 and (o.status not in ('HELD', 'ACCEPTED') or o.status = 'HELD' and o.dialect = 'venue')
        and (o.venue_action is distinct from 'SEND' or o.told_at is not null or o.lease_epoch > 1) and %s
      order by o.order_id limit $2
      """
          .formatted(Rows.isOpen("o"));

  /** An order that is more than the position turns it, and adds to what it turns it into. */
  private static final String REDUCTIONS =
      """
      select v.uid, v.created_at, o.side, coalesce(p.qty, 0) as held,
        (select coalesce(sum(once.leaves), 0) from (
          select max(w.leaves) as leaves from orders x
          cross join lateral (
            select max(coalesce(xv.ordered_qty, xv.qty)) - x.filled_qty as leaves from order_version xv
            where xv.account_id = $1 and xv.order_id = x.order_id and xv.state in ('LIVE', 'PENDING')) w
          where x.account_id = $1 and x.instrument_id = o.instrument_id and x.side = o.side
            and x.order_id <> o.order_id and (o.oco_group is null or x.oco_group is distinct from o.oco_group)
            and %1$s and x.status in ('PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
          group by coalesce(x.oco_group, -x.order_id)) once) as live,
        exists (select 1 from orders x where x.account_id = $1 and x.instrument_id = o.instrument_id
          and %1$s and x.reported_qty > x.filled_qty) as behind,
        exists (select 1 from orders x where x.account_id = $1 and x.instrument_id = o.instrument_id and x.side = o.side
          and x.order_id <> o.order_id and x.status = 'PENDING_NEW' and x.venue_action = 'SEND'
          and (x.told_at is not null or x.lease_epoch > 1)) as in_doubt
      from order_version v
      join orders o on o.account_id = $1 and o.order_id = v.order_id
      left join position p on p.account_id = $1 and p.instrument_id = o.instrument_id and p.netting
      where v.account_id = $1 and v.uid = any($2::uuid[])
        and (o.liquidation_item_id is not null or o.parent_order_id is not null
          or case o.side when 'SELL' then p.qty else -p.qty end >= v.qty - o.filled_qty)
      """
          .formatted(Rows.isOpen("x"));

  private final LedgerPool pool;

  PgVenueLedger(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<List<VenueName>> bound() {
    return list(BOUND, Tuple.tuple(), row -> new VenueName(row.getString(0)));
  }

  @Override
  public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
    return list(ACCOUNTS, Tuple.of(venue.value(), limit), row -> new AccountId(row.getLong(0)));
  }

  @Override
  public Uni<List<Live>> live(AccountId account, OrderId from, int limit) {
    return list(
        LIVE,
        Tuple.of(account.value(), limit, from.value()),
        row -> new Live(new OrderId(row.getLong(0)), row.getUUID(1), row.getBoolean(2)));
  }

  @Override
  public Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys) {
    return list(
        REDUCTIONS,
        Tuple.of(account.value(), keys.toArray(UUID[]::new)),
        row ->
            new Reduction(
                row.getUUID("uid"),
                Side.valueOf(row.getString("side")),
                new Quantity(row.getBigDecimal("held")),
                new Quantity(row.getBigDecimal("live")),
                row.getBoolean("behind"),
                row.getBoolean("in_doubt"),
                Rows.time(row, "created_at")));
  }

  private <T> Uni<List<T>> list(String sql, Tuple parameters, Function<Row, T> reader) {
    return pool.query(sql, parameters).map(rows -> Rows.all(rows, reader));
  }
}
