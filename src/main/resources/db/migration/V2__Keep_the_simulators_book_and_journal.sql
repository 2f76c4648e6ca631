-- The simulator is a venue of its own that happens to live in the same server: its own schema, written in its own
-- transactions, without a foreign key into the ledger.
create schema simulator;

-- each value is the first of a block of 1024 numbers that one replica hands out
create sequence simulator.order_no_seq increment by 1024;

create table simulator.orders (
  account_id     bigint not null,
  -- the identity that the sender chose; a second order under it is never taken
  key            uuid not null,
  order_no       bigint not null,
  instrument_id  bigint not null,
  side           text not null check (side in ('BUY', 'SELL')),
  type           text not null check (type in ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT')),
  time_in_force  text not null check (time_in_force in ('DAY', 'GTC', 'IOC', 'FOK', 'GTD')),
  qty            numeric(38, 18) not null check (qty > 0),
  limit_price    numeric(38, 18),
  stop_price     numeric(38, 18),
  expires_at     timestamptz,
  status         text not null check (status in ('WORKING', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED', 'REPLACED')),
  -- whether its stop has been reached
  triggered      boolean not null,
  -- what has traded, trades of the orders that it replaced included
  cum_qty        numeric(38, 18) not null,
  -- time of the quote at which it last traded
  traded_quote_at timestamptz,
  -- how many reports exist of it; they are numbered from 1
  reports        integer not null,
  -- order_no of the order whose place it took
  replaces       bigint,
  arrived_at     timestamptz not null,
  primary key (account_id, key),
  constraint orders_never_trade_more_than_ordered check (cum_qty >= 0 and cum_qty <= qty)
);
create index orders_resting on simulator.orders (instrument_id, order_no) where status = 'WORKING';
create index orders_expiring on simulator.orders (expires_at) where status = 'WORKING' and expires_at is not null;

-- Everything that the venue has said about its orders. Trades stand here and nowhere else.
create table simulator.report (
  order_no       bigint not null,
  seq            integer not null,
  account_id     bigint not null,
  order_key      uuid not null,
  kind           text not null check (kind in ('WORKING', 'REJECTED', 'TRADE', 'CANCELED', 'EXPIRED', 'CANCEL_REJECTED',
                   'REPLACED', 'REPLACE_REJECTED')),
  -- the order was acknowledged in the same moment: this row stands for that report too, numbered 0
  announces      boolean not null,
  exec_id        uuid,
  qty            numeric(38, 18),
  price          numeric(38, 18),
  cum_qty        numeric(38, 18) not null,
  new_key        uuid,
  text           text not null,
  at             timestamptz not null,
  -- when to offer it (again); null once the other side has recorded it
  due_at         timestamptz,
  -- to be offered once more after it has been recorded
  repeated       boolean not null,
  primary key (order_no, seq)
);
create index report_due on simulator.report (due_at) where due_at is not null;

-- The witness: one row per request that arrived, whatever came of it. Append-only.
create table simulator.journal (
  arrival_no     bigint generated always as identity (cache 128) primary key,
  kind           text not null check (kind in ('NEW', 'CANCEL', 'REPLACE')),
  account_id     bigint not null,
  key            uuid not null,
  -- the key under which the order worked that a REPLACE named
  original_key   uuid,
  qty            numeric(38, 18),
  -- what a NEW came to: a duplicate of a known key changed nothing
  effect         text check (effect in ('TAKEN', 'REFUSED', 'DUPLICATE')),
  at             timestamptz not null
);

-- Up to which quote the resting orders of an instrument have been judged.
create table simulator.judged (
  instrument_id  bigint primary key,
  quote_at       timestamptz,
  was_open       boolean not null
);
