-- Lists show the newest, or what is still open. Each has an index that holds no more than that, in the order in which it is
-- shown, so that none reads the years before.
create index order_open_by_submission on orders (account_id, submitted_at, order_id)
  where status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE');
create index liquidation_by_time_of_all on liquidation (created_at, liquidation_id);
create index liquidation_live_by_time on liquidation (created_at, liquidation_id) where status in ('NEW', 'PROCESSING');
create index position_present_by_opening on position (account_id, opened_at, position_id) where closed_at is null;
