-- What an account may lose and hold, what is done where it does more, and what is remembered for that.
create table account_rules (
  account_id            bigint primary key references account,
  principal_id          bigint not null,
  actor                 text not null,
  dialect               text not null,
  request_id            text,
  max_daily_loss        numeric(38, 18) check (max_daily_loss > 0),
  max_drawdown          numeric(38, 18) check (max_drawdown > 0),
  trailing_drawdown     numeric(38, 18) check (trailing_drawdown > 0),
  max_gross_notional    numeric(38, 18) check (max_gross_notional > 0),
  max_position_notional numeric(38, 18) check (max_position_notional > 0),
  action                text not null check (action in ('CLOSE_ONLY', 'LIQUIDATE')),
  on_bad_price          text not null check (on_bad_price in ('REPORT', 'ACT')),
  quote_age             interval not null,
  -- counts how often they were set
  version               integer not null,
  -- counts what is remembered
  turn                  bigint not null,
  start_equity          numeric,
  peak_equity           numeric,
  day_begin             timestamptz,
  day_equity            numeric,
  broken                text[] not null,
  undecided             text,
  fired_at              timestamptz,
  act_id                uuid
);
