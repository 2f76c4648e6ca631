// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.IsolatedSession;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.LiquidationRows;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.account.AccountRepository;
import dev.unwind.persistence.log.EventRows;
import dev.unwind.persistence.log.PgLogSearch;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger: accounts that are looked for through Panache; whatever may be many rows, is
 * read on the way of an order or in a loop, or belongs to one moment with others, by SQL on the
 * pool (docs/decisions/0001).
 */
@ApplicationScoped
class PgLedgerReader implements LedgerReader {
  /** Netting rows and others have an index each. */
  private static final String OF_INSTRUMENTS =
      "(p.netting and p.instrument_id = any(%1$s::bigint[])"
          + " or not p.netting and p.instrument_id = any(%1$s::bigint[]))";

  private static final String AWAITING_CANCELS =
      "select i.liquidation_item_id from liquidation_item i ";

  /** As {@code LiquidationItem.isUnsized}. */
  private static final String UNSIZED =
      "(i.status = 'AWAITING_CANCELS' or (i.status = 'WAITING' and i.order_id is null))";

  private static final String LAST_SEQ = "select a.event_seq from log_end a ";

  private static final String DROPPED = "select seq from log_begin where account_id = $1";

  private final LedgerPool ledger;
  private final Queries pool;
  private final IsolatedSession session;
  private final AccountRepository accounts;
  private final OrderQueries orders;
  private final boolean spread;

  @Inject
  PgLedgerReader(
      LedgerPool ledger,
      IsolatedSession session,
      AccountRepository accounts,
      @ConfigProperty(name = "unwind.database.spread", defaultValue = "false") boolean spread) {
    this(ledger, ledger, session, accounts, spread);
  }

  PgLedgerReader(
      LedgerPool ledger,
      Queries pool,
      IsolatedSession session,
      AccountRepository accounts,
      boolean spread) {
    this.spread = spread;
    this.ledger = ledger;
    this.pool = pool;
    this.session = session;
    this.accounts = accounts;
    this.orders = new OrderQueries(pool);
  }

  @Override
  public Uni<Optional<Account>> account(AccountScope scope, AccountId id) {
    return Conditions.within(scope, id, "a.account_id")
        .map(where -> list(Rows.ACCOUNT_SELECT, where, Rows::account))
        .orElseGet(PgLedgerReader::nothing)
        .map(PgLedgerReader::first);
  }

  @Override
  public Uni<Optional<Account>> accountByUid(AccountScope scope, UUID uid) {
    return account(scope, "uid", uid);
  }

  @Override
  public Uni<Optional<Account>> accountByName(AccountScope scope, String name) {
    return isStorable(name)
        ? account(scope, "name", name)
        : Uni.createFrom().item(Optional.empty());
  }

  private Uni<Optional<Account>> account(AccountScope scope, String field, Object value) {
    return accounts(
            where -> where.and("a." + field + " = %s", value),
            () -> accounts.findOne(scope, field, value).map(f -> f.stream().toList()),
            scope)
        .map(PgLedgerReader::first);
  }

  @Override
  public Uni<List<Account>> accounts(AccountScope scope, int offset, int limit) {
    int rows = Conditions.rows(limit);
    if (rows == 0) {
      return nothing();
    }
    return accounts(
        where -> where.page("a.account_id", offset, rows),
        () -> accounts.list(scope, offset, rows),
        scope);
  }

  /** A session has a connection of its own, and so can be no part of a snapshot. */
  private Uni<List<Account>> accounts(
      UnaryOperator<Conditions> condition,
      Supplier<Uni<List<Account>>> repository,
      AccountScope scope) {
    return ledger
        .isSnapshot()
        .chain(
            snapshot ->
                snapshot
                    ? Conditions.anywhere(scope, null, "a.account_id")
                        .map(condition)
                        .map(where -> list(Rows.ACCOUNT_SELECT, where, Rows::account))
                        .orElseGet(PgLedgerReader::nothing)
                    : session.read(repository));
  }

  @Override
  public Uni<List<Position>> positions(AccountScope scope, LedgerQueries.Positions query) {
    String order =
        query.oldestFirst() ? "p.opened_at, p.position_id" : "p.opened_at desc, p.position_id desc";
    return Conditions.within(scope, query.account(), "p.account_id")
        .map(where -> query.openOnly() ? where.and("p.qty <> 0") : where)
        .map(
            where ->
                where
                    .andIf(
                        OF_INSTRUMENTS,
                        query.instruments().isEmpty()
                            ? null
                            : Conditions.longs(query.instruments(), InstrumentId::value))
                    .andAny("p.position_id", query.ids(), PositionId::value)
                    .page(order, query.offset(), query.limit()))
        .map(where -> list(Rows.POSITION_SELECT, where, Rows::position))
        .orElseGet(PgLedgerReader::nothing);
  }

