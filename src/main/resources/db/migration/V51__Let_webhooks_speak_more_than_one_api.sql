-- Subscribers of more than one API. The builds before know no dialect and tell everything that is enabled in Upvest's words, so
-- whatever speaks otherwise stays disabled for them and has a flag of its own.
alter table webhook
  add column dialect text not null default 'upvest',
  add column delivers boolean not null default false,
  -- those that are told of, of the ones that its owner may see; null for all
  add column accounts bigint[],
  -- what requests are signed with, where that is not the ledger's key
  add column secret text;
create index webhook_delivering on webhook (next_at) where delivers;
