// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.webhook;

/** The statements about webhooks. */
final class WebhookSql {
  private static final String COLUMNS =
      """
      w.webhook_id, w.principal_id, w.title, w.url, w.types, w.delay, w.package_size_max, w.enabled or w.delivers as enabled,
        w.enabled_at, w.dialect, w.accounts as only_accounts, w.secret, w.failures, w.last_error, w.created_at, w.updated_at
      """;

  /** Which accounts {@code a} a webhook {@code w} tells of; Upvest has no hedging ones. */
  private static final String VISIBLE =
      """
      (a.position_mode = 'NETTING' or w.dialect <> 'upvest') and (w.accounts is null or a.account_id = any(w.accounts))
      and (p.all_accounts or exists (
        select 1 from principal_grant g where g.principal_id = p.principal_id and g.account_id = a.account_id))
      """;

  /**
   * The principal's row is locked, so that two additions at once do not exceed the limit together.
   */
  static final String LOCK_OWNER = "select 1 from principal where principal_id = $1 for update";

  static final String INSERT =
      """
      insert into webhook (webhook_id, principal_id, title, url, types, delay, package_size_max, enabled, created_at,
        updated_at, next_at, dialect, accounts, secret)
      select $1, $2, $3, $4, $5::text[], $6, $7, false, $8, $8, $8, $10, $11::bigint[], $12
      where (select count(*) from webhook where principal_id = $2) < $9
      """;

  static final String PAGE_ASCENDING =
      "select "
          + COLUMNS
          + " from webhook w where w.principal_id = $1 and w.dialect = $2"
          + " order by w.created_at, w.webhook_id offset $3 limit $4";

  static final String PAGE_DESCENDING =
      "select "
          + COLUMNS
          + " from webhook w where w.principal_id = $1 and w.dialect = $2"
          + " order by w.created_at desc, w.webhook_id desc offset $3 limit $4";

  static final String COUNT =
      "select count(*) from webhook where principal_id = $1 and dialect = $2";

  static final String FIND =
      "select "
          + COLUMNS
          + " from webhook w where w.principal_id = $1 and w.dialect = $2 and w.webhook_id = $3";

  static final String FIND_LOCKED = FIND + " for update";

  static final String UPDATE =
      """
      update webhook set title = $2, url = $3, types = $4::text[], delay = $5, package_size_max = $6,
        lagging = true, enabled = $7 and dialect = 'upvest', delivers = $7 and dialect <> 'upvest', accounts = $9::bigint[], secret = $10,
        updated_at = $8, enabled_at = coalesce(enabled_at, case when $7 then $8::timestamptz end),
        next_at = case when $7 then least(next_at, $8::timestamptz) else next_at end
      where webhook_id = $1
      """;

  /** Accounts that exist at the first enabling are told of from then on. */
  static final String BEGIN_CURSORS =
      """
      insert into webhook_cursor (account_id, webhook_id, seq)
      select a.account_id, w.webhook_id, a.event_seq
      from webhook w join principal p on p.principal_id = w.principal_id join account a on
      """
          + VISIBLE
          + " where w.webhook_id = $1 on conflict do nothing";

  static final String DELETE =
      "delete from webhook where principal_id = $1 and dialect = $2 and webhook_id = $3";

  /** Accounts {@code a}: all of them, or those that are named by a parameter. */
  private static final String ALL = "account a";

  private static final String OF =
      "unnest($%d::bigint[]) u (account_id) join account a on a.account_id = u.account_id";

  /** Whether the webhook has something to tell of one of these accounts. */
  private static final String HAS_NEW =
      """
      exists (
        select 1 from %s left join webhook_cursor c on c.account_id = a.account_id and c.webhook_id = w.webhook_id
        where a.event_seq > coalesce(c.seq, 0) and
      """
          + VISIBLE
          + ")";

  /**
   * Only accounts that have grown are looked at, where nothing says that there are others; what
   * somebody has left under a lease that is over does.
   */
  static final String CLAIM =
      """
      with due as (
        select w.webhook_id, w.lagging or w.lease_until is not null or $6 as whole
        from webhook w join principal p on p.principal_id = w.principal_id
        where (w.enabled or w.delivers) and p.revoked_at is null and w.next_at <= $2 and (w.lease_until is null or w.lease_until <= $2)
          and (w.pending_body is not null or w.lagging or w.lease_until is not null
      """
          + " or "
          + HAS_NEW.formatted(OF.formatted(5))
          + " or ($6 and "
          + HAS_NEW.formatted(ALL)
          + """
      ))
        order by w.next_at limit $4 for update of w skip locked)
      update webhook w set lease_owner = $1, lease_until = $3, lease_epoch = w.lease_epoch + 1,
        lagging = w.pending_body is not null
      from due, principal p where w.webhook_id = due.webhook_id and p.principal_id = w.principal_id
      returning
      """
          + COLUMNS
          + ", due.whole, w.lease_epoch, w.pending_body, w.pending_accounts, w.pending_seqs, p.all_accounts,"
          + " array(select g.account_id from principal_grant g where g.principal_id = p.principal_id) as accounts";

  static final String ANY = "select exists (select 1 from webhook where enabled or delivers)";

