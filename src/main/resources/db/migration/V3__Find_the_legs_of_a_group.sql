-- Orders of one group cancel each other; a leg shows its sibling.
create index order_of_oco_group on orders (account_id, oco_group) where oco_group is not null;
