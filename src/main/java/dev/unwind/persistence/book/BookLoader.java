// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.BookSlice;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Executed;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.DifferenceRows;
import dev.unwind.persistence.LiquidationRows;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the part of an account's book that a decision needs, after taking the account's lock. */
final class BookLoader {
  static final String OPEN_ORDER = Rows.isOpen("o");

  /**
   * What the scope's ids touch: instrument, position, order and key of each. Each key is looked up
   * by itself: an account that has got ten thousand orders since the last ANALYZE seems to have
   * one, and a plan that begins with its orders would look up every key for each of them.
   */
  private static final String RESOLVE =
      """
      select o.instrument_id, o.position_id, o.order_id, k.uid
      from unnest($2::uuid[]) as k (uid)
      cross join lateral (
        select v.order_id from order_version v where v.account_id = $1 and v.uid = k.uid offset 0) v
      cross join lateral (
        select o.instrument_id, o.position_id, o.order_id from orders o
        where o.account_id = $1 and o.order_id = v.order_id offset 0) o
      union all
      select o.instrument_id, o.position_id, o.order_id, null from orders o
      where o.account_id = $1 and o.order_id = any($3::bigint[])
      union all
      select p.instrument_id, p.position_id, null, null from position p
      where p.account_id = $1 and p.position_id = any($4::bigint[])
      union all
      select i.instrument_id, i.position_id, i.order_id, null from liquidation_item i
      where cardinality($5::bigint[]) > 0 and i.account_id = $1 and i.liquidation_id = any($5::bigint[])
        and i.status in ('AWAITING_CANCELS', 'CLOSING', 'WAITING')
      """;

  private static final String EXECUTIONS =
      "select f.venue || '/' || f.exec_id as execution from fill f where f.account_id = $1 and"
          + " f.venue = any($2::text[]) and f.exec_id = any($3::text[])";

  private static final String POSITIONS_OF_INSTRUMENTS =
      Rows.POSITION_SELECT
          + "where p.account_id = $1 and p.netting and p.instrument_id = any($2::bigint[])";
  private static final String POSITIONS_BY_ID =
      Rows.POSITION_SELECT + "where p.account_id = $1 and p.position_id = any($2::bigint[])";
  private static final String POSITIONS_OF_ACCOUNT =
      Rows.POSITION_SELECT
          + "where p.account_id = $1 and (p.qty <> 0 or (not p.netting and p.closed_at is null))"
          + " order by p.opened_at, p.position_id";

  /** And the netting rows of instruments that are at zero. */
  private static final String POSITIONS_OF_ACCOUNT_AND =
      Rows.POSITION_SELECT
          + "where p.account_id = $1 and (p.qty <> 0 or (not p.netting and p.closed_at is null)"
          + " or (p.netting and p.instrument_id = any($2::bigint[])))"
          + " order by p.opened_at, p.position_id";

  static final String ORDERS_OF_INSTRUMENTS =
      "with wanted as materialized (select o.order_id from unnest($2::bigint[]) as i (id) cross"
          + " join lateral (select o.order_id from orders o where o.account_id = $1 and"
          + " o.instrument_id = i.id and "
          + OPEN_ORDER
          + " offset 0) o union select unnest($3::bigint[])) "
          + Rows.ORDERS_WANTED;
  static final String ORDERS_OF_POSITIONS =
      "with wanted as materialized (select o.order_id from orders o where o.account_id = $1"
          + " and o.position_id = any($2::bigint[]) and "
          + OPEN_ORDER
          + " union select unnest($3::bigint[])) "
          + Rows.ORDERS_WANTED;
  static final String ORDERS_OF_ACCOUNT =
      Rows.ORDER_SELECT + "where o.account_id = $1 and " + OPEN_ORDER;

  /**
   * Those of the orders, those that the positions name as theirs, and what waits behind the latter.
   */
  private static final String ITEMS =
      Rows.ITEM_SELECT
          + "where i.account_id = $1 and (i.liquidation_item_id = any($2::bigint[])"
          + " or (i.position_id = any($3::bigint[]) and i.has_waited and i.status = 'WAITING'))";

  private static final String LIQUIDATIONS =
      Rows.LIQUIDATION_SELECT
          + "where l.account_id = $1 and (l.liquidation_id = any($2::bigint[])"
          + " or (l.exclusive and l.status in ('NEW', 'PROCESSING')))";

  private BookLoader() {}

  /** Ids that the scope resolves to. */
  private record Touched(
      Set<Long> instruments, Set<Long> positions, Set<Long> orders, Map<UUID, OrderId> keys) {
    /** As far as they are named. */
    static Touched of(BookScope scope) {
      Touched touched =
          new Touched(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());
      scope.instruments().forEach(i -> touched.instruments.add(i.value()));
      scope.positions().forEach(p -> touched.positions.add(p.value()));
      scope.orders().forEach(o -> touched.orders.add(o.value()));
      return touched;
    }
  }

  static Uni<BookSlice> load(SqlConnection connection, AccountId id, BookScope scope) {
    return load(connection, id, scope, BookSql.LOCK);
  }

