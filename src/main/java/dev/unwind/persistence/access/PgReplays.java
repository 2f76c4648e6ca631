// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.TradingException;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.LiquidationRows;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What the set-based close reads besides: a liquidation made before, and the facts of a refusal.
 */
@ApplicationScoped
public class PgReplays {
  private static final String LIQUIDATION =
      Rows.LIQUIDATION_SELECT + "where l.account_id = $1 and l.liquidation_id = $2";
  private static final String ITEMS =
      Rows.ITEM_SELECT
          + "where i.account_id = $1 and i.liquidation_id = $2 order by i.liquidation_item_id";
  static final String ORDERS =
      Rows.ORDER_SELECT + "where o.account_id = $1 and o.liquidation_id = $2 order by o.order_id";
  static final String BLOCKING =
      Rows.ORDER_SELECT
          + "where o.account_id = $1 and o.instrument_id = $2 and o.side = $3 and (o.status <>"
          + " 'HELD' or o.liquidation_item_id is not null) and (o.status in ('HELD', 'ACCEPTED',"
          + " 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE') or"
          + " o.reported_qty > o.filled_qty) order by o.order_id limit 100";

  private static final String ID =
      "select l.liquidation_id from liquidation l where l.account_id = $1 and l.uid = $2";

  private final LedgerPool pool;

  PgReplays(LedgerPool pool) {
    this.pool = pool;
  }

  /** What a key has made before, as it stands now. */
  public Uni<AcceptedLiquidation> read(AccountId account, LiquidationId id) {
    return pool.read(() -> read(Tuple.of(account.value(), id.value()), true));
  }

  /** What was made just now. */
  public Uni<AcceptedLiquidation> made(AccountId account, UUID uid) {
    return pool.read(
        () ->
            pool.query(ID, Tuple.of(account.value(), uid))
                .map(rows -> rows.iterator().next().getLong(0))
                .chain(id -> read(Tuple.of(account.value(), id), false)));
  }

  private Uni<AcceptedLiquidation> read(Tuple parameters, boolean replayed) {
    return Uni.combine()
        .all()
        .unis(
            list(LIQUIDATION, parameters, LiquidationRows::liquidation),
            list(ITEMS, parameters, LiquidationRows::item),
            list(ORDERS, parameters, Rows::order))
        .asTuple()
        .map(
            all -> {
              List<Liquidation> found = all.getItem1();
              if (found.isEmpty()) {
                throw new TradingException(Reason.LIQUIDATION_NOT_FOUND);
              }
              List<LiquidationItem> items = all.getItem2();
              return new AcceptedLiquidation(found.get(0), items, all.getItem3(), replayed);
            });
  }

  public Uni<List<Order>> blockingOrders(AccountId account, InstrumentId instrument, int sign) {
    return list(
        BLOCKING,
        Tuple.of(account.value(), instrument.value(), sign > 0 ? "SELL" : "BUY"),
        Rows::order);
  }

  public Uni<Boolean> accountExists(AccountId account) {
    return pool.query("select 1 from account where account_id = $1", Tuple.of(account.value()))
        .map(RowSet::iterator)
        .map(rows -> rows.hasNext());
  }

  private <T> Uni<List<T>> list(String sql, Tuple parameters, Function<Row, T> reader) {
    return pool.query(sql, parameters)
        .chain(rows -> StoreCalls.offLoop(rows.size(), rows))
        .map(rows -> Rows.all(rows, reader));
  }
}
