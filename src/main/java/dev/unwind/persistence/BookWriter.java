// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.book.BookChanges.VersionChange;
import dev.unwind.domain.book.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a decision changed: one set-based statement per table, all sent at once on the
 * transaction's connection.
 */
final class BookWriter {
  private static final String ACCOUNT =
      """
      update account set event_seq = $2, event_at = coalesce($3, event_at), cash = $4, trading_state = $5, latched_by = $6,
        latched_reason = $7, latched_at = $8, status = $9 where account_id = $1
      """;

  private static final String INSERT_POSITIONS =
      """
      insert into position (account_id, position_id, uid, instrument_id, netting, external_id, exchange, opening_order_id,
        qty, held, cost, realized_pl, opened_qty, entry_price, opened_at, updated_at, closed_at, closed_by,
        live_liquidation_item_id, trade_date, day_bought, day_bought_value, day_sold, day_sold_value, previous_qty, version)
      select $1, * from unnest($2::bigint[], $3::uuid[], $4::bigint[], $5::boolean[], $6::text[], $7::text[], $8::bigint[],
        $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::numeric[], $15::timestamptz[],
        $16::timestamptz[], $17::timestamptz[], $18::text[], $19::bigint[], $20::date[], $21::numeric[], $22::numeric[],
        $23::numeric[], $24::numeric[], $25::numeric[], $26::bigint[])
      """;

  private static final String UPDATE_POSITIONS =
      """
      update position p set qty = u.qty, held = u.held, cost = u.cost, realized_pl = u.realized_pl,
        opened_qty = u.opened_qty, entry_price = u.entry_price, opened_at = u.opened_at, updated_at = u.updated_at,
        closed_at = u.closed_at, closed_by = u.closed_by, live_liquidation_item_id = u.live_item, trade_date = u.trade_date,
        day_bought = u.day_bought, day_bought_value = u.day_bought_value, day_sold = u.day_sold,
        day_sold_value = u.day_sold_value, previous_qty = u.previous_qty, version = u.version
      from unnest($2::bigint[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[],
        $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::bigint[], $14::date[], $15::numeric[],
        $16::numeric[], $17::numeric[], $18::numeric[], $19::numeric[], $20::bigint[])
        as u (position_id, qty, held, cost, realized_pl, opened_qty, entry_price, opened_at, updated_at, closed_at,
          closed_by, live_item, trade_date, day_bought, day_bought_value, day_sold, day_sold_value, previous_qty, version)
      where p.account_id = $1 and p.position_id = u.position_id
      """;

  private static final String INSERT_EPISODES =
      """
      insert into position_episode (account_id, position_id, episode, instrument_id, external_id, opened_qty, entry_price,
        opened_at, closed_at, closed_by)
      select $1, u.position_id, coalesce((select max(e.episode) from position_episode e
          where e.account_id = $1 and e.position_id = u.position_id), 0) + 1,
        u.instrument_id, u.external_id, u.opened_qty, u.entry_price, u.opened_at, u.closed_at, u.closed_by
      from unnest($2::bigint[], $3::bigint[], $4::text[], $5::numeric[], $6::numeric[], $7::timestamptz[],
        $8::timestamptz[], $9::text[])
        as u (position_id, instrument_id, external_id, opened_qty, entry_price, opened_at, closed_at, closed_by)
      """;

  private static final String INSERT_ORDERS =
      """
      insert into orders (account_id, lease_owner, lease_until, order_id, instrument_id, position_id, side, status, version,
        filled_qty, filled_value, reported_qty, oco_group, parent_order_id, liquidation_id, liquidation_item_id, attempt,
        reason, reason_text, actor, dialect, command_id, tags, created_at, updated_at, submitted_at, filled_at, canceled_at,
        expired_at, failed_at, venue_action, lease_epoch)
      select $1, case when u.lease_epoch > 0 and u.venue_action is not null then $2::uuid end,
        case when u.venue_action is not null then $3::timestamptz end, u.*
      from unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::int[], $10::numeric[],
        $11::numeric[], $12::numeric[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::int[], $18::text[],
        $19::text[], $20::text[], $21::text[], $22::bigint[], $23::json[], $24::timestamptz[], $25::timestamptz[],
        $26::timestamptz[], $27::timestamptz[], $28::timestamptz[], $29::timestamptz[], $30::timestamptz[], $31::text[],
        $32::bigint[])
        as u (order_id, instrument_id, position_id, side, status, version, filled_qty, filled_value, reported_qty,
          oco_group, parent_order_id, liquidation_id, liquidation_item_id, attempt, reason, reason_text, actor, dialect,
          command_id, tags, created_at, updated_at, submitted_at, filled_at, canceled_at, expired_at, failed_at,
          venue_action, lease_epoch)
      """;

