-- The days on which a broker's market trades, as it has listed them, for the replicas that do not speak to it.
create table alpaca_venue.calendar (
  venue text primary key,
  days text not null,
  read_at timestamptz not null
);
