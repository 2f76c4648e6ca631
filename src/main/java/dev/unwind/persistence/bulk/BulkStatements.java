// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.postgres.shard.PlacedStatement.anywhere;
import static dev.unwind.postgres.shard.PlacedStatement.byRows;
import static dev.unwind.postgres.shard.PlacedStatement.inOtherWords;
import static dev.unwind.postgres.shard.PlacedStatement.onAccount;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class BulkStatements {
  private static final Rows LEASES = new Rows(3, 3, 5);

  /** Each server has few of them; one after the other they would be found only on one. */
  private static final String PARKED_INSTRUMENTS =
      """
      select distinct o.instrument_id from orders o
      where o.status in ('ACCEPTED', 'HELD') and o.instrument_id > $1 order by o.instrument_id limit $2
      """;

  private BulkStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        onAccount(CloseSql.CLOSE),
        onAccount(CloseSql.CLOSE_ALL),
        onAccount(CloseSql.IS_FREE),
        onAccount(CloseSql.CAN_CLOSE_ALL),
        onAccount(FillSql.BOOK),
        anywhere(PgClaimStore.CLAIM),
        inOtherWords(PgClaimStore.PARKED_INSTRUMENTS, PARKED_INSTRUMENTS),
        byRows(PgClaimStore.RELEASE, LEASES),
        byRows(PgClaimStore.HAND_BACK, LEASES),
        byRows(PgClaimStore.RENEW, LEASES));
  }
}
