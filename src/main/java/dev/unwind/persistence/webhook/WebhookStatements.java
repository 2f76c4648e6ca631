// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.webhook;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that are said in other words on a ledger that is spread. */
public final class WebhookStatements {
  /** How far the accounts are is read first: no lock may stand beside them. */
  private static final String ENDS =
      "ends as materialized (select account_id, event_seq, position_mode from account),";

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
        PlacedStatement.inOtherWords(WebhookSql.BACKLOG, BACKLOG),
        PlacedStatement.inOtherWords(
            WebhookSql.CLAIM,
            WebhookSql.CLAIM
                .replaceFirst("with due", "with " + ENDS + " due")
                .replace("from account a\n", "from ends a\n")));
  }

  private static String afterAccounts(String text) {
    return text.replace(
        "join account a on",
        "join (select account_id, event_seq, position_mode, created_at from account offset 0) a"
            + " on");
  }
}
