-- Names of NeuraTrade's orders and positions end in a number that no replica gives twice, nor after a restart.
create sequence neuratrade_number_seq cache 32;

-- Outcomes that their caller could not wait for; the caller's repeat of the request receives each once.
create table outcome_offer (
  account_id  bigint not null references account,
  kind        text not null check (kind in ('LIQUIDATION', 'ORDER')),
  id          bigint not null,
  caller      text not null,
  subject     text not null,
  offered_at  timestamptz not null,
  primary key (account_id, kind, id)
);
create index outcome_offer_by_caller on outcome_offer (account_id, caller, subject);
create index outcome_offer_by_age on outcome_offer (offered_at);

-- Hedging accounts hold a row per opening order: their lists, and the open ones of an instrument, are read in order.
create index position_hedging_by_opening on position (account_id, opened_at, position_id) where not netting;
create index position_hedging_open on position (account_id, instrument_id, opened_at, position_id)
  where not netting and closed_at is null;
create index position_episode_by_opening on position_episode (account_id, opened_at, position_id);
