-- Where an account's log begins, once what was before has been archived and dropped: its last number and the head of the chain
-- there, from which the chain of what is left goes on.
create table log_begin (
  account_id bigint primary key,
  seq        bigint not null,
  hash       bytea not null,
  -- time of the last event that was dropped
  at         timestamptz not null,
  dropped_at timestamptz not null
);
