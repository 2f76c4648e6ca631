// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import static dev.unwind.postgres.shard.PlacedStatement.anywhere;
import static dev.unwind.postgres.shard.PlacedStatement.inOtherWords;
import static dev.unwind.postgres.shard.PlacedStatement.onAccount;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class AccountStatements {
  private static final String IN_DIRECTORY =
      "insert into account_directory (account_id, uid, name) values ($1, $2, $3)";

  private AccountStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        anywhere(AccountSql.CLOSE_EMPTIED),
        anywhere(AccountSql.LOCK),
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
