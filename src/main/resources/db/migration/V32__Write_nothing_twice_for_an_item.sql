-- Outside of a transaction (see the file of this name with .conf): indexes of large tables are built while the ledger is written.
-- A build that was interrupted leaves an index that is not valid; it is thrown away and built anew. Whatever was done is not
-- done again, so that this may be run as often as it takes. Nothing goes before what takes its place is there.
do $$
declare unfinished regclass;
begin
  for unfinished in
    select i.indexrelid from pg_index i
    where not i.indisvalid
      and i.indexrelid in (to_regclass('liquidation_item_waited'), to_regclass('position_hedging_of_instrument'),
        to_regclass('order_version_chosen_id_once'))
  loop
    execute 'drop index ' || unfinished;
  end loop;
end $$;

-- That an item waits for its turn, or once did. It is written with the item and never again, unlike its status: no index of the
-- table knows of what becomes of an item, and so its end writes none.
alter table liquidation_item add column if not exists has_waited boolean;
create or replace function note_that_it_waits() returns trigger language plpgsql as $$
begin
  new.has_waited := true;
  return new;
end $$;
-- Only where it is inserted: items wait from the beginning or not at all. A trigger before updates would lock, and log, each row.
create or replace trigger liquidation_item_waits before insert on liquidation_item
  for each row when (new.status = 'WAITING') execute function note_that_it_waits();
update liquidation_item set has_waited = true where status = 'WAITING' and has_waited is null;
do $$
begin
  if not exists (select 1 from pg_constraint where conname = 'liquidation_item_waits_from_the_beginning') then
    alter table liquidation_item add constraint liquidation_item_waits_from_the_beginning
      check (status <> 'WAITING' or has_waited) not valid;
  end if;
end $$;
create index concurrently if not exists liquidation_item_waited on liquidation_item (account_id, position_id) where has_waited;
drop index concurrently if exists liquidation_item_waiting;
-- Which item of a position is live stands in the position, of which there is one row; two live orders are still refused.
drop index concurrently if exists liquidation_item_live_once;

-- Netting rows are in position_netting_once already.
create index concurrently if not exists position_hedging_of_instrument on position (account_id, instrument_id) where not netting;
drop index concurrently if exists position_of_instrument;

-- An order that got no id from its client bears its own, which order_version_of_uid_once has. One that was chosen may still
-- not be that of another order.
create or replace function refuse_id_of_another_order() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from order_version v where v.uid = new.client_order_id::uuid and v.account_id = new.account_id
      and v.client_order_id = new.client_order_id) then
    raise exception 'another order of account % has client order id %', new.account_id, new.client_order_id
      using errcode = 'unique_violation', constraint = 'order_version_client_order_id_once';
  end if;
  return new;
end $$;
create or replace trigger order_version_takes_a_free_id before insert on order_version
  for each row when (new.client_order_id <> new.uid::text
    and new.client_order_id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')
  execute function refuse_id_of_another_order();
drop index concurrently if exists order_version_any_id_once;
create unique index concurrently if not exists order_version_chosen_id_once on order_version (account_id, client_order_id)
  where client_order_id <> uid::text;
-- It takes over the name, by which earlier builds know its refusal.
do $$
begin
  alter index order_version_client_order_id_once rename to order_version_any_id_once;
  alter index order_version_chosen_id_once rename to order_version_client_order_id_once;
end $$;
drop index concurrently if exists order_version_any_id_once;