  /** As the connection's snapshot has it, without a lock. */
  static Uni<BookSlice> look(SqlConnection connection, AccountId id, BookScope scope) {
    return load(connection, id, scope, BookSql.READ);
  }

  /** The account's row, and what was found out behind its lock. */
  private record Behind(Row row, Touched touched, Set<String> executions) {}

  private record Found(Touched touched, Set<String> executions) {}

  private record Held(List<Position> positions, List<Order> orders) {}

  private record Locked(Behind behind, Held held) {}

  /**
   * What does not hang on the account's row goes with its lock, in one trip: each statement sees
   * what is committed when it begins, and so, behind the lock, all that its last holder has left.
   * Others wait for the lock meanwhile, and wait the less the fewer trips are made under it.
   */
  private static Uni<BookSlice> load(
      SqlConnection connection, AccountId id, BookScope scope, String account) {
    Uni<Row> lock =
        connection.preparedQuery(account).execute(Tuple.of(id.value())).map(BookLoader::only);
    if (isOfTheAccountAlone(scope)) {
      return lock.map(BookLoader::alone);
    }
    Touched named = Touched.of(scope);
    Uni<Behind> behind =
        StoreCalls.together(
            lock,
            StoreCalls.together(
                resolve(connection, id, scope, named),
                executions(connection, id, scope),
                Found::new),
            (row, found) -> new Behind(row, found.touched(), found.executions()));
    return scope.reach() == Reach.NAMED || looksUp(scope)
        ? behind.chain(
            read ->
                held(connection, Rows.account(read.row()), id, scope, read.touched())
                    .chain(held -> slice(connection, read, scope, held)))
        : StoreCalls.together(behind, held(connection, null, id, scope, named), Locked::new)
            .chain(read -> slice(connection, read.behind(), scope, read.held()));
  }

  private static Row only(RowSet<Row> rows) {
    if (!rows.iterator().hasNext()) {
      throw new TradingException(Reason.ACCOUNT_NOT_FOUND);
    }
    return rows.iterator().next();
  }

  /** Whether nothing that the account has is needed. */
  private static boolean isOfTheAccountAlone(BookScope scope) {
    return scope.reach() == Reach.NAMED
        && scope.instruments().isEmpty()
        && scope.executions().isEmpty()
        && scope.corrected().isEmpty()
        && !looksUp(scope);
  }

  /** Whether it names what has to be found first. */
  private static boolean looksUp(BookScope scope) {
    return !(scope.keys().isEmpty()
        && scope.orders().isEmpty()
        && scope.positions().isEmpty()
        && scope.liquidations().isEmpty());
  }

  private static BookSlice alone(Row row) {
    return BookSlice.of(Rows.account(row), row.getLong("event_seq"), instantOf(row));
  }

  private static Uni<Touched> resolve(
      SqlConnection connection, AccountId id, BookScope scope, Touched touched) {
    if (!looksUp(scope)) {
      return Uni.createFrom().item(touched);
    }
    Tuple parameters =
        Tuple.tuple()
            .addLong(id.value())
            .addArrayOfUUID(scope.keys().toArray(UUID[]::new))
            .addArrayOfLong(longs(scope.orders(), OrderId::value))
            .addArrayOfLong(longs(scope.positions(), p -> p.value()))
            .addArrayOfLong(longs(scope.liquidations(), l -> l.value()));
    return connection
        .preparedQuery(RESOLVE)
        .execute(parameters)
        .map(
            rows -> {
              for (Row row : rows) {
                touched.instruments().add(row.getLong(0));
                addUnlessNull(touched.positions(), row.getLong(1));
                addUnlessNull(touched.orders(), row.getLong(2));
                if (row.getUUID(3) != null) {
                  touched.keys().put(row.getUUID(3), new OrderId(row.getLong(2)));
                }
              }
              return touched;
            });
  }

  private static void addUnlessNull(Set<Long> ids, Long id) {
    if (id != null) {
      ids.add(id);
    }
  }

