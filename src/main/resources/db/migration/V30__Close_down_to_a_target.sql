-- A close may leave a stated quantity of each position. Builds before this one write none, and take such a close for one of
-- all that is held: it is asked for only when the last of them is gone.
alter table liquidation add column requested_target numeric(38, 18);
create trigger liquidation_target_stays after update of requested_target on liquidation
  for each row execute function refuse_change('request');
