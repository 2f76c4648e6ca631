// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerQueries.OrderVersions;
import dev.unwind.application.ledger.LedgerQueries.VersionPlace;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * The list of an account's order versions. Two parts, each in the order of an index and no longer
 * than the page: orders as placed, by {@code orders.submitted_at}, and the few versions that came
 * after, by {@code order_version.created_at}.
 */
final class OrderVersionSql {
  private static final String OPEN =
      "%s.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED',"
          + " 'PENDING_CANCEL', 'PENDING_REPLACE')";
  private static final String CLOSED = "%s.status in ('FILLED', 'CANCELED', 'REJECTED', 'EXPIRED')";

  private static final String OF_ALL_ORDERS =
      "order_version v join orders o on o.account_id = v.account_id and o.order_id = v.order_id";

  /**
   * Beginning with what is open: by time, the few that an account has replaced and that work would
   * be looked for among all that it ever replaced.
   */
  private static final String OF_OPEN_ORDERS =
      "(select * from orders o where o.account_id = $1 and "
          + OPEN.formatted("o")
          + " offset 0) o cross join lateral (select * from order_version v where v.account_id ="
          + " $1 and v.order_id = o.order_id and v.version > 1 offset 0) v";

  static final String BEGINNING = "select x.order_id, x.version, x.at from (\n";

  private OrderVersionSql() {}

  /**
   * Parameters: $1 account, $2 limit, $3 instruments, $4 side, $5 after, $6 until; $7, $8 and $9
   * are time, order and version of the place to begin after, $10, $11 and $12 of the one to end
   * before.
   */
  static String select(OrderVersions query) {
    String direction = query.oldestFirst() ? "" : " desc";
    return BEGINNING
        + """
          (select o.order_id, 1 as version, o.submitted_at as at from orders o
            where o.account_id = $1 %1$s %2$s
            order by o.submitted_at%5$s, o.order_id%5$s limit $2)
          union all
          (select v.order_id, v.version, v.created_at from %6$s
            where v.account_id = $1 and v.version > 1 %3$s %4$s
            order by v.created_at%5$s, v.order_id%5$s, v.version%5$s limit $2)) x
        order by x.at%5$s, x.order_id%5$s, x.version%5$s limit $2
        """
            .formatted(
                asPlaced(query.state()),
                within(query, "o.submitted_at", "o.order_id", "1"),
                replacing(query.state()),
                within(query, "v.created_at", "v.order_id", "v.version"),
                direction,
                query.state() == LedgerQueries.OrderState.OPEN ? OF_OPEN_ORDERS : OF_ALL_ORDERS);
  }

  static Tuple parameters(OrderVersions query) {
    Long[] instruments =
        query.instruments().isEmpty()
            ? null
            : Conditions.longs(query.instruments(), InstrumentId::value);
    Tuple parameters =
        Tuple.tuple()
            .addLong(query.account().value())
            .addInteger(Conditions.rows(query.limit()))
            .addArrayOfLong(instruments)
            .addString(query.side() == null ? null : query.side().name())
            .addOffsetDateTime(Rows.at(query.after()))
            .addOffsetDateTime(Rows.at(query.until()));
    place(parameters, query.afterPlace());
    place(parameters, query.beforePlace());
    return parameters;
  }

  private static void place(Tuple parameters, @Nullable VersionPlace place) {
    parameters
        .addOffsetDateTime(place == null ? null : Rows.at(place.at()))
        .addLong(place == null ? null : place.order().value())
        .addInteger(place == null ? null : place.version());
  }

  static VersionPlace place(Row row) {
    return new VersionPlace(
        Rows.time(row, "at"), new OrderId(row.getLong("order_id")), row.getInteger("version"));
  }

  /** Whether the first version of an order is in this state: closed once another took its place. */
  private static String asPlaced(LedgerQueries.OrderState state) {
    return switch (state) {
      case OPEN -> "and o.version = 1 and " + OPEN.formatted("o");
      case CLOSED -> "and (o.version > 1 or " + CLOSED.formatted("o") + ")";
      case ANY -> "";
    };
  }

  /** The same of a version that was to take the place of another. */
  private static String replacing(LedgerQueries.OrderState state) {
    return switch (state) {
      case OPEN ->
          "and (v.state = 'PENDING' or (v.state = 'LIVE' and " + OPEN.formatted("o") + "))";
      case CLOSED ->
          "and (v.state in ('REPLACED', 'REFUSED') or (v.state = 'LIVE' and "
              + CLOSED.formatted("o")
              + "))";
      case ANY -> "";
    };
  }

  /** Row values compare exactly; the same without the version is what the index can be asked. */
  private static String within(OrderVersions query, String at, String order, String version) {
    StringBuilder sql =
        new StringBuilder(
            " and ($3::bigint[] is null or o.instrument_id = any($3)) and ($4::text is null or"
                + " o.side = $4)");
    sql.append(query.after() == null ? " and $5::timestamptz is null" : " and " + at + " > $5");
    sql.append(query.until() == null ? " and $6::timestamptz is null" : " and " + at + " < $6");
    beyond(sql, query.afterPlace(), at, order, version, ">", "$7", "$8", "$9");
    beyond(sql, query.beforePlace(), at, order, version, "<", "$10", "$11", "$12");
    if (query.headsOnly()) {
      sql.append(
          """
          \nand not exists (select 1 from orders h where h.account_id = o.account_id
            and h.order_id = coalesce(o.parent_order_id, o.oco_group) and h.order_id <> o.order_id
            and ($4::text is null or h.side = $4) %s)\
          """
              .formatted(
                  switch (query.state()) {
                    case OPEN -> "and " + OPEN.formatted("h");
                    case CLOSED -> "and (h.version > 1 or " + CLOSED.formatted("h") + ")";
                    case ANY -> "";
                  }));
    }
    return sql.toString();
  }

  private static void beyond(
      StringBuilder sql,
      @Nullable VersionPlace place,
      String at,
      String order,
      String version,
      String sign,
      String time,
      String id,
      String number) {
    if (place == null) {
      sql.append(
          " and %s::timestamptz is null and %s::bigint is null and %s::integer is null"
              .formatted(time, id, number));
      return;
    }
    sql.append(
        " and (%1$s, %2$s) %4$s= (%5$s, %6$s) and (%1$s, %2$s, %3$s) %4$s (%5$s, %6$s, %7$s)"
            .formatted(at, order, version, sign, time, id, number));
  }
}
