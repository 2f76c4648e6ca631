// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.importing;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;

/** Those of this package that run beside their rows on a ledger that is spread. */
public final class ImportStatements {
  private static final String IN_DIRECTORY =
      "insert into account_directory (account_id, uid, name) select * from unnest($1, $2, $3)";

  private ImportStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        PlacedStatement.everywhere(ImportSql.ACCOUNTS),
        PlacedStatement.everywhere(ImportSql.CLIENT_ORDER_IDS),
        PlacedStatement.byRows(ImportSql.POSITIONS, new Rows(1, 1, 1)),
        PlacedStatement.byRows(ImportSql.POSITION_IDS, new Rows(1, 1, 1)),
        PlacedStatement.byRows(ImportSql.INSERT_ACCOUNTS, new Rows(1, 1, 17)).after(IN_DIRECTORY));
  }
}
