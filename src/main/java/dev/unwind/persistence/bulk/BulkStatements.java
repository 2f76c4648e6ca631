// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.postgres.shard.PlacedStatement.anywhere;
import static dev.unwind.postgres.shard.PlacedStatement.byRows;
import static dev.unwind.postgres.shard.PlacedStatement.onAccount;
import static dev.unwind.postgres.shard.PlacedStatement.present;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class BulkStatements {
  private static final Rows LEASES = new Rows(3, 3, 5);

  private static final String BY_ORDER = "order by account_id, order_id limit $4";

  private BulkStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        onAccount(CloseSql.CLOSE),
        onAccount(CloseSql.CLOSE_ALL),
        onAccount(CloseSql.IS_FREE),
        onAccount(CloseSql.CAN_CLOSE_ALL),
        onAccount(FillSql.BOOK),
        anywhere(PgClaimStore.CLAIM, 4),
        present(PgClaimStore.DUE).inOrder("order by due_at, account_id, liquidation_id limit $5"),
        present(PgClaimStore.PARKED).inOrder(BY_ORDER),
        present(PgClaimStore.ARMED).inOrder(BY_ORDER),
        present(PgClaimStore.EXPIRED).inOrder("order by expires_at, account_id, order_id limit $5"),
        present(PgClaimStore.UNSENT).inOrder("order by 1 desc limit 1"),
        present(PgClaimStore.PARKED_INSTRUMENTS)
            .inOrder("group by instrument_id order by instrument_id limit $2"),
        byRows(PgClaimStore.RELEASE, LEASES),
        byRows(PgClaimStore.HAND_BACK, LEASES),
        byRows(PgClaimStore.RENEW, LEASES));
  }
}
