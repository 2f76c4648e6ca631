// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

/** The statements of schedules. */
final class ScheduleSql {
  /** Callers that make schedules take turns, so that none makes more than it may. */
  static final String TURN = "select 1 from principal where principal_id = $1 for no key update";

  static final String COUNT =
      "select count(*) from (select 1 from schedule where principal_id = $1 and status = 'ACTIVE' limit $2) s";

  static final String BY_KEY =
      "select * from schedule where principal_id = $1 and idempotency_key = $2";

  static final String INSERT =
      """
      insert into schedule (schedule_id, principal_id, actor, dialect, request_id, status, rule, task, named, every_account,
        reason, client_reference, body, idempotency_key, payload_hash, created_at, since, next_due)
      values ($1, $2, $3, $4, $5, 'ACTIVE', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)
      returning *
      """;

  static final String FIND = "select * from schedule where schedule_id = $1";

  static final String LIST =
      """
      select * from schedule s where ($1::text is null or s.status = $1)
      order by s.created_at desc, s.schedule_id desc limit $2 offset $3
      """;

  static final String LIST_OF_PRINCIPAL =
      """
      select * from schedule s where ($1::text is null or s.status = $1) and s.principal_id = $4
      order by s.created_at desc, s.schedule_id desc limit $2 offset $3
      """;

  static final String FIRINGS =
      "select * from schedule_firing where schedule_id = $1 order by close_at desc limit $2";

  static final String CHANGE =
      """
      update schedule set version = version + 1, rule = $3, task = $4, named = $5, every_account = $6, reason = $7,
        client_reference = $8, body = $9, since = $10, next_due = $11
      where schedule_id = $1 and version = $2 and status = 'ACTIVE' and done = $12
      returning *
      """;

  static final String CANCEL =
      """
      update schedule set version = version + 1, status = 'CANCELED', next_due = null, ended_at = $3
      where schedule_id = $1 and ($2::int is null or version = $2) and status = 'ACTIVE'
      returning *
      """;

  static final String DUE =
      """
      select * from schedule where next_due <= $1 and next_due >= $2 and (next_due, schedule_id) > ($2, $3)
      order by next_due, schedule_id limit $4
      """;

  /**
   * Whoever locks it as it was read decides this time; a cancel or change comes before or after.
   */
  static final String LOCK =
      """
      select 1 from schedule where schedule_id = $1 and version = $2 and done = $3 and status = 'ACTIVE' for update
      """;

  static final String FIRE =
      """
      insert into schedule_firing (schedule_id, close_at, due_at, late_until, outcome, act_id, reason, reason_text, decided_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict do nothing
      """;

  static final String FAILED =
      """
      update schedule set failed_close = $2, failed_reason = $3, failed_text = $4
      where schedule_id = $1 and status = 'ACTIVE'
      """;

  static final String GO_ON =
      """
      update schedule set done = $2, next_due = $3, status = case when $3::timestamptz is null then 'ENDED' else status end,
        ended_at = case when $3::timestamptz is null then $4::timestamptz end
      where schedule_id = $1
      """;

  static final String ACTIVE =
      """
      select * from schedule where schedule_id > $1 and status = 'ACTIVE' and next_due is not null
      order by schedule_id limit $2
      """;

  static final String PLAN =
      """
      update schedule set next_due = $4, status = case when $4::timestamptz is null then 'ENDED' else status end,
        ended_at = case when $4::timestamptz is null then $5::timestamptz end
      where schedule_id = $1 and version = $2 and done = $3 and status = 'ACTIVE'
      """;

  private static final String HELD =
      """
      select distinct p.instrument_id from (%s) a
      join position p on p.account_id = a.account_id and p.qty <> 0
      join instrument i on i.instrument_id = p.instrument_id and i.session = 'always'
      limit $4
      """;

  static final String HELD_OF_ALL =
      HELD.formatted(
          """
          select a.account_id from account a
          where ($1 or a.account_id = any($2::bigint[])) and a.status <> 'CLOSED' order by a.account_id limit $3
          """);

  static final String HELD_OF_NAMED =
      HELD.formatted(
          """
          select a.account_id from unnest($5::text[], $6::uuid[], $7::bigint[]) n (named, uid, id)
          join account a on a.name = n.named or a.uid = n.uid or a.account_id = n.id
          where ($1 or a.account_id = any($2::bigint[])) limit $3
          """);

  private ScheduleSql() {}
}
