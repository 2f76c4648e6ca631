// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.liquidation.ClosingOrders;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Side;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.log.EventRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Closing orders by their liquidations. */
@ApplicationScoped
class PgClosingOrders implements ClosingOrders {
  /**
   * Through the items, for those are indexed by liquidation; row by row, whatever is held of
   * orders.
   */
  private static final String ORDERS =
      """
      from liquidation_item i
      cross join lateral (select * from orders o
        where o.account_id = $1 and o.liquidation_item_id = i.liquidation_item_id offset 0) o
      cross join lateral (select * from order_version v
        where v.account_id = $1 and v.order_id = o.order_id and v.version = o.version offset 0) v
      """;

  private static final String NOW =
      "select i.liquidation_id, v.uid, o.side, o.status "
          + ORDERS
          + """
           where i.account_id = $1 and i.liquidation_id = any($2::bigint[])
           order by o.created_at, i.liquidation_item_id, o.attempt limit $3
          """;

  /**
   * An order that has no event yet did not exist then. A row that tells how it was filled may also
   * tell, with an earlier number, that it works. One whose events were dropped is what it is now,
   * unless something is told of it later.
   */
  static final String AFTER =
      """
      select i.liquidation_id, v.uid, o.side, coalesce(e.status,
        case when exists (select 1 from event n where n.account_id = o.account_id and n.order_id = o.order_id and n.seq > $3)
          then 'NEW' else o.status end) as status
      """
          + ORDERS
          + """
           left join lateral (
             select t.status from (
               select e.seq, case when e.seq - (e.end_status is not null)::integer <= $3
                   then coalesce(e.order_status, e.snapshot -> 'order' ->> 'status')
                 when e.works and e.seq - %s + 1 <= $3 then 'NEW' end as status
               from event e where e.account_id = o.account_id and e.order_id = o.order_id and e.seq <= $3 + %d) t
             where t.status is not null order by t.seq desc limit 1) e on true
           left join log_begin b on b.account_id = $1 and b.at >= o.created_at
           where i.account_id = $1 and i.liquidation_id = any($2::bigint[]) and (e.status is not null or b.account_id is not null)
           order by o.created_at, i.liquidation_item_id, o.attempt limit $4
          """
              .formatted(EventRows.TOLD, EventRows.BESIDES_MAX);

  private final Queries pool;

  PgClosingOrders(Queries pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Map<LiquidationId, List<ClosingOrder>>> of(
      AccountId account, Set<LiquidationId> liquidations) {
    Long[] ids = liquidations.stream().map(LiquidationId::value).toArray(Long[]::new);
    return ids.length == 0
        ? Uni.createFrom().item(Map.of())
        : pool.query(
                NOW,
                Tuple.tuple().addLong(account.value()).addArrayOfLong(ids).addInteger(LIMIT_MAX))
            .map(
                rows -> {
                  Map<LiquidationId, List<ClosingOrder>> all = new HashMap<>();
                  rows.forEach(
                      row ->
                          all.computeIfAbsent(
                                  new LiquidationId(row.getLong("liquidation_id")),
                                  k -> new ArrayList<>())
                              .add(order(row)));
                  return all;
                });
  }

  @Override
  public Uni<List<ClosingOrder>> after(AccountId account, LiquidationId liquidation, long seq) {
    return pool.query(
            AFTER,
            Tuple.tuple()
                .addLong(account.value())
                .addArrayOfLong(new Long[] {liquidation.value()})
                .addLong(seq)
                .addInteger(LIMIT_MAX))
        .map(rows -> Rows.all(rows, PgClosingOrders::order));
  }

  private static ClosingOrder order(Row row) {
    return new ClosingOrder(
        row.getUUID("uid"),
        Side.valueOf(row.getString("side")),
        OrderStatus.valueOf(row.getString("status")));
  }
}
