// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class LogStatements {
  private LogStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        PlacedStatement.onAccount(PgLogSearch.SPAN), PlacedStatement.beginning(EventRows.SELECT));
  }
}