  @Override
  public Uni<Optional<Position>> positionByExternalId(
      AccountScope scope, AccountId account, String externalId) {
    if (!isStorable(externalId)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return Conditions.within(scope, account, "p.account_id")
        .map(where -> where.and("p.external_id = %s", externalId))
        .map(where -> list(Rows.POSITION_SELECT, where, Rows::position))
        .orElseGet(PgLedgerReader::nothing)
        .map(PgLedgerReader::first);
  }

  @Override
  public Uni<List<OrderRecord>> orders(AccountScope scope, LedgerQueries.Orders query) {
    return orders.list(scope, query);
  }

  @Override
  public Uni<List<LedgerQueries.VersionPlace>> orderVersions(
      AccountScope scope, LedgerQueries.OrderVersions query) {
    if (!scope.admits(query.account())) {
      return nothing();
    }
    return pool.query(OrderVersionSql.select(query), OrderVersionSql.parameters(query))
        .map(rows -> Rows.all(rows, OrderVersionSql::place));
  }

  @Override
  public Uni<Optional<OrderRecord>> order(AccountScope scope, OrderId id) {
    return orders.byId(scope, id);
  }

  @Override
  public Uni<Optional<OrderRecord>> orderByUid(AccountScope scope, UUID uid) {
    return orders.byUid(scope, uid);
  }

  @Override
  public Uni<Optional<OrderRecord>> orderByClientOrderId(
      AccountScope scope, AccountId account, String clientOrderId) {
    return isStorable(clientOrderId)
        ? orders.byClientOrderId(scope, account, clientOrderId)
        : Uni.createFrom().item(Optional.empty());
  }

  @Override
  public Uni<List<OrderRecord>> dependents(
      AccountScope scope, AccountId account, Set<OrderId> ids) {
    return ids.isEmpty() ? nothing() : orders.dependents(scope, account, ids);
  }

  @Override
  public Uni<List<Fill>> fills(AccountScope scope, LedgerQueries.Fills query) {
    String order =
        query.oldestFirst() ? "f.booked_at, f.fill_id" : "f.booked_at desc, f.fill_id desc";
    return Conditions.within(scope, query.account(), "f.account_id")
        .map(
            where ->
                where
                    .andAny("f.fill_id", query.ids(), id -> id)
                    .andAny("f.order_id", query.orders(), OrderId::value)
                    .andAny("f.position_id", query.positions(), PositionId::value)
                    .andIf("f.booked_at > %s", Rows.at(query.after()))
                    .andIf("f.booked_at < %s", Rows.at(query.until()))
                    .andIf(
                        "(f.booked_at, f.fill_id) "
                            + (query.oldestFirst() ? ">" : "<")
                            + " ((select c.booked_at from fill c where c.account_id = "
                            + where.account()
                            + " and c.fill_id = %1$s), %1$s)",
                        query.afterFill())
                    .page(order, 0, query.limit()))
        .map(where -> list(Rows.FILL_SELECT, where, Rows::fill))
        .orElseGet(PgLedgerReader::nothing);
  }

  @Override
  public Uni<Optional<Liquidation>> liquidation(AccountScope scope, UUID uid) {
    return Conditions.anywhere(scope, null, "l.account_id")
        .map(where -> where.and("l.uid = %s", uid))
        .map(where -> list(Rows.LIQUIDATION_SELECT, where, LiquidationRows::liquidation))
        .orElseGet(PgLedgerReader::nothing)
        .map(PgLedgerReader::first);
  }

  @Override
  public Uni<Optional<Liquidation>> liquidationById(
      AccountScope scope, AccountId account, LiquidationId id) {
    return Conditions.within(scope, account, "l.account_id")
        .map(where -> where.and("l.liquidation_id = %s", id.value()))
        .map(where -> list(Rows.LIQUIDATION_SELECT, where, LiquidationRows::liquidation))
        .orElseGet(PgLedgerReader::nothing)
        .map(PgLedgerReader::first);
  }

  @Override
  public Uni<List<Liquidation>> liquidations(AccountScope scope, LedgerQueries.Liquidations query) {
    return LiquidationListSql.of(scope, query, spread)
        .map(sql -> list(sql.page(), sql.parameters(), LiquidationRows::liquidation))
        .orElseGet(PgLedgerReader::nothing);
  }

  @Override
  public Uni<Long> countLiquidations(AccountScope scope, LedgerQueries.Liquidations query) {
    return LiquidationListSql.of(scope, query, spread)
        .map(sql -> list(sql.count(), sql.parameters(), row -> row.getLong(0)))
        .map(counted -> counted.map(rows -> rows.get(0)))
        .orElseGet(() -> Uni.createFrom().item(0L));
  }

  @Override
  public Uni<List<LiquidationItem>> items(AccountScope scope, LedgerQueries.Items query) {
    return Conditions.within(scope, query.account(), "i.account_id")
        .map(
            where ->
                where
                    .and("i.liquidation_id = %s", query.liquidation().value())
                    .andIf(
                        "i.liquidation_item_id > %s",
                        query.after() == null ? null : query.after().value())
                    .page("i.liquidation_item_id", 0, query.limit()))
        .map(where -> list(Rows.ITEM_SELECT, where, LiquidationRows::item))
        .orElseGet(PgLedgerReader::nothing);
  }

  @Override
  public Uni<List<LedgerEvent>> events(AccountScope scope, LedgerQueries.Events query) {
    if (!scope.admits(query.account())) {
      return nothing();
    }
    if (query.since() == null || query.order() != null) {
      return events(scope, query, query.afterSeq());
    }
    return pool.query(
            PgLogSearch.SEQ_BEFORE,
            Tuple.of(query.account().value(), query.afterSeq(), Rows.at(query.since())))
        .chain(
            rows -> {
              long after = rows.size() == 0 ? query.afterSeq() : rows.iterator().next().getLong(0);
              return events(scope, query, Math.max(after, query.afterSeq()));
            });
  }

  private Uni<List<LedgerEvent>> events(
      AccountScope scope, LedgerQueries.Events query, long afterSeq) {
    Instant until = query.until();
    return Conditions.within(scope, query.account(), "e.account_id")
        .map(
            where ->
                where
                    .and("e.seq > %s", afterSeq)
                    .andIf("e.at >= %s", Rows.at(query.since()))
                    // A row bears the time of its last event; those before it are as many
                    // microseconds earlier.
                    .andIf(
                        "e.at <= %s",
                        until == null
                            ? null
                            : Rows.at(until.plus(EventRows.BESIDES_MAX, ChronoUnit.MICROS)))
                    .andIf("e.order_id = %s", query.order() == null ? null : query.order().value())
                    .page("e.account_id, e.seq", 0, query.limit()))
        .map(where -> list(EventRows.select(where.sql()), where.tuple(), EventRows::events))
        .orElseGet(PgLedgerReader::nothing)
        .map(
            rows ->
                rows.stream()
                    .flatMap(List::stream)
                    .filter(event -> event.seq() > afterSeq && query.tells(event))
                    .limit(Conditions.rows(query.limit()))
                    .toList());
  }

  @Override
  public Uni<Boolean> awaitsCancels(AccountScope scope, AccountId account, LiquidationId id) {
    return Conditions.within(scope, account, "i.account_id")
        .map(
            where ->
                where
                    .and("i.liquidation_id = %s", id.value())
                    .and(UNSIZED)
                    .page("i.liquidation_item_id", 0, 1))
        .map(where -> list(AWAITING_CANCELS, where, row -> row.getLong(0)))
        .orElseGet(PgLedgerReader::nothing)
        .map(found -> !found.isEmpty());
  }

  @Override
  public Uni<Long> lastSeq(AccountScope scope, AccountId account) {
    return Conditions.within(scope, account, "a.account_id")
        .map(where -> list(LAST_SEQ, where, row -> row.getLong(0)))
        .orElseGet(PgLedgerReader::nothing)
        .map(
            found ->
                first(found).orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)));
  }

  @Override
  public Uni<Long> lastDropped(AccountScope scope, AccountId account) {
    return scope.admits(account)
        ? list(DROPPED, Tuple.of(account.value()), row -> row.getLong(0))
            .map(found -> first(found).orElse(0L))
        : Uni.createFrom().item(0L);
  }

  private <T> Uni<List<T>> list(String select, Conditions where, Function<Row, T> read) {
    return list(select + where.sql(), where.tuple(), read);
  }

  private <T> Uni<List<T>> list(String sql, Tuple parameters, Function<Row, T> read) {
    return pool.query(sql, parameters)
        .chain(rows -> StoreCalls.offLoop(rows.size(), rows))
        .map(rows -> Rows.all(rows, read));
  }

  private static <T> Uni<List<T>> nothing() {
    return Uni.createFrom().item(List.of());
  }

  private static <T> Optional<T> first(Collection<T> found) {
    return found.stream().findFirst();
  }

  /** PostgreSQL keeps no zero byte in a text, so nothing can bear such a name. */
  private static boolean isStorable(@Nullable String text) {
    return text != null && text.indexOf('\0') < 0;
  }
}