  /** A lease moves only when the decision handed the order out anew; then to this replica. */
  private static final String UPDATE_ORDERS =
      """
      update orders o set status = u.status, version = u.version, filled_qty = u.filled_qty, filled_value = u.filled_value,
        reported_qty = u.reported_qty, oco_group = u.oco_group, position_id = u.position_id, reason = u.reason,
        reason_text = u.reason_text, command_id = u.command_id, updated_at = u.updated_at, filled_at = u.filled_at,
        canceled_at = u.canceled_at, expired_at = u.expired_at, failed_at = u.failed_at, venue_action = u.venue_action,
        lease_owner = case when u.venue_action is null then null
          when u.lease_epoch > o.lease_epoch then $2::uuid else o.lease_owner end,
        lease_until = case when u.venue_action is null then null
          when u.lease_epoch > o.lease_epoch then $3::timestamptz else o.lease_until end,
        lease_epoch = u.lease_epoch
      from unnest($4::bigint[], $5::text[], $6::int[], $7::numeric[], $8::numeric[], $9::numeric[], $10::bigint[],
        $11::bigint[], $12::text[], $13::text[], $14::bigint[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[],
        $18::timestamptz[], $19::timestamptz[], $20::text[], $21::bigint[])
        as u (order_id, status, version, filled_qty, filled_value, reported_qty, oco_group, position_id, reason,
          reason_text, command_id, updated_at, filled_at, canceled_at, expired_at, failed_at, venue_action, lease_epoch)
      where o.account_id = $1 and o.order_id = u.order_id
      """;

  private static final String INSERT_VERSIONS =
      """
      insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
        notional, limit_price, stop_price, expires_at, created_at, state)
      select $1, * from unnest($2::bigint[], $3::int[], $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::text[],
        $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[], $13::timestamptz[], $14::timestamptz[], $15::text[])
      """;

  private static final String UPDATE_VERSIONS =
      """
      update order_version v set state = u.state, qty = u.qty, expires_at = u.expires_at,
        replaced_at = case when u.state = 'REPLACED' then $2::timestamptz else v.replaced_at end
      from unnest($3::bigint[], $4::int[], $5::text[], $6::numeric[], $7::timestamptz[])
        as u (order_id, version, state, qty, expires_at)
      where v.account_id = $1 and v.order_id = u.order_id and v.version = u.version
      """;

  private static final String INSERT_FILLS =
      """
      insert into fill (account_id, fill_id, order_id, version, instrument_id, position_id, liquidation_id, venue, exec_id,
        uid, side, qty, price, cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, late,
        executed_at, booked_at, settles_at)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
        $9::text[], $10::uuid[], $11::text[], $12::numeric[], $13::numeric[], $14::numeric[], $15::numeric[], $16::numeric[],
        $17::numeric[], $18::numeric[], $19::boolean[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[])
      """;

  private static final String INSERT_LIQUIDATION =
      """
      insert into liquidation (account_id, liquidation_id, uid, dialect, actor, request_id, scope, requested_qty,
        requested_percentage, cancel_orders, held_policy, exclusive, client_order_id, status, reason, open_items,
        filled_items, partial_items, canceled_items, failed_items, executed_value, proceeds, cancel_requested,
        cancel_deadline_at, due_at, tags, created_at, updated_at, ended_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29)
      """;

  private static final String UPDATE_LIQUIDATIONS =
      """
      update liquidation l set status = u.status, reason = u.reason, open_items = u.open_items,
        filled_items = u.filled_items, partial_items = u.partial_items, canceled_items = u.canceled_items,
        failed_items = u.failed_items, executed_value = u.executed_value, proceeds = u.proceeds,
        cancel_requested = u.cancel_requested, due_at = u.due_at, updated_at = u.updated_at, ended_at = u.ended_at,
        settled_at = u.settled_at
      from unnest($2::bigint[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[],
        $10::numeric[], $11::numeric[], $12::boolean[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[],
        $16::timestamptz[])
        as u (liquidation_id, status, reason, open_items, filled_items, partial_items, canceled_items, failed_items,
          executed_value, proceeds, cancel_requested, due_at, updated_at, ended_at, settled_at)
      where l.account_id = $1 and l.liquidation_id = u.liquidation_id
      """;

