// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.persistence.log.EventRows;

/** Reads the log for its chain: each row as JSON, with the rows that were written with it. */
public final class ProofSql {
  /** JSON has times in the session's zone; the canonical form has them in UTC. */
  public static final String UTC = "set local timezone = 'UTC'";

  /** Place of the first of {@link LoggedRow.Part}, counted from zero. */
  static final int FIRST_PART = 4;

  /**
   * All columns of the event, so that whoever does not know one yet chains it all the same. Of the
   * other rows only what is never written again. What an order asks for may be adapted as long as
   * its events tell the terms themselves; where they do not, it stays (V25).
   */
  private static final String READ =
      """
      select e.account_id, e.seq, %s as told, e.kind, to_json(e)::text as event, f.json as fill, l.json as liquidation,
        v.json as order_version, o.json as orders, %s as texts
      from (%s) e
      left join lateral (
        select to_json(t)::text as json from (
          select f.account_id, f.fill_id, f.order_id, f.version, f.instrument_id, f.position_id, f.liquidation_id, f.venue,
            f.exec_id, f.uid, f.side, f.qty, f.price, f.cash_effect, f.realized_pl, f.order_filled_qty, f.order_leaves_qty,
            f.position_qty, f.late, f.executed_at, f.booked_at, f.settles_at
          from fill f
          where e.kind = 'FILL' and f.account_id = e.account_id
            and f.fill_id = coalesce(e.fill_id, (e.snapshot -> 'fill' -> 'fill_id')::text::bigint) offset 0) t) f on true
      left join lateral (
        select to_json(t)::text as json from (
          select l.account_id, l.liquidation_id, l.uid, l.dialect, l.actor, l.request_id, l.scope, l.requested_qty,
            l.requested_percentage, l.requested_target, l.cancel_orders, l.held_policy, l.exclusive, l.client_order_id,
            l.cancel_deadline_at, l.tags, l.created_at
          from liquidation l
          where (e.opens is true or e.kind = 'LIQUIDATION_NEW')
            and l.account_id = e.account_id and l.liquidation_id = e.liquidation_id offset 0) t) l on true
      left join lateral (
        select to_json(t)::text as json from (
          select v.account_id, v.order_id, v.version, v.version_id, v.uid, v.client_order_id, v.type, v.time_in_force,
            v.notional, v.trail_price, v.trail_percent, v.trail_step, v.created_at,
            case when e.order_status is not null then v.qty end as qty,
            case when e.order_status is not null then v.limit_price end as limit_price,
            case when e.order_status is not null then v.stop_price end as stop_price,
            case when e.order_status is not null then v.expires_at end as expires_at
          from order_version v
          where starts_with(e.kind, 'ORDER_') and v.account_id = e.account_id and v.order_id = e.order_id
            and v.version = coalesce(nullif((e.snapshot -> 'order' -> 'pending' -> 'version')::text, 'null')::integer,
              nullif((e.snapshot -> 'order' -> 'version')::text, 'null')::integer, 1) offset 0) t) v on true
      left join lateral (
        select to_json(t)::text as json from (
          select o.account_id, o.order_id, o.instrument_id,
            case when o.liquidation_item_id is not null then o.position_id end as position_id, o.side, o.parent_order_id,
            o.liquidation_id, o.liquidation_item_id, o.attempt, o.actor, o.dialect, o.tags, o.created_at, o.submitted_at
          from orders o
          where starts_with(e.kind, 'ORDER_') and o.account_id = e.account_id and o.order_id = e.order_id offset 0) t) o on true
      order by e.account_id, e.seq
      """;

  private static final String TEXTS =
      "(select json_object_agg(t.field, json_build_array(encode(t.salt, 'hex'), encode(t.digest, 'hex')))::text"
          + " from proof_text t where t.account_id = e.account_id and t.seq = e.seq)";

  /**
   * The rows after these numbers; of each account at most so many. It sets the zone of its own
   * transaction before it comes to any row, so that it takes no round trips of one around it.
   */
  static final String FOLLOW =
      READ.formatted(
          EventRows.TOLD,
          "null::text",
          """
          select e.* from (select set_config('timezone', 'UTC', true) offset 0) z (zone)
          cross join unnest($1::bigint[], $2::bigint[]) h (account_id, seq)
          cross join lateral (
            select e.* from event e where e.account_id = h.account_id and e.seq > h.seq and z.zone = 'UTC'
            order by e.seq limit $3) e""");

  /** Those of accounts from one number to another, with what is kept of their texts. */
  public static final String AUDIT =
      READ.formatted(
          EventRows.TOLD,
          TEXTS,
          "select e.* from event e where e.account_id between ? and ? and e.seq > ? and e.seq <= ?");

  /** Those of one account, with what is kept of their texts. */
  static final String SPAN =
      READ.formatted(
          EventRows.TOLD,
          TEXTS,
          """
          select e.* from event e where e.account_id = $1 and e.seq > $2 and e.seq <= $3""");

  /** What stood in the account, in one look. */
  static final String GENESIS_RECORD =
      """
      json_build_object('ledger', g.ledger, 'account_id', a.account_id, 'uid', a.uid, 'currency', a.currency,
        'created_at', a.created_at, 'seq', a.event_seq, 'cash', trim_scale(a.cash)::text, 'positions', (
          select json_object_agg(p.position_id, json_build_object('instrument_id', p.instrument_id,
            'qty', trim_scale(p.qty)::text, 'cost', trim_scale(p.cost)::text))
          from position p where p.account_id = a.account_id and p.qty <> 0))""";

  /** Whether the log of administration is not chained to its end. */
  static final String ADMINISTRATION_BEHIND =
      """
      select a.account_id, a.event_seq, h.seq, encode(h.hash, 'hex') as hash
      from administration_log a left join proof_head h on h.account_id = a.account_id
      where a.account_id = 0 and (h.account_id is null or h.seq < a.event_seq)
      """;

  /** It begins with nothing. */
  static final String ADMINISTRATION_GENESIS =
      "select event_seq, to_json(created_at)::text from administration_log where account_id = 0";

  private ProofSql() {}
}
