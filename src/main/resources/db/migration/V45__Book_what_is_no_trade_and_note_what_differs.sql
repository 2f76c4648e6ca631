-- Changes of positions and cash that are no trades. What is held is the sum of fills and of these.
create table adjustment (
  account_id    bigint not null references account,
  adjustment_id bigint not null,
  -- the number of its event in the account's log
  seq           bigint not null,
  position_id   bigint,
  instrument_id bigint references instrument,
  qty           numeric(38, 18) not null,
  price         numeric(38, 18),
  position_qty  numeric(38, 18),
  cash_effect   numeric(38, 18) not null,
  cash          numeric(38, 18) not null,
  reason        text not null,
  source        text not null,
  note          text,
  booked_at     timestamptz not null,
  primary key (account_id, adjustment_id),
  constraint adjustment_event_once unique (account_id, seq),
  constraint adjustment_of_a_position check ((position_id is null) = (position_qty is null) and (position_id is not null or qty = 0))
);

-- Figures that an account's venue states otherwise than the ledger.
create table venue_difference (
  account_id    bigint not null references account,
  subject       text not null check (subject in ('POSITION', 'ORDER', 'CASH')),
  name          text not null,
  instrument_id bigint references instrument,
  ledger        numeric(38, 18) not null,
  venue         numeric(38, 18) not null,
  since         timestamptz not null,
  primary key (account_id, subject, name)
);

-- What is done then.
alter table account add column on_difference text not null default 'REPORT'
  constraint account_on_difference check (on_difference in ('REPORT', 'HOLD', 'ADOPT'));
