with a as (select account_id, event_seq from account where account_id = $1 for update),
p as (
  select p.*, nextval('order_id_seq') as order_id, nextval('event_id_seq') as event_id, row_number() over () as n
  from (select * from position where account_id = $1 and qty <> 0 and live_liquidation_item_id is null
    order by position_id for update) p),
o as (
  insert into orders (account_id, order_id, instrument_id, position_id, side, status, liquidation_id,
    liquidation_item_id, actor, dialect, command_id, created_at, updated_at, submitted_at)
  select account_id, order_id, instrument_id, position_id, case when qty > 0 then 'SELL' else 'BUY' end, 'PENDING_NEW',
    $2, order_id, 'bench', 'bench', event_id, $3, $3, $3 from p returning *),
v as (
  insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
  select account_id, order_id, 1, gen_random_uuid(), order_id::text, 'MARKET', 'DAY', abs(qty), $3 from p),
h as (
  update position set held = abs(position.qty) from p
  where position.account_id = p.account_id and position.position_id = p.position_id),
e as (
  insert into event (account_id, seq, event_id, at, kind, order_id, actor, dialect, snapshot)
  select p.account_id, a.event_seq + p.n, p.event_id, $3::timestamptz + p.n * interval '1 microsecond',
    'ORDER_PENDING_NEW', p.order_id, 'bench', 'bench', row_to_json(o)
  from p join o on o.order_id = p.order_id cross join a)
update account set event_seq = event_seq + (select count(*) from p) where account_id = $1
