-- Where an account's orders go. Accounts that there are belong to the market that is built in.
alter table account add column venue text not null default 'simulator'
  constraint account_venue_name check (venue ~ '^[a-z0-9][a-z0-9-]{0,31}$');
