// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.persistence.OrderMarks;
import dev.unwind.persistence.log.EventColumns;
import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;
import java.util.stream.Stream;

/** Those that read and write books, and run beside their rows on a ledger that is spread. */
public final class BookStatements {
  private BookStatements() {}

  public static List<PlacedStatement> placed() {
    Stream<PlacedStatement> ofOne =
        Stream.of(
                BookLoader.ORDERS_OF_ACCOUNT,
                BookLoader.ORDERS_OF_INSTRUMENTS,
                BookLoader.ORDERS_OF_POSITIONS,
                EntrySql.ORDERS,
                BookSql.INSERT_POSITIONS,
                BookSql.UPDATE_POSITIONS,
                BookSql.INSERT_EPISODES,
                BookSql.INSERT_ORDERS,
                BookSql.UPDATE_ORDERS,
                BookSql.INSERT_VERSIONS,
                BookSql.UPDATE_VERSIONS,
                BookSql.INSERT_FILLS,
                BookSql.INSERT_ITEMS,
                BookSql.UPDATE_ITEMS,
                BookSql.UPDATE_LIQUIDATIONS,
                BookSql.INSERT_EVENTS,
                AdjustmentColumns.INSERT,
                AdjustmentColumns.INSERT_DIFFERENCES,
                EventColumns.INSERT)
            .map(PlacedStatement::onAccount);
    return Stream.concat(
            ofOne, Stream.of(PlacedStatement.byRows(OrderMarks.NOTE, new Rows(2, 2, 5))))
        .toList();
  }
}
