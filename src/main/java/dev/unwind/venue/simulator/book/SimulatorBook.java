// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of the simulator's orders and of its journal, a constant number of statements for any
 * batch.
 */
public final class SimulatorBook {
  /** Sent as arrays: the columns of new reports, the same in every statement that writes some. */
  private static final String REPORT_COLUMNS =
      """
      (order_no, seq, account_id, order_key, kind, announces, exec_id, qty, price, cum_qty, new_key, text,
       at, due_at, repeated)
      """;

  private static final String TAKING =
      """
      with arriving as (
        select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[],
          $7::text[], $8::numeric[], $9::numeric[], $10::numeric[], $11::timestamptz[], $12::text[],
          $13::boolean[], $14::numeric[], $15::timestamptz[], $16::integer[], $17::bigint[], $18::bigint[],
          $19::numeric[], $20::numeric[], $21::numeric[], $22::numeric[], $23::numeric[], $24::numeric[])
        as t (account_id, key, order_no, instrument_id, side, type, time_in_force, qty, limit_price,
          stop_price, expires_at, status, triggered, cum_qty, traded_quote_at, reports, replaces, pair,
          trail_price, trail_percent, trail_begins, trail_step, mark, mark_stop)),
      taken as (
        insert into simulator.orders (account_id, key, order_no, instrument_id, side, type, time_in_force, qty,
          limit_price, stop_price, expires_at, status, triggered, cum_qty, traded_quote_at, reports, replaces, pair,
          trail_price, trail_percent, trail_begins, trail_step, mark, mark_stop, arrived_at)
        select arriving.*, $25 from arriving
        %s
        returning order_no),
      reported as (
        insert into simulator.report %s
        select r.*, $26 from unnest($27::bigint[], $28::integer[], $29::bigint[], $30::uuid[], $31::text[],
          $32::boolean[], $33::uuid[], $34::numeric[], $35::numeric[], $36::numeric[], $37::uuid[], $38::text[],
          $39::timestamptz[], $40::timestamptz[])
        as r (order_no, seq, account_id, order_key, kind, announces, exec_id, qty, price, cum_qty, new_key, text,
          at, due_at)
        where (r.order_no in (select order_no from taken)) is true),
      journaled as (
        insert into simulator.journal (kind, account_id, key, qty, effect, at)
        select 'NEW', account_id, key, qty, 'DUPLICATE', $25
        from arriving where $41 and (order_no in (select order_no from taken)) is not true)
      select order_no from taken
      """;

  /** Takes all, or fails when the book has one of the keys. */
  static final String TAKE_NEW = TAKING.formatted("", REPORT_COLUMNS);

  /** Takes those that the book does not have; that this was so costs each a record in the log. */
  static final String TAKE = TAKING.formatted("on conflict do nothing", REPORT_COLUMNS);

  private static final String KNOWN_KEY = "23505";

  static final String JOURNAL_DUPLICATES =
      """
      insert into simulator.journal (kind, account_id, key, qty, effect, at)
      select 'NEW', t.*, 'DUPLICATE', $4 from unnest($1::bigint[], $2::uuid[], $3::numeric[]) as t
      """;

  static final String JOURNAL_CANCELS =
      """
      insert into simulator.journal (kind, account_id, key, at)
      select 'CANCEL', t.*, $3 from unnest($1::bigint[], $2::uuid[]) as t
      """;

  static final String JOURNAL_REPLACEMENTS =
      """
      insert into simulator.journal (kind, account_id, key, original_key, qty, at)
      select 'REPLACE', t.*, $5 from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::numeric[]) as t
      """;

  static final String FIND =
      """
      select o.* from simulator.orders o
      join unnest($1::bigint[], $2::uuid[]) as t (account_id, key) using (account_id, key)
      """;

  /**
   * Orders are always locked in this order, so that requests wait for each other but never in a
   * circle.
   */
  static final String LOCK = FIND + " order by o.order_no for update of o";

