-- What a venue says has happened without a trade is booked once, by the venue's own id; it may change several positions.
alter table adjustment add column activity text;
create unique index adjustment_activity on adjustment (account_id, activity, coalesce(instrument_id, 0)) where activity is not null;
-- What happened before an account was bound is in its opening, and is listed again for some days; so is what is booked.
create table alpaca_venue.activity (
  venue text not null,
  account_id bigint not null,
  activity_id text not null,
  noted_at timestamptz not null,
  primary key (venue, account_id, activity_id)
);
create index activity_noted on alpaca_venue.activity (venue, account_id, noted_at);