  /** Says of those that could not be claimed that they have something to tell of these accounts. */
  static final String MARK =
      """
      with late as (
        select w.webhook_id from webhook w join principal p on p.principal_id = w.principal_id
        where (w.enabled or w.delivers) and p.revoked_at is null and not w.lagging and w.webhook_id <> all($2::uuid[]) and
      """
          + HAS_NEW.formatted(OF.formatted(1))
          + """
       order by w.webhook_id for update of w)
      update webhook w set lagging = true from late where w.webhook_id = late.webhook_id
      """;

  /**
   * Accounts that have come since: new ones are told of from their beginning, older ones that were
   * granted later from now on.
   */
  private static final String ADD =
      """
      insert into webhook_cursor (account_id, webhook_id, seq)
      select a.account_id, w.webhook_id, case when a.created_at >= w.enabled_at then 0 else a.event_seq end
      from webhook w join principal p on p.principal_id = w.principal_id join (select a.* from %s) a on
      """
          + VISIBLE
          + """
       where w.webhook_id = $1 and not exists (
         select 1 from webhook_cursor c where c.account_id = a.account_id and c.webhook_id = w.webhook_id)
      on conflict do nothing
      """;

  static final String ADD_CURSORS = ADD.formatted(ALL);
  static final String ADD_CURSORS_OF = ADD.formatted(OF.formatted(2));

  /**
   * Those whose last event is oldest come first, so that a busy account does not hold up a quiet
   * one for ever.
   */
  private static final String GROWN =
      """
      select a.account_id, c.seq from webhook w join principal p on p.principal_id = w.principal_id
      join (select a.* from %s) a on
      """
          + VISIBLE
          + """
       join webhook_cursor c on c.webhook_id = w.webhook_id and c.account_id = a.account_id and a.event_seq > c.seq
      where w.webhook_id = $1 order by a.event_at, a.account_id limit $2
      """;

  static final String BEHIND = GROWN.formatted(ALL);
  static final String BEHIND_OF = GROWN.formatted(OF.formatted(3));

  static final String KEEP =
      """
      update webhook set pending_body = $3, pending_accounts = $4::bigint[], pending_seqs = $5::bigint[], failures = 0,
        last_error = null
      where webhook_id = $1 and lease_epoch = $2
      """;

  static final String RELEASE_DELIVERED =
      """
      update webhook set pending_body = null, pending_accounts = null, pending_seqs = null, failures = 0,
        last_error = null, next_at = $3, lagging = lagging or $4, lease_owner = null, lease_until = null
      where webhook_id = $1 and lease_epoch = $2
      """;

  static final String RELEASE_DROPPED =
      """
      update webhook set pending_body = null, pending_accounts = null, pending_seqs = null, failures = 0,
        last_error = null, next_at = $3, lagging = true, lease_owner = null, lease_until = null
      where webhook_id = $1 and lease_epoch = $2
      """;

  /** Whoever works on it has lost it with this. */
  static final String DROP =
      """
      update webhook set pending_body = null, pending_accounts = null, pending_seqs = null, failures = 0,
        last_error = null, lease_epoch = lease_epoch + 1, lease_owner = null, lease_until = null
      where webhook_id = $1
      """;

  static final String ADVANCE =
      """
      insert into webhook_cursor (account_id, webhook_id, seq)
      select u.account_id, $1, u.seq from unnest($2::bigint[], $3::bigint[]) as u (account_id, seq)
      on conflict (account_id, webhook_id) do update set seq = greatest(webhook_cursor.seq, excluded.seq)
      """;

  static final String RELEASE_FAILED =
      """
      update webhook set failures = failures + 1, last_error = $3, next_at = $4, lagging = true, lease_owner = null,
        lease_until = null
      where webhook_id = $1 and lease_epoch = $2
      """;

  /** With nothing pending, and nothing that has failed. */
  static final String RELEASE =
      """
      update webhook set failures = 0, last_error = null, next_at = $3, lagging = lagging or $4, lease_owner = null,
        lease_until = null
      where webhook_id = $1 and lease_epoch = $2
      """;

  static final String FIND_KEY =
      "select private_key, public_key from webhook_signing_key order by created_at, key_id limit 1";

  /** One insertion wins: the table is locked against others for the moment. */
  static final String LOCK_KEYS = "lock table webhook_signing_key in share row exclusive mode";

  static final String INSERT_KEY =
      "insert into webhook_signing_key (key_id, private_key, public_key, created_at) values ($1, $2, $3, $4)";

  /** A package that waits is the head of its line, so the event behind each cursor is its first. */
  static final String BACKLOG =
      """
      select (select count(*) from webhook w where (w.enabled or w.delivers) and w.failures > 0) as failing,
        (select min(e.at)
         from (
           select c.account_id, c.seq
           from webhook w join webhook_cursor c on c.webhook_id = w.webhook_id
           where (w.enabled or w.delivers) and w.pending_body is not null and c.account_id = any(w.pending_accounts)
           limit 1000) c
         cross join lateral (
           select e.at from event e where e.account_id = c.account_id and e.seq > c.seq order by e.seq limit 1) e) as oldest
      """;

  private WebhookSql() {}
}
