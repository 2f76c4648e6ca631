// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.persistence.Rows;

/**
 * Books trades that fill closing orders whole, in one statement; it agrees with {@code
 * domain.book.AccountBook}, which a test holds it to on the same books.
 */
final class FillSql {
  /**
   * What the statement must know of the account, under whose lock it runs. A statement of its own:
   * the view of the next one is from after the wait for the lock. {@link #BOOK} gets one plan for
   * any number of trades, the one that was tried on fresh accounts.
   */
  static final String LOCK =
      """
      select a.*, set_config('plan_cache_mode', 'force_generic_plan', true)
      from account a where a.account_id = $1 and a.position_mode = 'NETTING' for update
      """;

  /** How a liquidation ends of which something has been filled. */
  private static final String END =
      """
      case when l.partial_items + l.canceled_items + l.failed_items = 0 then 'FILLED'
        when l.cancel_requested then 'CANCELED' else 'PARTIALLY_FILLED' end
      """;

  /**
   * The trades whose order, position and item are of the plain kind. Each is looked up by itself,
   * and its conditions stand outside, where they cannot lure the planner to another index (decision
   * 0009). Products must fit the ledger's 18 digits, so that they are rounded but once, as in
   * {@code PositionArithmetic}.
   */
  private static final String PLAIN =
      """
      with moment as materialized (select power(10::numeric, $9::integer) as units),
      f as materialized (
        select g.*, o.order_id, o.instrument_id, o.position_id, o.side, o.status as status_before, o.liquidation_id,
          o.liquidation_item_id, o.command_id, o.lease_epoch, v.version, p.realized_pl, p.opened_qty, p.entry_price, p.opened_at, p.version as position_version, d.trade_date,
          case when d.trade_date = p.trade_date then p.previous_qty else p.qty end as previous_qty,
          case when d.trade_date = p.trade_date then p.day_bought else 0 end
            + case o.side when 'BUY' then g.traded else 0 end as day_bought,
          case when d.trade_date = p.trade_date then p.day_bought_value else 0 end
            + case o.side when 'BUY' then g.traded * g.price else 0 end as day_bought_value,
          case when d.trade_date = p.trade_date then p.day_sold else 0 end
            + case o.side when 'SELL' then g.traded else 0 end as day_sold,
          case when d.trade_date = p.trade_date then p.day_sold_value else 0 end
            + case o.side when 'SELL' then g.traded * g.price else 0 end as day_sold_value,
          g.traded * g.price as value, i.asset_class = 'future' as future,
          (p.qty * g.price - p.cost) * i.multiplier as gain, p.qty * g.price * i.multiplier as proceeds,
          o.tid as order_tid, p.tid as position_tid, t.tid as item_tid
        from unnest($11::uuid[], $12::text[], $13::uuid[], $14::numeric[], $15::numeric[], $16::timestamptz[])
          with ordinality as g (key, exec_id, fill_uid, traded, price, executed_at, n)
        cross join lateral (select * from order_version v where v.uid = g.key offset 0) v
        cross join lateral (select o.*, o.ctid as tid from orders o where o.account_id = $1 and o.order_id = v.order_id offset 0) o
        cross join lateral (select p.*, p.ctid as tid from position p where p.account_id = $1 and p.position_id = o.position_id offset 0) p
        cross join lateral (
          select t.*, t.ctid as tid from liquidation_item t where t.account_id = $1 and t.liquidation_item_id = o.liquidation_item_id offset 0) t
        cross join lateral (select * from instrument i where i.instrument_id = o.instrument_id offset 0) i
        cross join lateral (
          select ($18::date[])[(g.n - 1)::integer * cardinality($19::text[]) + array_position($19::text[], i.session)] as trade_date) d
        where v.account_id = $1 and v.state = 'LIVE' and v.qty = g.traded and v.notional is null and v.limit_price is null and v.stop_price is null
          and v.version = 1 and v.ordered_qty is null
          and o.version = v.version and o.status in ('PENDING_NEW', 'NEW') and o.filled_qty = 0 and o.reported_qty = 0
          and o.oco_group is null and o.reason is null and o.reason_text is null
          and p.netting and p.live_liquidation_item_id = o.liquidation_item_id
          and p.qty = case o.side when 'SELL' then g.traded else -g.traded end
          and t.order_id = o.order_id and t.status = 'CLOSING' and t.filled_qty = 0 and t.qty = g.traded
          and t.escalated_at is null and t.reason is null
          and not exists (
            select 1 from orders x where x.account_id = $1 and x.instrument_id = o.instrument_id and %OPEN%
              and x.order_id <> o.order_id offset 0)
          and not exists (
            select 1 from liquidation_item x where x.account_id = $1 and x.position_id = o.position_id and x.has_waited
              and x.status = 'WAITING' offset 0)
          and not exists (
            select 1 from order_version x where x.account_id = $1 and x.order_id = o.order_id and x.state <> 'LIVE' offset 0)
          and scale(trim_scale(g.traded * g.price)) <= 18
          and scale(trim_scale((p.qty * g.price - p.cost) * i.multiplier)) <= 18
          and scale(trim_scale(p.qty * g.price * i.multiplier)) <= 18),
      l as materialized (
        select l.*, c.closed, case when c.closed = l.open_items then %END% end as end_status
        from (select liquidation_id, count(*)::integer as closed from f group by liquidation_id) c
        cross join lateral (
          select l.*, l.ctid as tid from liquidation l where l.account_id = $1 and l.liquidation_id = c.liquidation_id offset 0) l
        where l.status in ('NEW', 'PROCESSING') and l.reason is null and l.conduct is null and l.open_items >= c.closed),
      m as materialized (
        select f.*, %GAIN% as realized, case when f.future then %GAIN% else %PROCEEDS% end as cash_effect
        from f cross join moment where f.liquidation_id in (select liquidation_id from l)),
      """
          .replace("%OPEN%", Rows.isOpen("x"))
          .replace("%END%", END)
          .replace("%GAIN%", rounded("f.gain"))
          .replace("%PROCEEDS%", rounded("f.proceeds"));

