-- A second close of a position waits, with its order held back, until the one before it has ended.
alter table liquidation_item drop constraint liquidation_item_status_check;
alter table liquidation_item add constraint liquidation_item_status_check
  check (status in ('AWAITING_CANCELS', 'CLOSING', 'WAITING', 'FILLED', 'PARTIALLY_FILLED', 'CANCELED', 'FAILED'));
create index liquidation_item_waiting on liquidation_item (account_id, position_id) where status = 'WAITING';
