-- How far lists of a broker have been read for an account, in the broker's own time: what is older than the beginning was
-- there when the account was bound, and is in its opening.
create table alpaca_venue.reading (
  venue text not null,
  account_id bigint not null,
  list text not null,
  began_at timestamptz not null,
  read_to timestamptz not null,
  primary key (venue, account_id, list),
  constraint reading_forward check (read_to >= began_at)
);
