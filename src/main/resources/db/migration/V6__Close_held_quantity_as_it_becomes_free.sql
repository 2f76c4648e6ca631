-- A close may leave working orders to trade, and close what they leave.
alter table liquidation drop constraint liquidation_held_policy_check;
alter table liquidation add constraint liquidation_held_policy_check
  check (held_policy in ('REFUSE', 'CLOSE_AVAILABLE', 'CLOSE_AS_FREED'));
