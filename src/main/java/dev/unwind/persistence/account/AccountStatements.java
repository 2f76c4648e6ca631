// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import static dev.unwind.postgres.shard.PlacedStatement.anywhere;
import static dev.unwind.postgres.shard.PlacedStatement.byRows;
import static dev.unwind.postgres.shard.PlacedStatement.inOtherWords;
import static dev.unwind.postgres.shard.PlacedStatement.lookedUp;
import static dev.unwind.postgres.shard.PlacedStatement.onAccount;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;
import java.util.stream.Stream;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class AccountStatements {
  private static final String IN_DIRECTORY =
      "insert into account_directory (account_id, uid, name) values ($1, $2, $3)";

  private static final String BY_UID = "select account_id from account_directory where uid = $3";

  /** Which accounts there are is read first, so that nothing is read of others. */
  private static final String LINES =
      """
      with page as materialized (
        select a.account_id from account a where ($1 or a.account_id = any($2::bigint[])) and a.account_id > $3
        order by a.account_id limit $4)
      select a.*, coalesce(p.positions, 0) as positions, coalesce(p.longs, 0) as longs, coalesce(p.shorts, 0) as shorts,
        coalesce(p.unrealized, 0) as unrealized, coalesce(p.since_close, 0) as since_close, coalesce(p.unpriced, 0) as unpriced,
        coalesce(o.working, 0) as working, coalesce(l.liquidations, 0) as liquidations,
        coalesce(l.open_items, 0) as open_items, coalesce(d.differences, 0) as differences
      from account a
      left join (
        select v.account_id, count(*) as positions,
          coalesce(round(sum(v.value) filter (where v.value > 0), 8), 0) as longs,
          coalesce(round(sum(v.value) filter (where v.value < 0), 8), 0) as shorts,
          coalesce(round(sum(v.value - v.cost), 8), 0) as unrealized,
          coalesce(round(sum(v.value - v.before), 8), 0) as since_close,
          count(*) filter (where v.value is null) as unpriced
        from (
          select p.account_id, p.qty * q.last * i.multiplier as value, p.cost * i.multiplier as cost,
            p.qty * coalesce(q.previous_close, q.last) * i.multiplier as before
          from position p
          join instrument i on i.instrument_id = p.instrument_id
          left join quote q on q.instrument_id = p.instrument_id
          where p.account_id in (select account_id from page) and p.qty <> 0) v
        group by v.account_id) p on p.account_id = a.account_id
      left join (
        select o.account_id, count(*) as working from orders o
        where o.account_id in (select account_id from page) and o.liquidation_item_id is null
          and o.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
        group by o.account_id) o on o.account_id = a.account_id
      left join (
        select l.account_id, count(*) as liquidations, sum(l.open_items) as open_items from liquidation l
        where l.account_id in (select account_id from page) and l.status in ('NEW', 'PROCESSING')
        group by l.account_id) l on l.account_id = a.account_id
      left join (
        select d.account_id, count(*) as differences from venue_difference d
        where d.account_id in (select account_id from page)
        group by d.account_id) d on d.account_id = a.account_id
      where a.account_id in (select account_id from page)
      order by a.account_id
      """;

  private static final String LIQUIDATIONS_AT_ONCE =
      """
      with l as materialized (
        select * from liquidation l
        where l.status = any($1::text[]) and l.created_at >= $2 and l.created_at < $3 %s
        limit $4)
      """;

  private AccountStatements() {}

  public static List<PlacedStatement> placed() {
    return Stream.concat(
            ofAccounts().stream(),
            PgLedgerStatistics.texts().map(text -> inOtherWords(text, atOnce(text))))
        .toList();
  }

  private static List<PlacedStatement> ofAccounts() {
    return List.of(
        anywhere(AccountSql.LOCK_EMPTIED, 1),
        byRows(AccountSql.CLOSE_EMPTIED, new Rows(1, 1, 1)),
        inOtherWords(PgDeskView.LINES, LINES),
        lookedUp(AccountSql.LOCK, BY_UID),
        lookedUp(AccountSql.RENAME, BY_UID),
        byRows(AccountSql.TAKE_PLACES, new Rows(1, 1, 1)),
        onAccount(AccountSql.INSERT).after(IN_DIRECTORY),
        numbered(
            AccountSql.FIND,
            " and b.group_uid in (select g.group_uid from account g where g.uid = $3)"),
        numbered(
            AccountSql.FIND_BY_ID,
            " and b.group_uid in (select g.group_uid from account g where g.account_id = $1)"),
        numbered(AccountSql.OF_GROUP, " and b.group_uid = $3"),
        numbered(AccountSql.PAGE_ASCENDING, ""),
        numbered(AccountSql.PAGE_DESCENDING, ""));
  }

  /** Citus takes no part with a limit for each of some values: all of them are gone through. */
  private static String atOnce(String text) {
    boolean some = text.startsWith(PgLedgerStatistics.LIQUIDATIONS);
    String which = some ? "and l.account_id = any($5::bigint[])" : "";
    return text.replace(
            some ? PgLedgerStatistics.LIQUIDATIONS : PgLedgerStatistics.LIQUIDATIONS_OF_ALL,
            LIQUIDATIONS_AT_ONCE.formatted(which))
        .replace(" offset 0) i", ") i")
        .replace("order by f.account_id, f.booked_at, f.fill_id limit $3) f", ") f");
  }

  /** The accounts of a group may be on several servers, and are numbered before. */
  private static PlacedStatement numbered(String text, String which) {
    return inOtherWords(
        text,
        text.replace(AccountSql.NUMBER, "coalesce(n.number, 1)")
            .replace(
                "from account a\n",
                """
                from account a
                left join (
                  select b.account_id, row_number() over (partition by b.group_uid order by b.created_at, b.account_id) as number
                  from account b where b.group_uid is not null%s offset 0) n on n.account_id = a.account_id
                """
                    .formatted(which)));
  }
}
