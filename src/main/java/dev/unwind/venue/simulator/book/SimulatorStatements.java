// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import static dev.unwind.postgres.shard.PlacedStatement.anywhere;
import static dev.unwind.postgres.shard.PlacedStatement.byRows;
import static dev.unwind.postgres.shard.PlacedStatement.everywhere;
import static dev.unwind.postgres.shard.PlacedStatement.inOtherWords;
import static dev.unwind.postgres.shard.PlacedStatement.present;

import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatement.Rows;
import java.util.List;

/** Those of the simulator that run beside their rows on a ledger that is spread. */
public final class SimulatorStatements {
  private static final Rows ORDERS = new Rows(1, 1, 2);
  private static final Rows PAIRS = new Rows(1, 1, 2);
  private static final Rows ARRIVING = new Rows(1, 1, 24);
  private static final Rows REPORTS_OF_ARRIVING = new Rows(29, 27, 40);

  /** Which instruments have resting orders, on the servers that answer. */
  private static final PlacedStatement WITH_ORDERS =
      PlacedStatement.present(
          "select o.instrument_id from simulator.orders o where o.status = 'WORKING' and"
              + " o.instrument_id > $1 group by o.instrument_id");

  private static final String RESTING =
      """
      with resting as materialized (%s)
      select q.*, j.quote_at as judged_quote_at, j.was_open from quote q
      left join simulator.judged j using (instrument_id)
      where q.instrument_id > $1 and q.instrument_id in (select r.instrument_id from resting r)
      order by q.instrument_id limit $2
      """
          .formatted(WITH_ORDERS.call());

  private SimulatorStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(
        byRows(SimulatorBook.TAKE_NEW, ARRIVING, REPORTS_OF_ARRIVING),
        byRows(SimulatorBook.TAKE, ARRIVING, REPORTS_OF_ARRIVING),
        byRows(SimulatorBook.JOURNAL_DUPLICATES, new Rows(1, 1, 3)),
        byRows(SimulatorBook.JOURNAL_CANCELS, ORDERS),
        byRows(SimulatorBook.JOURNAL_REPLACEMENTS, new Rows(1, 1, 4)),
        byRows(SimulatorBook.FIND, ORDERS),
        byRows(SimulatorBook.LOCK, ORDERS),
        byRows(SimulatorBook.CHANGE, new Rows(1, 1, 9), new Rows(13, 11, 24)),
        byRows(SimulatorBook.REPORTS, ORDERS),
        anywhere(SimulatorBook.LOCK_EXPIRED, 2),
        present(SimulatorBook.TRAILING).inOrder("order by order_no limit $2"),
        present(PairBook.EXPIRED).inOrder("limit $2"),
        // A quote counts as judged only where it was met on all servers.
        everywhere(SimulatorBook.LOCK_CONCERNED).inOrder("order by order_no limit $6"),
        everywhere(PairBook.CONCERNED).inOrder("order by order_no limit $6"),
        WITH_ORDERS,
        inOtherWords(QuoteBoard.RESTING, RESTING),
        byRows(PairBook.ENSURE, PAIRS),
        byRows(PairBook.LOCK, PAIRS),
        byRows(PairBook.WORKING, PAIRS),
        byRows(PairBook.CHANGE, new Rows(1, 1, 4)),
        byRows(PairBook.OF_ORDERS, ORDERS),
        anywhere(ReportBox.CLAIM, 3),
        anywhere(ReportBox.CLAIM_NEWEST, 3),
        byRows(ReportBox.ACKNOWLEDGE, new Rows(1, 1, 3)));
  }
}
