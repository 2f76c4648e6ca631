// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

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

  /**
   * The trades whose order, position and item are of the plain kind. Each is looked up by itself,
   * and its conditions stand outside, where they cannot lure the planner to another index (decision
   * 0009). Products must fit the ledger's 18 digits, so that they are rounded but once, as in
   * {@code PositionArithmetic}.
   */
  private static final String PLAIN =
      """
      with moment as materialized (select %NOW% as iso, power(10::numeric, $9::integer) as units),
      f as materialized (
        select g.*, o.order_id, o.instrument_id, o.position_id, o.side, o.status as status_before, o.liquidation_id,
          o.liquidation_item_id, o.attempt, o.actor, o.dialect, o.command_id, o.tags, o.created_at, o.submitted_at,
          o.lease_epoch, v.version, v.version_id, v.uid, v.client_order_id, v.type, v.time_in_force, v.qty, v.expires_at,
          v.created_at as version_created_at, p.uid as position_uid, p.external_id, p.exchange, p.opening_order_id,
          p.realized_pl, p.opened_qty, p.entry_price, p.opened_at, p.version as position_version, d.trade_date,
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
            select 1 from order_version x where x.account_id = $1 and x.order_id = o.order_id and x.state <> 'LIVE' offset 0)
          and scale(trim_scale(g.traded * g.price)) <= 18
          and scale(trim_scale((p.qty * g.price - p.cost) * i.multiplier)) <= 18
          and scale(trim_scale(p.qty * g.price * i.multiplier)) <= 18),
      l as materialized (
        select l.*, c.closed, c.closed = l.open_items as ends, %LIQUIDATION% as members
        from (select liquidation_id, count(*)::integer as closed from f group by liquidation_id) c
        cross join lateral (
          select l.*, l.ctid as tid from liquidation l where l.account_id = $1 and l.liquidation_id = c.liquidation_id offset 0) l
        where l.status in ('NEW', 'PROCESSING') and l.reason is null and l.open_items >= c.closed),
      m as materialized (
        select f.*, %GAIN% as realized, case when f.future then %GAIN% else %PROCEEDS% end as cash_effect
        from f cross join moment where f.liquidation_id in (select liquidation_id from l)),
      """
          .replace("%NOW%", SnapshotSql.time("$2::timestamptz"))
          .replace("%OPEN%", Rows.isOpen("x"))
          .replace("%LIQUIDATION%", SnapshotSql.LIQUIDATION)
          .replace("%GAIN%", rounded("f.gain"))
          .replace("%PROCEEDS%", rounded("f.proceeds"));

  /**
   * In the order of the reports: what each leaves of the account's cash and of its liquidation, and
   * the number of its first event.
   */
  private static final String IN_TURN =
      """
      w as materialized (
        select t.*, $6::bigint + 1 + coalesce(sum(1 + t.works::integer + t.begins::integer + t.ends::integer)
            over (order by t.n rows between unbounded preceding and 1 preceding), 0)::bigint as seq,
          nextval('fill_id_seq') as fill_id, %ORDER% as members
        from (
          select m.*, %CREATED% as created_text, $8::numeric + sum(m.cash_effect) over (order by m.n) as cash,
            l.executed_value + sum(m.cash_effect) over turn as executed_value,
            row_number() over turn as place, m.status_before = 'PENDING_NEW' as works,
            l.status = 'NEW' and row_number() over turn = 1 as begins, l.ends and row_number() over turn = l.closed as ends
          from m join l on l.liquidation_id = m.liquidation_id
          window turn as (partition by m.liquidation_id order by m.n)) t),
      """
          .replace(
              "%ORDER%",
              SnapshotSql.closingOrder(
                  "t",
                  "t.created_text",
                  sameAsCreated("t.submitted_at"),
                  sameAsCreated("t.version_created_at"),
                  SnapshotSql.time("t.expires_at")))
          .replace("%CREATED%", SnapshotSql.time("m.created_at"));

  private static final String TOLD =
      """
      told as (
        select w.seq, 'ORDER_NEW' as kind, w.order_id, null::bigint as liquidation_id, null::bigint as position_id,
          ('{"order":{' || w.members || ',"status":"NEW","filled_qty":"0","filled_value":"0","reported_qty":"0","updated_at":"' ||
            moment.iso || '"}}') as snapshot
        from w cross join moment where w.works
        union all
        select w.seq + w.works::integer, 'LIQUIDATION_PROCESSING', null, w.liquidation_id, null,
          ('{"liquidation":{' || %BEGUN% || '}}')
        from w join l on l.liquidation_id = w.liquidation_id cross join moment where w.begins
        union all
        select w.seq + w.works::integer + w.begins::integer, 'FILL', w.order_id, w.liquidation_id, w.position_id,
          ('{"order":{' || w.members || ',"status":"FILLED","filled_qty":"' || trim_scale(w.traded) ||
            '","filled_value":"' || trim_scale(w.value) || '","reported_qty":"' || trim_scale(w.traded) || '","updated_at":"' ||
            moment.iso || '","filled_at":"' || moment.iso || '"},"fill":{' || %FILL% || '},"position":{' || %POSITION% || '},"liquidation":{' || %PROGRESS% || '},"cash":"' ||
            trim_scale(w.cash) || '"}')
        from w join l on l.liquidation_id = w.liquidation_id cross join moment
        union all
        select w.seq + w.works::integer + w.begins::integer + 1, 'LIQUIDATION_ENDED', null, w.liquidation_id, null,
          ('{"liquidation":{' || %ENDED% || '}}')
        from w join l on l.liquidation_id = w.liquidation_id cross join moment where w.ends),
      """;

  /** The time of the event that tells it. */
  private static final String BOOKED_AT =
      "$7::timestamptz + (w.seq + w.works::integer + w.begins::integer - $6 - 1) * interval '1 microsecond'";

  private static final String FILL =
      """
      ('"fill_id":' || w.fill_id || ',"order_id":' || w.order_id || ',"version":' || w.version || ',"instrument_id":' ||
        w.instrument_id || ',"position_id":' || w.position_id || ',"liquidation_id":' || w.liquidation_id || ',"venue":' ||
        to_json($17::text) || ',"exec_id":' || to_json(w.exec_id) || ',"uid":"' || w.fill_uid || '","side":"' || w.side || '","qty":"' ||
        trim_scale(w.traded) || '","price":"' || trim_scale(w.price) || '","cash_effect":"' || trim_scale(w.cash_effect) ||
        '","realized_pl":"' || trim_scale(w.realized) || '","order_filled_qty":"' || trim_scale(w.traded) ||
        '","order_leaves_qty":"0","position_qty":"0","late":false,"executed_at":"' || %AT% || '","booked_at":"' || %BOOKED% ||
        '","settles_at":' || coalesce('"' || %SETTLES% || '"', 'null'))
      """
          .replace("%AT%", SnapshotSql.time("w.executed_at"))
          .replace("%BOOKED%", SnapshotSql.time("(" + BOOKED_AT + ")"))
          .replace("%SETTLES%", SnapshotSql.time("$10::timestamptz"));

  private static final String POSITION =
      """
      ('"position_id":' || w.position_id || ',"uid":"' || w.position_uid || '","instrument_id":' || w.instrument_id ||
        ',"netting":true,"external_id":' || coalesce(to_json(w.external_id)::text, 'null') || ',"exchange":' ||
        coalesce(to_json(w.exchange)::text, 'null') || ',"opening_order_id":' || coalesce(w.opening_order_id::text, 'null') ||
        ',"qty":"0","held":"0","cost":"0","realized_pl":"' || trim_scale(w.realized_pl + w.realized) || '","opened_qty":"' ||
        trim_scale(w.opened_qty) || '","entry_price":"' || trim_scale(w.entry_price) || '","opened_at":"' || %OPENED% ||
        '","updated_at":"' || moment.iso || '","closed_at":"' || moment.iso || '","closed_by":"LIQUIDATION","live_liquidation_item_id":' ||
        w.liquidation_item_id || ',"trade_date":"' || to_char(w.trade_date, 'YYYY-MM-DD') || '","day_bought":"' || trim_scale(w.day_bought) ||
        '","day_bought_value":"' || trim_scale(w.day_bought_value) || '","day_sold":"' || trim_scale(w.day_sold) ||
        '","day_sold_value":"' || trim_scale(w.day_sold_value) || '","previous_qty":"' || trim_scale(w.previous_qty) ||
        '","version":' || w.position_version + 1)
      """
          .replace("%OPENED%", SnapshotSql.time("w.opened_at"));

  /** How a liquidation ends of which something has been filled. */
  private static final String END =
      """
      case when l.partial_items + l.canceled_items + l.failed_items = 0 then 'FILLED'
        when l.cancel_requested then 'CANCELED' else 'PARTIALLY_FILLED' end
      """;

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
        update liquidation l set status = case when c.ends then c.end_status else 'PROCESSING' end,
          open_items = l.open_items - c.closed, filled_items = l.filled_items + c.closed,
          executed_value = l.executed_value + c.cash, proceeds = case when c.ends then l.executed_value + c.cash end,
          due_at = case when c.ends then null else l.due_at end, updated_at = $2,
          ended_at = case when c.ends then $2::timestamptz end
        from (
          select l.tid, l.closed, l.ends, %END% as end_status,
            (select sum(w.cash_effect) from w where w.liquidation_id = l.liquidation_id) as cash
          from l) c
        where l.ctid = c.tid),
      events_written as (
        insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, position_id, actor, dialect,
          request_id, snapshot)
        select $1, told.seq, nextval('event_id_seq'), $7::timestamptz + (told.seq - $6 - 1) * interval '1 microsecond',
          told.kind, told.order_id, told.liquidation_id, told.position_id, $3, $4, $5, told.snapshot::json
        from told
        returning seq, at),
      account_written as (
        update account set event_seq = e.seq, event_at = e.at, cash = (select cash from w order by n desc limit 1)
        from (select max(seq) as seq, max(at) as at from events_written) e
        where account.account_id = $1 and e.seq is not null)
      select w.key, least((select count(*) from orders_written), (select count(*) from positions_written),
        (select count(*) from items_written)) as written
      from w
      """
          .replace("%END%", END)
          .replace("%BOOKED_AT%", BOOKED_AT);

  /**
   * Parameters: $1 account, $2 now, $3 actor, $4 dialect, $5 request id, $6 the account's last
   * event number, $7 time of its next event, $8 its cash, $9 digits of its currency, $10 when fills
   * settle, $11 order keys, $12 execution ids, $13 the fills' uids, $14 quantities, $15 prices, $16
   * times of execution, $17 venue, $18 trade dates: for each trade one per session kind, $19
   * session kinds.
   *
   * <p>A row per booked trade with its {@code key} and the number of orders, positions and items
   * {@code written}, the least of the three: fewer than rows when one was changed meanwhile, as
   * claims do, and then the transaction must not be committed.
   */
  static final String BOOK =
      PLAIN
          + IN_TURN
          + TOLD.replace("%FILL%", FILL)
              .replace("%POSITION%", POSITION)
              .replace(
                  "%BEGUN%", liquidation("'PROCESSING'", "w.place - 1", "l.executed_value", false))
              .replace(
                  "%PROGRESS%",
                  liquidation("'PROCESSING'", "w.place - 1", "w.executed_value", false))
              .replace("%ENDED%", liquidation(END, "w.place", "w.executed_value", true))
          + WRITTEN;

  private FillSql() {}

  /** HALF_EVEN to the account's currency; PostgreSQL rounds ties away from zero. */
  private static String rounded(String amount) {
    return """
        case when abs(%1$s - trunc(%1$s, $9::integer)) * moment.units = 0.5
            and mod(trunc(%1$s, $9::integer) * moment.units, 2) = 0
          then trunc(%1$s, $9::integer) else round(%1$s, $9::integer) end"""
        .formatted(amount);
  }

  /** Mostly they are, and writing a moment costs more than comparing two. */
  private static String sameAsCreated(String column) {
    return "case when "
        + column
        + " = t.created_at then t.created_text else "
        + SnapshotSql.time(column)
        + " end";
  }

  /** A liquidation after so many of its items were filled. */
  private static String liquidation(
      String status, String closed, String executed, boolean hasEnded) {
    String next =
        hasEnded
            ? """
              ',"proceeds":"' || trim_scale(%s) || '","ended_at":"' || moment.iso || '"'"""
                .formatted(executed)
            : """
              ',"due_at":' || coalesce('"' || %s || '"', 'null')"""
                .formatted(SnapshotSql.time("l.due_at"));
    return """
        (l.members || ',"status":"' || %1$s || '","open_items":' || l.open_items - (%2$s) || ',"filled_items":' ||
          l.filled_items + (%2$s) || ',"executed_value":"' || trim_scale(%3$s) || '","updated_at":"' || moment.iso || '"' || %4$s)"""
        .formatted(status, closed, executed, next);
  }
}
