// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class AccountStatements {
  private AccountStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        PlacedStatement.anywhere(AccountSql.CLOSE_EMPTIED),
        PlacedStatement.anywhere(AccountSql.LOCK));
  }
}
