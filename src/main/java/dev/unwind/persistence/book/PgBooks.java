// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.KeyedResult;
import dev.unwind.application.ledger.Rehearsals;
import dev.unwind.application.liquidation.LiquidationConfig;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.order.OrderConfig;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.book.BookContext;
import dev.unwind.domain.book.BookSettings;
import dev.unwind.domain.book.BookSlice;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerIds;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.Witness;
import dev.unwind.persistence.access.IdempotencySql;
import dev.unwind.persistence.log.EventForm;
import dev.unwind.persistence.market.InstrumentCatalog;
import dev.unwind.persistence.market.MarketSql;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Decisions under an account's lock: lock and load, decide, write, commit; then wake whoever waits.
 */
@ApplicationScoped
public class PgBooks implements Books, Rehearsals {
  /** Before the ids of what is never written. */
  private static final long BEYOND_ALL_SEQUENCES = 1L << 62;

  private static final String BEGIN_SNAPSHOT =
      "begin transaction isolation level repeatable read, read only";

  private final Pool pool;
  private final PgIds ids;
  private final InstrumentCatalog market;
  private final Venues venues;
  private final Instance<Outbox> outbox;
  private final Commits commits;
  private final Replica replica;
  private final InstantSource clock;
  private final DispatchConfig dispatch;
  private final StoreCalls calls;
  private final EventForm form;
  private final Observations observations;
  private final BookSettings settings;

  public PgBooks(
      Pool pool,
      PgIds ids,
      InstrumentCatalog market,
      Venues venues,
      Instance<Outbox> outbox,
      Commits commits,
      Replica replica,
      InstantSource clock,
      DispatchConfig dispatch,
      LiquidationConfig liquidation,
      SettlementConfig settlement,
      OrderConfig orders,
      StoreCalls calls,
      EventForm form,
      Observations observations) {
    this.observations = observations;
    this.pool = pool;
    this.ids = ids;
    this.market = market;
    this.venues = venues;
    this.outbox = outbox;
    this.commits = commits;
    this.replica = replica;
    this.clock = clock;
    this.dispatch = dispatch;
    this.calls = calls;
    this.form = form;
    settings =
        new BookSettings(
            liquidation.cancelDeadline(),
            liquidation.deadline(),
            liquidation.escalation(),
            liquidation.attemptsMax(),
            settlement.delay(),
            orders.futuresLeverage(),
            liquidation.quoteAgeMax());
  }

  public BookSettings settings() {
    return settings;
  }

  /** Tells of what a close has ended at once, after its commit. */
  public void tellEnded(Liquidation liquidation, List<LiquidationItem> items) {
    for (LiquidationItem item : items) {
      EndedClose ended = EndedClose.of(liquidation, item);
      if (ended != null) {
        ended.tell(observations);
      }
    }
  }

  /** What a committed transaction leaves to be done. */
  private record Committed<R>(
      R result,
      boolean changed,
      Optional<Witness> witness,
      VenueName venue,
      List<Order> handedOut,
      Instant leaseUntil,
      List<EndedClose> ended) {
    private static <R> Committed<R> unchanged(AccountId account, R result) {
      return new Committed<>(
          result,
          false,
          Optional.of(Witness.ofNothing(account)),
          VenueName.SIMULATOR,
          List.of(),
          Instant.EPOCH,
          List.of());
    }
  }

  @Override
  public <R> Uni<R> decide(
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      Function<AccountBook, R> decide) {
    return committed(account, connection -> decideOn(connection, account, scope, decision, decide));
  }

  @Override
  public <R> Uni<KeyedResult<R>> decideOnce(
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      IdempotencyKey key,
      Function<AccountBook, R> decide,
      Function<R, KeyedEffect> effect) {
    return committed(
        account,
        connection ->
            IdempotencySql.lockAndFind(connection, account, key)
                .chain(
                    found ->
                        found
                            .map(
                                known ->
                                    Uni.createFrom()
                                        .item(
                                            Committed.<KeyedResult<R>>unchanged(
                                                account, new KeyedResult.Replay<>(known))))
                            .orElseGet(
                                () ->
                                    this.<R>decideOn(connection, account, scope, decision, decide)
                                        .chain(
                                            done ->
                                                IdempotencySql.insert(
                                                        connection,
                                                        account,
                                                        key,
                                                        effect.apply(done.result()),
                                                        clock.instant())
                                                    .replaceWith(
                                                        new Committed<KeyedResult<R>>(
                                                            new KeyedResult.Fresh<>(done.result()),
                                                            done.changed(),
                                                            done.witness(),
                                                            done.venue(),
                                                            done.handedOut(),
                                                            done.leaseUntil(),
                                                            done.ended()))))));
  }

  /** A slice, and what was read behind its lock and beside it. */
  private record Read<P>(BookSlice slice, P beside) {}

  /**
   * A decision with something else that is read before it and written after it, all in one
   * transaction and under the account's lock: nobody waits for the lock by itself, for what is sent
   * behind it is not looked at before it is granted.
   */
  public <P, R> Uni<R> decideWith(
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      Function<SqlConnection, Uni<P>> before,
      BiFunction<AccountBook, P, R> decide,
      BiFunction<SqlConnection, R, Uni<Void>> after) {
    return committed(
        account,
        connection ->
            StoreCalls.together(
                    BookLoader.load(connection, account, scope),
                    Uni.createFrom().deferred(() -> before.apply(connection)),
                    Read::new)
                .chain(
                    read ->
                        decideOn(
                            connection,
                            read.slice(),
                            scope,
                            decision,
                            book -> decide.apply(book, read.beside())))
                .call(done -> after.apply(connection, done.result())));
  }

