// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.persistence.log.EventRows;
import dev.unwind.persistence.read.PgCloseOnlyPositions;
import java.util.List;

/** The invariants as queries; each returns the rows that contradict it. */
final class LedgerRules {
  /** An invariant, and the rows that contradict it. */
  record Rule(String name, String contradictions) {
    Rule ofAccount(long account) {
      return new Rule(
          name, "select * from (" + contradictions + ") as found where account_id = " + account);
    }
  }

  /** Fills in the order of the log, each with what its position and account held after it. */
  private static final String BOOKED =
      """
      with booked as (
        select e.account_id, e.seq, f.fill_id, f.position_id, f.order_id, f.late, f.cash_effect, f.position_qty,
          f.qty * case f.side when 'BUY' then 1 else -1 end as change, coalesce(e.cash, (e.snapshot ->> 'cash')::numeric) as cash
        from event e left join fill f
          on f.account_id = e.account_id and f.fill_id = coalesce(e.fill_id, (e.snapshot -> 'fill' ->> 'fill_id')::bigint)
        where e.kind = 'FILL' and not exists (select 1 from log_begin b where b.account_id = e.account_id and b.seq >= e.seq))
      """;

  /**
   * Fills and adjustments in the order of the log, each with what its position held after it; first
   * what stood where the log begins.
   */
  private static final String MOVED =
      BOOKED
          + """
          , changed as (
            select account_id, seq, position_id, order_id, change, position_qty, cash_effect, cash, false as stood from booked
            union all
            select account_id, seq, position_id, null, qty, position_qty, cash_effect, cash, false from adjustment j
            where not exists (select 1 from log_begin b where b.account_id = j.account_id and b.seq >= j.seq)
            union all
            select b.account_id, b.seq, p.position_id, null, null, p.qty, null, null, true
            from log_begin_position p join log_begin b on b.account_id = p.account_id
            union all
            select account_id, seq, null, null, null, null, null, cash, true from log_begin where cash is not null)
          """;

  /**
   * What venues have taken back of an order's executions or corrected: all of it, and what of that
   * has changed the order and its item, which it does only while they are live.
   */
  private static final String CORRECTED =
      """
      select f.account_id, f.order_id, sum(s.fill_qty - f.qty) as qty, sum(s.order_change) as of_order, sum(s.item_cash) as of_item
      from (
        select account_id, fill_id, (array_agg(fill_qty order by seq desc))[1] as fill_qty, sum(order_change) as order_change,
          sum(item_cash) as item_cash
        from adjustment where fill_id is not null group by account_id, fill_id) s
      join fill f on f.account_id = s.account_id and f.fill_id = s.fill_id
      group by f.account_id, f.order_id""";

  private static final String OPEN =
      "('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')";

