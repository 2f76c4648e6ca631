// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.CloseStore;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.Witness;
import dev.unwind.persistence.access.IdempotencySql;
import dev.unwind.persistence.access.PgReplays;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.log.EventForm;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The set-based close on the reactive pool: for one position one round trip and one transaction.
 */
@ApplicationScoped
class PgCloseStore implements CloseStore {
  private static final Uni<Optional<AcceptedLiquidation>> NONE =
      Uni.createFrom().item(Optional.empty());

  private final Pool pool;
  private final PgBooks books;
  private final PgReplays replays;
  private final Venues venues;
  private final Instance<Outbox> outbox;
  private final Commits commits;
  private final Replica replica;
  private final InstantSource clock;
  private final DispatchConfig dispatch;
  private final StoreCalls calls;
  private final EventForm form;

  PgCloseStore(
      Pool pool,
      PgBooks books,
      PgReplays replays,
      Venues venues,
      Instance<Outbox> outbox,
      Commits commits,
      Replica replica,
      InstantSource clock,
      DispatchConfig dispatch,
      StoreCalls calls,
      EventForm form) {
    this.pool = pool;
    this.books = books;
    this.replays = replays;
    this.venues = venues;
    this.outbox = outbox;
    this.commits = commits;
    this.replica = replica;
    this.clock = clock;
    this.dispatch = dispatch;
    this.calls = calls;
    this.form = form;
  }

  /** The statements write lean events only; as long as those may not be, the book decides. */
  private Uni<Optional<AcceptedLiquidation>> ifLean(
      Supplier<Uni<Optional<AcceptedLiquidation>>> close) {
    return form.isLean().chain(lean -> lean ? close.get() : NONE);
  }

  @Override
  public Uni<Optional<AcceptedLiquidation>> closeOne(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision) {
    return ifLean(() -> closeOneLean(account, instrument, command, decision))
        .plug(StoreCalls::detached);
  }

  private Uni<Optional<AcceptedLiquidation>> closeOneLean(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision) {
    UUID uid = UUID.randomUUID();
    Uni<Answer> close =
        Uni.createFrom()
            .deferred(
                () -> {
                  CloseRows attempt = attempt(uid, account, instrument, command, decision);
                  return pool.preparedQuery(CloseSql.CLOSE)
                      .execute(attempt.parameters())
                      .map(
                          rows ->
                              () ->
                                  isStale(rows)
                                      ? underLock(account, instrument, command, decision)
                                      : calls.again(
                                          one(account, instrument, command, attempt, rows)));
                });
    return calls
        .inStatement(
            pool,
            close,
            () -> Witness.liquidation(account, uid),
            () ->
                replays
                    .made(account, uid)
                    .map(made -> () -> Uni.createFrom().item(Optional.of(made))))
        .chain(Answer::read)
        .invoke(done -> done.ifPresent(accepted -> wake(account, accepted)));
  }

  private static boolean isStale(RowSet<Row> rows) {
    return rows.iterator().hasNext()
        && CloseSql.STALE.equals(rows.iterator().next().getString("refusal"));
  }

  /** The same with the lock taken before: the statement's view is then as new as what it locks. */
  private Uni<Optional<AcceptedLiquidation>> underLock(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision) {
    return calls
        .inTransaction(
            pool,
            connection ->
                connection
                    .preparedQuery(StoreCalls.LOCK_ACCOUNT)
                    .execute(Tuple.of(account.value()))
                    .chain(
                        () -> {
                          CloseRows attempt =
                              attempt(UUID.randomUUID(), account, instrument, command, decision);
                          return connection
                              .preparedQuery(CloseSql.CLOSE)
                              .execute(attempt.parameters())
                              .map(rows -> new Closed(attempt, rows));
                        }),
            closed -> Optional.of(Witness.liquidation(account, closed.attempt().uid())))
        .chain(
            closed ->
                calls.again(one(account, instrument, command, closed.attempt(), closed.rows())));
  }

  /** An execution of the statement with what it was given. */
  private record Closed(CloseRows attempt, RowSet<Row> rows) {}

  @Override
  public Uni<Optional<AcceptedLiquidation>> closeFree(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision) {
    if (command.key() != null || command.request().exclusive()) {
      return NONE;
    }
    return ifLean(
            () ->
                calls.inTransaction(
                    pool,
                    connection -> closeFreeOn(connection, account, instrument, command, decision),
                    done ->
                        Optional.of(witness(account, done.map(made -> made.liquidation().uid())))))
        .invoke(done -> done.ifPresent(accepted -> wake(account, accepted)))
        .plug(StoreCalls::detached);
  }

