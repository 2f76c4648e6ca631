// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.domain.Reason;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.Rows;
import java.util.Set;

/**
 * The set-based close. One statement locks, sizes, inserts liquidation, items, orders and events,
 * and raises the holds; it agrees with {@code domain.liquidation.Sizing}, which a test holds it to
 * on the same books.
 */
final class CloseSql {
  /**
   * What is wanted of a position: mode {@code $3}, amount {@code $4}; a percentage is truncated,
   * never rounded.
   */
  private static final String WANTED =
      """
      case $3::text when 'ALL' then abs(p.qty) when 'UNITS' then $4::numeric
        else case when i.asset_class = 'us_equity' and abs(p.qty) = trunc(abs(p.qty))
          then trunc(div(abs(p.qty) * $4::numeric, 100 * i.quantity_increment) * i.quantity_increment)
          else div(abs(p.qty) * $4::numeric, 100 * i.quantity_increment) * i.quantity_increment end end
      """;

  /** Why a position cannot be closed, in the order of {@code Sizing}; null when it can. */
  private static final String REFUSAL =
      """
      case when s.account_venue <> '%s' then 'ELSEWHERE'
        when s.existing = 0 then 'POSITION_NOT_FOUND'
        when $3::text = 'UNITS' and s.wanted > s.existing then 'QUANTITY_EXCEEDS_POSITION'
        when $3::text = 'UNITS' and mod(s.wanted, s.quantity_increment) <> 0 and s.wanted <> s.existing
          then 'QUANTITY_OFF_INCREMENT'
        when s.wanted = 0 then 'QUANTITY_ROUNDS_TO_ZERO'
        when s.live_liquidation_item_id is not null then 'POSITION_BEING_LIQUIDATED'
        when s.asset_class = 'future' and s.event_seq <> (select event_seq from seen) then 'STALE'
        when s.asset_class = 'future' and exists (
          select 1 from orders b where b.account_id = s.account_id and b.instrument_id = s.instrument_id and %s
            and b.liquidation_item_id is null)
          then 'ORDERS_IN_FLIGHT'
        when s.wanted > s.existing - s.held
          and not ($3::text = 'ALL' and $5::text = 'CLOSE_AVAILABLE' and s.existing > s.held) then 'QUANTITY_HELD'
      end
      """
          .formatted(VenueName.SIMULATOR, Rows.isOpen("b"));

  /**
   * The account's orders go to a venue with hours and limits of its own: the book's to decide, and
   * no reason for callers. The statement knows the hours of the built-in market alone.
   */
  static final String ELSEWHERE = "ELSEWHERE";

  /** Condition on the account {@code a}. */
  private static final String AT_HOME = "a.venue = '" + VenueName.SIMULATOR + "'";

  /**
   * Where orders reserve nothing, those in flight must be out of the way before a close is sized:
   * such a position is the book's to decide, and no reason for callers.
   */
  static final String ORDERS_IN_FLIGHT = "ORDERS_IN_FLIGHT";

  /** Refusals of the statement about which the book may think otherwise. */
  static final Set<String> LEFT_TO_THE_BOOK =
      Set.of(Reason.POSITION_BEING_LIQUIDATED.name(), ORDERS_IN_FLIGHT, ELSEWHERE);

  /**
   * The account's book has changed between the statement's view of it and the account's lock. What
   * is locked is read anew then; orders are not, and of a future they count. So nothing is decided,
   * and the statement is run again under the lock.
   */
  static final String STALE = "STALE";

  /**
   * The closing order's identity: the same as {@code ClosingOrderKey.of(liquidation, position, 1)}.
   */
  private static final String KEY =
      """
      (select overlay(overlay(h placing '3' from 13)
          placing translate(substr(h, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') from 17)::uuid
        from (select md5($6::uuid::text || ':' || s.position_id || ':1') as h) as hashed)
      """;

  /** What the statement must know of the sessions. */
  private static final String GIVEN =
      """
      with c as materialized (
        select session, open, expires_at, %s as expires_text
        from unnest($8::text[], $9::boolean[], $10::timestamptz[]) as given (session, open, expires_at)),
      """
          .formatted(text("expires_at"));

  /** Orders that hold a refused position. */
  private static final String BLOCKING =
      """
      (select array_agg(b.order_id order by b.order_id) from orders b
        where b.account_id = s.account_id and b.instrument_id = s.instrument_id and %s
          and (b.status <> 'HELD' or b.liquidation_item_id is not null) and b.side = case when s.qty > 0 then 'SELL' else 'BUY' end)
      """
          .formatted(Rows.isOpen("b"));

  /** Positions to a row of {@link #CLOSE_ALL}. */
  static final int LINES_AT_ONCE = 250;

