// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.OrderHistory;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.OrderId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.log.EventRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Reads how orders hang together, and the log by its ids. */
@ApplicationScoped
class PgOrderHistory implements OrderHistory {
  private static final int ROWS_MAX = 20_000;

  private final Queries pool;

  PgOrderHistory(Queries pool) {
    this.pool = pool;
  }

  @Override
  public Uni<List<LedgerEvent>> events(AccountScope scope, Set<Long> eventIds) {
    // A row bears its own event's id; those of the others that it tells are a little above.
    Set<Long> rows = new LinkedHashSet<>();
    for (long id : eventIds) {
      for (int above = 0; above <= EventRows.BESIDES_MAX; above++) {
        rows.add(id - above);
      }
    }
    return events(
        where(scope, "e.account_id", "e.event_id", rows, id -> id, "e.account_id, e.seq"),
        event -> eventIds.contains(event.id()),
        ROWS_MAX);
  }

  @Override
  public Uni<List<LedgerEvent>> eventsOfOrders(AccountScope scope, Set<OrderId> orders, int limit) {
    return events(
        where(
            scope,
            "e.account_id",
            "e.order_id",
            orders,
            OrderId::value,
            "e.account_id, e.seq",
            limit),
        event -> event.order() != null,
        limit);
  }

  private Uni<List<LedgerEvent>> events(
      Optional<Conditions> where, Predicate<LedgerEvent> wanted, int limit) {
    return where
        .map(
            found ->
                pool.query(EventRows.select(found.sql()), found.tuple())
                    .map(
                        rows -> {
                          List<LedgerEvent> events = new ArrayList<>();
                          rows.forEach(row -> events.addAll(EventRows.events(row)));
                          return events.stream().filter(wanted).limit(limit).toList();
                        }))
        .orElseGet(() -> Uni.createFrom().item(List.of()));
  }

  @Override
  public Uni<Set<OrderId>> ordersOfVersions(AccountScope scope, Set<Long> versionIds) {
    return read(
            "select v.order_id from order_version v ",
            where(scope, "v.account_id", "v.version_id", versionIds, id -> id, "v.order_id"),
            row -> new OrderId(row.getLong(0)))
        .map(LinkedHashSet::new);
  }

  @Override
  public Uni<Set<OrderId>> children(AccountScope scope, Set<OrderId> parents) {
    return read(
            "select o.order_id from orders o ",
            where(
                scope, "o.account_id", "o.parent_order_id", parents, OrderId::value, "o.order_id"),
            row -> new OrderId(row.getLong(0)))
        .map(LinkedHashSet::new);
  }

  @Override
  public Uni<Map<Long, List<OrderId>>> legs(AccountScope scope, Set<Long> groups) {
    return read(
            "select o.oco_group, o.order_id from orders o ",
            where(scope, "o.account_id", "o.oco_group", groups, id -> id, "o.order_id"),
            row -> Map.entry(row.getLong(0), new OrderId(row.getLong(1))))
        .map(
            rows -> {
              Map<Long, List<OrderId>> legs = new LinkedHashMap<>();
              rows.forEach(
                  row ->
                      legs.computeIfAbsent(row.getKey(), k -> new ArrayList<>())
                          .add(row.getValue()));
              return legs;
            });
  }

  private static <T> Optional<Conditions> where(
      AccountScope scope,
      String account,
      String column,
      Collection<T> ids,
      ToLongFunction<T> value,
      String order) {
    return where(scope, account, column, ids, value, order, ROWS_MAX);
  }

  private static <T> Optional<Conditions> where(
      AccountScope scope,
      String account,
      String column,
      Collection<T> ids,
      ToLongFunction<T> value,
      String order,
      int limit) {
    return ids.isEmpty()
        ? Optional.empty()
        : Conditions.within(scope, null, account)
            .map(where -> where.andAny(column, ids, value).page(order, 0, limit));
  }

  private <T> Uni<List<T>> read(String select, Optional<Conditions> where, Function<Row, T> read) {
    if (where.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return pool.query(select + where.get().sql(), where.get().tuple())
        .map(rows -> Rows.all(rows, read));
  }
}
