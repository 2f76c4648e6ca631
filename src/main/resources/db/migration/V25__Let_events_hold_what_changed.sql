-- An event held all of the state after it, some kB of JSON. From here on it may hold what changed, in columns, and leave
-- out the snapshot: what is missing is read from rows and columns that never change. Rows that are there stay as they are.
-- None of these columns is null by accident: null is zero, false, or "not part of this event".
alter table event alter column snapshot drop not null;
alter table event
  -- the moment of the decision: when what changed was updated, filled, closed or has ended
  add column moment timestamptz,
  -- of the fill it tells
  add column fill_id bigint,
  -- the order after it; of its command, null is the event itself
  add column command_id bigint,
  add column lease_epoch bigint,
  -- the position after it
  add column position_item_id bigint,
  add column position_version bigint,
  add column position_opened_at timestamptz,
  -- the liquidation after it
  add column due_at timestamptz,
  add column open_items integer,
  add column filled_items integer,
  add column partial_items integer,
  add column canceled_items integer,
  add column failed_items integer,
  add column trade_date date,
  add column cancel_requested boolean,
  -- Further events that this row tells, numbered before and after its own: that the liquidation was opened, that the
  -- order works, that the liquidation has begun. The row bears the last number and the last time; each event before it
  -- has one number and one microsecond less.
  add column opens boolean,
  add column works boolean,
  add column begins boolean,
  -- and how the liquidation ended with it
  add column end_status text,
  add column order_status text,
  add column venue_action text,
  add column order_reason text,
  add column order_reason_text text,
  add column filled_qty numeric(38, 18),
  add column filled_value numeric(38, 18),
  add column position_qty numeric(38, 18),
  add column position_held numeric(38, 18),
  add column position_cost numeric(38, 18),
  add column position_realized_pl numeric(38, 18),
  add column position_opened_qty numeric(38, 18),
  add column position_entry_price numeric(38, 18),
  add column position_closed_by text,
  add column day_bought numeric(38, 18),
  add column day_bought_value numeric(38, 18),
  add column day_sold numeric(38, 18),
  add column day_sold_value numeric(38, 18),
  add column previous_qty numeric(38, 18),
  add column liquidation_status text,
  add column liquidation_reason text,
  add column executed_value numeric(38, 18),
  add column cash numeric(38, 18);

-- A row tells up to four events, and each has an id of its own: the row's, and those up to three above it.
alter sequence event_id_seq increment by 4;

-- Whether events are written in the new form. Builds before this one cannot read it, and may still work on a ledger that
-- they have filled; on one that is new none can.
create table event_form (
  lean boolean not null
);
insert into event_form select not exists (select 1 from account);

-- What the log reads elsewhere does not change, and whoever tries is refused. Times may be corrected by hand.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the event log reads the % of % as it was written', tg_argv[0], tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger order_stays after update of instrument_id, side, parent_order_id, liquidation_id, liquidation_item_id, attempt,
    actor, dialect on orders
  for each row execute function refuse_change('identity');
create trigger order_position_stays after update of position_id on orders for each row
  when (old.liquidation_item_id is not null and old.position_id is distinct from new.position_id)
  execute function refuse_change('position');
create trigger order_version_stays after update of version_id, uid, client_order_id, type, time_in_force, notional on order_version
  for each row execute function refuse_change('terms');
create trigger fill_stays after update of order_id, version, instrument_id, position_id, liquidation_id, venue, exec_id, uid,
    side, qty, price, cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, late on fill
  for each row execute function refuse_change('content');
create trigger position_stays after update of uid, instrument_id, netting, opening_order_id on position
  for each row execute function refuse_change('identity');
create trigger liquidation_stays after update of uid, dialect, actor, request_id, scope, requested_qty, requested_percentage,
    cancel_orders, held_policy, exclusive, client_order_id on liquidation
  for each row execute function refuse_change('request');

-- A closing order that waits for its turn gets its expiry when it is sent; after that its terms stay too.
create function refuse_change_of_told_terms() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from event e where e.account_id = old.account_id and e.order_id = old.order_id and e.order_status is not null) then
    raise exception 'the event log reads the terms of order % as they were written', old.order_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger order_version_told_stays after update of qty, ordered_qty, limit_price, stop_price, expires_at on order_version for each row
  when (old.version = 1 and (old.qty, old.ordered_qty, old.limit_price, old.stop_price, old.expires_at)
    is distinct from (new.qty, new.ordered_qty, new.limit_price, new.stop_price, new.expires_at))
  execute function refuse_change_of_told_terms();
