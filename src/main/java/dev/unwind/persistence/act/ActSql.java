// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

/** The statements of acts. */
final class ActSql {
  /** Whether accounts are stopped or restricted by it. */
  private static final String HALTS = "(kind = 'HALT' or task ->> 'latch' is not null)";

  /** An {@code ActLane}; nobody else says which acts are of which. */
  private static final String LANE =
      "case when accounts <= 1 then 'SINGLE' when " + HALTS + " then 'HALTING' else 'CLOSING' end";

  private static final String ROW = "act.*, " + LANE + " as lane";

  /** A key that is old is as if it had never been used. */
  static final String FORGET_KEY =
      """
      update act set idempotency_key = null, payload_hash = null
      where principal_id = $1 and idempotency_key = $2 and created_at < $3
      """;

  /** Waits for another request with the key, and then adds nothing. */
  static final String INSERT =
      """
      insert into act (act_id, principal_id, actor, dialect, request_id, kind, task, reason, client_reference,
        idempotency_key, payload_hash, accounts, created_at, lease_owner, lease_until)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14)
      on conflict (principal_id, idempotency_key) where idempotency_key is not null do nothing
      returning act_id
      """;

  static final String BY_KEY =
      "select " + ROW + " from act where principal_id = $1 and idempotency_key = $2";

  static final String FIND = "select " + ROW + " from act where act_id = $1";

  /** Every account that the caller is granted and that is not closed. */
  static final String EVERY_ACCOUNT =
      """
      insert into act_account (act_id, place, named, account_id, status)
      select $1, row_number() over (order by a.account_id), a.name, a.account_id, 'PENDING' from account a
      where ($2 or a.account_id = any($3::bigint[])) and a.status <> 'CLOSED'
      limit $4
      """;

  /** By its id alone, which may be the name of another. */
  static final String ONE_ACCOUNT =
      """
      insert into act_account (act_id, place, named, account_id, status)
      select $1, 1, a.name, a.account_id, 'PENDING' from account a where a.account_id = $2
      """;

  /**
   * Looked up as one account by itself would be. One named twice counts once; what is not the
   * caller's is refused like what is not there.
   */
  static final String NAMED_ACCOUNTS =
      """
      insert into act_account (act_id, place, named, account_id, status, reason, decided_at)
      select $1, row_number() over (order by f.place), f.named, f.account_id,
        case when f.account_id is null then 'REFUSED' else 'PENDING' end,
        case when f.account_id is null then 'ACCOUNT_NOT_FOUND' end,
        case when f.account_id is null then $7::timestamptz end
      from (
        select distinct on (coalesce(a.account_id::text, 'no ' || n.named)) n.place, n.named, a.account_id
        from unnest($4::text[], $5::uuid[], $6::bigint[]) with ordinality n (named, uid, id, place)
        left join lateral (
          select a.account_id from account a
          where a.name = n.named or a.uid = n.uid or a.account_id = n.id
          order by a.name = n.named desc, a.uid is not distinct from n.uid desc limit 1) a
          on $2 or a.account_id = any($3::bigint[])
        order by coalesce(a.account_id::text, 'no ' || n.named), n.place) f
      """;

  static final String COUNT =
      """
      update act set accounts = (select count(*) from act_account where act_id = $1) where act_id = $1
      returning\s"""
          + ROW;

  static final String CLAIM =
      """
      update act set lease_owner = $1, lease_until = $3
      where act_id = (
        select act_id from act where ended_at is null and lease_until < $2 and act_id <> all($5::uuid[])
          and %s = any($4::text[])
        order by %s desc, lease_until limit 1 for update skip locked)
      returning %s
      """
          .formatted(LANE, HALTS, ROW);

  static final String RENEW =
      """
      update act set lease_until = $3 where act_id = $1 and lease_owner = $2 and ended_at is null
      """;

  /** What is to be done to each account, where the caller has said so. */
  static final String EXPECT =
      """
      update act_account t set expected = u.expected from unnest($2::bigint[], $3::text[]) as u (account_id, expected)
      where t.act_id = $1 and t.account_id = u.account_id
      """;

