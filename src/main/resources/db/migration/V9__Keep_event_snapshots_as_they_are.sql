-- The snapshot of a fill is some 2.6 kB. Above 2 kB PostgreSQL compresses a row, which takes nearly as long as all the
-- rest of inserting it; up to this size rows now stay as they are.
alter table event set (toast_tuple_target = 4080);
