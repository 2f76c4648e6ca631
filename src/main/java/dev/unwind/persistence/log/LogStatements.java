// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class LogStatements {
  /** Of those whose servers answer. */
  private static final PlacedStatement ENDS =
      PlacedStatement.present(
          "select a.account_id, a.event_seq from account a where a.account_id = any($1::bigint[])"
              + " union all select b.account_id, b.event_seq from administration_log b where"
              + " b.account_id = any($1::bigint[])");

  private LogStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        ENDS,
        PlacedStatement.inOtherWords(LogPoller.LAST_SEQS, ENDS.call()),
        PlacedStatement.onAccount(LossWatch.THERE),
        PlacedStatement.onAccount(PgLogSearch.SPAN),
        PlacedStatement.present(PgLogSearch.IDLE),
        PlacedStatement.beginning(EventRows.SELECT));
  }
}
