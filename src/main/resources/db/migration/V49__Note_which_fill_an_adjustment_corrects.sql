-- A trade that its venue takes back or corrects is an adjustment; the fill stays as it was booked. What stands of the fill
-- is what its last adjustment says. Of an order and its item only what was live changes with it.
alter table adjustment
  add column fill_id bigint,
  add column exec_id text,
  add column fill_qty numeric(38, 18),
  add column fill_price numeric(38, 18),
  add column fill_cash numeric(38, 18),
  add column fill_pl numeric(38, 18),
  add column order_change numeric(38, 18),
  add column item_cash numeric(38, 18),
  add constraint adjustment_of_a_fill check (
    num_nulls(fill_id, exec_id, fill_qty, fill_price, fill_cash, fill_pl, order_change, item_cash) in (0, 8));
create unique index adjustment_fill on adjustment (account_id, fill_id, exec_id) where fill_id is not null;
