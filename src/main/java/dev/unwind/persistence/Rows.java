// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountBuilder;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTermsBuilder;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Makes domain values of rows. The column lists and the readers below belong together. */
public final class Rows {
  /**
   * Reads an order with its live version {@code v} and the one pending replacement {@code n}, where
   * there is one.
   */
  private static final String ORDER_COLUMNS =
      """
      select o.account_id, o.order_id, o.instrument_id, o.position_id, o.side, o.status, o.filled_qty, o.filled_value,
        o.reported_qty, o.oco_group, o.parent_order_id, o.liquidation_id, o.liquidation_item_id, o.attempt, o.reason,
        o.reason_text, o.actor, o.dialect, o.command_id, o.tags, o.created_at, o.updated_at, o.submitted_at, o.filled_at,
        o.canceled_at, o.expired_at, o.failed_at, o.venue_action, o.lease_epoch,
        v.version, v.version_id, v.uid, v.client_order_id, v.type, v.time_in_force, v.qty, v.ordered_qty, v.notional,
        v.limit_price, v.stop_price, v.expires_at, v.created_at as version_created_at,
        n.version as n_version, n.version_id as n_version_id, n.uid as n_uid, n.client_order_id as n_client_order_id,
        n.type as n_type, n.time_in_force as n_time_in_force, n.qty as n_qty, n.ordered_qty as n_ordered_qty,
        n.notional as n_notional, n.limit_price as n_limit_price, n.stop_price as n_stop_price, n.expires_at as n_expires_at,
        n.created_at as n_version_created_at,
      """
          + trail("v", "")
          + ", "
          + trail("n", "n_")
          + "\n";

  public static final String ORDER_SELECT =
      ORDER_COLUMNS
          + """
      from orders o
      join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = o.version
      left join order_version n on n.account_id = o.account_id and n.order_id = o.order_id and n.state = 'PENDING'
      """;

  /**
   * Orders of account {@code $1} among {@code wanted (order_id)}, a query that goes before. Each is
   * looked up by itself: in an account that has got ten thousand orders since the last ANALYZE a
   * plan of joins compares all of them with all that are wanted, in seconds instead of
   * milliseconds.
   */
  public static final String ORDERS_WANTED =
      ORDER_COLUMNS
          + """
      from wanted
      cross join lateral (
        select * from orders o where o.account_id = $1 and o.order_id = wanted.order_id offset 0) o
      cross join lateral (
        select * from order_version v
        where v.account_id = $1 and v.order_id = o.order_id and v.version = o.version offset 0) v
      left join lateral (
        select * from order_version n
        where n.account_id = $1 and n.order_id = o.order_id and n.state = 'PENDING' offset 0) n on true
      """;

  public static final String POSITION_SELECT = "select p.* from position p ";
  public static final String LIQUIDATION_SELECT = "select l.* from liquidation l ";
  public static final String ITEM_SELECT = "select i.* from liquidation_item i ";
  public static final String FILL_SELECT = "select f.* from fill f ";
  public static final String ACCOUNT_SELECT = "select a.* from account a ";

  private Rows() {}

  /**
   * Columns of how a version trails. How far it has come stands in a table of its own, which is not
   * looked into for other orders.
   */
  private static String trail(String alias, String prefix) {
    String mark =
        "case when %1$s.type = 'TRAILING_STOP' then (select t.%3$s from order_mark t"
            + " where t.account_id = %1$s.account_id and t.uid = %1$s.uid) end as %2$strail_%3$s";
    return """
        %1$s.trail_price as %2$strail_price, %1$s.trail_percent as %2$strail_percent,
          %1$s.trail_begins as %2$strail_begins, %1$s.trail_step as %2$strail_step,
        """
            .formatted(alias, prefix)
        + mark.formatted(alias, prefix, "mark")
        + ",\n"
        + mark.formatted(alias, prefix, "stop");
  }

