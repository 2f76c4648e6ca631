// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.log.SnapshotReader;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads orders with their versions. */
final class OrderQueries {
  private static final String OPEN =
      "o.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL',"
          + " 'PENDING_REPLACE')";
  private static final String CLOSED = "o.status in ('FILLED', 'CANCELED', 'REJECTED', 'EXPIRED')";

  /**
   * Further versions of those few orders that have any, in the same statement and so of the same
   * moment. Asked order by order: without the offset a plan reads all that the account ever
   * replaced.
   */
  static final String SELECT =
      Rows.ORDER_SELECT.replaceFirst(
          "select ",
          """
          select case when exists (select 1 from order_version x where x.account_id = o.account_id
              and x.order_id = o.order_id and x.state <> 'LIVE' offset 0)
            then (select json_agg(%s order by x.version) from order_version x
              where x.account_id = o.account_id and x.order_id = o.order_id) end as versions,
          """
              .formatted(version("x")));

  /** An order without an id of its client bears its own as text, and is found by that. */
  private static final Pattern OWN_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String CHOSEN_ID =
      "select x.order_id from order_version x where x.account_id = $1"
          + " and x.client_order_id = %1$s and x.client_order_id <> x.uid::text";
  private static final String UNCHOSEN_ID =
      " union all select x.order_id from order_version x where x.account_id = $1"
          + " and x.uid = %1$s::text::uuid and x.client_order_id = %1$s";

  private final Queries pool;

  OrderQueries(Queries pool) {
    this.pool = pool;
  }

  /** A JSON value for the columns of an order_version under this alias. */
  private static String version(String alias) {
    return """
    json_build_object('version', x.version, 'version_id', x.version_id, 'uid', x.uid,
      'client_order_id', x.client_order_id, 'type', x.type, 'time_in_force', x.time_in_force,
      'qty', trim_scale(x.qty)::text, 'ordered_qty', trim_scale(x.ordered_qty)::text, 'notional', trim_scale(x.notional)::text,
      'limit_price', trim_scale(x.limit_price)::text, 'stop_price', trim_scale(x.stop_price)::text,
      'trail_price', trim_scale(x.trail_price)::text, 'trail_percent', trim_scale(x.trail_percent)::text,
      'trail_begins', trim_scale(x.trail_begins)::text, 'trail_step', trim_scale(x.trail_step)::text,
      'trail_mark', %4$s, 'trail_stop', %5$s, 'expires_at', %1$s, 'version_created_at', %2$s, 'state', x.state, 'replaced_at', %3$s)\
    """
        .formatted(
            text("x.expires_at"),
            text("x.created_at"),
            text("x.replaced_at"),
            mark("mark"),
            mark("stop"))
        .replaceAll("\\bx\\.", alias + ".");
  }

  private static String mark(String column) {
    return "case when x.type = 'TRAILING_STOP' then (select trim_scale(t."
        + column
        + ")::text from order_mark t where t.account_id = x.account_id and t.uid = x.uid) end";
  }

  private static String text(String column) {
    return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  }

