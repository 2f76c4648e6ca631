// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.simulator.book.BookRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the venue saw, for whoever checks the ledger against it. Reads the simulator's own journal
 * and book; nothing here comes from the ledger. {@code docs/adding-a-venue.md} has the same
 * questions as plain SQL.
 */
public final class SimulatorWitness {
  private static final String ARRIVED_REPEATEDLY =
      """
      select account_id, key, count(*)::int as arrivals, count(*) filter (where taken)::int as taken
      from (
        select account_id, key, status <> 'REJECTED' as taken from simulator.orders
        union all
        select account_id, key, false from simulator.journal where kind = 'NEW' and effect = 'DUPLICATE'
      ) as arrived
      group by account_id, key having count(*) > 1
      order by account_id, key limit $1
      """;

  private static final String TRADED =
      """
      select order_no, account_id, order_key as key, sum(qty) as qty, count(*)::int as trades
      from simulator.report where kind = 'TRADE' and order_no > $1
      group by order_no, account_id, order_key order by order_no limit $2
      """;

  private static final String EXECUTIONS =
      """
      select order_no, seq, account_id, order_key as key, exec_id, qty, price
      from simulator.report where kind = 'TRADE' and (order_no, seq) > ($1, $2)
      order by order_no, seq limit $3
      """;

  private static final String WORKING =
      "select account_id, key from simulator.orders where status = 'WORKING' order by order_no limit $1";

  private static final String UNDELIVERED =
      "select count(*) from simulator.report where due_at is not null";

  private static final String COUNTS =
      """
      select (select count(*) from simulator.orders),
        (select count(*) from simulator.orders where replaces is null)
          + (select count(*) from simulator.journal where kind = 'NEW' and effect = 'DUPLICATE'),
        (select count(*) from simulator.report where kind = 'TRADE')
      """;

  private final SqlClient pool;

  SimulatorWitness(SqlClient pool) {
    this.pool = pool;
  }

  /**
   * A key that arrived as a new order more than once.
   *
   * @param arrivals how often it arrived
   * @param taken how often it became an order; never more than once
   */
  public record Repeated(VenueOrderRef order, int arrivals, int taken) {}

  /**
   * What traded under a key.
   *
   * @param orderNo cursor for the next page
   * @param qty sum of its trades; those of an order that it replaced are under that one's key
   */
  public record Traded(long orderNo, VenueOrderRef order, Quantity qty, int trades) {}

  /**
   * One trade.
   *
   * @param orderNo with {@code seq} the cursor for the next page
   */
  public record Execution(
      long orderNo, int seq, VenueOrderRef order, String execId, Quantity qty, Price price) {}

  /** How much there is of everything. */
  public record Counts(long orders, long arrivals, long trades) {}

  /** Keys that arrived as new more than once, at most {@code limit} (I4: there are none). */
  public Uni<List<Repeated>> arrivedRepeatedly(int limit) {
    return list(
        ARRIVED_REPEATEDLY,
        Tuple.of(limit),
        row -> new Repeated(ref(row), row.getInteger("arrivals"), row.getInteger("taken")));
  }

  /** Totals traded, by order number from after this one; begin with 0. */
  public Uni<List<Traded>> traded(long afterOrderNo, int limit) {
    return list(
        TRADED,
        Tuple.of(afterOrderNo, limit),
        row ->
            new Traded(
                row.getLong("order_no"),
                ref(row),
                new Quantity(row.getBigDecimal("qty")),
                row.getInteger("trades")));
  }

  /** Trades one by one, from after this one; begin with 0 and 0. */
  public Uni<List<Execution>> executions(long afterOrderNo, int afterSeq, int limit) {
    return list(
        EXECUTIONS,
        Tuple.of(afterOrderNo, afterSeq, limit),
        row ->
            new Execution(
                row.getLong("order_no"),
                row.getInteger("seq"),
                ref(row),
                row.getUUID("exec_id").toString(),
                new Quantity(row.getBigDecimal("qty")),
                new Price(row.getBigDecimal("price"))));
  }

  /** Orders that still work at the venue. */
  public Uni<List<VenueOrderRef>> working(int limit) {
    return list(WORKING, Tuple.of(limit), SimulatorWitness::ref);
  }

  /** How many reports have not been acknowledged. */
  public Uni<Long> undelivered() {
    return list(UNDELIVERED, Tuple.tuple(), row -> row.getLong(0)).map(rows -> rows.get(0));
  }

  public Uni<Counts> counts() {
    return list(
            COUNTS,
            Tuple.tuple(),
            row -> new Counts(row.getLong(0), row.getLong(1), row.getLong(2)))
        .map(rows -> rows.get(0));
  }

  private static VenueOrderRef ref(Row row) {
    return BookRows.ref(row, "account_id", "key");
  }

  private <T> Uni<List<T>> list(String sql, Tuple tuple, Function<Row, T> mapping) {
    return pool.preparedQuery(sql)
        .execute(tuple)
        .map(
            rows -> {
              List<T> list = new ArrayList<>(rows.size());
              for (Row row : rows) {
                list.add(mapping.apply(row));
              }
              return list;
            });
  }
}
