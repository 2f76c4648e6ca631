-- How a liquidation is carried out where its orders do not all go out at once, and how far each of its items has come.
-- Builds before this one write neither, and would carry such a liquidation out at once: it is asked for only when the last of
-- them is gone.
alter table liquidation add column conduct json;
create trigger liquidation_conduct_stays after update of conduct on liquidation
  for each row execute function refuse_change('request');

alter table liquidation_item
  add column step_place integer,
  add column steps_begun integer,
  add column step_due_at timestamptz,
  add column steps_since timestamptz,
  add column step_price_from numeric(38, 18),
  add column step_pause text;

-- What the caller of an act has seen of an account: it is refused there when it would do something else.
alter table act_account add column expected text;

-- Why the last attempt to fire a schedule has failed, and for which close: what is missed says why.
alter table schedule
  add column failed_close timestamptz,
  add column failed_reason text,
  add column failed_text text;
