// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

/**
 * SQL that builds an event's snapshot inside the statement that changes the state. It says the same
 * as {@link LedgerJson}, with explicit nulls where nothing is set; the columns that a fresh row
 * leaves empty are left out.
 */
final class SnapshotSql {
  /**
   * A closing order without fills, from the aliases {@code o} (orders) and {@code v}
   * (order_version).
   */
  static final String FRESH_CLOSING_ORDER = freshClosingOrder("o", "v");

  /** A liquidation that has not ended, from the alias {@code l}. */
  static final String FRESH_LIQUIDATION = freshLiquidation("l");

  private SnapshotSql() {}

  /** A JSON value for the columns of these two aliases; they may be the same. */
  static String freshClosingOrder(String order, String version) {
    return """
        json_build_object('order', json_build_object(
          'order_id', o.order_id, 'instrument_id', o.instrument_id, 'position_id', o.position_id, 'side', o.side,
          'status', o.status, 'version', v.version, 'version_id', v.version_id, 'uid', v.uid,
          'client_order_id', v.client_order_id, 'type', v.type, 'time_in_force', v.time_in_force,
          'qty', trim_scale(v.qty)::text, 'expires_at', %1$s, 'version_created_at', %2$s,
          'filled_qty', '0', 'filled_value', '0', 'reported_qty', '0',
          'liquidation_id', o.liquidation_id, 'liquidation_item_id', o.liquidation_item_id, 'attempt', o.attempt,
          'actor', o.actor, 'dialect', o.dialect, 'command_id', o.command_id, 'tags', o.tags,
          'created_at', %3$s, 'updated_at', %4$s, 'submitted_at', %5$s,
          'venue_action', o.venue_action, 'lease_epoch', o.lease_epoch))"""
        .formatted(
            time("v.expires_at"),
            time("v.created_at"),
            time("o.created_at"),
            time("o.updated_at"),
            time("o.submitted_at"))
        .replaceAll("\\bo\\.", order + ".")
        .replaceAll("\\bv\\.", version + ".");
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
  private static String time(String column) {
    return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  }
}