  static final String CHANGE =
      """
      with changed as (
        update simulator.orders o
        set status = t.status, triggered = t.triggered, cum_qty = t.cum_qty,
          traded_quote_at = t.traded_quote_at, reports = t.reports, mark = t.mark,
          mark_stop = t.mark_stop
        from unnest($1::bigint[], $2::uuid[], $3::text[], $4::boolean[], $5::numeric[], $6::timestamptz[],
          $7::integer[], $8::numeric[], $9::numeric[]) as t (account_id, key, status, triggered, cum_qty, traded_quote_at,
          reports, mark, mark_stop)
        where o.account_id = t.account_id and o.key = t.key)
      insert into simulator.report %s
      select r.*, $10 from unnest($11::bigint[], $12::integer[], $13::bigint[], $14::uuid[], $15::text[],
        $16::boolean[], $17::uuid[], $18::numeric[], $19::numeric[], $20::numeric[], $21::uuid[], $22::text[],
        $23::timestamptz[], $24::timestamptz[]) as r
      """
          .formatted(REPORT_COLUMNS);

  /** The reports of an order are its own, and the one that put it in another's place. */
  static final String REPORTS =
      """
      select t.account_id as asked_account, t.key as asked_key, o.status as order_status, r.*
      from unnest($1::bigint[], $2::uuid[]) as t (account_id, key)
      join simulator.orders o on o.account_id = t.account_id and o.key = t.key
      left join lateral (
        select * from simulator.report where order_no = o.order_no
        union all
        select * from simulator.report where order_no = o.replaces and kind = 'REPLACED') r on true
      order by r.at, r.order_no, r.seq
      """;

  /** Resting orders that a quote may concern; {@link Matching} decides. */
  static final String CONCERNED =
      """
      from simulator.orders
      where instrument_id = $1 and status = 'WORKING' and order_no > $2
        and case
          when not triggered and type = 'TRAILING_STOP' then mark is null
            or case when side = 'SELL' then $3 > mark or $3 <= coalesce(mark_stop, stop_price)
              else $3 < mark or $3 >= coalesce(mark_stop, stop_price) end
          when not triggered and side = 'BUY' then stop_price <= $3
          when not triggered then stop_price >= $3
          when side = 'BUY' then limit_price is null or limit_price >= $4
          else limit_price is null or limit_price <= $5 end
      """;

  static final String LOCK_CONCERNED =
      "select * " + CONCERNED + " and pair is null order by order_no limit $6 for update";

  static final String LOCK_EXPIRED =
      """
      select * from simulator.orders where status = 'WORKING' and expires_at <= $1 and pair is null
      order by expires_at limit $2 for update skip locked
      """;

  static final String TRAILING =
      """
      select * from simulator.orders
      where status = 'WORKING' and type = 'TRAILING_STOP' and order_no > $1 order by order_no limit $2
      """;

  /** What a batch is known to have become. */
  public record Known(BookStatus status, List<BookReport> reports) {}

  private final OrderNumbers numbers;

  public SimulatorBook(SqlClient pool) {
    this.numbers = new OrderNumbers(pool);
  }

  /** Numbers for new orders, never given out twice; at most {@link OrderNumbers#BLOCK_SIZE}. */
  public Uni<Long> numbers(int count) {
    return numbers.take(count);
  }

  public void forgetNumbers() {
    numbers.forget();
  }

  /**
   * Puts new orders and their reports into the book, except those whose key it has. That an order
   * arrived is what its row says; the journal gets those that the book had already.
   *
   * @param journaled whether they arrived as new orders; replacements are journaled as such already
   * @return the numbers of the orders that were taken
   */
  public Uni<Set<Long>> take(
      SqlClient client,
      List<OrderHandling> arriving,
      Instant now,
      boolean repeated,
      boolean journaled) {
    return take(client, TAKE, arriving, now, repeated, journaled);
  }

  /**
   * The same outside of a transaction: nearly always all of them are new, and are taken as such.
   */
  public Uni<Set<Long>> takeAlone(
      Pool pool, List<OrderHandling> arriving, Instant now, boolean repeated) {
    return take(pool, TAKE_NEW, arriving, now, repeated, true)
        .onFailure(failure -> failure instanceof PgException e && KNOWN_KEY.equals(e.getSqlState()))
        .recoverWithUni(() -> take(pool, TAKE, arriving, now, repeated, true));
  }

