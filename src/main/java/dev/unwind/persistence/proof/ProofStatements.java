// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import static dev.unwind.postgres.shard.PlacedStatement.byRows;
import static dev.unwind.postgres.shard.PlacedStatement.everywhere;
import static dev.unwind.postgres.shard.PlacedStatement.present;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class ProofStatements {
  private ProofStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        present(PgProof.BEHIND).inOrder("order by account_id limit $2"),
        byRows(PgProof.BEHIND_OF, new Rows(1, 1, 1)),
        byRows(PgProof.BEGIN, new Rows(1, 1, 3)),
        byRows(PgProof.MOVE, new Rows(1, 1, 5), new Rows(6, 6, 10)),
        byRows(ProofSql.FOLLOW, new Rows(1, 1, 2)),
        // Of servers that are away nothing is chained; it is in a later checkpoint.
        present(PgCheckpoints.MOVED).inOrder("order by account_id limit $1"),
        present(PgCheckpoints.INSERT_HEADS),
        present(PgCheckpoints.NOTE_PROVEN),
        everywhere(PgCheckpoints.HEADS).inOrder("order by account_id"));
  }
}