  static final String EVERY_NAME =
      """
      select (row_number() over (order by a.account_id))::integer as place, a.name as named, a.account_id, a.currency from account a
      where ($1 or a.account_id = any($2::bigint[])) and a.status <> 'CLOSED'
      order by a.account_id limit $3
      """;

  /** Looked up as those of an act. */
  static final String NAMES =
      """
      select (row_number() over (order by f.place))::integer as place, f.named, f.account_id, f.currency
      from (
        select distinct on (coalesce(a.account_id::text, 'no ' || n.named)) n.place, n.named, a.account_id, a.currency
        from unnest($4::text[], $5::uuid[], $6::bigint[]) with ordinality n (named, uid, id, place)
        left join lateral (
          select a.account_id, a.currency from account a
          where a.name = n.named or a.uid = n.uid or a.account_id = n.id
          order by a.name = n.named desc, a.uid is not distinct from n.uid desc limit 1) a
          on $1 or a.account_id = any($2::bigint[])
        order by coalesce(a.account_id::text, 'no ' || n.named), n.place) f
      order by f.place limit $3
      """;

  static final String PENDING =
      """
      select place, account_id, expected from act_account where act_id = $1 and status = 'PENDING' and place > $2
      order by place limit $3
      """;

  static final String DECIDED =
      """
      update act_account a set status = case when u.reason is null then 'ACCEPTED' else 'REFUSED' end,
        liquidation_uid = u.liquidation, reason = u.reason, reason_text = u.text, canceled = u.canceled,
        cancels_asked = u.asked, kept = u.kept, decided_at = $2, blocked = u.blocked
      from unnest($3::int[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[], $10::text[])
        as u (place, liquidation, reason, text, canceled, asked, kept, blocked)
      where a.act_id = $1 and a.place = u.place and a.status = 'PENDING'
      """;

  static final String LEAVE =
      """
      update act a set lease_until = $3, ended_at = case when not exists (
          select 1 from act_account t where t.act_id = a.act_id and t.status = 'PENDING') then $3::timestamptz end
      where a.act_id = $1 and a.lease_owner = $2 and a.ended_at is null
      """;

  static final String SUMS =
      """
      select count(*) as accounts,
        count(*) filter (where t.status = 'PENDING') as pending,
        count(*) filter (where t.status = 'ACCEPTED') as accepted,
        count(*) filter (where t.status = 'REFUSED') as refused,
        count(*) filter (where l.status in ('NEW', 'PROCESSING')) as running,
        count(*) filter (where l.status in ('FILLED', 'SETTLED')) as filled,
        count(*) filter (where l.status in ('PARTIALLY_FILLED', 'CANCELED', 'FAILED')) as ended,
        coalesce(sum(l.open_items), 0) as open_items,
        coalesce(sum(l.filled_items), 0) as filled_items,
        coalesce(sum(l.partial_items + l.canceled_items + l.failed_items), 0) as other_items,
        coalesce(sum(t.canceled), 0) as canceled,
        coalesce(sum(t.cancels_asked), 0) as asked,
        coalesce(sum(t.kept), 0) as kept
      from act_account t
      left join liquidation l on l.account_id = t.account_id and l.uid = t.liquidation_uid
      where t.act_id = $1 and (case when t.account_id is null then $4 else $2 or t.account_id = any($3::bigint[]) end)
      """;

  static final String ENTRIES =
      """
      select t.*, coalesce(t.blocked, case when t.status = 'ACCEPTED' then a.task ->> 'latch' end) as latch, l.status as liquidation_status, l.open_items, l.filled_items, l.partial_items,
        l.canceled_items, l.failed_items
      from act a
      join act_account t on t.act_id = a.act_id
      left join liquidation l on l.account_id = t.account_id and l.uid = t.liquidation_uid
      where a.act_id = $1 and (case when t.account_id is null then $4 else $2 or t.account_id = any($3::bigint[]) end)
        and t.place > $5
      order by t.place limit $6
      """;

  private ActSql() {}
}
