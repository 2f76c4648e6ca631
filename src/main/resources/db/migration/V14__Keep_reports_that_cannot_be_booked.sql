-- What a venue has reported and the ledger cannot carry: kept here, so that nothing else waits for it.
-- Numbers stand as the venue gave them, beyond the ledger's digits too.
create table parked_report (
  account_id   bigint not null,
  report_id    uuid not null,
  venue        text not null,
  order_key    uuid not null,
  order_id     bigint,
  kind         text not null,
  exec_id      text,
  qty          numeric,
  price        numeric,
  cum_qty      numeric,
  reported_at  timestamptz not null,
  parked_at    timestamptz not null,
  why          text not null,
  primary key (account_id, report_id)
);