  private static Uni<Set<Long>> take(
      SqlClient client,
      String statement,
      List<OrderHandling> arriving,
      Instant now,
      boolean repeated,
      boolean journaled) {
    List<BookOrder> orders = arriving.stream().map(OrderHandling::order).toList();
    Tuple tuple =
        Columns.of(orders)
            .longs(o -> o.account().value())
            .uuids(BookOrder::key)
            .longs(BookOrder::orderNo)
            .longs(o -> o.terms().instrument().value())
            .texts(o -> o.terms().side().name())
            .texts(o -> o.terms().type().name())
            .texts(o -> o.terms().timeInForce().name())
            .decimals(o -> o.terms().qty().value())
            .decimals(o -> valueOf(o.terms().limitPrice()))
            .decimals(o -> valueOf(o.terms().stopPrice()))
            .times(o -> o.terms().expiresAt())
            .texts(o -> o.status().name())
            .flags(BookOrder::triggered)
            .decimals(o -> o.cumQty().value())
            .times(BookOrder::tradedQuoteAt)
            .ints(BookOrder::reports)
            .longs(BookOrder::replaces)
            .longs(o -> o.terms().pair())
            .decimals(o -> valueOf(o.terms().trail(), Trail::offset))
            .decimals(o -> o.terms().trail() == null ? null : o.terms().trail().percent())
            .decimals(o -> valueOf(o.terms().trail(), Trail::begins))
            .decimals(o -> valueOf(o.terms().trail(), Trail::step))
            .decimals(o -> valueOf(o.terms().trail(), Trail::mark))
            .decimals(o -> valueOf(o.terms().trail(), Trail::stop))
            .tuple()
            .addOffsetDateTime(Columns.time(now));
    addReports(tuple, arriving, repeated).addBoolean(journaled);
    return client
        .preparedQuery(statement)
        .execute(tuple)
        .map(
            rows -> {
              Set<Long> taken = new HashSet<>();
              for (Row row : rows) {
                taken.add(row.getLong(0));
              }
              return taken;
            });
  }

  public Uni<Void> journalDuplicates(SqlClient client, List<VenueOrder> orders, Instant now) {
    Tuple tuple =
        Columns.of(orders)
            .longs(o -> o.account().value())
            .uuids(VenueOrder::key)
            .decimals(o -> o.qty().value())
            .tuple()
            .addOffsetDateTime(Columns.time(now));
    return client.preparedQuery(JOURNAL_DUPLICATES).execute(tuple).replaceWithVoid();
  }

  public Uni<Void> journalCancels(SqlClient client, List<VenueOrderRef> orders, Instant now) {
    Tuple tuple = refs(orders).tuple().addOffsetDateTime(Columns.time(now));
    return client.preparedQuery(JOURNAL_CANCELS).execute(tuple).replaceWithVoid();
  }

  public Uni<Void> journalReplacements(
      SqlClient client, List<VenueReplacement> replacements, Instant now) {
    Tuple tuple =
        Columns.of(replacements)
            .longs(r -> r.replacement().account().value())
            .uuids(r -> r.replacement().key())
            .uuids(VenueReplacement::original)
            .decimals(r -> r.replacement().qty().value())
            .tuple()
            .addOffsetDateTime(Columns.time(now));
    return client.preparedQuery(JOURNAL_REPLACEMENTS).execute(tuple).replaceWithVoid();
  }

  /** Those of the orders that the book has, locked until the transaction ends. */
  public Uni<Map<VenueOrderRef, BookOrder>> lock(
      SqlConnection connection, List<VenueOrderRef> orders) {
    return byRef(connection, LOCK, orders);
  }

  /** Those of the orders that the book has. */
  public Uni<Map<VenueOrderRef, BookOrder>> find(SqlClient client, List<VenueOrderRef> orders) {
    return byRef(client, FIND, orders);
  }

  /**
   * Resting orders outside of pairs that this quote may concern, by number from after {@code
   * afterOrderNo}, locked.
   */
  public Uni<List<BookOrder>> lockConcerned(
      SqlConnection connection, Quote quote, long afterOrderNo, int limit) {
    return orders(connection, LOCK_CONCERNED, concerned(quote, afterOrderNo, limit));
  }

  static Tuple concerned(Quote quote, long afterOrderNo, int limit) {
    return Tuple.tuple()
        .addLong(quote.instrument().value())
        .addLong(afterOrderNo)
        .addBigDecimal(quote.last().value())
        .addBigDecimal(quote.touch(Side.BUY).value())
        .addBigDecimal(quote.touch(Side.SELL).value())
        .addInteger(limit);
  }

  /** The same of those whose time has ended and that nobody else is handling. */
  public Uni<List<BookOrder>> lockExpired(SqlConnection connection, Instant now, int limit) {
    return orders(
        connection,
        LOCK_EXPIRED,
        Tuple.tuple().addOffsetDateTime(Columns.time(now)).addInteger(limit));
  }

