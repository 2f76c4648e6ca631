// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The SQL of the simulator's pairs. A pair's row is locked before any order of it, and pairs always
 * in the same order, so that requests wait for each other but never in a circle. Under that lock
 * nothing of the pair changes, and no order joins it.
 */
public final class PairBook {
  static final String ENSURE =
      """
      insert into simulator.pair (account_id, pair, traded, ended)
      select t.account_id, t.pair, 0, false from unnest($1::bigint[], $2::bigint[]) as t (account_id, pair)
      order by t.account_id, t.pair
      on conflict do nothing
      """;

  static final String LOCK =
      """
      select p.* from simulator.pair p
      join unnest($1::bigint[], $2::bigint[]) as t (account_id, pair) using (account_id, pair)
      order by p.account_id, p.pair for update of p
      """;

  static final String WORKING =
      """
      select o.* from simulator.orders o
      join unnest($1::bigint[], $2::bigint[]) as t (account_id, pair) using (account_id, pair)
      where o.status = 'WORKING' order by o.order_no for update of o
      """;

  static final String CHANGE =
      """
      update simulator.pair p set traded = t.traded, ended = t.ended
      from unnest($1::bigint[], $2::bigint[], $3::numeric[], $4::boolean[]) as t (account_id, pair, traded, ended)
      where p.account_id = t.account_id and p.pair = t.pair
      """;

  /** Which pair an order belongs to never changes, so that no lock is needed to read it. */
  static final String OF_ORDERS =
      """
      select o.account_id, o.pair from simulator.orders o
      join unnest($1::bigint[], $2::uuid[]) as t (account_id, key) using (account_id, key)
      where o.pair is not null
      """;

  static final String CONCERNED =
      "select order_no, account_id, pair "
          + SimulatorBook.CONCERNED
          + " and pair is not null order by order_no limit $6";

  static final String EXPIRED =
      """
      select account_id, pair from simulator.orders
      where status = 'WORKING' and expires_at <= $1 and pair is not null order by expires_at limit $2
      """;

  /**
   * Pairs that a quote may concern.
   *
   * @param last order number up to which it was looked
   * @param isFull whether there may be more after it
   */
  public record Concerned(Set<BookPair.Ref> pairs, long last, boolean isFull) {}

  /** Makes rows for pairs that the book does not have. */
  public Uni<Void> ensure(SqlConnection connection, Collection<BookPair.Ref> pairs) {
    return connection.preparedQuery(ENSURE).execute(refs(pairs).tuple()).replaceWithVoid();
  }

  /** Locks pairs until the transaction ends. */
  public Uni<List<BookPair>> lock(SqlConnection connection, Collection<BookPair.Ref> pairs) {
    return connection
        .preparedQuery(LOCK)
        .execute(refs(pairs).tuple())
        .map(
            rows -> {
              List<BookPair> locked = new ArrayList<>(rows.size());
              for (Row row : rows) {
                locked.add(
                    new BookPair(
                        ref(row),
                        new Quantity(row.getBigDecimal("traded")),
                        row.getBoolean("ended")));
              }
              return locked;
            });
  }

  /** The working orders of locked pairs, in order of their numbers. */
  public Uni<List<BookOrder>> working(SqlConnection connection, Collection<BookPair.Ref> pairs) {
    return SimulatorBook.orders(connection, WORKING, refs(pairs).tuple());
  }

  /** Writes what became of locked pairs. */
  public Uni<Void> change(SqlConnection connection, List<BookPair> pairs) {
    if (pairs.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Tuple tuple =
        Columns.of(pairs)
            .longs(p -> p.ref().account().value())
            .longs(p -> p.ref().pair())
            .decimals(p -> p.traded().value())
            .flags(BookPair::ended)
            .tuple();
    return connection.preparedQuery(CHANGE).execute(tuple).replaceWithVoid();
  }

  public Uni<Set<BookPair.Ref>> ofOrders(SqlConnection connection, List<VenueOrderRef> orders) {
    return pairs(connection, OF_ORDERS, SimulatorBook.refs(orders).tuple());
  }

  /** Pairs of which this quote may concern an order of a number after {@code afterOrderNo}. */
  public Uni<Concerned> concerned(
      SqlConnection connection, Quote quote, long afterOrderNo, int limit) {
    return connection
        .preparedQuery(CONCERNED)
        .execute(SimulatorBook.concerned(quote, afterOrderNo, limit))
        .map(
            rows -> {
              long last = afterOrderNo;
              for (Row row : rows) {
                last = row.getLong("order_no");
              }
              return new Concerned(refs(rows), last, rows.size() == limit);
            });
  }

  /** Pairs of which the time of an order has ended. */
  public Uni<Set<BookPair.Ref>> expired(SqlConnection connection, Instant now, int limit) {
    return pairs(
        connection, EXPIRED, Tuple.tuple().addOffsetDateTime(Columns.time(now)).addInteger(limit));
  }

  private static Uni<Set<BookPair.Ref>> pairs(SqlConnection connection, String sql, Tuple tuple) {
    return connection.preparedQuery(sql).execute(tuple).map(PairBook::refs);
  }

  private static Set<BookPair.Ref> refs(RowSet<Row> rows) {
    Set<BookPair.Ref> refs = new LinkedHashSet<>();
    for (Row row : rows) {
      refs.add(ref(row));
    }
    return refs;
  }

  private static BookPair.Ref ref(Row row) {
    return new BookPair.Ref(new AccountId(row.getLong("account_id")), row.getLong("pair"));
  }

  private static Columns<BookPair.Ref> refs(Collection<BookPair.Ref> pairs) {
    return Columns.of(List.copyOf(pairs)).longs(p -> p.account().value()).longs(BookPair.Ref::pair);
  }
}
