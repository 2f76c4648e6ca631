-- Lists of one state read that state alone, and lists of all states read each in its order. These take the place of indexes
-- by time, so that a close writes no more of them than before.
create index position_hedging_by_end on position (account_id, closed_by, opened_at, position_id) where not netting;
drop index position_hedging_by_opening;
create index position_episode_by_end on position_episode (account_id, closed_by, opened_at, position_id);
drop index position_episode_by_opening;
create index liquidation_by_status on liquidation (account_id, status, created_at, liquidation_id);
drop index liquidation_by_time;
create index liquidation_by_status_of_all on liquidation (status, created_at, liquidation_id);
drop index liquidation_by_time_of_all;
drop index liquidation_live_by_time;
-- Upvest lists its own liquidations alone; those of other interfaces are not in here.
create index liquidation_of_upvest on liquidation (account_id, created_at, liquidation_id) where dialect = 'upvest';
