// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.webhook;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;
import java.util.regex.Matcher;

/** Those of this package that are said in other words on a ledger that is spread. */
public final class WebhookStatements {
  /**
   * How far the accounts are is read first, for no lock may stand beside them, and of no more of
   * them than are to be looked at.
   */
  private static final String ENDS =
      "ends as materialized (select account_id, event_seq, position_mode from account where %s)";

  private static final String BACKLOG =
      """
      select (select count(*) from webhook w where (w.enabled or w.delivers) and w.failures > 0) as failing,
        (select min(e.at) from event e join (
           select c.account_id, c.seq
           from webhook w join webhook_cursor c on c.webhook_id = w.webhook_id
           where (w.enabled or w.delivers) and w.pending_body is not null and c.account_id = any(w.pending_accounts)
           limit 1000) c on e.account_id = c.account_id and e.seq > c.seq) as oldest
      """;

  private WebhookStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        PlacedStatement.inOtherWords(
            WebhookSql.BEGIN_CURSORS, afterAccounts(WebhookSql.BEGIN_CURSORS)),
        PlacedStatement.inOtherWords(WebhookSql.ADD_CURSORS, afterAccounts(WebhookSql.ADD_CURSORS)),
        PlacedStatement.inOtherWords(
            WebhookSql.ADD_CURSORS_OF, afterAccounts(WebhookSql.ADD_CURSORS_OF)),
        PlacedStatement.inOtherWords(WebhookSql.BACKLOG, BACKLOG),
        PlacedStatement.inOtherWords(
            WebhookSql.CLAIM, ends(WebhookSql.CLAIM, "$6 or account_id = any($5::bigint[])")),
        PlacedStatement.inOtherWords(
            WebhookSql.MARK, ends(WebhookSql.MARK, "account_id = any($1::bigint[])")),
        PlacedStatement.inOtherWords(
            WebhookSql.BEHIND_OF,
            WebhookSql.BEHIND_OF.replace(
                "unnest($3::bigint[]) u (account_id) join account a on a.account_id = u.account_id",
                "account a where a.account_id = any($3::bigint[])")));
  }

  private static String ends(String text, String which) {
    return text.replaceFirst(
            "with ", "with " + Matcher.quoteReplacement(ENDS.formatted(which) + ", "))
        .replace("from account a ", "from ends a ")
        .replace("join account a on a.account_id", "join ends a on a.account_id");
  }

  private static String afterAccounts(String text) {
    String accounts =
        "(select account_id, event_seq, position_mode, created_at from account%s offset 0) a";
    return text.replace("join account a on\n", "join " + accounts.formatted("") + " on\n")
        .replace("(select a.* from account a) a", accounts.formatted(""))
        .replace(
            "(select a.* from unnest($2::bigint[]) u (account_id) join account a on a.account_id ="
                + " u.account_id) a",
            accounts.formatted(" where account_id = any($2::bigint[])"));
  }
}