  private static Uni<Set<String>> executions(
      SqlConnection connection, AccountId id, BookScope scope) {
    if (scope.executions().isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    return connection
        .preparedQuery(EXECUTIONS)
        .execute(named(id, scope.executions()))
        .map(rows -> Rows.set(rows, row -> row.getString(0)));
  }

  /**
   * @param account null where the scope goes as far in every account
   */
  private static Uni<Held> held(
      SqlConnection connection,
      @Nullable Account account,
      AccountId accountId,
      BookScope scope,
      Touched touched) {
    long id = accountId.value();
    Uni<List<Position>> positions;
    Uni<List<Order>> orders;
    if (scope.reach() == Reach.ACCOUNT) {
      positions =
          scope.instruments().isEmpty()
              ? list(connection, POSITIONS_OF_ACCOUNT, Tuple.of(id), Rows::position)
              : list(
                  connection,
                  POSITIONS_OF_ACCOUNT_AND,
                  Tuple.of(id, longs(scope.instruments(), InstrumentId::value)),
                  Rows::position);
      orders = list(connection, ORDERS_OF_ACCOUNT, Tuple.of(id), Rows::order);
    } else if (scope.reach() != Reach.NAMED) {
      Long[] of = touched.instruments().toArray(Long[]::new);
      String reach = scope.reach().name();
      positions = list(connection, EntrySql.POSITIONS, Tuple.of(id, of, reach), Rows::position);
      orders =
          list(
              connection,
              EntrySql.ORDERS,
              Tuple.of(id, of, touched.orders().toArray(Long[]::new), reach),
              Rows::order);
    } else if (account != null && account.positionMode() == PositionMode.HEDGING) {
      Long[] of = touched.positions().toArray(Long[]::new);
      positions = list(connection, POSITIONS_BY_ID, Tuple.of(id, of), Rows::position);
      orders =
          list(
              connection,
              ORDERS_OF_POSITIONS,
              Tuple.of(id, of, touched.orders().toArray(Long[]::new)),
              Rows::order);
    } else {
      Long[] of = touched.instruments().toArray(Long[]::new);
      positions = list(connection, POSITIONS_OF_INSTRUMENTS, Tuple.of(id, of), Rows::position);
      orders =
          list(
              connection,
              ORDERS_OF_INSTRUMENTS,
              Tuple.of(id, of, touched.orders().toArray(Long[]::new)),
              Rows::order);
    }
    return StoreCalls.together(positions, orders, Held::new);
  }

  private static Uni<BookSlice> slice(
      SqlConnection connection, Behind read, BookScope scope, Held held) {
    Account account = Rows.account(read.row());
    Tuple id = Tuple.of(account.id().value());
    // The market that is built in states nothing.
    Uni<List<Difference>> differences =
        account.venue().equals(VenueName.SIMULATOR)
            ? Uni.createFrom().item(List.of())
            : list(connection, AdjustmentColumns.DIFFERENCES, id, DifferenceRows::of);
    Uni<Closing> closing =
        items(connection, account.id().value(), held)
            .chain(items -> closing(connection, account.id().value(), scope, held, items));
    return Uni.combine()
        .all()
        .unis(closing, differences, executed(connection, account.id(), scope))
        .asTuple()
        .map(
            all ->
                new BookSlice(
                    account,
                    read.row().getLong("event_seq"),
                    instantOf(read.row()),
                    held.positions(),
                    held.orders(),
                    read.touched().keys(),
                    all.getItem1().liquidations(),
                    all.getItem1().items(),
                    read.executions(),
                    all.getItem2(),
                    all.getItem3()));
  }

  private static Uni<Map<String, Executed>> executed(
      SqlConnection connection, AccountId id, BookScope scope) {
    return scope.corrected().isEmpty()
        ? Uni.createFrom().item(Map.of())
        : connection
            .preparedQuery(AdjustmentColumns.EXECUTED)
            .execute(named(id, scope.corrected()))
            .map(AdjustmentColumns::executed);
  }

  /** The account, and venues and ids of executions. */
  private static Tuple named(AccountId id, Set<String> executions) {
    Set<String> venues = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (String execution : executions) {
      int slash = execution.indexOf('/');
      venues.add(execution.substring(0, slash));
      ids.add(execution.substring(slash + 1));
    }
    return Tuple.of(id.value(), venues.toArray(String[]::new), ids.toArray(String[]::new));
  }

  private static Instant instantOf(Row accountRow) {
    return Rows.time(accountRow, "event_at");
  }

  private static Uni<List<LiquidationItem>> items(
      SqlConnection connection, long account, Held held) {
    Set<Long> ids = new HashSet<>();
    for (Order order : held.orders()) {
      if (order.itemId() != null) {
        ids.add(order.itemId().value());
      }
    }
    Set<Long> live = new HashSet<>();
    for (Position position : held.positions()) {
      if (position.liveItem() != null) {
        ids.add(position.liveItem().value());
        live.add(position.id().value());
      }
    }
    if (ids.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return list(
        connection,
        ITEMS,
        Tuple.of(account, ids.toArray(Long[]::new), live.toArray(Long[]::new)),
        LiquidationRows::item);
  }

  private record Closing(List<LiquidationItem> items, List<Liquidation> liquidations) {}

  private static Uni<Closing> closing(
      SqlConnection connection,
      long account,
      BookScope scope,
      Held held,
      List<LiquidationItem> items) {
    Set<Long> ids = new HashSet<>();
    scope.liquidations().forEach(l -> ids.add(l.value()));
    held.orders().stream()
        .map(Order::liquidationId)
        .filter(Objects::nonNull)
        .forEach(l -> ids.add(l.value()));
    items.forEach(i -> ids.add(i.liquidationId().value()));
    return list(
            connection,
            LIQUIDATIONS,
            Tuple.of(account, ids.toArray(Long[]::new)),
            LiquidationRows::liquidation)
        .map(liquidations -> new Closing(items, liquidations));
  }

  static <T> Uni<List<T>> list(
      SqlConnection connection, String sql, Tuple parameters, Function<Row, T> reader) {
    return connection.preparedQuery(sql).execute(parameters).map(rows -> Rows.all(rows, reader));
  }

  private static <T> Long[] longs(Collection<T> ids, Function<T, Long> value) {
    return ids.stream().map(value).toArray(Long[]::new);
  }
}
