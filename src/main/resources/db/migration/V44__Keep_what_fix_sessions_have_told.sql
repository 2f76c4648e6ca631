-- What is kept of venues that speak FIX: in transactions of its own, apart from the ledger.
create schema fix_venue;

-- Which replica has a session, and the numbers that come next. A new owner has a new epoch, and nothing is written under
-- an old one. The numbers begin anew with a generation; positions in the inbox never do.
create table fix_venue.session (
  venue text primary key,
  owner uuid not null,
  lease_until timestamptz not null,
  epoch bigint not null,
  generation bigint not null default 1,
  began_at timestamptz not null,
  sender_seq int not null default 1,
  target_seq int not null default 1,
  position bigint not null default 0,
  asks_status boolean not null default true
);

-- Messages that went out, stored before they were written to the socket. They are never sent again as they are.
create table fix_venue.message (
  venue text not null,
  generation bigint not null,
  seq int not null,
  epoch bigint not null,
  text text not null,
  sent_at timestamptz not null,
  primary key (venue, generation, seq)
);

-- Messages that came in, in one commit with the number that is expected next; gone once they are booked.
create table fix_venue.inbox (
  venue text not null,
  position bigint not null,
  text text not null,
  primary key (venue, position)
);

-- Orders and replacements. An order without a number has never left. What was asked for again by the other side and
-- filled with a gap has never arrived, unless a report says otherwise.
create table fix_venue.orders (
  venue text not null,
  key uuid not null,
  account_id bigint not null,
  cl_ord_id text not null,
  original uuid,
  symbol text not null,
  side text not null,
  qty numeric(38, 18) not null,
  time_in_force text not null,
  generation bigint,
  seq int,
  times int not null default 0,
  gap_filled boolean not null default false,
  status text not null default 'SENT',
  known boolean not null default false,
  order_id text,
  replaced_by uuid,
  primary key (venue, key)
);
create unique index orders_cl_ord_id on fix_venue.orders (venue, cl_ord_id);
create index orders_seq on fix_venue.orders (venue, generation, seq) where status = 'SENT';

-- Cancels: each try has an id of its own.
create table fix_venue.cancel (
  venue text not null,
  cl_ord_id text not null,
  key uuid not null,
  try int not null,
  generation bigint,
  seq int,
  gap_filled boolean not null default false,
  answered boolean not null default false,
  sent_at timestamptz not null,
  primary key (venue, cl_ord_id)
);
create unique index cancel_try on fix_venue.cancel (venue, key, try);

-- What was told of each order, once, as the ledger is told it, and offered until it is acknowledged.
create table fix_venue.report (
  report_id uuid primary key,
  venue text not null,
  mark text not null,
  account_id bigint not null,
  key uuid not null,
  kind text not null,
  exec_id text,
  qty numeric(38, 18),
  price numeric(38, 18),
  cum_qty numeric(38, 18),
  new_key uuid,
  text text,
  at timestamptz not null,
  told_at timestamptz not null,
  acknowledged boolean not null default false
);
create unique index report_mark on fix_venue.report (venue, mark);
create index report_key on fix_venue.report (venue, key);
create index report_offered on fix_venue.report (venue, told_at) where not acknowledged;

-- What came in and is not booked by itself: busts, corrections, orders that nobody here has sent, and what cannot be read.
create table fix_venue.aside (
  venue text not null,
  position bigint not null,
  why text not null,
  key uuid,
  text text not null,
  at timestamptz not null,
  primary key (venue, position)
);