  /** A row for each position. */
  private static final String ROWS =
      """
      select d.position_id, d.instrument_id, trim_scale(d.qty) as position_qty, trim_scale(d.held) as held,
        trim_scale(d.existing) as existing, trim_scale(d.wanted) as wanted, trim_scale(d.size) as size, d.refusal,
        d.account_status, d.key as uid, d.open, go.item_id, go.order_id, go.command_id, go.blocking, f.version_id,
        f.client_order_id, f.time_in_force, f.expires_at, f.event_at,
        (select liquidation_id from l) as liquidation_id, (select due_at from l) as due_at
      from d left join go on go.position_id = d.position_id left join f on f.order_id = go.order_id
      order by go.n, d.opened_at, d.position_id
      """;

  /**
   * JSON arrays of such rows, each an array without what they have in common; many to a text, but
   * not so many that a text becomes one of the large objects that the garbage collector treats
   * apart.
   */
  private static final String LINES =
      """
      select (select liquidation_id from l) as liquidation_id, (select due_at from l) as due_at,
        '[' || string_agg('[' || go.position_id || ',' || go.instrument_id || ',"' || trim_scale(go.qty) || '","' ||
          trim_scale(go.held) || '","' || trim_scale(go.existing) || '","' || trim_scale(go.size) || '",' ||
          coalesce('"' || go.refusal || '"', 'null') || ',"' || go.key || '",' || go.open::text || ',' || go.item_id || ',' ||
          coalesce(go.order_id::text, 'null') || ',' || go.command_id || ',' || to_json(coalesce(go.blocking, '{}'))::text || ',' ||
          coalesce(f.version_id::text, 'null') || ',' || coalesce(to_json(f.client_order_id)::text, 'null') || ',' ||
          coalesce('"' || f.time_in_force || '"', 'null') || ',' || coalesce('"' || f.expires_text || '"', 'null') || ',' ||
          coalesce('"' || f.event_text || '"', 'null') || ']',
          ',' order by go.n) || ']' as lines
      from go left join f on f.order_id = go.order_id
      group by (go.n - 1) / %1$s
      order by (go.n - 1) / %1$s
      """
          .formatted(LINES_AT_ONCE);

  /**
   * Closes one position. Each of the two statements names its positions plainly: one condition for
   * both, that asks whether $2 is null, has a cached plan read all positions of an account to close
   * one.
   *
   * <p>What is written builds on what the locking parts a and p have read. The statement's own view
   * may be older, from before the wait for the lock. An update first makes a row of that view and
   * checks its constraints, and only then finds that there is a newer one: so it sets qty too.
   *
   * <p>Parameters: $1 account, $2 instrument (null: all), $3 mode, $4 amount, $5 held policy, $6
   * liquidation uid, $7 now, $8 session kinds, $9 whether each is open, $10 when each one's day
   * orders expire, $11 client order id, $12 dialect, $13 actor, $14 request id, $15 replica, $16
   * lease until, $17 tags, $18 deadline of the liquidation, $19 idempotency key, $20 its payload
   * hash, $21 scope, $22 cancel orders, $23 cancel deadline, $24 exclusive.
   */
  static final String CLOSE =
      closing("p.instrument_id = $2 order by p.position_id for update of p", ROWS);

  /**
   * The same for all positions of an account. The planner takes the parts of the statement for a
   * row or two and joins them row by row, which for thousands of positions takes longer than the
   * statement may; {@link #JOIN_AS_SETS} comes before.
   *
   * <p>Hundreds of positions to a row, as text that {@link CloseLine} reads: ten thousand rows
   * would be decoded on the event loop that everybody else's requests need.
   *
   * <p>It comes after {@link #CAN_CLOSE_ALL}, under a lock on the account that is older than its
   * view, and nobody writes a position without that lock. So it reads each as it is, and spares the
   * locks of ten thousand rows, which go into the log one by one.
   */
  static final String CLOSE_ALL = closing("p.qty <> 0 order by p.position_id", LINES);

  /** For the rest of the transaction. */
  static final String JOIN_AS_SETS = "set local enable_nestloop = off";

  /**
   * Whether a position {@code $2} is an account's whole affair in an instrument, under its lock: to
   * be closed, and without an order.
   */
  static final String IS_FREE =
      """
      select a.position_mode = 'NETTING' and a.status in ('ACTIVE', 'CLOSING') and %2$s
        and not exists (select 1 from orders o where o.account_id = a.account_id and o.instrument_id = $2 and %1$s)
        and exists (select 1 from position p where p.account_id = a.account_id and p.instrument_id = $2 and p.netting
          and p.qty <> 0 and p.held = 0 and p.live_liquidation_item_id is null)
      from account a where a.account_id = $1
      """
          .formatted(Rows.isOpen("o"), AT_HOME);

