-- What proves the log: docs/proof.md. Written by one replica behind the log, never by whoever writes the log; no table that was
-- there before is touched.

-- Which ledger this is, for what is kept of it elsewhere; and which replica follows the log.
create table proof_ledger (
  single      boolean primary key default true check (single),
  ledger      uuid not null default gen_random_uuid(),
  lease_owner uuid,
  lease_until timestamptz not null default 'epoch'
);
insert into proof_ledger default values;

-- What stood in an account when its chain was begun.
create table proof_genesis (
  account_id bigint primary key,
  record     json not null,
  hash       bytea not null
);

-- How far each account's log is chained. Pages keep room, so that no index is written when a chain goes on.
create table proof_head (
  account_id bigint primary key,
  seq        bigint not null,
  hash       bytea not null,
  -- the number that the last checkpoint has
  proven_seq bigint not null default -1
) with (fillfactor = 50);

-- The head after each round, and a few bytes of each digest that it is made of. The bytes prove nothing: they tell which of
-- the events is another where the head is.
create table proof_link (
  account_id bigint not null,
  seq        bigint not null,
  hash       bytea not null,
  marks      bytea not null,
  primary key (account_id, seq)
);

-- Of free text only the digest is chained. Without the salt nobody can tell from it what the text was.
create table proof_text (
  account_id bigint not null,
  seq        bigint not null,
  field      text not null,
  salt       bytea,
  digest     bytea not null,
  erased_at  timestamptz,
  primary key (account_id, seq, field)
);

create table proof_checkpoint (
  number       bigint primary key,
  at           timestamptz not null,
  previous     bytea not null,
  root         bytea not null,
  heads        integer not null,
  hash         bytea not null,
  key_id       text,
  signature    bytea,
  delivered_at timestamptz
);
create index proof_checkpoint_undelivered on proof_checkpoint (number) where delivered_at is null;

create table proof_checkpoint_head (
  number     bigint not null,
  account_id bigint not null,
  seq        bigint not null,
  hash       bytea not null,
  primary key (number, account_id)
);
