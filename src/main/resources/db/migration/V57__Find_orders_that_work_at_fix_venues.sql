-- Outside of a transaction (see the file of this name with .conf): whether other orders work there in the same instrument is
-- asked before all of them are cancelled by one request. What was interrupted is thrown away and built anew.
do $$
begin
  if exists (select 1 from pg_index where indexrelid = to_regclass('fix_venue.orders_working') and not indisvalid) then
    execute 'drop index fix_venue.orders_working';
  end if;
end $$;
create index concurrently if not exists orders_working on fix_venue.orders (venue, symbol, side)
  where status in ('SENT', 'WORKING');
