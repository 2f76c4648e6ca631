-- Who is told of events, how far each has come, and what the Upvest dialect remembers of requests.

-- A subscription belongs to a principal and reaches over the accounts that are granted to it at the time.
create table webhook (
  webhook_id       uuid primary key,
  principal_id     bigint not null references principal,
  title            text not null,
  url              text not null,
  types            text[] not null,
  delay            text not null,
  package_size_max integer not null check (package_size_max between 100 and 1048576),
  enabled          boolean not null default false,
  -- when it was first enabled; events before that moment are not told
  enabled_at       timestamptz,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  -- The package at the head of the line, until its receiver has taken it: nothing later of this subscription goes out before.
  pending_body     bytea,
  pending_accounts bigint[],
  pending_seqs     bigint[],
  failures         integer not null default 0,
  last_error       text,
  next_at          timestamptz not null,
  -- one replica works on it at a time; a claim raises the epoch, and a stale owner writes nothing
  lease_owner      uuid,
  lease_until      timestamptz,
  lease_epoch      bigint not null default 0
);
create index webhook_of_principal on webhook (principal_id, created_at, webhook_id);
create index webhook_due on webhook (next_at) where enabled;

-- The last event of an account that a subscription's receiver has taken.
create table webhook_cursor (
  account_id  bigint not null references account,
  webhook_id  uuid not null references webhook on delete cascade,
  seq         bigint not null,
  primary key (account_id, webhook_id)
);
create index webhook_cursor_of_webhook on webhook_cursor (webhook_id);

-- The key that webhooks are signed with, where none is configured.
create table webhook_signing_key (
  key_id       uuid primary key,
  private_key  bytea not null,
  public_key   bytea not null,
  created_at   timestamptz not null
);

-- Which payload a caller has used an idempotency key for, over all accounts; what it made stands in idempotency.
create table request_key (
  principal_id  bigint not null references principal,
  dialect       text not null,
  key           text not null,
  payload_hash  bytea not null,
  account_id    bigint,
  created_at    timestamptz not null,
  primary key (principal_id, dialect, key)
);
create index request_key_by_age on request_key (created_at);

-- Nonces of signed requests that were accepted, as hashes, until their signatures have expired.
create table signature_nonce (
  digest    bytea primary key,
  until     timestamptz not null
);
create index signature_nonce_by_time on signature_nonce (until);

-- What an account's owner calls it; unlike the name it need not be unique.
alter table account add column title text;
alter table account add column updated_at timestamptz;
create index account_of_group on account (group_uid) where group_uid is not null;
create index account_closing on account (account_id) where status = 'CLOSING';
create index account_settling on account (account_id) where settles;
create index liquidation_to_settle on liquidation (account_id, ended_at) where status = 'FILLED';
create index fill_unsettled on fill (account_id) where settled_at is null and settles_at is not null;