  private static final String INSERT_ITEMS =
      """
      insert into liquidation_item (account_id, liquidation_item_id, liquidation_id, position_id, instrument_id,
        position_qty, status, qty, filled_qty, filled_value, cash_effect, order_id, attempt, reason, reason_text,
        existing_qty, held_qty, blocking_order_ids, active_since, escalated_at, created_at, updated_at, ended_at)
      select $1, u.item_id, u.liquidation_id, u.position_id, u.instrument_id, u.position_qty, u.status, u.qty, u.filled_qty,
        u.filled_value, u.cash_effect, u.order_id, u.attempt, u.reason, u.reason_text, u.existing, u.held,
        string_to_array(u.blocking, ',')::bigint[], u.active_since, u.escalated_at, u.created_at, u.updated_at, u.ended_at
      from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::numeric[], $7::text[], $8::numeric[],
        $9::numeric[], $10::numeric[], $11::numeric[], $12::bigint[], $13::int[], $14::text[], $15::text[], $16::numeric[],
        $17::numeric[], $18::text[], $19::timestamptz[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[],
        $23::timestamptz[])
        as u (item_id, liquidation_id, position_id, instrument_id, position_qty, status, qty, filled_qty, filled_value,
          cash_effect, order_id, attempt, reason, reason_text, existing, held, blocking, active_since, escalated_at,
          created_at, updated_at, ended_at)
      """;

  private static final String UPDATE_ITEMS =
      """
      update liquidation_item i set status = u.status, qty = u.qty, filled_qty = u.filled_qty, filled_value = u.filled_value,
        cash_effect = u.cash_effect, order_id = u.order_id, attempt = u.attempt, reason = u.reason,
        reason_text = u.reason_text, existing_qty = u.existing, held_qty = u.held,
        blocking_order_ids = string_to_array(u.blocking, ',')::bigint[], active_since = u.active_since,
        escalated_at = u.escalated_at, updated_at = u.updated_at, ended_at = u.ended_at
      from unnest($2::bigint[], $3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::bigint[],
        $9::int[], $10::text[], $11::text[], $12::numeric[], $13::numeric[], $14::text[], $15::timestamptz[],
        $16::timestamptz[], $17::timestamptz[], $18::timestamptz[])
        as u (item_id, status, qty, filled_qty, filled_value, cash_effect, order_id, attempt, reason, reason_text, existing,
          held, blocking, active_since, escalated_at, updated_at, ended_at)
      where i.account_id = $1 and i.liquidation_item_id = u.item_id
      """;

  private static final String INSERT_EVENTS =
      """
      insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, position_id, actor, dialect,
        request_id, snapshot)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::text[], $10::text[], $11::text[], $12::json[])
      """;

  private BookWriter() {}

  /**
   * Writes all changes.
   *
   * @param replica who holds the leases of orders that are handed out
   * @param leaseUntil how long
   */
  static Uni<Void> write(
      SqlConnection connection,
      BookChanges changes,
      UUID replica,
      Instant leaseUntil,
      Instant now) {
    long account = changes.account().id().value();
    List<Uni<Object>> writes = new ArrayList<>();
    writes.add(run(connection, ACCOUNT, accountTuple(changes)));
    add(
        writes,
        connection,
        INSERT_POSITIONS,
        changes.newPositions(),
        BookWriter::newPositions,
        account);
    add(writes, connection, UPDATE_POSITIONS, changes.positions(), BookWriter::positions, account);
    add(
        writes,
        connection,
        INSERT_EPISODES,
        changes.endedEpisodes(),
        BookWriter::episodes,
        account);
    for (Liquidation liquidation : changes.newLiquidations()) {
      writes.add(run(connection, INSERT_LIQUIDATION, newLiquidation(liquidation)));
    }
    add(
        writes,
        connection,
        UPDATE_LIQUIDATIONS,
        changes.liquidations(),
        BookWriter::liquidations,
        account);
    add(writes, connection, UPDATE_ITEMS, changes.items(), BookWriter::items, account);
    add(writes, connection, INSERT_ITEMS, changes.newItems(), BookWriter::newItems, account);
    @Nullable Object[] lease = {account, replica, Rows.at(leaseUntil)};
    add(writes, connection, UPDATE_ORDERS, changes.orders(), BookWriter::orders, lease);
    add(writes, connection, INSERT_ORDERS, changes.newOrders(), BookWriter::newOrders, lease);
    List<VersionChange> fresh = changes.versions().stream().filter(VersionChange::isNew).toList();
    List<VersionChange> known = changes.versions().stream().filter(v -> !v.isNew()).toList();
    add(writes, connection, UPDATE_VERSIONS, known, BookWriter::versions, account, Rows.at(now));
    add(writes, connection, INSERT_VERSIONS, fresh, BookWriter::newVersions, account);
    add(writes, connection, INSERT_FILLS, changes.fills(), BookWriter::fills, account);
    add(writes, connection, INSERT_EVENTS, changes.events(), BookWriter::events, account);
    return Uni.join().all(writes).andFailFast().replaceWithVoid();
  }

