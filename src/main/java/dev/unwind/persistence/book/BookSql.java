// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

/**
 * The statements that write a book: one per table, each for any number of rows. Those that update
 * look up each row by its key: an account that has got ten thousand rows since the last ANALYZE
 * seems to have one, and a plan that begins with the account's rows would read them all for each.
 */
public final class BookSql {
  /**
   * What follows in the transaction is planned for any account of the usual size, and once: with
   * the account's number in hand, the planner takes one that is newer than its statistics for
   * empty.
   */
  static final String READ =
      """
      select a.*, set_config('plan_cache_mode', 'force_generic_plan', true) from account a where a.account_id = $1
      """;

  static final String LOCK = READ + " for update";

  static final String ACCOUNT =
      """
      update account set event_seq = $2, event_at = coalesce($3, event_at), cash = $4, trading_state = $5, latched_by = $6,
        latched_reason = $7, latched_at = $8, status = $9, trade_suspended = $10, long_only = $11, venue = $12,
        on_difference = $13 where account_id = $1
      """;

  static final String INSERT_POSITIONS =
      """
      insert into position (account_id, position_id, uid, instrument_id, netting, external_id, exchange, opening_order_id,
        qty, held, cost, realized_pl, opened_qty, entry_price, opened_at, updated_at, closed_at, closed_by,
        live_liquidation_item_id, trade_date, day_bought, day_bought_value, day_sold, day_sold_value, previous_qty, version)
      select $1, * from unnest($2::bigint[], $3::uuid[], $4::bigint[], $5::boolean[], $6::text[], $7::text[], $8::bigint[],
        $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::numeric[], $15::timestamptz[],
        $16::timestamptz[], $17::timestamptz[], $18::text[], $19::bigint[], $20::date[], $21::numeric[], $22::numeric[],
        $23::numeric[], $24::numeric[], $25::numeric[], $26::bigint[])
      """;

