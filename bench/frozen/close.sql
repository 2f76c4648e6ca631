with moment as materialized (select to_char($7::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as iso),
c as materialized (
  select session, open, expires_at, to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_text
  from unnest($8::text[], $9::boolean[], $10::timestamptz[]) as given (session, open, expires_at)),
a as (
  select account_id, status, event_seq, greatest($7::timestamptz, event_at + interval '1 microsecond') as base
  from account where account_id = $1 for update),
p as (
  select p.account_id, p.position_id, p.instrument_id, p.qty, p.held, p.live_liquidation_item_id, p.opened_at,
    a.event_seq, a.base, a.status as account_status
  from a join position p on p.account_id = a.account_id
  where p.netting and
p.instrument_id = $2  order by p.position_id for update of p),
s as (
  select p.*, abs(p.qty) as existing, i.symbol, i.asset_class, i.quantity_increment, c.open,
    case when i.asset_class <> 'crypto' then c.expires_at end as expires_at,
    case when i.asset_class <> 'crypto' then c.expires_text end as expires_text,
case $3::text when 'ALL' then abs(p.qty) when 'UNITS' then $4::numeric
  else case when i.asset_class = 'us_equity' and abs(p.qty) = trunc(abs(p.qty))
    then trunc(div(abs(p.qty) * $4::numeric, 100 * i.quantity_increment) * i.quantity_increment)
    else div(abs(p.qty) * $4::numeric, 100 * i.quantity_increment) * i.quantity_increment end end
     as wanted
  from p join instrument i on i.instrument_id = p.instrument_id
  join c on c.session = i.session),
d as (
  select s.*, least(s.wanted, s.existing - s.held) as size,
case when s.existing = 0 then 'POSITION_NOT_FOUND'
  when s.live_liquidation_item_id is not null then 'POSITION_BEING_LIQUIDATED'
  when $3::text = 'UNITS' and s.wanted > s.existing then 'QUANTITY_EXCEEDS_POSITION'
  when $3::text = 'UNITS' and mod(s.wanted, s.quantity_increment) <> 0 and s.wanted <> s.existing
    then 'QUANTITY_OFF_INCREMENT'
  when s.wanted = 0 then 'QUANTITY_ROUNDS_TO_ZERO'
  when s.wanted > s.existing - s.held
    and not ($3::text = 'ALL' and $5::text = 'CLOSE_AVAILABLE' and s.existing > s.held) then 'QUANTITY_HELD'
end
     as refusal,
(select overlay(overlay(h placing '3' from 13)
    placing translate(substr(h, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') from 17)::uuid
  from (select md5($6::uuid::text || ':' || s.position_id || ':1') as h) as hashed)
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
(select array_agg(b.order_id order by b.order_id) from orders b
  where b.account_id = d.account_id and b.instrument_id = d.instrument_id and (b.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
  or b.reported_qty > b.filled_qty)
    and b.status <> 'HELD' and b.side = case when d.qty > 0 then 'SELL' else 'BUY' end)
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
    go.base + go.n * interval '1 microsecond' as event_at
  from go cross join l where go.refusal is null),
o as (
  insert into orders (account_id, order_id, instrument_id, position_id, side, status, liquidation_id,
    liquidation_item_id, actor, dialect, command_id, tags, created_at, updated_at, submitted_at, venue_action,
    lease_owner, lease_until, lease_epoch)
  select account_id, order_id, instrument_id, position_id, side, status, liquidation_id, liquidation_item_id,
    actor, dialect, command_id, tags, $7, $7, $7, venue_action, case when open then $15::uuid end, $16, lease_epoch
  from f),
v as (
  insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force,
    qty, expires_at, created_at)
  select account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty, expires_at, $7
  from f),
h as (
  update position set held = go.held + go.size, live_liquidation_item_id = go.item_id
  from go where go.refusal is null and position.account_id = $1 and position.account_id = go.account_id
    and position.position_id = go.position_id),
e as (
  insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, actor, dialect, request_id, snapshot)
  select l.account_id, (select event_seq from a) + 1, nextval('event_id_seq'), (select base from a), 'LIQUIDATION_NEW',
    null, l.liquidation_id, $13, $12, $14, ('{"liquidation":{' || ('"liquidation_id":' || l.liquidation_id || ',"uid":"' || l.uid || '","dialect":' || to_json(l.dialect) ||
  ',"actor":' || to_json(l.actor) || ',"request_id":' || coalesce(to_json(l.request_id)::text, 'null') ||
  ',"scope":"' || l.scope || '","requested_qty":' || coalesce('"' || trim_scale(l.requested_qty)::text || '"', 'null') ||
  ',"requested_percentage":' || coalesce('"' || trim_scale(l.requested_percentage)::text || '"', 'null') ||
  ',"cancel_orders":' || l.cancel_orders::text || ',"held_policy":"' || l.held_policy ||
  '","exclusive":' || l.exclusive::text || ',"client_order_id":' || coalesce(to_json(l.client_order_id)::text, 'null') ||
  ',"partial_items":' || l.partial_items || ',"canceled_items":' || l.canceled_items ||
  ',"failed_items":' || l.failed_items || ',"cancel_requested":' || l.cancel_requested::text ||
  ',"cancel_deadline_at":' || coalesce('"' || to_char(l.cancel_deadline_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"', 'null') || ',"tags":' || coalesce(l.tags::text, 'null') ||
  ',"created_at":"' || to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"') || ',"status":"' || l.status || '","open_items":' || l.open_items || ',"filled_items":' ||
  l.filled_items || ',"executed_value":"' || trim_scale(l.executed_value) || '","due_at":' ||
  coalesce('"' || to_char(l.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"', 'null') || ',"updated_at":"' || to_char(l.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"}}')::json from l
  union all
  select f.account_id, f.seq, f.command_id, f.event_at,
    case when f.open then 'ORDER_PENDING_NEW' else 'ORDER_ACCEPTED' end, f.order_id, null, $13, $12, $14, ('{"order":{' || '"order_id":' || f.order_id || ',"instrument_id":' || f.instrument_id ||
  ',"position_id":' || coalesce(f.position_id::text, 'null') || ',"side":"' || f.side ||
  '","version":' || f.version || ',"version_id":' || f.version_id || ',"uid":"' || f.uid ||
  '","client_order_id":' || to_json(f.client_order_id) || ',"type":"' || f.type ||
  '","time_in_force":"' || f.time_in_force || '","qty":"' || trim_scale(f.qty) ||
  '","expires_at":' || coalesce('"' || f.expires_text || '"', 'null') || ',"version_created_at":"' || (select iso from moment) ||
  '","liquidation_id":' || coalesce(f.liquidation_id::text, 'null') ||
  ',"liquidation_item_id":' || coalesce(f.liquidation_item_id::text, 'null') || ',"attempt":' || f.attempt ||
  ',"actor":' || to_json(f.actor) || ',"dialect":' || to_json(f.dialect) || ',"command_id":' || f.command_id ||
  ',"tags":' || coalesce(f.tags::text, 'null') || ',"created_at":"' || (select iso from moment) || '","submitted_at":"' || (select iso from moment) ||
  '","lease_epoch":' || f.lease_epoch || ',"status":"' || f.status || '","filled_qty":"0","filled_value":"0","reported_qty":"0"' ||
  ',"updated_at":"' || (select iso from moment) || '","venue_action":' || coalesce('"' || f.venue_action || '"', 'null') || '}}')::json
  from f),
w as (
  update account set event_seq = (select event_seq from a) + 1 + c.orders,
    event_at = (select base from a) + c.orders * interval '1 microsecond'
  from (select count(*) as orders from go where refusal is null) as c
  where account.account_id = $1 and exists (select 1 from l))
select d.position_id, d.instrument_id, trim_scale(d.qty) as position_qty, trim_scale(d.held) as held,
  trim_scale(d.existing) as existing, trim_scale(d.wanted) as wanted, trim_scale(d.size) as size, d.refusal,
  d.account_status, d.key as uid, d.open, go.item_id, go.order_id, go.command_id, go.blocking, f.version_id,
  f.client_order_id, f.time_in_force, f.expires_at,
  (select liquidation_id from l) as liquidation_id, (select due_at from l) as due_at
from d left join go on go.position_id = d.position_id left join f on f.order_id = go.order_id
order by go.n, d.opened_at, d.position_id
