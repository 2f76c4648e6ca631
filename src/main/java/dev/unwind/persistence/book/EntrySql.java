// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.persistence.Rows;

/**
 * What order entry reads of account {@code $1}: the instruments {@code $2}, and what takes the
 * account's money as far as the last parameter, a {@code BookScope.Reach}, goes. Of an account of
 * any size that is a few rows. Each row is looked up by itself, as {@link Rows#ORDERS_WANTED} is.
 */
final class EntrySql {
  private static final String FUTURE = "i.asset_class = 'future'";

  /** Looked at once, before any row. */
  private static final String NEEDS_MONEY =
      """
      (select REACH = 'MONEY' or REACH = 'MONEY_FOR_FUTURES' and exists (
        select 1 from instrument i where i.instrument_id = any($2::bigint[]) and IS_FUTURE))
      """
          .replace("IS_FUTURE", FUTURE);

  /**
   * Open positions of instruments {@code asked (id)}, which goes before: by the index of each kind.
   * Whether a netting one is open is asked of the row alone: the index of what is open holds next
   * to nothing when statistics are taken of a ledger at rest, and seems the cheaper one when all of
   * a large account is in it.
   */
  private static final String OPEN_OF =
      """
      cross join lateral (
        select p.position_id from (
          select p.position_id, p.qty from position p
          where p.account_id = $1 and p.instrument_id = asked.id and p.netting offset 0) p
        where p.qty <> 0
        union all
        select p.position_id from position p
        where p.account_id = $1 and p.instrument_id = asked.id and not p.netting
          and (p.qty <> 0 or p.closed_at is null)) p
      """;

  static final String POSITIONS =
      """
      with wanted as materialized (
        select p.position_id from unnest($2::bigint[]) as asked (id) OPEN_OF
        union
        select p.position_id from (
          select distinct o.instrument_id as id from orders o
          where NEEDS_MONEY and o.account_id = $1 and o.side = 'BUY' and OPEN_ORDER) as asked OPEN_OF
        union
        select p.position_id from position p join instrument i using (instrument_id)
        where NEEDS_MONEY and p.account_id = $1 and IS_FUTURE
          and (p.qty <> 0 or (not p.netting and p.closed_at is null)))
      select p.* from wanted cross join lateral (
        select * from position p where p.account_id = $1 and p.position_id = wanted.position_id offset 0) p
      """
          .replace("OPEN_OF", OPEN_OF)
          .replace("OPEN_ORDER", BookLoader.OPEN_ORDER)
          .replace("NEEDS_MONEY", NEEDS_MONEY.replace("REACH", "$3::text"))
          .replace("IS_FUTURE", FUTURE);

  /** With the orders {@code $3}, open or not. */
  static final String ORDERS =
      """
      with wanted as materialized (
        select o.order_id from unnest($2::bigint[]) as asked (id) cross join lateral (
          select o.order_id from orders o where o.account_id = $1 and o.instrument_id = asked.id and OPEN_ORDER offset 0) o
        union
        select unnest($3::bigint[])
        union
        select o.order_id from orders o
        where NEEDS_MONEY and o.account_id = $1 and o.side = 'BUY' and OPEN_ORDER
        union
        select o.order_id from orders o join instrument i using (instrument_id)
        where NEEDS_MONEY and o.account_id = $1 and IS_FUTURE and OPEN_ORDER)
      """
              .replace("OPEN_ORDER", BookLoader.OPEN_ORDER)
              .replace("NEEDS_MONEY", NEEDS_MONEY.replace("REACH", "$4::text"))
              .replace("IS_FUTURE", FUTURE)
          + Rows.ORDERS_WANTED;

  private EntrySql() {}
}