  /**
   * Whether an account's close can be set-based, under its lock: nothing working to cancel first,
   * no other close that this one would have to wait for or take the place of, no order of one that
   * was given up without an answer, and something to close.
   */
  static final String CAN_CLOSE_ALL =
      """
      select a.position_mode = 'NETTING' and a.status in ('ACTIVE', 'CLOSING') and %2$s
        and not ($2 and exists (select 1 from orders o where o.account_id = a.account_id
          and o.liquidation_item_id is null
          and %1$s))
        and exists (select 1 from position p where p.account_id = a.account_id and p.netting and p.qty <> 0
          and p.live_liquidation_item_id is null and (p.held = 0 or ($3 and abs(p.qty) > p.held)))
        and not ($4 and exists (select 1 from liquidation l where l.account_id = a.account_id and l.exclusive
          and l.status in ('NEW', 'PROCESSING')))
        and not exists (
          select 1 from position p
          cross join lateral (select t.liquidation_id from liquidation_item t
            where t.account_id = a.account_id and t.liquidation_item_id = p.live_liquidation_item_id offset 0) t
          cross join lateral (select l.requested_qty, l.requested_percentage, l.requested_target, l.conduct from liquidation l
            where l.account_id = a.account_id and l.liquidation_id = t.liquidation_id offset 0) l
          where p.account_id = a.account_id and p.qty <> 0 and p.live_liquidation_item_id is not null
            and (abs(p.qty) > p.held or l.requested_qty is not null or l.requested_percentage is not null
              or l.requested_target is not null or l.conduct is not null))
        and not exists (
          select 1 from orders o
          cross join lateral (select p.qty, p.live_liquidation_item_id from position p
            where p.account_id = a.account_id and p.position_id = o.position_id offset 0) p
          where o.account_id = a.account_id and o.liquidation_item_id is not null
            and o.status in ('ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
            and p.qty <> 0 and p.live_liquidation_item_id is null)
        and not exists (
          select 1 from orders o
          cross join lateral (select i.asset_class from instrument i where i.instrument_id = o.instrument_id offset 0) i
          where o.account_id = a.account_id and o.liquidation_item_id is null and %1$s and i.asset_class = 'future')
      from account a where a.account_id = $1
      """
          .formatted(Rows.isOpen("o"), AT_HOME);

  private CloseSql() {}

  /** A moment as {@link CloseLine} reads it. */
  private static String text(String column) {
    return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  }

