-- What is administered that belongs to no account has a log of its own. Its events stand in the table event, under the account
-- number 0 that no account has, and are chained like all others; this row counts them. Whoever tells one locks it last.
create table administration_log (
  account_id bigint primary key default 0 check (account_id = 0),
  event_seq  bigint not null default 0,
  event_at   timestamptz not null default now(),
  created_at timestamptz not null default now()
);
insert into administration_log default values;

-- How far each log goes.
create view log_end (account_id, event_seq, event_at) as
  select account_id, event_seq, event_at from account
  union all
  select account_id, event_seq, event_at from administration_log;
