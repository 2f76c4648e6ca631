-- Orders of which the stop price follows the market, at a distance or a percentage. One may begin only at a price, and
-- then move in steps.
alter table order_version drop constraint order_version_type_check;
-- The rows that are there passed the narrower check.
alter table order_version add constraint order_version_type_check
  check (type in ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'TRAILING_STOP')) not valid;
alter table order_version
  add column trail_price numeric(38, 18),
  add column trail_percent numeric(38, 18),
  add column trail_begins numeric(38, 18),
  add column trail_step numeric(38, 18);
alter table order_version add constraint order_version_trails check (
  num_nonnulls(trail_price, trail_percent) = case when type = 'TRAILING_STOP' then 1 else 0 end
  and (trail_price <= 0 or trail_percent <= 0 or trail_step <= 0) is not true) not valid;

-- How far a trailing stop has come, by the key under which the venue knows it. Written without the account's lock: a mark
-- only goes on. Pages keep room, so that no index is written.
create table order_mark (
  account_id     bigint not null,
  uid            uuid not null,
  side           text not null check (side in ('BUY', 'SELL')),
  mark           numeric(38, 18) not null,
  stop           numeric(38, 18),
  at             timestamptz not null,
  primary key (account_id, uid)
) with (fillfactor = 50);

-- The simulator's own: what follows the market works there, and its mark survives whoever follows.
alter table simulator.orders drop constraint orders_type_check;
alter table simulator.orders add constraint orders_type_check
  check (type in ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'TRAILING_STOP')) not valid;
alter table simulator.orders
  add column trail_price numeric(38, 18),
  add column trail_percent numeric(38, 18),
  add column trail_begins numeric(38, 18),
  add column trail_step numeric(38, 18),
  add column mark numeric(38, 18),
  add column mark_stop numeric(38, 18);
create index orders_trailing on simulator.orders (order_no) where status = 'WORKING' and type = 'TRAILING_STOP';