  /**
   * @param which condition on the positions {@code p}, their order, and whether they are locked
   * @param result the query that returns what was made
   */
  private static String closing(String which, String result) {
    return GIVEN
        + """
      seen as materialized (select event_seq from account where account_id = $1),
      a as (
        select account_id, status, venue, event_seq, greatest($7::timestamptz, event_at + interval '1 microsecond') as base
        from account where account_id = $1 for update),
      p as (
        select p.account_id, p.position_id, p.instrument_id, p.qty, p.held, p.live_liquidation_item_id, p.opened_at,
          a.event_seq, a.base, a.status as account_status, a.venue as account_venue
        from a join position p on p.account_id = a.account_id
        where p.netting and
      """
        + which
        + """
        ),
      s as (
        select p.*, abs(p.qty) as existing, i.symbol, i.asset_class, i.quantity_increment, c.open,
          case when i.asset_class <> 'crypto' then c.expires_at end as expires_at,
          case when i.asset_class <> 'crypto' then c.expires_text end as expires_text,
      """
        + WANTED
        + """
               as wanted
            from p join instrument i on i.instrument_id = p.instrument_id
            join c on c.session = i.session),
          d as (
            select s.*, least(s.wanted, s.existing - s.held) as size,
          """
        + REFUSAL
        + """
               as refusal,
          """
        + KEY
        + """
               as key
            from s),
          k as (
            insert into idempotency (account_id, dialect, key, payload_hash, liquidation_id, created_at)
            select $1, $12, $19, $20, nextval('liquidation_id_seq'), $7
            where $19::text is not null and exists (select 1 from d where refusal is null
              and account_status in ('ACTIVE', 'CLOSING'))
            on conflict do nothing returning liquidation_id),
          go as (
            select d.*, nextval('liquidation_item_id_seq') as item_id,
              case when d.refusal is null then nextval('order_id_seq') end as order_id,
              nextval('event_id_seq') as command_id,
              row_number() over (order by d.refusal is not null, d.opened_at, d.position_id) as n,
              case when d.refusal is not null then
          """
        + BLOCKING.replace("s.", "d.")
        + """
               end as blocking
            from d
            where d.account_status in ('ACTIVE', 'CLOSING')
              and exists (select 1 from d where refusal is null)
              and (d.refusal is null or $2::bigint is null)
              and ($19::text is null or exists (select 1 from k))),
          l as (
            insert into liquidation (account_id, liquidation_id, uid, dialect, actor, request_id, scope, requested_qty,
              requested_percentage, cancel_orders, held_policy, exclusive, client_order_id, status, open_items, failed_items,
              cancel_deadline_at, due_at, tags, created_at, updated_at)
            select $1, coalesce((select liquidation_id from k), nextval('liquidation_id_seq')), $6, $12, $13, $14, $21,
              case when $3::text = 'UNITS' then $4::numeric end, case when $3::text = 'PERCENTAGE' then $4::numeric end, $22, $5,
              $24, $11, 'NEW', count(*) filter (where refusal is null), count(*) filter (where refusal is not null), $23,
              case when bool_or(open and refusal is null) then $18::timestamptz end, $17::json, $7, $7
            from go having count(*) > 0
            returning *),
          t as (
            insert into liquidation_item (account_id, liquidation_item_id, liquidation_id, position_id, instrument_id,
              position_qty, status, qty, order_id, attempt, reason, existing_qty, held_qty, blocking_order_ids, active_since,
              created_at, updated_at, ended_at)
            select go.account_id, go.item_id, l.liquidation_id, go.position_id, go.instrument_id, go.qty,
              case when go.refusal is null then 'CLOSING' else 'FAILED' end,
              case when go.refusal is null then go.size else 0 end, go.order_id,
              case when go.refusal is null then 1 else 0 end, go.refusal,
              case when go.refusal is not null then go.existing end, case when go.refusal is not null then go.held end,
              go.blocking, case when go.refusal is null and go.open then $7::timestamptz end, $7, $7,
              case when go.refusal is not null then $7::timestamptz end
            from go cross join l),
          f as (
            select go.account_id, go.order_id, go.instrument_id, go.position_id,
              case when go.qty > 0 then 'SELL' else 'BUY' end as side,
              case when go.open then 'PENDING_NEW' else 'ACCEPTED' end as status, l.liquidation_id,
              go.item_id as liquidation_item_id, 1 as attempt, $13::text as actor, $12::text as dialect, go.command_id,
              $17::json as tags, 'SEND'::text as venue_action, case when go.open then 1 else 0 end as lease_epoch, go.open,
              1 as version, nextval('order_version_id_seq') as version_id, go.key as uid,
              case when $11::text is null then go.key::text when $21::text = 'POSITION' then $11
                else $11 || '-' || go.symbol end as client_order_id,
              'MARKET'::text as type, case when go.asset_class = 'crypto' then 'GTC' else 'DAY' end as time_in_force,
              go.size as qty, go.expires_at, go.expires_text, go.event_seq + 1 + go.n as seq,
              go.base + go.n * interval '1 microsecond' as event_at, %EVENT_TEXT% as event_text, go.n
            from go cross join l where go.refusal is null),
          o as (
            insert into orders (account_id, order_id, instrument_id, position_id, side, status, liquidation_id,
              liquidation_item_id, actor, dialect, command_id, tags, created_at, updated_at, submitted_at, venue_action,
              lease_owner, lease_until, lease_epoch)
            select account_id, order_id, instrument_id, position_id, side, status, liquidation_id, liquidation_item_id,
              actor, dialect, command_id, tags, $7, $7, event_at, venue_action, case when open then $15::uuid end, $16, lease_epoch
            from f),
          v as (
            insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force,
              qty, expires_at, created_at)
            select account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty, expires_at, $7
            from f),
          h as (
            update position set qty = go.qty, held = go.held + go.size, live_liquidation_item_id = go.item_id
            from go where go.refusal is null and position.account_id = $1 and position.account_id = go.account_id
              and position.position_id = go.position_id),
          e as (
            insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, actor, dialect, request_id, moment,
              order_status, venue_action, lease_epoch, opens, liquidation_status, open_items, failed_items, due_at)
            select f.account_id, f.seq, f.command_id, f.event_at,
              case when f.open then 'ORDER_PENDING_NEW' else 'ORDER_ACCEPTED' end, f.order_id, l.liquidation_id, $13, $12, $14, $7,
              f.status, f.venue_action, f.lease_epoch, l.liquidation_id is not null, l.status, l.open_items,
              nullif(l.failed_items, 0), l.due_at
            from f left join l on f.n = 1),
          w as (
            update account set event_seq = (select event_seq from a) + 1 + c.orders,
              event_at = (select base from a) + c.orders * interval '1 microsecond'
            from (select count(*) as orders from go where refusal is null) as c
            where account.account_id = $1 and exists (select 1 from l))
          """
            .replace("%EVENT_TEXT%", text("(go.base + go.n * interval '1 microsecond')"))
        + result;
  }
}
