-- Outside of a transaction (see the file of this name with .conf): indexes of large tables are built while the ledger is written.
-- A build that was interrupted leaves an index that is not valid; it is thrown away and built anew. Whatever was done is not
-- done again, so that this may be run as often as it takes. Nothing goes before what takes its place is there.
do $$
declare unfinished regclass;
begin
  for unfinished in
    select i.indexrelid from pg_index i
    where not i.indisvalid
      and i.indexrelid in (to_regclass('order_version_of_uid_once'), to_regclass('order_in_flight'))
  loop
    execute 'drop index ' || unfinished;
  end loop;
end $$;

-- One instead of two: it finds a uid in all accounts as well as in one, and lets no account have it twice.
create unique index concurrently if not exists order_version_of_uid_once on order_version (uid, account_id);
drop index concurrently if exists order_version_uid_once;
drop index concurrently if exists order_version_by_uid;

-- Without the end of the lease in it: to renew leases, of thousands of orders that wait for the venue, writes no index. Whoever
-- looks for leases that have ended reads all orders that are under way.
create index concurrently if not exists order_in_flight on orders (account_id, order_id)
  where venue_action is not null and status <> 'ACCEPTED';
drop index concurrently if exists order_to_tell;

-- What has been filled of an account is in liquidation_by_status. Accounts that settle leave nothing there for long, and of
-- others nobody asks.
drop index concurrently if exists liquidation_to_settle;

-- A row and what becomes of it on one page: only the difference is logged then, and the former is not locked on its own.
alter table orders set (fillfactor = 50);
alter table liquidation_item set (fillfactor = 50);
alter table simulator.report set (fillfactor = 50);
