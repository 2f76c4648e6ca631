// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.settlement.SettlementStore;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to settle, from the ledger's tables. */
@ApplicationScoped
class PgSettlement implements SettlementStore {
  static final String DUE =
      Rows.FILL_SELECT
          + """
            where f.settled_at is null and f.settles_at is not null and f.settles_at <= $1 and f.settles_at >= $2
              and (f.settles_at, f.account_id, f.fill_id) > ($2, $3, $4)
            order by f.settles_at, f.account_id, f.fill_id limit $5
            """;

  private static final String COMPLETE =
      """
      select l.account_id, l.liquidation_id, l.ended_at
      from account a join liquidation l on l.account_id = a.account_id and l.status = 'FILLED'
      where a.settles and l.ended_at is not null and not exists (
        select 1 from orders o join fill f on f.account_id = o.account_id and f.order_id = o.order_id
        where o.account_id = l.account_id and o.liquidation_id = l.liquidation_id
          and f.settled_at is null and f.settles_at is not null)
      """;

  static final String COMPLETE_OF = COMPLETE + " and a.account_id = any($1::bigint[]) limit $2";

  /** Whole accounts only, so that the next look begins behind the last account of this one. */
  static final String COMPLETE_AFTER =
      COMPLETE + " and a.account_id > $1 order by a.account_id, l.ended_at limit $2";

  static final String UNSETTLED =
      """
      select f.account_id, f.position_id, sum(f.qty) filter (where f.side = 'BUY') as bought,
        sum(f.cash_effect) filter (where f.side = 'SELL') as proceeds
      from fill f where f.account_id = any($1::bigint[]) and f.settled_at is null and f.settles_at is not null
      group by f.account_id, f.position_id
      """;

  private final LedgerPool pool;

  PgSettlement(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<List<Fill>> due(Instant now, @Nullable Fill after, int limit) {
    Instant from = after == null ? null : after.settlesAt();
    Tuple parameters =
        Tuple.of(
            Rows.at(now),
            Rows.at(from == null ? Instant.EPOCH : from),
            after == null ? 0L : after.accountId().value(),
            after == null ? 0L : after.id(),
            limit);
    return pool.query(DUE, parameters).map(rows -> Rows.all(rows, Rows::fill));
  }

  @Override
  public Uni<List<Complete>> complete(Set<AccountId> accounts, int limit) {
    return accounts.isEmpty()
        ? Uni.createFrom().item(List.of())
        : pool.query(COMPLETE_OF, Tuple.tuple().addArrayOfLong(ids(accounts)).addInteger(limit))
            .map(PgSettlement::complete);
  }

  @Override
  public Uni<List<Complete>> complete(AccountId after, int limit) {
    return pool.query(COMPLETE_AFTER, Tuple.of(after.value(), limit)).map(PgSettlement::complete);
  }

  private static List<Complete> complete(RowSet<Row> rows) {
    List<Complete> all = new ArrayList<>();
    rows.forEach(
        row ->
            all.add(
                new Complete(
                    new AccountId(row.getLong("account_id")),
                    new LiquidationId(row.getLong("liquidation_id")),
                    Rows.time(row, "ended_at"))));
    return all;
  }

  @Override
  public Uni<Map<AccountId, Unsettled>> unsettled(AccountScope scope, Set<AccountId> accounts) {
    List<AccountId> visible = accounts.stream().filter(scope::admits).toList();
    return visible.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : pool.query(UNSETTLED, Tuple.tuple().addArrayOfLong(ids(visible)))
            .map(PgSettlement::unsettled);
  }

  private static Map<AccountId, Unsettled> unsettled(RowSet<Row> rows) {
    Map<AccountId, Money> proceeds = new HashMap<>();
    Map<AccountId, Map<PositionId, Quantity>> bought = new HashMap<>();
    for (Row row : rows) {
      AccountId account = new AccountId(row.getLong("account_id"));
      Money sold = money(row);
      proceeds.merge(account, sold, Money::plus);
      Map<PositionId, Quantity> quantities = bought.computeIfAbsent(account, k -> new HashMap<>());
      if (row.getBigDecimal("bought") != null) {
        quantities.put(new PositionId(row.getLong("position_id")), Rows.quantity(row, "bought"));
      }
    }
    Map<AccountId, Unsettled> all = new HashMap<>();
    proceeds.forEach(
        (account, sum) ->
            all.put(account, new Unsettled(sum, bought.getOrDefault(account, Map.of()))));
    return all;
  }

  private static Money money(Row row) {
    return row.getBigDecimal("proceeds") == null ? Money.ZERO : Rows.money(row, "proceeds");
  }

  private static Long[] ids(Collection<AccountId> accounts) {
    return accounts.stream().map(AccountId::value).toArray(Long[]::new);
  }
}