  /** Makes the parameters of a set-based statement. */
  private interface Parameters<T> {
    Tuple of(List<T> rows, @Nullable Object... scalars);
  }

  private static <T> void add(
      List<Uni<Object>> writes,
      SqlConnection connection,
      String sql,
      List<T> rows,
      Parameters<T> parameters,
      @Nullable Object... scalars) {
    if (!rows.isEmpty()) {
      writes.add(run(connection, sql, parameters.of(rows, scalars)));
    }
  }

  private static Uni<Object> run(SqlConnection connection, String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters).map(rows -> (Object) rows);
  }

  private static Tuple accountTuple(BookChanges changes) {
    List<LedgerEvent> events = changes.events();
    var account = changes.account();
    var latch = account.latch();
    return Tuple.tuple()
        .addLong(account.id().value())
        .addLong(changes.eventSeq())
        .addOffsetDateTime(events.isEmpty() ? null : Rows.at(events.get(events.size() - 1).at()))
        .addBigDecimal(account.cash().value())
        .addString(latch.state().name())
        .addString(latch.by())
        .addString(latch.reason())
        .addOffsetDateTime(Rows.at(latch.at()))
        .addString(account.status().name());
  }

  private static Tuple newPositions(List<Position> rows, @Nullable Object... scalars) {
    Columns<Position> columns =
        Columns.of(rows, scalars)
            .longs(p -> p.id().value())
            .uuids(Position::uid)
            .longs(p -> p.instrumentId().value())
            .flags(Position::netting)
            .texts(Position::externalId)
            .texts(Position::exchange)
            .longs(p -> p.openingOrderId() == null ? null : p.openingOrderId().value());
    return positionState(columns).tuple();
  }

  private static Tuple positions(List<Position> rows, @Nullable Object... scalars) {
    return positionState(Columns.of(rows, scalars).longs(p -> p.id().value())).tuple();
  }

  private static Columns<Position> positionState(Columns<Position> columns) {
    return columns
        .quantities(Position::qty)
        .quantities(Position::held)
        .amounts(Position::cost)
        .amounts(Position::realizedPl)
        .quantities(Position::openedQty)
        .prices(Position::entryPrice)
        .times(Position::openedAt)
        .times(Position::updatedAt)
        .times(Position::closedAt)
        .names(Position::closedBy)
        .longs(p -> p.liveItem() == null ? null : p.liveItem().value())
        .dates(p -> p.day().tradeDate())
        .quantities(p -> p.day().bought())
        .amounts(p -> p.day().boughtValue())
        .quantities(p -> p.day().sold())
        .amounts(p -> p.day().soldValue())
        .quantities(p -> p.day().previousQty())
        .longs(Position::version);
  }

  private static Tuple episodes(List<Position> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(p -> p.id().value())
        .longs(p -> p.instrumentId().value())
        .texts(Position::externalId)
        .quantities(Position::openedQty)
        .prices(Position::entryPrice)
        .times(Position::openedAt)
        .times(Position::closedAt)
        .names(Position::closedBy)
        .tuple();
  }

  private static Tuple newOrders(List<Order> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(o -> o.id().value())
        .longs(o -> o.instrumentId().value())
        .longs(o -> o.positionId() == null ? null : o.positionId().value())
        .names(Order::side)
        .names(Order::status)
        .ints(o -> o.terms().version())
        .quantities(Order::filledQty)
        .amounts(Order::filledValue)
        .quantities(Order::reportedQty)
        .longs(Order::ocoGroup)
        .longs(o -> o.parentId() == null ? null : o.parentId().value())
        .longs(o -> o.liquidationId() == null ? null : o.liquidationId().value())
        .longs(o -> o.itemId() == null ? null : o.itemId().value())
        .ints(Order::attempt)
        .names(Order::reason)
        .texts(Order::reasonText)
        .texts(Order::actor)
        .texts(Order::dialect)
        .longs(Order::commandId)
        .json(o -> tags(o.tags()))
        .times(o -> o.times().createdAt())
        .times(o -> o.times().updatedAt())
        .times(o -> o.times().submittedAt())
        .times(o -> o.times().filledAt())
        .times(o -> o.times().canceledAt())
        .times(o -> o.times().expiredAt())
        .times(o -> o.times().failedAt())
        .names(Order::action)
        .longs(Order::leaseEpoch)
        .tuple();
  }

  private static Tuple orders(List<Order> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(o -> o.id().value())
        .names(Order::status)
        .ints(o -> o.terms().version())
        .quantities(Order::filledQty)
        .amounts(Order::filledValue)
        .quantities(Order::reportedQty)
        .longs(Order::ocoGroup)
        .longs(o -> o.positionId() == null ? null : o.positionId().value())
        .names(Order::reason)
        .texts(Order::reasonText)
        .longs(Order::commandId)
        .times(o -> o.times().updatedAt())
        .times(o -> o.times().filledAt())
        .times(o -> o.times().canceledAt())
        .times(o -> o.times().expiredAt())
        .times(o -> o.times().failedAt())
        .names(Order::action)
        .longs(Order::leaseEpoch)
        .tuple();
  }

  private static Tuple newVersions(List<VersionChange> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(v -> v.order().value())
        .ints(v -> v.terms().version())
        .longs(v -> v.terms().versionId())
        .uuids(v -> v.terms().uid())
        .texts(v -> v.terms().clientOrderId())
        .names(v -> v.terms().type())
        .names(v -> v.terms().timeInForce())
        .quantities(v -> v.terms().qty())
        .amounts(v -> v.terms().notional())
        .prices(v -> v.terms().limitPrice())
        .prices(v -> v.terms().stopPrice())
        .times(v -> v.terms().expiresAt())
        .times(v -> v.terms().createdAt())
        .names(VersionChange::state)
        .tuple();
  }

  private static Tuple versions(List<VersionChange> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(v -> v.order().value())
        .ints(v -> v.terms().version())
        .names(VersionChange::state)
        .quantities(v -> v.terms().qty())
        .times(v -> v.terms().expiresAt())
        .tuple();
  }

  private static Tuple fills(List<Fill> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(Fill::id)
        .longs(f -> f.orderId().value())
        .ints(Fill::version)
        .longs(f -> f.instrumentId().value())
        .longs(f -> f.positionId().value())
        .longs(f -> f.liquidationId() == null ? null : f.liquidationId().value())
        .texts(Fill::venue)
        .texts(Fill::execId)
        .uuids(Fill::uid)
        .names(Fill::side)
        .quantities(Fill::qty)
        .prices(Fill::price)
        .amounts(Fill::cashEffect)
        .amounts(Fill::realizedPl)
        .quantities(Fill::orderFilledQty)
        .quantities(Fill::orderLeavesQty)
        .quantities(Fill::positionQty)
        .flags(Fill::late)
        .times(Fill::executedAt)
        .times(Fill::bookedAt)
        .times(Fill::settlesAt)
        .tuple();
  }

  private static Tuple newLiquidation(Liquidation l) {
    return Tuple.tuple()
        .addLong(l.accountId().value())
        .addLong(l.id().value())
        .addUUID(l.uid())
        .addString(l.dialect())
        .addString(l.actor())
        .addString(l.requestId())
        .addString(l.scope().name())
        .addBigDecimal(units(l.amount()))
        .addBigDecimal(percentage(l.amount()))
        .addBoolean(l.cancelOrders())
        .addString(l.heldPolicy().name())
        .addBoolean(l.exclusive())
        .addString(l.clientOrderId())
        .addString(l.status().name())
        .addString(l.reason() == null ? null : l.reason().name())
        .addInteger(l.items().open())
        .addInteger(l.items().filled())
        .addInteger(l.items().partiallyFilled())
        .addInteger(l.items().canceled())
        .addInteger(l.items().failed())
        .addBigDecimal(l.executedValue().value())
        .addBigDecimal(l.proceeds() == null ? null : l.proceeds().value())
        .addBoolean(l.cancelRequested())
        .addOffsetDateTime(Rows.at(l.cancelDeadlineAt()))
        .addOffsetDateTime(Rows.at(l.dueAt()))
        .addValue(tags(l.tags()))
        .addOffsetDateTime(Rows.at(l.createdAt()))
        .addOffsetDateTime(Rows.at(l.updatedAt()))
        .addOffsetDateTime(Rows.at(l.endedAt()));
  }

  static @Nullable BigDecimal units(CloseAmount amount) {
    return amount instanceof CloseAmount.Units units ? units.qty().value() : null;
  }

  static @Nullable BigDecimal percentage(CloseAmount amount) {
    return amount instanceof CloseAmount.Percentage percentage ? percentage.percent() : null;
  }

  private static Tuple liquidations(List<Liquidation> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(l -> l.id().value())
        .names(Liquidation::status)
        .names(Liquidation::reason)
        .ints(l -> l.items().open())
        .ints(l -> l.items().filled())
        .ints(l -> l.items().partiallyFilled())
        .ints(l -> l.items().canceled())
        .ints(l -> l.items().failed())
        .amounts(Liquidation::executedValue)
        .amounts(Liquidation::proceeds)
        .flags(Liquidation::cancelRequested)
        .times(Liquidation::dueAt)
        .times(Liquidation::updatedAt)
        .times(Liquidation::endedAt)
        .times(Liquidation::settledAt)
        .tuple();
  }

  private static Tuple newItems(List<LiquidationItem> rows, @Nullable Object... scalars) {
    return itemState(
            Columns.of(rows, scalars)
                .longs(i -> i.id().value())
                .longs(i -> i.liquidationId().value())
                .longs(i -> i.positionId().value())
                .longs(i -> i.instrumentId().value())
                .quantities(LiquidationItem::positionQty))
        .times(LiquidationItem::createdAt)
        .times(LiquidationItem::updatedAt)
        .times(LiquidationItem::endedAt)
        .tuple();
  }

  private static Tuple items(List<LiquidationItem> rows, @Nullable Object... scalars) {
    return itemState(Columns.of(rows, scalars).longs(i -> i.id().value()))
        .times(LiquidationItem::updatedAt)
        .times(LiquidationItem::endedAt)
        .tuple();
  }

  private static Columns<LiquidationItem> itemState(Columns<LiquidationItem> columns) {
    return columns
        .names(LiquidationItem::status)
        .quantities(LiquidationItem::qty)
        .quantities(LiquidationItem::filledQty)
        .amounts(LiquidationItem::filledValue)
        .amounts(LiquidationItem::cashEffect)
        .longs(i -> i.orderId() == null ? null : i.orderId().value())
        .ints(LiquidationItem::attempt)
        .names(LiquidationItem::reason)
        .texts(LiquidationItem::reasonText)
        .quantities(i -> i.blocked() == null ? null : i.blocked().existing())
        .quantities(i -> i.blocked() == null ? null : i.blocked().held())
        .texts(i -> i.blocked() == null ? null : joined(i.blocked()))
        .times(LiquidationItem::activeSince)
        .times(LiquidationItem::escalatedAt);
  }

  private static String joined(LiquidationItem.Blocked blocked) {
    return String.join(",", blocked.orders().stream().map(Object::toString).toList());
  }

  private static Tuple events(List<LedgerEvent> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(LedgerEvent::seq)
        .longs(LedgerEvent::id)
        .times(LedgerEvent::at)
        .names(LedgerEvent::kind)
        .longs(e -> e.order() == null ? null : e.order().id().value())
        .longs(e -> e.liquidation() == null ? null : e.liquidation().id().value())
        .longs(e -> e.position() == null ? null : e.position().id().value())
        .texts(LedgerEvent::actor)
        .texts(LedgerEvent::dialect)
        .texts(LedgerEvent::requestId)
        .json(LedgerJson::snapshot)
        .tuple();
  }

  static @Nullable JsonObject tags(Map<String, String> tags) {
    if (tags.isEmpty()) {
      return null;
    }
    JsonObject json = new JsonObject();
    tags.forEach(json::put);
    return json;
  }

  /** Orders of these changes that were handed out to be told to their venue. */
  static List<Order> handedOut(BookChanges changes, Map<Long, Long> epochsBefore) {
    List<Order> out = new ArrayList<>();
    for (List<Order> orders : List.of(changes.newOrders(), changes.orders())) {
      for (Order order : orders) {
        VenueAction action = order.action();
        boolean fresh = order.leaseEpoch() > epochsBefore.getOrDefault(order.id().value(), 0L);
        if (action != null && fresh && order.status() != OrderStatus.ACCEPTED) {
          out.add(order);
        }
      }
    }
    return out;
  }
}