  static final List<Rule> ALWAYS =
      List.of(
          new Rule(
              "I1 a closing fill never changes the position's sign",
              BOOKED
                  + """
                  select b.account_id, b.position_id, b.order_id, b.seq, b.position_qty - b.change as before, b.position_qty as after
                  from booked b join orders o on o.account_id = b.account_id and o.order_id = b.order_id
                  where o.liquidation_item_id is not null and not b.late
                    -- Somebody else has turned it, which was told with the first fill that shows it.
                    and not exists (
                      select 1 from event t where t.kind = 'POSITION_FLIPPED' and t.account_id = b.account_id
                        and t.position_id = b.position_id and t.at >= o.created_at and t.seq <= b.seq + 1)
                    and (sign(b.position_qty - b.change) = 0 or sign(b.position_qty) = -sign(b.position_qty - b.change)
                      or abs(b.position_qty) > abs(b.position_qty - b.change))
                  """),
          new Rule(
              "I1 the legs of a pair trade no more together than one of them asked for",
              """
              select o.account_id, o.oco_group, sum(o.filled_qty) as traded, max(coalesce(v.ordered_qty, v.qty)) as asked
              from orders o
              join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = o.version
              where o.oco_group is not null
              group by o.account_id, o.oco_group
              having sum(o.filled_qty) > max(coalesce(v.ordered_qty, v.qty))
              """),
          new Rule(
              "I2 live closing quantity and holds stay within the position",
              """
              select p.account_id, p.position_id, p.qty, p.held, sum(v.qty - o.filled_qty) as closing
              from position p
              left join orders o on o.account_id = p.account_id and o.position_id = p.position_id
                and o.liquidation_item_id is not null and o.status in %s
              left join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = o.version
              group by p.account_id, p.position_id
              having p.held < 0 or p.held > abs(p.qty)
                or coalesce(sum(v.qty - o.filled_qty) filter (where o.status <> 'PENDING_CANCEL'), 0) > p.held
              """
                  .formatted(OPEN)),
          new Rule(
              "I3 one live closing order per position",
              """
              select account_id, position_id, count(*) as live from orders
              where liquidation_item_id is not null and status in %s and status <> 'HELD'
              group by account_id, position_id having count(*) > 1
              """
                  .formatted(OPEN)),
          new Rule(
              "I4 a key reaches the venue at most once as new",
              """
              select account_id, key, count(*) filter (where effect = 'DUPLICATE') as repeats,
                count(*) filter (where effect = 'TAKEN') as taken
              from simulator.journal where kind = 'NEW'
              group by account_id, key having count(*) > 1 or bool_or(effect = 'DUPLICATE')
              """),
          new Rule(
              "I5 an order's filled quantity is the sum of its fills, and not above what was ordered",
              """
              select o.account_id, o.order_id, v.qty, o.filled_qty, coalesce(f.qty, 0) as fills, coalesce(c.of_order, 0) as corrected
              from orders o
              join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = o.version
              left join (select account_id, order_id, sum(qty) as qty from fill group by account_id, order_id) f
                on f.account_id = o.account_id and f.order_id = o.order_id
              left join (
              """
                  + CORRECTED
                  + """
              ) c on c.account_id = o.account_id and c.order_id = o.order_id
              where o.filled_qty <> coalesce(f.qty, 0) + coalesce(c.of_order, 0)
                or coalesce(f.qty, 0) + coalesce(c.qty, 0) > v.qty
              """),
          new Rule(
              "I5 positions move by their fills and adjustments alone",
              MOVED
                  + """
                  , moved as (
                    select b.*, lag(b.position_qty) over (partition by account_id, position_id order by seq) as before,
                      lead(b.seq) over (partition by account_id, position_id order by seq) is null as last
                    from changed b where b.position_id is not null)
                  select m.account_id, m.position_id, m.seq, m.before, m.change, m.position_qty as after, p.qty as now
                  from moved m left join position p on p.account_id = m.account_id and p.position_id = m.position_id
                  where m.before + m.change <> m.position_qty or (m.last and m.position_qty is distinct from p.qty)
                  """),
          new Rule(
              "I5 cash moves by its fills and adjustments alone",
              MOVED
                  + """
                  , moved as (
                    select b.*, lag(b.cash) over (partition by account_id order by seq) as before,
                      lead(b.seq) over (partition by account_id order by seq) is null as last
                    from changed b where not b.stood or b.cash is not null)
                  select m.account_id, m.seq, m.before, m.cash_effect, m.cash as after, a.cash as now
                  from moved m left join account a on a.account_id = m.account_id
                  where m.cash is null or m.before + m.cash_effect <> m.cash or (m.last and m.cash is distinct from a.cash)
                  """),
          new Rule(
              "I6 the venue has no order that the ledger does not know",
              """
              select s.account_id, s.key, s.arrived_at from simulator.orders s
              left join order_version v on v.account_id = s.account_id and v.uid = s.key
              where v.order_id is null
              """),
          new Rule(
              "I8 a terminal order stays as it is",
              """
              with told as (
                select t.*, lag(t.status) over (partition by t.account_id, t.order_id order by t.seq) as before
                from (
                  select e.account_id, e.order_id, e.seq, coalesce(e.order_status, e.snapshot -> 'order' ->> 'status') as status
                  from event e where e.order_id is not null) t
                where t.status is not null)
              select * from told
              where before in ('FILLED', 'CANCELED', 'REJECTED', 'EXPIRED') and status <> before
              """),
          new Rule(
              "I14 every booked execution happened at the venue",
              """
              select f.account_id, f.fill_id, f.exec_id, f.qty, f.price, r.qty as venue_qty, r.price as venue_price
              from fill f left join simulator.report r
                on r.kind = 'TRADE' and r.account_id = f.account_id and r.exec_id::text = f.exec_id
              where f.venue = 'simulator' and (r.qty is distinct from f.qty or r.price is distinct from f.price)
              """),
          new Rule(
              "I16 an item's filled quantity is the sum of its orders' fills",
              """
              select i.account_id, i.liquidation_item_id, i.qty, i.filled_qty, coalesce(f.qty, 0) as fills
              from liquidation_item i left join (
                select o.account_id, o.liquidation_item_id, sum(f.qty) + coalesce(sum(c.of_order), 0) as qty,
                  sum(f.cash) + coalesce(sum(c.of_item), 0) as cash
                from orders o
                join (select account_id, order_id, sum(qty) as qty, sum(cash_effect) as cash from fill
                  group by account_id, order_id) f on f.account_id = o.account_id and f.order_id = o.order_id
                left join (
              """
                  + CORRECTED
                  + """
                ) c on c.account_id = o.account_id and c.order_id = o.order_id
                where o.liquidation_item_id is not null group by o.account_id, o.liquidation_item_id) f
                on f.account_id = i.account_id and f.liquidation_item_id = i.liquidation_item_id
              where i.filled_qty <> coalesce(f.qty, 0) or i.cash_effect <> coalesce(f.cash, 0)
              """),
          new Rule(
              "I16 a liquidation's counts are those of its items",
              """
              select l.account_id, l.liquidation_id, l.status, l.open_items, l.filled_items, l.partial_items,
                l.canceled_items, l.failed_items, count(i.*) as items
              from liquidation l left join liquidation_item i
                on i.account_id = l.account_id and i.liquidation_id = l.liquidation_id
              group by l.account_id, l.liquidation_id
              having l.open_items <> count(*) filter (where i.status in ('AWAITING_CANCELS', 'CLOSING', 'WAITING'))
                or l.filled_items <> count(*) filter (where i.status = 'FILLED')
                or l.partial_items <> count(*) filter (where i.status = 'PARTIALLY_FILLED')
                or l.canceled_items <> count(*) filter (where i.status = 'CANCELED')
                or l.failed_items <> count(*) filter (where i.status = 'FAILED')
                or l.executed_value <> coalesce(sum(i.cash_effect), 0)
              """),
          new Rule(
              "an item that did not close everything says why",
              """
              select account_id, liquidation_item_id, status from liquidation_item
              where status in ('PARTIALLY_FILLED', 'CANCELED', 'FAILED') and reason is null
              """),
          new Rule(
              "I17 the event log is gap-free and its times ascend",
              """
              with numbered as (
                select e.account_id, e.seq, e.at, %1$s as told, lag(e.seq) over w as seq_before, lag(e.at) over w as at_before,
                  lead(e.seq) over w is null as last
                from event e
                where not exists (select 1 from log_begin b where b.account_id = e.account_id and b.seq >= e.seq)
                window w as (partition by e.account_id order by e.seq))
              select n.account_id, n.seq, n.seq_before, n.at, n.at_before, a.event_seq, a.event_at
              from numbered n join log_end a on a.account_id = n.account_id
              left join log_begin b on b.account_id = n.account_id
              where n.seq <> coalesce(n.seq_before, b.seq, 0) + n.told or n.at - (n.told - 1) * interval '1 microsecond' <= n.at_before
                or (n.last and (n.seq <> a.event_seq or n.at <> a.event_at))
              """
                  .formatted(EventRows.TOLD)),
          new Rule(
              "I17 every adjustment is told once in the log, where it says",
              """
              select a.account_id, a.seq, a.adjustment_id from adjustment a
              where not exists (
                  select 1 from event e where e.account_id = a.account_id and e.seq = a.seq and e.kind = 'ADJUSTED')
                and not exists (select 1 from log_begin b where b.account_id = a.account_id and b.seq >= a.seq)
              union all
              select e.account_id, e.seq, null from event e
              where e.kind = 'ADJUSTED'
                and not exists (select 1 from adjustment a where a.account_id = e.account_id and a.seq = e.seq)
                and not exists (select 1 from log_begin b where b.account_id = e.account_id and b.seq >= e.seq)
              """),
          new Rule(
              "I17 every fill is told once in the log",
              """
              select f.account_id, f.fill_id, count(e.seq) as told from fill f
              left join event e on e.account_id = f.account_id and e.kind = 'FILL'
                and coalesce(e.fill_id, (e.snapshot -> 'fill' ->> 'fill_id')::bigint) = f.fill_id
              where not exists (select 1 from log_begin b where b.account_id = f.account_id and b.at >= f.booked_at)
              group by f.account_id, f.fill_id having count(e.seq) <> 1
              """));