  private Uni<Optional<AcceptedLiquidation>> closeFreeOn(
      SqlConnection connection,
      AccountId account,
      Instrument instrument,
      CloseCommand command,
      DecisionOrigin decision) {
    return connection
        .preparedQuery(StoreCalls.LOCK_ACCOUNT)
        .execute(Tuple.of(account.value()))
        .chain(
            () ->
                connection
                    .preparedQuery(CloseSql.IS_FREE)
                    .execute(Tuple.of(account.value(), instrument.id().value())))
        .chain(
            rows -> {
              if (!holds(rows)) {
                return NONE;
              }
              CloseRows attempt =
                  attempt(UUID.randomUUID(), account, instrument, command, decision);
              return connection
                  .preparedQuery(CloseSql.CLOSE)
                  .execute(attempt.parameters())
                  .map(made -> made(attempt, made));
            });
  }

  /** What a statement has answered, and what must be read besides. */
  private interface Answer {
    Uni<Optional<AcceptedLiquidation>> read();
  }

  private static Witness witness(AccountId account, Optional<UUID> made) {
    return made.map(uid -> Witness.liquidation(account, uid))
        .orElseGet(() -> Witness.ofNothing(account));
  }

  /** Whether the one row says so. */
  private static boolean holds(RowSet<Row> rows) {
    return rows.iterator().hasNext() && Boolean.TRUE.equals(rows.iterator().next().getBoolean(0));
  }

  private static Optional<AcceptedLiquidation> made(CloseRows attempt, RowSet<Row> rows) {
    Row row = rows.iterator().hasNext() ? rows.iterator().next() : null;
    return row == null || row.getLong("order_id") == null
        ? Optional.empty()
        : Optional.of(
            attempt.accepted(
                row.getLong("liquidation_id"),
                Rows.instant(row, "due_at"),
                Stream.of(CloseLine.of(row))));
  }

  private Uni<Optional<AcceptedLiquidation>> one(
      AccountId account,
      Instrument instrument,
      CloseCommand command,
      CloseRows attempt,
      RowSet<Row> rows) {
    Optional<AcceptedLiquidation> made = made(attempt, rows);
    if (made.isPresent()) {
      return Uni.createFrom().item(made);
    }
    Row row = rows.iterator().hasNext() ? rows.iterator().next() : null;
    if (row != null
        && CloseSql.LEFT_TO_THE_BOOK.contains(String.valueOf(row.getString("refusal")))) {
      return NONE;
    }
    // Refused, or another request with this key was faster: what the key has made comes first.
    return replayed(account, command)
        .chain(
            known ->
                known.isPresent()
                    ? Uni.createFrom().item(known)
                    : refused(account, instrument, row));
  }

