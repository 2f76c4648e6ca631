-- Whoever has promised to be heard of again, and what is done to the account if he is not.
create table heartbeat (
  account_id   bigint primary key references account,
  principal_id bigint not null,
  actor        text not null,
  dialect      text not null,
  request_id   text,
  timeout      interval not null,
  action       text not null check (action in ('CLOSE_ONLY', 'HALT', 'LIQUIDATE')),
  beaten_at    timestamptz not null,
  due_at       timestamptz not null,
  missed_at    timestamptz,
  act_id       uuid references act
);
create index heartbeat_due on heartbeat (due_at) where missed_at is null;
