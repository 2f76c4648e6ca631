-- When the venue was first told of what an order's venue_action says, where that did not end it. Waiting for a cancel counts
-- from here: how long it stood in our own queue is not the venue's doing. Builds before this one leave it out.
alter table orders add column told_at timestamptz;

-- For statements that are sent together with their COMMIT: what was changed since it was read, as claims do without the account's
-- lock, undoes the transaction, and it is taken again.
create function refuse_stale(written bigint, decided bigint) returns bigint language plpgsql as $$
begin
  if written <> decided then
    raise exception 'rows were changed since they were read: % of %', decided - written, decided
      using errcode = 'serialization_failure';
  end if;
  return written;
end $$;
