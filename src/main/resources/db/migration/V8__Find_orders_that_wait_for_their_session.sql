-- The sweeps look for them twice a second; without this they read every order there ever was.
create index order_unsent on orders (instrument_id, account_id, order_id) where status in ('ACCEPTED', 'HELD');
