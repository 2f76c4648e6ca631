-- The latch of an account when an act had been there: what was asked for, or what was stricter before. Null where an earlier build wrote it.
alter table act_account add column blocked text;
