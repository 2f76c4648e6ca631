-- What is kept of brokers that speak Alpaca's API: in transactions of its own, apart from the ledger.
create schema alpaca_venue;

-- Which replica speaks to a broker.
create table alpaca_venue.link (
  venue text primary key,
  owner uuid not null,
  lease_until timestamptz not null,
  epoch bigint not null
);

-- What each order has traded, piece by piece and without a gap: what it has traded from a quantity on is told once,
-- whoever told it and under whatever id. Offered to the ledger until it is acknowledged.
create table alpaca_venue.execution (
  venue text not null,
  order_id uuid not null,
  from_qty numeric(38, 18) not null,
  to_qty numeric(38, 18) not null,
  report_id uuid not null,
  account_id bigint not null,
  key uuid not null,
  price numeric(38, 18) not null,
  executed_at timestamptz not null,
  execution_id text,
  told_at timestamptz not null,
  acknowledged boolean not null default false,
  primary key (venue, order_id, from_qty),
  constraint execution_forward check (to_qty > from_qty and from_qty >= 0)
);
create unique index execution_report on alpaca_venue.execution (report_id);
create index execution_offered on alpaca_venue.execution (venue, told_at) where not acknowledged;
