// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.importing;

import dev.unwind.application.event.Commits;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.plan.BookStore;
import dev.unwind.importing.plan.ImportSource;
import dev.unwind.importing.plan.LedgerContents;
import dev.unwind.importing.plan.LedgerNames;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.persistence.book.BookWriter;
import dev.unwind.persistence.log.LogEnds;
import dev.unwind.postgres.PostgresFailures;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies documents in one transaction: set-based inserts, whatever the number of rows. */
@ApplicationScoped
class PgBookStore implements BookStore {
  /** Nobody holds the lease of an imported order; the dispatcher finds it due at once. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final LedgerPool pool;
  private final StoreConfig config;
  private final Commits commits;

  PgBookStore(LedgerPool pool, StoreConfig config, Commits commits) {
    this.pool = pool;
    this.config = config;
    this.commits = commits;
  }

  @Override
  public Uni<Optional<Account>> findAccount(String name) {
    return pool.query(ImportSql.ACCOUNT, Tuple.of(name))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(Rows.account(rows.iterator().next())));
  }

  @Override
  public Uni<Boolean> isApplied(byte[] sha256) {
    return pool.query(ImportSql.APPLIED, Tuple.of(Buffer.buffer(sha256)))
        .map(rows -> rows.size() > 0);
  }

  @Override
  public Uni<Optional<BookPlan>> importOnce(
      byte[] sha256,
      ImportSource source,
      Instant now,
      LedgerNames names,
      Function<LedgerContents, BookPlan> plan) {
    return LogEnds.transaction(
            pool,
            commits,
            config.importTimeout(),
            (connection, ends) ->
                connection
                    .query(ImportSql.LOCK)
                    .execute()
                    .chain(() -> note(connection, sha256, source.text(), now))
                    .chain(
                        fresh ->
                            fresh
                                ? apply(connection, now, names, plan)
                                    .call(
                                        rows ->
                                            ImportLog.tell(
                                                connection, ends, rows, sha256, source, now))
                                    .map(Optional::of)
                                : Uni.createFrom().item(Optional.<BookPlan>empty())))
        .onFailure(PgBookStore::isViolation)
        .transform(PgBookStore::refusal);
  }

  private static Uni<Boolean> note(
      SqlConnection connection, byte[] sha256, String source, Instant now) {
    return connection
        .preparedQuery(ImportSql.NOTE)
        .execute(Tuple.of(Buffer.buffer(sha256), source, Rows.at(now)))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Uni<BookPlan> apply(
      SqlConnection connection,
      Instant now,
      LedgerNames names,
      Function<LedgerContents, BookPlan> plan) {
    return new ImportLookup(connection, names)
        .contents()
        .chain(
            ledger -> {
              BookPlan rows = plan.apply(ledger);
              return ImportWriter.write(connection, rows, now)
                  .chain(() -> writeBooks(connection, rows, ledger, now))
                  .replaceWith(rows);
            });
  }

  /** Positions, orders and events go through the writer of all decisions, account by account. */
  private static Uni<Void> writeBooks(
      SqlConnection connection, BookPlan plan, LedgerContents ledger, Instant now) {
    Map<AccountId, Account> accounts = new HashMap<>();
    ledger.accounts().values().forEach(account -> accounts.put(account.id(), account));
    plan.accounts().forEach(account -> accounts.put(account.id(), account));
    Map<AccountId, List<Position>> positions =
        plan.positions().stream().collect(Collectors.groupingBy(Position::accountId));
    Map<AccountId, List<Order>> orders =
        plan.orders().stream().collect(Collectors.groupingBy(Order::accountId));
    Map<AccountId, List<LedgerEvent>> events =
        plan.events().stream().collect(Collectors.groupingBy(LedgerEvent::account));
    Set<AccountId> touched = new LinkedHashSet<>(positions.keySet());
    touched.addAll(orders.keySet());
    return Multi.createFrom()
        .iterable(touched)
        .onItem()
        .transformToUniAndConcatenate(
            id ->
                BookWriter.write(
                    connection,
                    changes(
                        accounts.get(id),
                        ledger.logs().get(id),
                        positions.getOrDefault(id, List.of()),
                        orders.getOrDefault(id, List.of()),
                        events.getOrDefault(id, List.of())),
                    Map.of(),
                    NOBODY,
                    now,
                    now,
                    false))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static BookChanges changes(
      @Nullable Account account,
      LedgerContents.@Nullable LogEnd end,
      List<Position> positions,
      List<Order> orders,
      List<LedgerEvent> events) {
    if (account == null) {
      throw new IllegalStateException("a row of no account");
    }
    long seq = (end == null ? 0 : end.seq()) + events.size();
    return new BookChanges(
        account,
        false,
        seq,
        positions,
        List.of(),
        List.of(),
        orders,
        List.of(),
        orders.stream()
            .map(
                order ->
                    new BookChanges.VersionChange(
                        order.id(), order.terms(), BookChanges.VersionState.LIVE, true))
            .toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        events);
  }

  /** Unique, foreign key or check: somebody wrote the same name between look-up and insert. */
  private static boolean isViolation(Throwable failure) {
    return failure instanceof PgException e
        && e.getSqlState() != null
        && e.getSqlState().startsWith("23");
  }

  private static Throwable refusal(Throwable failure) {
    String constraint = PostgresFailures.constraint(failure);
    return new ImportRefusedException(
        "", "the ledger has changed meanwhile, or refuses it: " + constraint + "; try again");
  }
}