  private Uni<Optional<AcceptedLiquidation>> replayed(AccountId account, CloseCommand command) {
    IdempotencyKey key = command.key();
    if (key == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return IdempotencySql.find(pool, account, key)
        .chain(
            found ->
                found.isEmpty() || found.get().liquidation() == null
                    ? Uni.createFrom().item(Optional.empty())
                    : replays.read(account, found.get().liquidation()).map(Optional::of));
  }

  private Uni<Optional<AcceptedLiquidation>> refused(
      AccountId account, Instrument instrument, @Nullable Row row) {
    if (row == null) {
      return replays
          .accountExists(account)
          .chain(
              exists ->
                  failed(
                      Denial.of(exists ? Reason.POSITION_NOT_FOUND : Reason.ACCOUNT_NOT_FOUND)
                          .withSymbol(instrument.symbol())));
    }
    String status = row.getString("account_status");
    if ("LOCKED".equals(status) || "CLOSED".equals(status)) {
      return failed(
          Denial.of("LOCKED".equals(status) ? Reason.ACCOUNT_LOCKED : Reason.ACCOUNT_CLOSED));
    }
    Denial denial =
        Denial.of(Reason.valueOf(row.getString("refusal")))
            .withSymbol(instrument.symbol())
            .quantities(
                Rows.quantity(row, "wanted"),
                Rows.quantity(row, "existing"),
                Rows.quantity(row, "held"));
    return replays
        .blockingOrders(account, instrument.id(), row.getBigDecimal("position_qty").signum())
        .chain(
            blocking ->
                failed(
                    denial.related(
                        blocking.stream().map(Order::id).toList(),
                        blocking.stream().map(o -> o.terms().uid()).toList())));
  }

  private static Uni<Optional<AcceptedLiquidation>> failed(Denial denial) {
    return Uni.createFrom().failure(new TradingException(denial));
  }

  @Override
  public Uni<Optional<AcceptedLiquidation>> closeAll(
      AccountId account, CloseCommand command, DecisionOrigin decision) {
    return ifLean(
            () ->
                calls
                    .inTransaction(
                        pool,
                        connection -> closeAllOn(connection, account, command, decision),
                        done ->
                            Optional.of(witness(account, done.map(made -> made.attempt().uid()))))
                    .chain(made -> made.map(PgCloseStore::read).orElse(NONE)))
        .invoke(done -> done.ifPresent(accepted -> wake(account, accepted)))
        .plug(StoreCalls::detached);
  }

  /**
   * What a statement has made, not yet read.
   *
   * @param lines as {@link CloseLine} reads them
   */
  private record Made(
      CloseRows attempt, long liquidation, @Nullable Instant dueAt, List<String> lines) {}

  private static Uni<Optional<AcceptedLiquidation>> read(Made made) {
    return StoreCalls.offLoop(made.lines().size() * CloseSql.LINES_AT_ONCE, made.lines())
        .map(CloseLine::all)
        .map(
            lines -> Optional.of(made.attempt().accepted(made.liquidation(), made.dueAt(), lines)));
  }

  private Uni<Optional<Made>> closeAllOn(
      SqlConnection connection, AccountId account, CloseCommand command, DecisionOrigin decision) {
    CloseRequest request = command.request();
    return connection
        .preparedQuery(StoreCalls.LOCK_ACCOUNT)
        .execute(Tuple.of(account.value()))
        .chain(() -> known(connection, account, command))
        .chain(
            known -> {
              if (known.isPresent()) {
                // The key has made something already; the book's path reads and returns it.
                return Uni.createFrom().item(Optional.empty());
              }
              return connection
                  .preparedQuery(CloseSql.CAN_CLOSE_ALL)
                  .execute(
                      Tuple.of(
                          account.value(),
                          request.cancelOrders()
                              || request.heldPolicy() == HeldPolicy.CLOSE_AS_FREED,
                          request.heldPolicy() == HeldPolicy.CLOSE_AVAILABLE,
                          request.exclusive()))
                  .chain(
                      rows ->
                          holds(rows)
                              ? insertAll(connection, account, command, decision)
                              : Uni.createFrom().item(Optional.empty()));
            });
  }

  private Uni<Optional<KeyedEffect>> known(
      SqlConnection connection, AccountId account, CloseCommand command) {
    IdempotencyKey key = command.key();
    return key == null
        ? Uni.createFrom().item(Optional.empty())
        : IdempotencySql.find(connection, account, key);
  }

  private Uni<Optional<Made>> insertAll(
      SqlConnection connection, AccountId account, CloseCommand command, DecisionOrigin decision) {
    CloseRows attempt = attempt(UUID.randomUUID(), account, null, command, decision);
    return connection
        .query(CloseSql.JOIN_AS_SETS)
        .execute()
        .chain(() -> connection.preparedQuery(CloseSql.CLOSE_ALL).execute(attempt.parameters()))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return Optional.empty();
              }
              Row first = rows.iterator().next();
              List<String> lines = new ArrayList<>(rows.size());
              rows.forEach(row -> lines.add(row.getString("lines")));
              return Optional.of(
                  new Made(
                      attempt,
                      first.getLong("liquidation_id"),
                      Rows.instant(first, "due_at"),
                      lines));
            });
  }

  private CloseRows attempt(
      UUID uid,
      AccountId account,
      @Nullable Instrument instrument,
      CloseCommand command,
      DecisionOrigin decision) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new CloseRows(
        account,
        instrument,
        command,
        decision,
        uid,
        now,
        now.plus(dispatch.lease()),
        replica.id(),
        books.settings(),
        venues.get(VenueName.SIMULATOR).sessions(),
        SessionKind.values());
  }

  private void wake(AccountId account, AcceptedLiquidation accepted) {
    commits.acknowledged().note(AcknowledgedCommit.of(accepted.liquidation()));
    if (accepted.replayed()) {
      return;
    }
    commits.committed(account);
    books.tellEnded(accepted.liquidation(), accepted.items());
    List<Order> open =
        accepted.orders().stream().filter(o -> o.status() == OrderStatus.PENDING_NEW).toList();
    if (!open.isEmpty()) {
      Instant leaseUntil = accepted.liquidation().createdAt().plus(dispatch.lease());
      outbox.get().handOut(VenueName.SIMULATOR, open, leaseUntil);
    }
  }
}