  static final String UPDATE_POSITIONS =
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
        cross join lateral (
          select t.ctid as tid from position t where t.account_id = $1 and t.position_id = u.position_id offset 0) t
      where p.ctid = t.tid
      """;

  static final String INSERT_EPISODES =
      """
      insert into position_episode (account_id, position_id, episode, instrument_id, external_id, opened_qty, entry_price,
        opened_at, closed_at, closed_by)
      select $1, u.position_id, coalesce((select max(e.episode) from position_episode e
          where e.account_id = $1 and e.position_id = u.position_id), 0) + row_number() over (partition by u.position_id),
        u.instrument_id, u.external_id, u.opened_qty, u.entry_price, u.opened_at, u.closed_at, u.closed_by
      from unnest($2::bigint[], $3::bigint[], $4::text[], $5::numeric[], $6::numeric[], $7::timestamptz[],
        $8::timestamptz[], $9::text[])
        as u (position_id, instrument_id, external_id, opened_qty, entry_price, opened_at, closed_at, closed_by)
      """;

  static final String INSERT_ORDERS =
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

  /**
   * A lease moves only when the decision handed the order out anew; then to this replica. Claims
   * take no account's lock, so an order that was claimed since it was read is not written; one
   * whose lease was only renewed meanwhile is, which is why it is found by its key and not by its
   * place.
   */
  static final String UPDATE_ORDERS =
      """
      update orders o set status = u.status, version = u.version, filled_qty = u.filled_qty, filled_value = u.filled_value,
        reported_qty = u.reported_qty, oco_group = u.oco_group, position_id = u.position_id, reason = u.reason,
        reason_text = u.reason_text, command_id = u.command_id, updated_at = u.updated_at, filled_at = u.filled_at,
        canceled_at = u.canceled_at, expired_at = u.expired_at, failed_at = u.failed_at, venue_action = u.venue_action,
        lease_owner = case when u.venue_action is null then null
          when u.lease_epoch > o.lease_epoch then $2::uuid else o.lease_owner end,
        lease_until = case when u.venue_action is null then null
          when u.lease_epoch > o.lease_epoch then $3::timestamptz else o.lease_until end,
        told_at = case when u.lease_epoch > o.lease_epoch then null else o.told_at end,
        lease_epoch = u.lease_epoch
      from unnest($4::bigint[], $5::text[], $6::int[], $7::numeric[], $8::numeric[], $9::numeric[], $10::bigint[],
        $11::bigint[], $12::text[], $13::text[], $14::bigint[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[],
        $18::timestamptz[], $19::timestamptz[], $20::text[], $21::bigint[], $22::bigint[])
        as u (order_id, status, version, filled_qty, filled_value, reported_qty, oco_group, position_id, reason,
          reason_text, command_id, updated_at, filled_at, canceled_at, expired_at, failed_at, venue_action, lease_epoch,
          epoch_read)
        cross join lateral (
          select t.account_id, t.order_id, u.epoch_read from orders t
          where t.account_id = $1 and t.order_id = u.order_id offset 0) t
      where o.account_id = t.account_id and o.order_id = t.order_id and o.lease_epoch = t.epoch_read
      """;

  static final String INSERT_VERSIONS =
      """
      insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
        notional, limit_price, stop_price, expires_at, created_at, state, ordered_qty, trail_price, trail_percent,
        trail_begins, trail_step)
      select $1, * from unnest($2::bigint[], $3::int[], $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::text[],
        $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[], $13::timestamptz[], $14::timestamptz[], $15::text[],
        $16::numeric[], $17::numeric[], $18::numeric[], $19::numeric[], $20::numeric[])
      """;

  static final String UPDATE_VERSIONS =
      """
      update order_version v set state = u.state, qty = u.qty, ordered_qty = u.ordered_qty, limit_price = u.limit_price, stop_price = u.stop_price,
        trail_begins = u.trail_begins, expires_at = u.expires_at, replaced_at = case when u.state = 'REPLACED' then $2::timestamptz else v.replaced_at end
      from unnest($3::bigint[], $4::int[], $5::text[], $6::numeric[], $7::numeric[], $8::numeric[], $9::timestamptz[],
        $10::numeric[], $11::numeric[])
        as u (order_id, version, state, qty, limit_price, stop_price, expires_at, ordered_qty, trail_begins)
        cross join lateral (
          select t.ctid as tid from order_version t
          where t.account_id = $1 and t.order_id = u.order_id and t.version = u.version offset 0) t
      where v.ctid = t.tid
      """;

  static final String INSERT_FILLS =
      """
      insert into fill (account_id, fill_id, order_id, version, instrument_id, position_id, liquidation_id, venue, exec_id,
        uid, side, qty, price, cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, late,
        executed_at, booked_at, settles_at)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
        $9::text[], $10::uuid[], $11::text[], $12::numeric[], $13::numeric[], $14::numeric[], $15::numeric[], $16::numeric[],
        $17::numeric[], $18::numeric[], $19::boolean[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[])
      """;

  static final String SETTLE_FILLS =
      """
      update fill set settled_at = $2 where account_id = $1 and fill_id = any($3::bigint[]) and settled_at is null
      """;

  static final String INSERT_LIQUIDATION =
      """
      insert into liquidation (account_id, liquidation_id, uid, dialect, actor, request_id, scope, requested_qty,
        requested_percentage, cancel_orders, held_policy, exclusive, client_order_id, status, reason, open_items,
        filled_items, partial_items, canceled_items, failed_items, executed_value, proceeds, cancel_requested,
        cancel_deadline_at, due_at, tags, created_at, updated_at, ended_at, requested_target, conduct)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31)
      """;

  static final String UPDATE_LIQUIDATIONS =
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
        cross join lateral (
          select t.ctid as tid from liquidation t
          where t.account_id = $1 and t.liquidation_id = u.liquidation_id offset 0) t
      where l.ctid = t.tid
      """;

  static final String INSERT_ITEMS =
      """
      insert into liquidation_item (account_id, liquidation_item_id, liquidation_id, position_id, instrument_id,
        position_qty, step_place, status, qty, filled_qty, filled_value, cash_effect, order_id, attempt, reason, reason_text,
        existing_qty, held_qty, blocking_order_ids, active_since, escalated_at, steps_begun, step_due_at, steps_since,
        step_price_from, step_pause, created_at, updated_at, ended_at)
      select $1, u.item_id, u.liquidation_id, u.position_id, u.instrument_id, u.position_qty, u.step_place, u.status, u.qty,
        u.filled_qty, u.filled_value, u.cash_effect, u.order_id, u.attempt, u.reason, u.reason_text, u.existing, u.held,
        string_to_array(u.blocking, ',')::bigint[], u.active_since, u.escalated_at, u.steps_begun, u.step_due_at, u.steps_since,
        u.step_price_from, u.step_pause, u.created_at, u.updated_at, u.ended_at
      from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::numeric[], $7::int[], $8::text[], $9::numeric[],
        $10::numeric[], $11::numeric[], $12::numeric[], $13::bigint[], $14::int[], $15::text[], $16::text[], $17::numeric[],
        $18::numeric[], $19::text[], $20::timestamptz[], $21::timestamptz[], $22::int[], $23::timestamptz[],
        $24::timestamptz[], $25::numeric[], $26::text[], $27::timestamptz[], $28::timestamptz[], $29::timestamptz[])
        as u (item_id, liquidation_id, position_id, instrument_id, position_qty, step_place, status, qty, filled_qty,
          filled_value, cash_effect, order_id, attempt, reason, reason_text, existing, held, blocking, active_since,
          escalated_at, steps_begun, step_due_at, steps_since, step_price_from, step_pause, created_at, updated_at, ended_at)
      """;

  static final String UPDATE_ITEMS =
      """
      update liquidation_item i set status = u.status, qty = u.qty, filled_qty = u.filled_qty, filled_value = u.filled_value,
        cash_effect = u.cash_effect, order_id = u.order_id, attempt = u.attempt, reason = u.reason,
        reason_text = u.reason_text, existing_qty = u.existing, held_qty = u.held,
        blocking_order_ids = string_to_array(u.blocking, ',')::bigint[], active_since = u.active_since,
        escalated_at = u.escalated_at, steps_begun = u.steps_begun, step_due_at = u.step_due_at,
        steps_since = u.steps_since, step_price_from = u.step_price_from, step_pause = u.step_pause,
        updated_at = u.updated_at, ended_at = u.ended_at
      from unnest($2::bigint[], $3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::bigint[],
        $9::int[], $10::text[], $11::text[], $12::numeric[], $13::numeric[], $14::text[], $15::timestamptz[],
        $16::timestamptz[], $17::int[], $18::timestamptz[], $19::timestamptz[], $20::numeric[], $21::text[],
        $22::timestamptz[], $23::timestamptz[])
        as u (item_id, status, qty, filled_qty, filled_value, cash_effect, order_id, attempt, reason, reason_text, existing,
          held, blocking, active_since, escalated_at, steps_begun, step_due_at, steps_since, step_price_from, step_pause,
          updated_at, ended_at)
        cross join lateral (
          select t.ctid as tid from liquidation_item t
          where t.account_id = $1 and t.liquidation_item_id = u.item_id offset 0) t
      where i.ctid = t.tid
      """;

  public static final String INSERT_EVENTS =
      """
      insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, position_id, actor, dialect,
        request_id, snapshot)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::text[], $10::text[], $11::text[], $12::json[])
      """;

  private BookSql() {}
}
