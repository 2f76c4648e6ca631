// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

/**
 * SQL that builds an event's snapshot inside the statement that changes the state. It says the same
 * as {@link LedgerJson}, with explicit nulls where nothing is set; the columns that a fresh row
 * leaves empty are left out.
 */
final class SnapshotSql {
  /** A liquidation that has not ended, from the alias {@code l}. */
  static final String FRESH_LIQUIDATION = freshLiquidation("l");

  private SnapshotSql() {}

  /**
   * A JSON value for a closing order without fills, whose times are all the same moment. Text that
   * is put together and then read as JSON: for thousands of orders several times faster than {@code
   * json_build_object}, which asks for the type of each of its arguments each time.
   *
   * @param alias of its columns, those of its version among them
   * @param at the text of that moment
   * @param expiresAt the text of its expiry, or null
   */
  static String freshClosingOrder(String alias, String at, String expiresAt) {
    return """
        concat('{"order":{"order_id":', o.order_id, ',"instrument_id":', o.instrument_id,
          ',"position_id":', coalesce(o.position_id::text, 'null'), ',"side":"', o.side, '","status":"', o.status,
          '","version":', o.version, ',"version_id":', o.version_id, ',"uid":"', o.uid,
          '","client_order_id":', to_json(o.client_order_id), ',"type":"', o.type,
          '","time_in_force":"', o.time_in_force, '","qty":"', trim_scale(o.qty),
          '","expires_at":', coalesce('"' || %2$s || '"', 'null'), ',"version_created_at":"', %1$s,
          '","filled_qty":"0","filled_value":"0","reported_qty":"0","liquidation_id":', coalesce(o.liquidation_id::text, 'null'),
          ',"liquidation_item_id":', coalesce(o.liquidation_item_id::text, 'null'), ',"attempt":', o.attempt,
          ',"actor":', to_json(o.actor), ',"dialect":', to_json(o.dialect), ',"command_id":', o.command_id,
          ',"tags":', coalesce(o.tags::text, 'null'), ',"created_at":"', %1$s, '","updated_at":"', %1$s,
          '","submitted_at":"', %1$s, '","venue_action":', coalesce('"' || o.venue_action || '"', 'null'),
          ',"lease_epoch":', o.lease_epoch, '}}')::json"""
        .replaceAll("\\bo\\.", alias + ".")
        .formatted(at, expiresAt);
  }

  /** A JSON value for the columns of this alias. */
  static String freshLiquidation(String alias) {
    return """
        json_build_object('liquidation', json_build_object(
          'liquidation_id', l.liquidation_id, 'uid', l.uid, 'dialect', l.dialect, 'actor', l.actor,
          'request_id', l.request_id, 'scope', l.scope, 'requested_qty', trim_scale(l.requested_qty)::text,
          'requested_percentage', trim_scale(l.requested_percentage)::text, 'cancel_orders', l.cancel_orders,
          'held_policy', l.held_policy, 'exclusive', l.exclusive, 'client_order_id', l.client_order_id,
          'status', l.status, 'open_items', l.open_items, 'filled_items', l.filled_items,
          'partial_items', l.partial_items, 'canceled_items', l.canceled_items, 'failed_items', l.failed_items,
          'executed_value', trim_scale(l.executed_value)::text, 'cancel_requested', l.cancel_requested,
          'cancel_deadline_at', %1$s, 'due_at', %2$s, 'tags', l.tags, 'created_at', %3$s, 'updated_at', %4$s))"""
        .formatted(
            time("l.cancel_deadline_at"),
            time("l.due_at"),
            time("l.created_at"),
            time("l.updated_at"))
        .replaceAll("\\bl\\.", alias + ".");
  }

  /** A JSON value for the columns of an order_version under this alias. */
  static String version(String alias) {
    return """
        json_build_object('version', x.version, 'version_id', x.version_id, 'uid', x.uid,
          'client_order_id', x.client_order_id, 'type', x.type, 'time_in_force', x.time_in_force,
          'qty', trim_scale(x.qty)::text, 'notional', trim_scale(x.notional)::text,
          'limit_price', trim_scale(x.limit_price)::text, 'stop_price', trim_scale(x.stop_price)::text,
          'expires_at', %1$s, 'version_created_at', %2$s, 'state', x.state, 'replaced_at', %3$s)"""
        .formatted(time("x.expires_at"), time("x.created_at"), time("x.replaced_at"))
        .replaceAll("\\bx\\.", alias + ".");
  }

  /** A moment as {@link LedgerJson#text} writes it. */
  static String time(String column) {
    return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  }
}
