-- As orders have it.
alter table fill add constraint fill_side_check check (side in ('BUY', 'SELL'));
