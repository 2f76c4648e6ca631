-- What positions and the cash stood at where a log begins: what follows is added up from there, and where nothing follows it
-- is what they must still be. Without a row nothing of a position was dropped, or it was before this was kept.
alter table log_begin add column cash numeric;
create table log_begin_position (
  account_id  bigint not null,
  position_id bigint not null,
  qty         numeric not null,
  primary key (account_id, position_id)
);
