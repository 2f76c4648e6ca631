-- When a broker's clock has said in the regular session that nothing trades, for the replicas that do not hear it.
create table alpaca_venue.halt (
  venue text not null,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz,
  primary key (venue, began_at)
);