  /** What somebody must deal with, though the books add up. */
  static final List<Rule> OPEN_MATTERS =
      List.of(
          new Rule(
              "a report of a venue could not be booked and is parked",
              """
              select account_id, report_id, venue, order_key, kind, exec_id, qty, price, parked_at, why
              from parked_report order by parked_at"""),
          new Rule(
              "an account's venue states otherwise than the ledger, as of the last comparison",
              """
              select account_id, subject, name, ledger, venue, since from venue_difference order by since, account_id, name"""),
          new Rule(
              "a position that no order could have opened can only be closed",
              PgCloseOnlyPositions.found("now()") + " and f.reason <> 'INSTRUMENT_EXPIRED'"));

  /** What time alone has brought about. */
  static final List<Rule> EXPIRED =
      List.of(
          new Rule(
              "a position in an expired contract is closed, or settled by risk",
              PgCloseOnlyPositions.found("now()") + " and f.reason = 'INSTRUMENT_EXPIRED'"));

  static final List<Rule> AT_REST =
      List.of(
          new Rule(
              "I7 every liquidation has ended",
              """
              select account_id, liquidation_id, status, open_items, due_at from liquidation
              where status in ('NEW', 'PROCESSING') or ended_at is null or proceeds is distinct from executed_value
              """),
          new Rule(
              "I7 every item has ended and lets its position go",
              """
              select i.account_id, i.liquidation_item_id, i.status, p.live_liquidation_item_id
              from liquidation_item i
              left join position p on p.account_id = i.account_id and p.position_id = i.position_id
              where i.status in ('AWAITING_CANCELS', 'CLOSING', 'WAITING') or i.ended_at is null
                or p.live_liquidation_item_id = i.liquidation_item_id
              """),
          new Rule(
              "nothing is held where nothing works",
              """
              select p.account_id, p.position_id, p.qty, p.held from position p
              where p.held <> 0 and not exists (
                select 1 from orders o where o.account_id = p.account_id and o.instrument_id = p.instrument_id
                  and (o.status in %s or o.reported_qty > o.filled_qty))
              """
                  .formatted(OPEN)),
          new Rule(
              "I14 every execution of the venue is booked",
              """
              select r.account_id, r.order_key, r.exec_id, r.qty, r.price from simulator.report r
              left join fill f on f.account_id = r.account_id and f.venue = 'simulator' and f.exec_id = r.exec_id::text
              where r.kind = 'TRADE' and f.fill_id is null
              """),
          new Rule(
              "no closing order works at the venue any more",
              """
              select s.account_id, s.key, s.qty, s.cum_qty from simulator.orders s
              join order_version v on v.account_id = s.account_id and v.uid = s.key
              join orders o on o.account_id = v.account_id and o.order_id = v.order_id
              where s.status = 'WORKING' and o.liquidation_item_id is not null
              """),
          new Rule(
              "no report waits to be booked",
              "select account_id, order_key, kind, due_at from simulator.report where due_at is not null"));

  static final String UNDER_WAY =
      """
      select count(*) from (
        select account_id from liquidation where status in ('NEW', 'PROCESSING')
        union all select account_id from orders
          where venue_action is not null and status in ('PENDING_NEW', 'PENDING_CANCEL', 'PENDING_REPLACE')
        union all select account_id from simulator.report where due_at is not null) as waiting
      """;

  static final String COUNTS =
      """
      select (select count(*) from account), (select count(*) from liquidation), (select count(*) from liquidation_item),
        (select count(*) from orders), (select count(*) from fill), (select coalesce(sum(%s), 0) from event e)
      """
          .formatted(EventRows.TOLD);

  private LedgerRules() {}
}
