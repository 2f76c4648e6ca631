-- Set and lifted by the owner of an account, beside the latch, which is not his to lift.
alter table account
  add column trade_suspended boolean not null default false,
  add column long_only boolean not null default false;