  /**
   * In the order of the reports: what each leaves of the account's cash and of its liquidation, and
   * the numbers of its first event and of its last.
   */
  private static final String IN_TURN =
      """
      w as materialized (
        select t.*, t.seq_end - t.told + 1 as seq, nextval('fill_id_seq') as fill_id
        from (
          select t.*, $6::bigint + sum(t.told) over (order by t.n)::bigint as seq_end
          from (
            select t.*, 1 + t.works::integer + t.begins::integer + (t.end_status is not null)::integer as told
            from (
              select m.*, $8::numeric + sum(m.cash_effect) over (order by m.n) as cash,
                l.executed_value + sum(m.cash_effect) over turn as executed_value, row_number() over turn as place,
                m.status_before = 'PENDING_NEW' as works, l.status = 'NEW' and row_number() over turn = 1 as begins,
                case when row_number() over turn = l.closed then l.end_status end as end_status
              from m join l on l.liquidation_id = m.liquidation_id
              window turn as (partition by m.liquidation_id order by m.n)) t) t) t),
      """;

  /** The time of the event that tells it. */
  private static final String BOOKED_AT =
      "$7::timestamptz + (w.seq + w.works::integer + w.begins::integer - $6 - 1) * interval '1 microsecond'";

  /**
   * Rows are updated where they were found. By their keys a plan that takes the account for small
   * would compare all of its rows with all trades.
   */
  private static final String WRITTEN =
      """
      orders_written as (
        update orders o set status = 'FILLED', filled_qty = w.traded, filled_value = w.value, reported_qty = w.traded,
          updated_at = $2, filled_at = $2, venue_action = null, lease_owner = null, lease_until = null
        from w where o.ctid = w.order_tid and o.lease_epoch = w.lease_epoch
        returning 1),
      positions_written as (
        update position p set qty = 0, held = 0, cost = 0, realized_pl = w.realized_pl + w.realized, updated_at = $2,
          closed_at = $2, closed_by = 'LIQUIDATION', live_liquidation_item_id = null, trade_date = w.trade_date,
          day_bought = w.day_bought, day_bought_value = w.day_bought_value, day_sold = w.day_sold,
          day_sold_value = w.day_sold_value, previous_qty = w.previous_qty, version = w.position_version + 1
        from w where p.ctid = w.position_tid
        returning 1),
      items_written as (
        update liquidation_item t set status = 'FILLED', filled_qty = w.traded, filled_value = w.value,
          cash_effect = t.cash_effect + w.cash_effect, reason = null, reason_text = null, updated_at = $2, ended_at = $2
        from w where t.ctid = w.item_tid
        returning 1),
      fills_written as (
        insert into fill (account_id, fill_id, order_id, version, instrument_id, position_id, liquidation_id, venue, exec_id,
          uid, side, qty, price, cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, late,
          executed_at, booked_at, settles_at)
        select $1, w.fill_id, w.order_id, w.version, w.instrument_id, w.position_id, w.liquidation_id, $17, w.exec_id,
          w.fill_uid, w.side, w.traded, w.price, w.cash_effect, w.realized, w.traded, 0, 0, false, w.executed_at, %BOOKED_AT%, $10
        from w),
      liquidations_written as (
        update liquidation l set status = coalesce(c.end_status, 'PROCESSING'), open_items = l.open_items - c.closed,
          filled_items = l.filled_items + c.closed, executed_value = l.executed_value + c.cash,
          proceeds = case when c.end_status is not null then l.executed_value + c.cash end,
          due_at = case when c.end_status is null then l.due_at end, updated_at = $2,
          ended_at = case when c.end_status is not null then $2::timestamptz end
        from (
          select l.tid, l.closed, l.end_status,
            (select sum(w.cash_effect) from w where w.liquidation_id = l.liquidation_id) as cash
          from l) c
        where l.ctid = c.tid),
      events_written as (
        insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, position_id, actor, dialect,
          request_id, moment, works, begins, end_status, order_status, command_id, lease_epoch, filled_qty, filled_value,
          fill_id, position_realized_pl, position_opened_qty, position_entry_price, position_opened_at, position_closed_by,
          position_item_id, trade_date, day_bought, day_bought_value, day_sold, day_sold_value, previous_qty,
          position_version, liquidation_status, open_items, filled_items, partial_items, canceled_items, failed_items,
          executed_value, due_at, cancel_requested, cash)
        select $1, w.seq_end, nextval('event_id_seq'), $7::timestamptz + (w.seq_end - $6 - 1) * interval '1 microsecond', 'FILL',
          w.order_id, w.liquidation_id, w.position_id, $3, $4, $5, $2, nullif(w.works, false), nullif(w.begins, false),
          w.end_status, 'FILLED', w.command_id, w.lease_epoch, w.traded, w.value, w.fill_id, w.realized_pl + w.realized,
          w.opened_qty, w.entry_price, w.opened_at, 'LIQUIDATION', w.liquidation_item_id, w.trade_date,
          nullif(w.day_bought, 0), nullif(w.day_bought_value, 0), nullif(w.day_sold, 0), nullif(w.day_sold_value, 0),
          nullif(w.previous_qty, 0), w.position_version + 1, 'PROCESSING', l.open_items - (w.place - 1),
          nullif(l.filled_items + (w.place - 1), 0), nullif(l.partial_items, 0), nullif(l.canceled_items, 0),
          nullif(l.failed_items, 0), w.executed_value, l.due_at, nullif(l.cancel_requested, false), w.cash
        from w join l on l.liquidation_id = w.liquidation_id
        returning seq, at),
      account_written as (
        update account set event_seq = e.seq, event_at = e.at, cash = (select cash from w order by n desc limit 1)
        from (select max(seq) as seq, max(at) as at from events_written) e
        where account.account_id = $1 and e.seq is not null)
      select w.key, refuse_stale(least((select count(*) from orders_written), (select count(*) from positions_written),
        (select count(*) from items_written)), (select count(*) from w)) as written, l.dialect, l.created_at as accepted_at,
        w.seq_end
      from w join l on l.liquidation_id = w.liquidation_id
      """
          .replace("%BOOKED_AT%", BOOKED_AT);

  /**
   * Parameters: $1 account, $2 now, $3 actor, $4 dialect, $5 request id, $6 the account's last
   * event number, $7 time of its next event, $8 its cash, $9 digits of its currency, $10 when fills
   * settle, $11 order keys, $12 execution ids, $13 the fills' uids, $14 quantities, $15 prices, $16
   * times of execution, $17 venue, $18 trade dates: for each trade one per session kind, $19
   * session kinds.
   *
   * <p>A row per booked trade with its {@code key}, through which {@code dialect} its close came,
   * when it was {@code accepted_at}, and the number of the event that tells it. Fails where an
   * order, position or item was changed meanwhile, as claims do, so that COMMIT may be sent along
   * with it.
   */
  static final String BOOK = PLAIN + IN_TURN + WRITTEN;

  private FillSql() {}

  /** HALF_EVEN to the account's currency; PostgreSQL rounds ties away from zero. */
  private static String rounded(String amount) {
    return """
        case when abs(%1$s - trunc(%1$s, $9::integer)) * moment.units = 0.5
            and mod(trunc(%1$s, $9::integer) * moment.units, 2) = 0
          then trunc(%1$s, $9::integer) else round(%1$s, $9::integer) end"""
        .formatted(amount);
  }
}