  @Override
  public <R> Uni<R> rehearse(
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      Function<AccountBook, R> decide) {
    return calls.again(
        Uni.createFrom()
            .deferred(
                () ->
                    pool.withConnection(
                        connection ->
                            connection
                                .query(BEGIN_SNAPSHOT)
                                .execute()
                                .chain(
                                    () -> rehearseOn(connection, account, scope, decision, decide))
                                .eventually(() -> connection.query("rollback").execute()))));
  }

  private <R> Uni<R> rehearseOn(
      SqlConnection connection,
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      Function<AccountBook, R> decide) {
    return BookLoader.look(connection, account, scope)
        .chain(
            slice ->
                context(
                        connection,
                        slice,
                        scope,
                        decision,
                        new LedgerIds.Counting(BEYOND_ALL_SEQUENCES, number -> UUID.randomUUID()))
                    .chain(
                        context ->
                            StoreCalls.offLoop(rowsOf(slice), new AccountBook(slice, context))))
        .map(
            book -> {
              try {
                return decide.apply(book);
              } catch (DeniedException denied) {
                throw new TradingException(denied.denial());
              }
            });
  }

  private <R> Uni<R> committed(
      AccountId account, Function<SqlConnection, Uni<Committed<R>>> transaction) {
    return calls
        .inTransaction(pool, transaction, Committed::witness)
        .invoke(
            done -> {
              done.ended().forEach(close -> close.tell(observations));
              if (done.changed()) {
                commits.committed(account);
                done.witness().map(Witness::commit).ifPresent(commits.acknowledged()::note);
              }
              if (!done.handedOut().isEmpty()) {
                outbox.get().handOut(done.venue(), done.handedOut(), done.leaseUntil());
              }
            })
        .map(Committed::result)
        .plug(StoreCalls::detached);
  }

  private <R> Uni<Committed<R>> decideOn(
      SqlConnection connection,
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      Function<AccountBook, R> decide) {
    return BookLoader.load(connection, account, scope)
        .chain(slice -> decideOn(connection, slice, scope, decision, decide));
  }

  private <R> Uni<Committed<R>> decideOn(
      SqlConnection connection,
      BookSlice slice,
      BookScope scope,
      DecisionOrigin decision,
      Function<AccountBook, R> decide) {
    return context(connection, slice, scope, decision, ids)
        .chain(
            context ->
                ids.ensure(connection, idsFor(slice, scope))
                    .chain(() -> StoreCalls.offLoop(rowsOf(slice), slice))
                    .chain(book -> apply(connection, book, context, decide)));
  }

  private static int rowsOf(BookSlice slice) {
    return slice.positions().size() + slice.orders().size();
  }

  private static int idsFor(BookSlice slice, BookScope scope) {
    return 32 + 4 * rowsOf(slice) + 4 * (scope.keys().size() + scope.executions().size());
  }

  private Uni<BookContext> context(
      SqlConnection connection,
      BookSlice slice,
      BookScope scope,
      DecisionOrigin decision,
      LedgerIds from) {
    Set<InstrumentId> instruments = new HashSet<>(scope.instruments());
    slice.positions().forEach(p -> instruments.add(p.instrumentId()));
    slice.orders().forEach(o -> instruments.add(o.instrumentId()));
    slice.items().forEach(i -> instruments.add(i.instrumentId()));
    boolean measured =
        slice.liquidations().stream()
            .anyMatch(l -> !l.status().hasEnded() && l.conduct().needsQuotes());
    boolean quoted = scope.keys().isEmpty() && (scope.liquidations().isEmpty() || measured);
    Uni<Map<InstrumentId, Quote>> quotes =
        quoted && !instruments.isEmpty()
            ? MarketSql.quotes(connection, instruments)
            : Uni.createFrom().item(Map.of());
    Uni<Map<InstrumentId, Instrument>> known = market.byIds(connection, instruments);
    ExecutionVenue venue = venues.get(slice.account().venue());
    // Read after the lock was granted, so that the log's times follow its order.
    return Uni.combine()
        .all()
        .unis(known, quotes)
        .asTuple()
        .map(
            both ->
                new BookContext(
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    decision.actor(),
                    decision.dialect(),
                    decision.requestId(),
                    from,
                    venue.sessions(),
                    venue.capabilities().linksPairs(),
                    settings,
                    both.getItem1(),
                    both.getItem2(),
                    venue.outage().map(PgBooks::text).orElse(null)));
  }

  private <R> Uni<Committed<R>> apply(
      SqlConnection connection,
      BookSlice slice,
      BookContext context,
      Function<AccountBook, R> decide) {
    AccountBook book = new AccountBook(slice, context);
    R result;
    try {
      result = decide.apply(book);
    } catch (DeniedException denied) {
      return Uni.createFrom().failure(new TradingException(denied.denial()));
    }
    BookChanges changes = book.changes();
    Instant leaseUntil = context.now().plus(dispatch.lease());
    if (changes.isEmpty()) {
      return Uni.createFrom().item(Committed.unchanged(slice.account().id(), result));
    }
    Map<Long, Long> epochs = new HashMap<>();
    slice.orders().forEach(o -> epochs.put(o.id().value(), o.leaseEpoch()));
    return form.isLean(connection)
        .chain(
            lean ->
                BookWriter.write(
                    connection, changes, epochs, replica.id(), leaseUntil, context.now(), lean))
        .replaceWith(
            new Committed<>(
                result,
                true,
                Witness.of(changes, result),
                changes.account().venue(),
                BookWriter.handedOut(changes, epochs),
                leaseUntil,
                EndedClose.of(changes, context.now())));
  }

  private static String text(ExecutionVenue.Outage outage) {
    return "the venue does not answer since %s: %s".formatted(outage.since(), outage.reason());
  }

  static TradingException denied(Reason reason) {
    return new TradingException(reason);
  }
}
