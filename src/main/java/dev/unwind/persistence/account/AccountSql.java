// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

/** The statements about accounts as they are opened, listed with title and group, and closed. */
final class AccountSql {
  /**
   * {@code $1} says whether every account is visible, {@code $2} names those that are otherwise.
   */
  private static final String VISIBLE =
      " where a.position_mode = 'NETTING' and ($1 or a.account_id = any($2::bigint[]))";

  /** Which of its group an account {@code a} is. */
  static final String NUMBER =
      """
      (select count(*) from account b
          where a.group_uid is not null and b.group_uid = a.group_uid
            and (b.created_at, b.account_id) < (a.created_at, a.account_id)) + 1\
      """;

  private static final String COLUMNS =
      """
      select a.*, coalesce(a.title, a.name) as shown_title,
        coalesce(a.updated_at, a.created_at) as shown_updated_at,
      """
          + NUMBER
          + """
           as number
          from account a
          """;

  static final String COUNT = "select count(*) from account a" + VISIBLE;

  static final String PAGE_ASCENDING =
      COLUMNS + VISIBLE + " order by a.created_at, a.account_id offset $3 limit $4";

  static final String PAGE_DESCENDING =
      COLUMNS + VISIBLE + " order by a.created_at desc, a.account_id desc offset $3 limit $4";

  static final String FIND = COLUMNS + VISIBLE + " and a.uid = $3";

  static final String OF_GROUP =
      COLUMNS
          + VISIBLE
          + " and (a.group_uid = $3 or (a.group_uid is null and a.uid = $3)) order by a.account_id"
          + " limit $4";

  static final String FIND_BY_ID = COLUMNS + " where a.account_id = $1";

  static final String NEXT_ID = "select nextval('account_id_seq')";

  static final String INSERT =
      """
      insert into account (account_id, uid, name, title, type, currency, settles, owner, group_uid, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
      """;

  static final String GRANT =
      "insert into principal_grant (account_id, principal_id) values ($1, $2) on conflict do"
          + " nothing";

  static final String REMEMBER =
      """
      insert into idempotency (account_id, dialect, key, payload_hash, response_status, response_body, created_at)
      values ($1, $2, $3, $4, $5, $6, $7)
      """;

  static final String RECALL =
      """
      select response_status, response_body from idempotency where account_id = $1 and dialect = $2 and key = $3
      """;

  /** As far as {@code $2}. */
  static final String COUNT_ORDERS =
      "select count(*) from (select 1 from orders where account_id = $1 limit $2) counted";

  static final String RENAME =
      "update account a set title = $4, updated_at = $5"
          + VISIBLE
          + " and a.uid = $3 returning a.account_id";

  /**
   * Takes a number in the log of each of these accounts, and says how they stand now. Their rows
   * are locked by what has changed them, or by this.
   */
  static final String TAKE_PLACES =
      """
      update account a set event_seq = a.event_seq + 1,
        event_at = greatest($2::timestamptz, a.event_at + interval '1 microsecond')
      where a.account_id = any($1::bigint[])
      returning a.account_id, a.event_seq, nextval('event_id_seq') as event_id, a.event_at,
        coalesce(a.title, a.name) as title, a.status, a.group_uid
      """;

  static final String LOCK =
      "select a.account_id, a.status from account a" + VISIBLE + " and a.uid = $3 for update";

  static final String BEGIN_CLOSE =
      "update account set status = 'CLOSING', updated_at = $2 where account_id = $1";

  static final String LOCK_ONE = "select a.* from account a where a.account_id = $1 for update";

  static final String RETITLE =
      "update account set title = $2, updated_at = $3 where account_id = $1 returning *";

  /** Of a difference {@code d} of an account {@code a}. */
  private static final String HELD_ELSEWHERE =
      "d.subject <> 'CASH' and d.venue <> 0 and a.venue <> 'simulator'";

  /**
   * A statement of its own, after the wait for the lock; as far as {@code $2} of each. What the
   * venue holds and the ledger does not could not be closed any more.
   */
  static final String IN_USE =
      """
      select (select count(*) from (select 1 from position p where p.account_id = $1 and p.qty <> 0 limit $2) x) as positions,
        (select count(*) from (select 1 from orders o where o.account_id = $1 and (o.status in ('HELD', 'ACCEPTED',
          'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE') or o.reported_qty > o.filled_qty)
          limit $2) x) as orders,
        (select count(*) from (select 1 from liquidation l where l.account_id = $1 and l.status in ('NEW', 'PROCESSING')
          limit $2) x) as liquidations,
        (select count(*) from (select 1 from venue_difference d join account a on a.account_id = d.account_id
          where d.account_id = $1 and %s limit $2) x) as elsewhere
      """
          .formatted(HELD_ELSEWHERE);

  static final String CLOSE =
      "update account set status = 'CLOSED', updated_at = $2 where account_id = $1 returning *";

  /** Of an account {@code a} that holds nothing any more, and of which nothing is under way. */
  private static final String IS_EMPTY =
      """
      not exists (select 1 from position p where p.account_id = a.account_id and p.qty <> 0)
        and not exists (select 1 from orders o where o.account_id = a.account_id and (o.status in ('HELD', 'ACCEPTED',
          'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
          or o.reported_qty > o.filled_qty))
        and not exists (select 1 from liquidation l where l.account_id = a.account_id
          and l.status in ('NEW', 'PROCESSING'))
        and not exists (select 1 from venue_difference d where d.account_id = a.account_id and %s)
      """
          .formatted(HELD_ELSEWHERE);

  /** What it reads of others than the account itself may be older than its lock. */
  static final String LOCK_EMPTIED =
      "select a.account_id from account a where a.status = 'CLOSING' and "
          + IS_EMPTY
          + " limit $1 for update of a skip locked";

  /** A statement of its own, under the locks of the one before, which nothing can have passed. */
  static final String CLOSE_EMPTIED =
      "update account a set status = 'CLOSED', updated_at = $2"
          + " where a.account_id = any($1::bigint[]) and a.status = 'CLOSING' and "
          + IS_EMPTY
          + " returning a.account_id";

  private AccountSql() {}
}
