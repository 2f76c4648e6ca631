-- How accounts are controlled: by how many their latch is lifted, and when their day begins.
create table account_settings (
  account_id            bigint primary key references account,
  require_second_person boolean not null default false,
  day_start             time,
  day_zone              text,
  check ((day_start is null) = (day_zone is null))
);

-- Somebody asks for a latch to be lifted; another principal confirms it, in time, or it lapses.
create table lift (
  lift_id      uuid primary key,
  account_id   bigint not null references account,
  principal_id bigint not null,
  actor        text not null,
  dialect      text not null,
  request_id   text,
  asked_state  text not null check (asked_state in ('ACTIVE', 'CLOSE_ONLY')),
  reason       text not null,
  -- the latch that was meant
  seen_state   text not null check (seen_state in ('CLOSE_ONLY', 'HALTED')),
  seen_by      text,
  seen_reason  text,
  seen_at      timestamptz,
  status       text not null check (status in ('PENDING', 'CONFIRMED', 'WITHDRAWN')),
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  decided_by   text,
  decided_at   timestamptz
);
create index lift_by_time on lift (created_at, lift_id);
create index lift_of_account on lift (account_id, created_at, lift_id);