  /** Trailing stops that work, by number from after {@code afterOrderNo}. */
  public Uni<List<BookOrder>> trailing(SqlClient client, long afterOrderNo, int limit) {
    return orders(client, TRAILING, Tuple.of(afterOrderNo, limit));
  }

  /** Writes what became of locked orders, and what is reported about it. */
  public Uni<Void> change(
      SqlConnection connection, List<OrderHandling> handlings, boolean repeated) {
    List<OrderHandling> changed = handlings.stream().filter(OrderHandling::isChanged).toList();
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<BookOrder> orders = changed.stream().map(OrderHandling::order).toList();
    Tuple tuple =
        Columns.of(orders)
            .longs(o -> o.account().value())
            .uuids(BookOrder::key)
            .texts(o -> o.status().name())
            .flags(BookOrder::triggered)
            .decimals(o -> o.cumQty().value())
            .times(BookOrder::tradedQuoteAt)
            .ints(BookOrder::reports)
            .decimals(o -> valueOf(o.terms().trail(), Trail::mark))
            .decimals(o -> valueOf(o.terms().trail(), Trail::stop))
            .tuple();
    addReports(tuple, changed, repeated);
    return connection.preparedQuery(CHANGE).execute(tuple).replaceWithVoid();
  }

  /**
   * Everything that was ever reported about these orders; those that the book does not have are
   * absent.
   */
  public Uni<Map<VenueOrderRef, Known>> known(SqlClient client, List<VenueOrderRef> orders) {
    return client
        .preparedQuery(REPORTS)
        .execute(refs(orders).tuple())
        .map(
            rows -> {
              Map<VenueOrderRef, Known> known = new HashMap<>();
              for (Row row : rows) {
                VenueOrderRef ref = BookRows.ref(row, "asked_account", "asked_key");
                BookStatus status = BookStatus.valueOf(row.getString("order_status"));
                Known entry = known.computeIfAbsent(ref, r -> new Known(status, new ArrayList<>()));
                if (row.getInteger("seq") != null) {
                  entry.reports().add(BookRows.report(row));
                }
              }
              return known;
            });
  }

  private Uni<Map<VenueOrderRef, BookOrder>> byRef(
      SqlClient client, String sql, List<VenueOrderRef> refs) {
    return orders(client, sql, refs(refs).tuple())
        .map(
            orders -> {
              Map<VenueOrderRef, BookOrder> found = new LinkedHashMap<>();
              orders.forEach(o -> found.put(new VenueOrderRef(o.account(), o.key()), o));
              return found;
            });
  }

  static Uni<List<BookOrder>> orders(SqlClient client, String sql, Tuple tuple) {
    return client
        .preparedQuery(sql)
        .execute(tuple)
        .map(
            rows -> {
              List<BookOrder> orders = new ArrayList<>(rows.size());
              for (Row row : rows) {
                orders.add(BookRows.order(row));
              }
              return orders;
            });
  }

  static Columns<VenueOrderRef> refs(List<VenueOrderRef> orders) {
    return Columns.of(orders).longs(r -> r.account().value()).uuids(VenueOrderRef::key);
  }

  private static Tuple addReports(Tuple tuple, List<OrderHandling> handlings, boolean repeated) {
    List<BookReport> reports = handlings.stream().flatMap(h -> h.reports().stream()).toList();
    return Columns.of(reports, tuple.addBoolean(repeated))
        .longs(BookReport::orderNo)
        .ints(BookReport::seq)
        .longs(r -> r.account().value())
        .uuids(BookReport::key)
        .texts(r -> r.kind().name())
        .flags(BookReport::announces)
        .uuids(BookReport::execId)
        .decimals(r -> valueOf(r.qty()))
        .decimals(r -> valueOf(r.price()))
        .decimals(r -> r.cumQty().value())
        .uuids(BookReport::newKey)
        .texts(BookReport::text)
        .times(BookReport::at)
        .times(BookReport::dueAt)
        .tuple();
  }

  private static @Nullable BigDecimal valueOf(@Nullable Quantity qty) {
    return qty == null ? null : qty.value();
  }

  private static @Nullable BigDecimal valueOf(
      @Nullable Trail trail, Function<Trail, @Nullable Price> part) {
    return trail == null ? null : valueOf(part.apply(trail));
  }

  private static @Nullable BigDecimal valueOf(@Nullable Price price) {
    return price == null ? null : price.value();
  }
}