  /** What each row is read as, in the order of the rows. */
  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
    List<T> all = new ArrayList<>(rows.size());
    rows.forEach(row -> all.add(read.apply(row)));
    return all;
  }

  /** The same without an order, each once. */
  public static <T> Set<T> set(RowSet<Row> rows, Function<Row, T> read) {
    return new HashSet<>(all(rows, read));
  }

  /** What the first row is read as; empty where there is none. */
  public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
    return rows.iterator().hasNext()
        ? Optional.of(read.apply(rows.iterator().next()))
        : Optional.empty();
  }

  /** As the index {@code order_open} has it: open, or final with trades that are not booked yet. */
  public static String isOpen(String alias) {
    return """
        (o.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
          or o.reported_qty > o.filled_qty)"""
        .replace("o.", alias + ".");
  }

  public static Account account(Row row) {
    return AccountBuilder.builder()
        .id(new AccountId(row.getLong("account_id")))
        .uid(row.getUUID("uid"))
        .name(row.getString("name"))
        .title(row.getString("title"))
        .type(AccountType.valueOf(row.getString("type")))
        .status(AccountStatus.valueOf(row.getString("status")))
        .currency(row.getString("currency"))
        .positionMode(PositionMode.valueOf(row.getString("position_mode")))
        .settles(row.getBoolean("settles"))
        .cash(money(row, "cash"))
        .owner(row.getUUID("owner"))
        .groupUid(row.getUUID("group_uid"))
        .latch(
            new Account.Latch(
                TradingState.valueOf(row.getString("trading_state")),
                row.getString("latched_by"),
                row.getString("latched_reason"),
                instant(row, "latched_at")))
        .preferences(
            new Account.Preferences(row.getBoolean("trade_suspended"), row.getBoolean("long_only")))
        .venue(new VenueName(row.getString("venue")))
        .onDifference(OnDifference.valueOf(row.getString("on_difference")))
        .createdAt(time(row, "created_at"))
        .build();
  }

  public static Position position(Row row) {
    return PositionBuilder.builder()
        .id(new PositionId(row.getLong("position_id")))
        .uid(row.getUUID("uid"))
        .accountId(new AccountId(row.getLong("account_id")))
        .instrumentId(new InstrumentId(row.getLong("instrument_id")))
        .netting(row.getBoolean("netting"))
        .externalId(row.getString("external_id"))
        .exchange(row.getString("exchange"))
        .openingOrderId(id(row, "opening_order_id", OrderId::new))
        .qty(quantity(row, "qty"))
        .held(quantity(row, "held"))
        .cost(money(row, "cost"))
        .realizedPl(money(row, "realized_pl"))
        .openedQty(quantity(row, "opened_qty"))
        .entryPrice(new Price(row.getBigDecimal("entry_price")))
        .openedAt(time(row, "opened_at"))
        .updatedAt(time(row, "updated_at"))
        .closedAt(instant(row, "closed_at"))
        .closedBy(named(row, "closed_by", ClosedBy::valueOf))
        .liveItem(id(row, "live_liquidation_item_id", LiquidationItemId::new))
        .day(
            new DayTotals(
                row.getLocalDate("trade_date"),
                quantity(row, "day_bought"),
                money(row, "day_bought_value"),
                quantity(row, "day_sold"),
                money(row, "day_sold_value"),
                quantity(row, "previous_qty")))
        .version(row.getLong("version"))
        .build();
  }

  public static Order order(Row row) {
    return OrderBuilder.builder()
        .id(new OrderId(row.getLong("order_id")))
        .accountId(new AccountId(row.getLong("account_id")))
        .instrumentId(new InstrumentId(row.getLong("instrument_id")))
        .positionId(id(row, "position_id", PositionId::new))
        .side(Side.valueOf(row.getString("side")))
        .terms(terms(row, ""))
        .pending(row.getInteger("n_version") == null ? null : terms(row, "n_"))
        .status(OrderStatus.valueOf(row.getString("status")))
        .filledQty(quantity(row, "filled_qty"))
        .filledValue(money(row, "filled_value"))
        .reportedQty(quantity(row, "reported_qty"))
        .ocoGroup(row.getLong("oco_group"))
        .parentId(id(row, "parent_order_id", OrderId::new))
        .liquidationId(id(row, "liquidation_id", LiquidationId::new))
        .itemId(id(row, "liquidation_item_id", LiquidationItemId::new))
        .attempt(row.getInteger("attempt"))
        .reason(reason(row, "reason"))
        .reasonText(row.getString("reason_text"))
        .actor(row.getString("actor"))
        .dialect(row.getString("dialect"))
        .commandId(row.getLong("command_id"))
        .tags(tags(row))
        .times(
            new OrderTimes(
                time(row, "created_at"),
                time(row, "updated_at"),
                time(row, "submitted_at"),
                instant(row, "filled_at"),
                instant(row, "canceled_at"),
                instant(row, "expired_at"),
                instant(row, "failed_at")))
        .action(named(row, "venue_action", VenueAction::valueOf))
        .leaseEpoch(row.getLong("lease_epoch"))
        .build();
  }

  /** Terms from the columns of {@code order_version}, each with this prefix. */
  static OrderTerms terms(Row row, String prefix) {
    BigDecimal notional = row.getBigDecimal(prefix + "notional");
    return OrderTermsBuilder.builder()
        .version(row.getInteger(prefix + "version"))
        .versionId(row.getLong(prefix + "version_id"))
        .uid(row.getUUID(prefix + "uid"))
        .clientOrderId(row.getString(prefix + "client_order_id"))
        .type(OrderType.valueOf(row.getString(prefix + "type")))
        .timeInForce(TimeInForce.valueOf(row.getString(prefix + "time_in_force")))
        .qty(quantity(row, prefix + "qty"))
        .notional(notional == null ? null : new Money(notional))
        .limitPrice(price(row, prefix + "limit_price"))
        .stopPrice(price(row, prefix + "stop_price"))
        .expiresAt(instant(row, prefix + "expires_at"))
        .createdAt(time(row, prefix + "version_created_at"))
        .ordered(ordered(row, prefix))
        .trail(trail(row, prefix + "trail_"))
        .build();
  }

  private static @Nullable Trail trail(Row row, String prefix) {
    Price offset = price(row, prefix + "price");
    BigDecimal percent = row.getBigDecimal(prefix + "percent");
    return offset == null && percent == null
        ? null
        : new Trail(
            offset,
            percent,
            price(row, prefix + "begins"),
            price(row, prefix + "step"),
            price(row, prefix + "mark"),
            price(row, prefix + "stop"));
  }

  /** Null stands for the quantity itself: nothing has been taken off it. */
  private static Quantity ordered(Row row, String prefix) {
    BigDecimal ordered = row.getBigDecimal(prefix + "ordered_qty");
    return ordered == null ? quantity(row, prefix + "qty") : new Quantity(ordered);
  }

  public static Fill fill(Row row) {
    return FillBuilder.builder()
        .id(row.getLong("fill_id"))
        .accountId(new AccountId(row.getLong("account_id")))
        .orderId(new OrderId(row.getLong("order_id")))
        .version(row.getInteger("version"))
        .instrumentId(new InstrumentId(row.getLong("instrument_id")))
        .positionId(new PositionId(row.getLong("position_id")))
        .liquidationId(id(row, "liquidation_id", LiquidationId::new))
        .venue(row.getString("venue"))
        .execId(row.getString("exec_id"))
        .uid(row.getUUID("uid"))
        .side(Side.valueOf(row.getString("side")))
        .qty(quantity(row, "qty"))
        .price(new Price(row.getBigDecimal("price")))
        .cashEffect(money(row, "cash_effect"))
        .realizedPl(money(row, "realized_pl"))
        .orderFilledQty(quantity(row, "order_filled_qty"))
        .orderLeavesQty(quantity(row, "order_leaves_qty"))
        .positionQty(quantity(row, "position_qty"))
        .late(row.getBoolean("late"))
        .executedAt(time(row, "executed_at"))
        .bookedAt(time(row, "booked_at"))
        .settlesAt(instant(row, "settles_at"))
        .settledAt(instant(row, "settled_at"))
        .build();
  }

  public static Quantity quantity(Row row, String column) {
    return new Quantity(row.getBigDecimal(column));
  }

  public static Money money(Row row, String column) {
    return new Money(row.getBigDecimal(column));
  }

  public static @Nullable Price price(Row row, String column) {
    BigDecimal value = row.getBigDecimal(column);
    return value == null ? null : new Price(value);
  }

  public static Instant time(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  public static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }

  public static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable Reason reason(Row row, String column) {
    return named(row, column, Reason::valueOf);
  }

  private static <E> @Nullable E named(Row row, String column, Function<String, E> value) {
    String name = row.getString(column);
    return name == null ? null : value.apply(name);
  }

  static <I> @Nullable I id(Row row, String column, LongFunction<I> id) {
    Long value = row.getLong(column);
    return value == null ? null : id.apply(value);
  }

  public static Map<String, String> tags(Row row) {
    Object value = row.getValue("tags");
    if (!(value instanceof JsonObject json)) {
      return Map.of();
    }
    Map<String, String> tags = new LinkedHashMap<>();
    json.forEach(entry -> tags.put(entry.getKey(), String.valueOf(entry.getValue())));
    return tags;
  }
}
