-- What opening one contract takes of an account's cash; where it is not known, the leverage setting stands in.
alter table instrument add column initial_margin numeric(38, 18) check (initial_margin > 0);

-- Few rows, if any: what a quote can bring near the ledger's range.
create index position_very_large on position (instrument_id) where abs(qty) > 10000000;
create index order_version_very_large on order_version (account_id, order_id) where qty > 10000000;
