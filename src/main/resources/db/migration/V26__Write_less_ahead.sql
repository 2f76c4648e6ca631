-- Each close wrote two entries into it, since each of its liquidations is written twice. A liquidation is looked for by its uid
-- within the accounts that the caller may see, and for that there is the unique (account_id, uid).
drop index liquidation_by_uid;
-- The journal is only ever added to, and added up. Nobody looks for an arrival by its number.
alter table simulator.journal drop constraint journal_pkey;
-- A close raises what is held before it changes anything that an index knows. Where its page has room for the new row, no
-- index is written.
alter table position set (fillfactor = 50);
