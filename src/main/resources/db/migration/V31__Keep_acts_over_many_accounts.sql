-- One request over many accounts. It is durable, with its key and its accounts, before any of them is touched; any replica
-- goes on with it once the lease of the one before has run out.
create table act (
  act_id           uuid primary key,
  principal_id     bigint not null,
  actor            text not null,
  dialect          text not null,
  request_id       text,
  kind             text not null check (kind in ('LIQUIDATION', 'HALT')),
  task             json not null,
  reason           text,
  client_reference text,
  idempotency_key  text,
  payload_hash     bytea,
  accounts         integer not null,
  created_at       timestamptz not null,
  ended_at         timestamptz,
  lease_owner      uuid,
  lease_until      timestamptz not null
);
create unique index act_key_once on act (principal_id, idempotency_key) where idempotency_key is not null;
create index act_running on act (lease_until) where ended_at is null;

create table act_account (
  act_id          uuid not null references act,
  place           integer not null,
  named           text not null,
  -- null where the caller has no such account
  account_id      bigint,
  status          text not null check (status in ('PENDING', 'ACCEPTED', 'REFUSED')),
  liquidation_uid uuid,
  reason          text,
  reason_text     text,
  canceled        integer,
  cancels_asked   integer,
  kept            integer,
  decided_at      timestamptz,
  primary key (act_id, place)
);
create index act_account_pending on act_account (act_id, place) where status = 'PENDING';
