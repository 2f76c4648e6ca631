// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import static dev.unwind.postgres.shard.PlacedStatement.inOtherWords;
import static dev.unwind.postgres.shard.PlacedStatement.present;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that are said in other words on a ledger that is spread. */
public final class ActStatements {
  /** Names, uids and numbers of all accounts are in the directory, which every server has. */
  private static final String NAMES =
      """
      with found as materialized (
        select distinct on (coalesce(a.account_id::text, 'no ' || n.named)) n.place, n.named, a.account_id
        from unnest($4::text[], $5::uuid[], $6::bigint[]) with ordinality n (named, uid, id, place)
        left join lateral (
          select a.account_id from account_directory a
          where a.name = n.named or a.uid = n.uid or a.account_id = n.id
          order by a.name = n.named desc, a.uid is not distinct from n.uid desc limit 1) a
          on $1 or a.account_id = any($2::bigint[])
        order by coalesce(a.account_id::text, 'no ' || n.named), n.place)
      select (row_number() over (order by f.place))::integer as place, f.named, f.account_id, a.currency
      from found f
      left join (
        select a.account_id, a.currency from account a where a.account_id in (select account_id from found)) a
        on a.account_id = f.account_id
      order by f.place limit $3
      """;

  private static final String HELD_OF_NAMED =
      ScheduleSql.HELD_OF_NAMED.replace("join account a on", "join account_directory a on");

  private ActStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        inOtherWords(
            ActSql.NAMED_ACCOUNTS,
            ActSql.NAMED_ACCOUNTS.replace("from account a\n", "from account_directory a\n")),
        inOtherWords(ActSql.NAMES, NAMES),
        inOtherWords(ActSql.SUMS, ofTheAct(ActSql.SUMS)),
        inOtherWords(ActSql.ENTRIES, ofTheAct(ActSql.ENTRIES)),
        present(PgHeartbeats.DUE).inOrder("order by due_at, account_id limit $5"),
        inOtherWords(ScheduleSql.HELD_OF_NAMED, HELD_OF_NAMED));
  }

  /** What an act has begun is found by itself, or all liquidations there are would be read. */
  private static String ofTheAct(String text) {
    return text.replace(
        "left join liquidation l on",
        """
        left join (
          select l.* from liquidation l
          where l.account_id in (select b.account_id from act_account b where b.act_id = $1)
            and l.uid in (select b.liquidation_uid from act_account b where b.act_id = $1)) l on\
        """);
  }
}
