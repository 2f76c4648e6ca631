-- Few: only orders whose terms were replaced have them. Lists show each version as an order of its own.
create index order_version_replacing on order_version (account_id, created_at, order_id, version) where version > 1;

-- Orders that one close had placed together share a time; a list that is walked by time would lose those beyond a page.
-- Each gets a microsecond of its own, in the order in which they were listed.
update orders o set submitted_at = o.submitted_at + (t.n - 1) * interval '1 microsecond'
from (
  select account_id, order_id, row_number() over (partition by account_id, submitted_at order by order_id) as n from orders) t
where t.n > 1 and o.account_id = t.account_id and o.order_id = t.order_id;

-- The same for fills that were booked together.
update fill f set booked_at = f.booked_at + (t.n - 1) * interval '1 microsecond'
from (
  select account_id, fill_id, row_number() over (partition by account_id, booked_at order by fill_id) as n from fill) t
where t.n > 1 and f.account_id = t.account_id and f.fill_id = t.fill_id;
