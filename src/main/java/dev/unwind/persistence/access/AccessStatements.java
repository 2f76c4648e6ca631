// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class AccessStatements {
  private AccessStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        byDirectory(CredentialSql.ACCOUNT, "from account where"),
        byDirectory(CredentialSql.LIST, "join account a"),
        byDirectory(CredentialSql.LIST_WITHIN, "join account a"),
        byDirectory(CredentialSql.FIND_WITHIN, "join account a"),
        PlacedStatement.onAccount(PgReplays.ORDERS),
        PlacedStatement.onAccount(PgReplays.BLOCKING),
        PlacedStatement.onAccount(PgUnclaimedOutcomes.KEEP),
        PlacedStatement.anywhere(PgReplayStore.FORGET, 2));
  }

  /** Names and uids of all accounts are in the directory, which every server has. */
  private static PlacedStatement byDirectory(String text, String accounts) {
    return PlacedStatement.inOtherWords(
        text, text.replace(accounts, accounts.replace("account", "account_directory")));
  }
}
