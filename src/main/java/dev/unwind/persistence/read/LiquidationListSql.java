// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The list of liquidations, and how long it is. It goes through accounts and statuses one by one,
 * each by its index, in the order of the list and no further than the page reaches: those of one
 * status may be few among many others.
 *
 * <p>Keys are compared as rows and named in the order, though most of them are the same in each
 * part: so no statistics can make the planner take an index of other columns, and pass by
 * everything that the part does not hold.
 */
final class LiquidationListSql {
  private static final OffsetDateTime EARLIEST = Instant.EPOCH.atOffset(ZoneOffset.UTC);
  private static final OffsetDateTime LATEST =
      Instant.parse("9999-01-01T00:00:00Z").atOffset(ZoneOffset.UTC);

  private final LedgerQueries.Liquidations query;
  private final boolean spread;
  private final Tuple parameters = Tuple.tuple();
  private final List<String> each = new ArrayList<>();
  private final List<String> columns = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  private LiquidationListSql(LedgerQueries.Liquidations query, boolean spread) {
    this.query = query;
    this.spread = spread;
  }

  /**
   * Empty where the scope admits nothing of what is asked for.
   *
   * @param spread whether Citus is asked, which takes no part with a limit for each of some values:
   *     there all accounts and statuses are gone through at once
   */
  static Optional<LiquidationListSql> of(
      AccountScope scope, LedgerQueries.Liquidations query, boolean spread) {
    AccountId one = query.account();
    if (one == null ? !scope.all() && scope.accounts().isEmpty() : !scope.admits(one)) {
      return Optional.empty();
    }
    LiquidationListSql sql = new LiquidationListSql(query, spread);
    if (one != null) {
      sql.ofEach("account_id", "bigint", new Long[] {one.value()});
    } else if (!scope.all()) {
      sql.ofEach("account_id", "bigint", Conditions.longs(scope.accounts(), AccountId::value));
    }
    Set<LiquidationStatus> statuses = query.statuses();
    if (query.dialect() == null && !spread || !statuses.isEmpty()) {
      Collection<LiquidationStatus> wanted =
          statuses.isEmpty() ? EnumSet.allOf(LiquidationStatus.class) : statuses;
      sql.ofEach("status", "text", wanted.stream().map(Enum::name).toArray(String[]::new));
    }
    return Optional.of(sql);
  }

  Tuple parameters() {
    return parameters;
  }

  /** The rows of the page. */
  String page() {
    int rows = Conditions.rows(query.limit());
    String found = found(parameter((long) query.offset() + rows));
    return "select l.* from "
        + found
        + order(List.of())
        + " limit "
        + parameter(rows)
        + " offset "
        + parameter(query.offset());
  }

  /** How many there are, as far as rows are counted. */
  String count() {
    String most = parameter((long) LedgerQueries.COUNT_MAX);
    return "select count(*) from (select 1 from "
        + counted("1", "", most)
        + " limit "
        + most
        + ") c";
  }

  /** Parts of the list, each in its order. */
  private String found(String reach) {
    if (spread) {
      return counted("*", order(List.of()), reach);
    }
    return part(
        "select * from liquidation l where "
            + row(columns, "l.created_at")
            + " >= "
            + row(values, start())
            + " and "
            + row(columns, "l.created_at")
            + " < "
            + row(values, end())
            + ofDialect()
            + order(columns),
        reach);
  }

  /** The same in another order, or in none. */
  private String counted(String selected, String order, String most) {
    StringBuilder sql =
        new StringBuilder("select " + selected + " from liquidation l where l.created_at >= ");
    sql.append(start()).append(" and l.created_at < ").append(end()).append(ofDialect());
    return part(sql.append(ofColumns()).append(order).toString(), most);
  }

  private String ofColumns() {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      sql.append(" and ").append(columns.get(i)).append(" = ").append(values.get(i));
    }
    return sql.toString();
  }

  private String part(String rows, String most) {
    String found = "(" + rows + " limit " + most + ") l";
    return each.isEmpty()
        ? found
        : String.join(" cross join ", each) + " cross join lateral " + found;
  }

  private String start() {
    return parameter(at(query.start(), EARLIEST));
  }

  private String end() {
    return parameter(at(query.end(), LATEST));
  }

  /** In the text, so that the planner sees that the index of one dialect serves. */
  private String ofDialect() {
    String dialect = query.dialect();
    return dialect == null ? "" : " and l.dialect = '" + dialect.replace("'", "''") + "'";
  }

  private static OffsetDateTime at(@Nullable Instant moment, OffsetDateTime otherwise) {
    return moment == null ? otherwise : moment.atOffset(ZoneOffset.UTC);
  }

  private static String row(List<String> keys, String last) {
    return "(" + String.join("", keys.stream().map(k -> k + ", ").toList()) + last + ")";
  }

  private String order(List<String> keys) {
    return Stream.concat(keys.stream(), Stream.of("l.created_at", "l.liquidation_id"))
        .map(key -> query.oldestFirst() ? key : key + " desc")
        .collect(Collectors.joining(", ", " order by ", ""));
  }

  private void ofEach(String column, String type, Object[] all) {
    columns.add("l." + column);
    if (spread) {
      values.add(
          all.length == 1 ? parameter(all[0]) : "any(%s::%s[])".formatted(parameter(all), type));
      return;
    }
    each.add("unnest(%s::%s[]) as of_%3$s (%3$s)".formatted(parameter(all), type, column));
    values.add("of_%1$s.%1$s".formatted(column));
  }

  private String parameter(Object value) {
    parameters.addValue(value);
    return "$" + parameters.size();
  }
}
