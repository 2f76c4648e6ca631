-- Liquidations that are to be asked for later. What one means is decided each time that it fires.
create table schedule (
  schedule_id      uuid primary key,
  principal_id     bigint not null,
  actor            text not null,
  dialect          text not null,
  request_id       text,
  status           text not null check (status in ('ACTIVE', 'ENDED', 'CANCELED')),
  -- counts what the caller has made of it
  version          integer not null default 1,
  rule             json not null,
  task             json not null,
  named            text[] not null,
  every_account    boolean not null,
  reason           text,
  client_reference text,
  -- the request as it was sent
  body             text not null,
  idempotency_key  text,
  payload_hash     bytea,
  created_at       timestamptz not null,
  -- when its rule was made or changed
  since            timestamptz not null,
  -- the close of the last time that it was fired or missed
  done             timestamptz not null default 'epoch',
  next_due         timestamptz,
  ended_at         timestamptz
);
create unique index schedule_key_once on schedule (principal_id, idempotency_key) where idempotency_key is not null;
create index schedule_due on schedule (next_due) where next_due is not null;
create index schedule_of_principal on schedule (principal_id, created_at, schedule_id);
create index schedule_by_time on schedule (created_at, schedule_id);

-- One for each time that a schedule was to fire, and never a second.
create table schedule_firing (
  schedule_id uuid not null references schedule,
  close_at    timestamptz not null,
  due_at      timestamptz not null,
  late_until  timestamptz not null,
  outcome     text not null check (outcome in ('FIRED', 'MISSED', 'REFUSED')),
  act_id      uuid references act,
  reason      text,
  reason_text text,
  decided_at  timestamptz not null,
  primary key (schedule_id, close_at)
);
