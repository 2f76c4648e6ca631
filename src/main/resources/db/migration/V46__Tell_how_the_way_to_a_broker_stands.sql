-- How the way to a broker stands, as the replica that has the link sees it; null while it answers.
alter table alpaca_venue.link
  add column down_since timestamptz,
  add column down_reason text;
