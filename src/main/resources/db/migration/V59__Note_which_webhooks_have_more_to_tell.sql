-- Whether more may be to be told than a replica has seen grow itself: then all accounts of the webhook are looked at. True until the
-- first look.
alter table webhook add column lagging boolean not null default true;
