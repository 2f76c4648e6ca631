// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.persistence.Rows;
import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class ReadStatements {
  private static final PlacedStatement.Rows ACCOUNTS = new PlacedStatement.Rows(1, 1, 1);

  /** In each shard; what they come to is added up. */
  private static final PlacedStatement COUNTS =
      PlacedStatement.everywhere("select * from (" + PgKnownDifferences.COUNTS + ") each");

  private static final PlacedStatement PARKED =
      PlacedStatement.everywhere("select * from (" + PgParkedReports.COUNT + ") each");

  private ReadStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        PlacedStatement.onAccount(PgClosingOrders.AFTER),
        PlacedStatement.onAccount(PgParkedReports.PARK),
        COUNTS,
        PlacedStatement.inOtherWords(
            PgKnownDifferences.COUNTS,
            "select sum(differing)::bigint as differing, sum(told)::bigint as told from ("
                + COUNTS.call()
                + ") each"),
        PARKED,
        PlacedStatement.inOtherWords(
            PgParkedReports.COUNT,
            "select sum(parked)::bigint as parked from (" + PARKED.call() + ") each"),
        PlacedStatement.present(PgSettlement.DUE)
            .inOrder("order by settles_at, account_id, fill_id limit $5"),
        PlacedStatement.present(PgSettlement.COMPLETE_AFTER)
            .inOrder("order by account_id, ended_at limit $2"),
        PlacedStatement.byRows(PgSettlement.COMPLETE_OF, ACCOUNTS).inOrder("limit $2"),
        PlacedStatement.byRows(PgSettlement.UNSETTLED, ACCOUNTS),
        PlacedStatement.beginning(OrderVersionSql.BEGINNING),
        PlacedStatement.beginning(OrderQueries.SELECT),
        PlacedStatement.beginning(Rows.ORDER_SELECT));
  }
}