  Uni<List<OrderRecord>> list(AccountScope scope, LedgerQueries.Orders query) {
    Optional<Conditions> within = Conditions.within(scope, query.account(), "o.account_id");
    if (within.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Conditions where = within.get();
    switch (query.state()) {
      case OPEN -> where.and(OPEN);
      case CLOSED -> where.and(CLOSED);
      case ANY -> {}
    }
    where
        .andAny("o.order_id", query.ids(), OrderId::value)
        .andAny("o.instrument_id", query.instruments(), InstrumentId::value)
        .andIf("o.side = %s", query.side() == null ? null : query.side().name())
        .andIf("o.submitted_at > %s", Rows.at(query.after()))
        .andIf("o.submitted_at < %s", Rows.at(query.until()))
        .andIf(openOrSince(where), Rows.at(query.openOrSince()));
    if (query.afterOrder() != null) {
      where.and(beyond(where, ">"), query.afterOrder().value());
    }
    if (query.beforeOrder() != null) {
      where.and(beyond(where, "<"), query.beforeOrder().value());
    }
    if (query.liquidation() != null) {
      where.and(
          "o.liquidation_item_id = any(array(select i.liquidation_item_id from liquidation_item i"
              + " where "
              + where.ofAccounts("i.account_id")
              + " and i.liquidation_id = %s))",
          query.liquidation().value());
    }
    String order =
        query.oldestFirst() ? "o.submitted_at, o.order_id" : "o.submitted_at desc, o.order_id desc";
    return read(where.page(order, query.offset(), query.limit()));
  }

  /**
   * Each half by its own index; together in one condition they would have none. The keys are read
   * first and by themselves: as a join the planner may take the orders in the order of the list and
   * pass by a hundred thousand of them. Another account may have an order of the same number.
   */
  private static String openOrSince(Conditions where) {
    String own = "select s.order_id from orders s where " + where.ofAccounts("s.account_id");
    return "o.order_id = any(array("
        + own
        + " and "
        + OPEN.replace("o.status", "s.status")
        + " union all "
        + own
        + " and s.submitted_at >= %1$s)) and ("
        + OPEN
        + " or o.submitted_at >= %1$s)";
  }

  /** In the order of submission, beyond a given order of the same account. */
  private static String beyond(Conditions where, String sign) {
    return "(o.submitted_at, o.order_id) "
        + sign
        + " ((select c.submitted_at from orders c where c.account_id = "
        + where.account()
        + " and c.order_id = %1$s), %1$s)";
  }

  Uni<List<OrderRecord>> dependents(AccountScope scope, AccountId account, Set<OrderId> ids) {
    Optional<Conditions> within = Conditions.within(scope, account, "o.account_id");
    if (within.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Conditions where = within.get();
    where.and(
        """
        o.order_id = any(array(
          select c.order_id from orders c
            where c.account_id = %1$s and c.parent_order_id = any(%2$s::bigint[])
          union
          select g.order_id from orders f
            join orders g on g.account_id = f.account_id
              and g.oco_group = f.order_id and g.order_id <> f.order_id
            where f.account_id = %1$s and f.order_id = any(%2$s::bigint[])))
        """
            .formatted(where.account(), "%1$s"),
        Conditions.longs(ids, OrderId::value));
    return read(where.page("o.submitted_at, o.order_id", 0, LedgerQueries.LIMIT_MAX));
  }

  Uni<Optional<OrderRecord>> byId(AccountScope scope, OrderId id) {
    return one(Conditions.within(scope, null, "o.account_id"), "o.order_id = %s", id.value());
  }

  /**
   * The keys are read first and by themselves: joined, the planner may take the orders in the order
   * of their key and pass by a hundred thousand of them, as PostgreSQL 15 does on fresh statistics.
   */
  Uni<Optional<OrderRecord>> byUid(AccountScope scope, UUID uid) {
    return one(
        Conditions.anywhere(scope, null, "o.account_id"),
        """
        o.account_id = any(array(select x.account_id from order_version x where x.uid = %1$s))
          and o.order_id = any(array(select x.order_id from order_version x where x.uid = %1$s))
        """,
        uid);
  }

  Uni<Optional<OrderRecord>> byClientOrderId(
      AccountScope scope, AccountId account, String clientOrderId) {
    boolean mayBeOwn = OWN_ID.matcher(clientOrderId).matches();
    return one(
        Conditions.within(scope, account, "o.account_id"),
        "o.order_id = (" + CHOSEN_ID + (mayBeOwn ? UNCHOSEN_ID : "") + " limit 1)",
        clientOrderId);
  }

  private Uni<Optional<OrderRecord>> one(
      Optional<Conditions> within, String condition, Object value) {
    return within
        .map(where -> read(where.and(condition, value)))
        .orElseGet(() -> Uni.createFrom().item(List.of()))
        .map(found -> found.stream().findFirst());
  }

  private Uni<List<OrderRecord>> read(Conditions where) {
    return pool.query(SELECT + where.sql(), where.tuple())
        .map(rows -> Rows.all(rows, OrderQueries::record));
  }

  private static OrderRecord record(Row row) {
    Order order = Rows.order(row);
    if (!(row.getValue("versions") instanceof JsonArray versions)) {
      return new OrderRecord(
          order, List.of(new OrderRecord.Version(order.terms(), VersionState.LIVE, null)));
    }
    List<OrderRecord.Version> all = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      JsonObject version = versions.getJsonObject(i);
      String replacedAt = version.getString("replaced_at");
      all.add(
          new OrderRecord.Version(
              SnapshotReader.terms(version),
              VersionState.valueOf(version.getString("state")),
              replacedAt == null ? null : Instant.parse(replacedAt)));
    }
    return new OrderRecord(order, all);
  }
}
