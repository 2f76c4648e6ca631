-- What an order asked for before the trades of its pair's other leg were taken off; null where that is its quantity.
alter table order_version add column ordered_qty numeric(38, 18);

-- Orders of one account with the same number are one to the simulator.
alter table simulator.orders add column pair bigint;
create index orders_of_pair on simulator.orders (account_id, pair) where pair is not null;
create index orders_resting_in_pairs on simulator.orders (instrument_id, order_no) where status = 'WORKING' and pair is not null;

-- What a pair has executed together. Whoever changes one of its orders locks this row first.
create table simulator.pair (
  account_id     bigint not null,
  pair           bigint not null,
  traded         numeric(38, 18) not null check (traded >= 0),
  -- one of its orders is complete, or has ended otherwise: none of them works any more
  ended          boolean not null,
  primary key (account_id, pair)
);

-- Pairs that the previous build sent as orders that know nothing of each other: those of which anything still works
-- are linked. Of the ledger this reads the keys; the simulator never does.
update simulator.orders s set pair = o.oco_group
from orders o
join order_version v on v.account_id = o.account_id and v.order_id = o.order_id
where o.oco_group is not null and s.account_id = v.account_id and s.key = v.uid
  and exists (
    select 1 from orders x where x.account_id = o.account_id and x.oco_group = o.oco_group
      and x.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE'));
insert into simulator.pair (account_id, pair, traded, ended)
select account_id, pair, sum(cum_qty), bool_or(status <> 'WORKING')
from simulator.orders where pair is not null and status <> 'REPLACED' group by account_id, pair;
