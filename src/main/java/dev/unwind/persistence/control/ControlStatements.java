// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.control;

import static dev.unwind.postgres.shard.PlacedStatement.byRows;
import static dev.unwind.postgres.shard.PlacedStatement.inOtherWords;
import static dev.unwind.postgres.shard.PlacedStatement.present;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class ControlStatements {
  private ControlStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        // There a lift has its account in its key.
        inOtherWords(
            PgLifts.KEEP,
            PgLifts.KEEP.replace("on conflict (lift_id)", "on conflict (account_id, lift_id)")),
        present(RuleSql.AMONG),
        // Of an account whose server is away nothing is judged, rather than without its positions.
        byRows(RuleSql.POSITIONS, new Rows(1, 1, 1)),
        present(RuleSql.NEXT).inOrder("order by account_id limit $2"),
        present(RuleSql.HOLDING).inOrder("order by account_id limit $3"));
  }
}
