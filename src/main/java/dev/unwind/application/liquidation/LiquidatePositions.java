// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.KeyedResult;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.Rehearsals;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.observation.Observations.Command;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.BookContext;
import dev.unwind.domain.book.ClosePlan;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Closes positions. What it returns is durable; nothing has been sent before. */
@ApplicationScoped
public class LiquidatePositions {
  private final Books books;
  private final Rehearsals rehearsals;
  private final CloseStore closes;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final ReplayStore replays;

  private final Observations observations;

  public LiquidatePositions(
      Books books,
      Rehearsals rehearsals,
      CloseStore closes,
      LedgerReader reader,
      Snapshots snapshots,
      ReplayStore replays,
      Observations observations) {
    this.observations = observations;
    this.books = books;
    this.rehearsals = rehearsals;
    this.closes = closes;
    this.reader = reader;
    this.snapshots = snapshots;
    this.replays = replays;
  }

  /**
   * Closes the netting position in one instrument.
   *
   * <p>Fails with POSITION_NOT_FOUND, QUANTITY_EXCEEDS_POSITION, QUANTITY_HELD,
   * POSITION_BEING_LIQUIDATED, QUANTITY_OFF_INCREMENT, QUANTITY_ROUNDS_TO_ZERO,
   * CLIENT_ORDER_ID_DUPLICATE, IDEMPOTENCY_KEY_REUSED, NOT_PERMITTED or ACCOUNT_NOT_FOUND, with
   * nothing executed.
   *
   * @param command its scope is POSITION and names the instrument; {@code positions} is filled in
   *     here
   */
  public Uni<AcceptedLiquidation> closeInstrument(
      Actor actor, AccountId account, Instrument instrument, CloseCommand command) {
    return observed(
        actor,
        account,
        command,
        () ->
            set(account, instrument, command, DecisionOrigin.of(actor))
                .chain(
                    done ->
                        orThroughBook(
                            done, actor, account, BookScope.instrument(instrument.id()), command)));
  }

  private Uni<Optional<AcceptedLiquidation>> set(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision) {
    CloseRequest request = command.request();
    if (!command.isPlain()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return request.cancelOrders() || request.heldPolicy() == HeldPolicy.CLOSE_AS_FREED
        ? closes.closeFree(account, instrument, command, decision)
        : closes.closeOne(account, instrument, command, decision);
  }

  /** Closes the positions that the request names, by id; needed for hedging accounts. */
  public Uni<AcceptedLiquidation> closePositions(
      Actor actor, AccountId account, CloseCommand command) {
    return observed(
        actor,
        account,
        command,
        () ->
            throughBook(
                actor, account, BookScope.positions(command.request().positions()), command));
  }

  /** Closes the positions that the request's selection means when it is decided. */
  public Uni<AcceptedLiquidation> closeSelected(
      Actor actor, AccountId account, CloseCommand command) {
    return observed(
        actor, account, command, () -> throughBook(actor, account, BookScope.account(), command));
  }

  /**
   * Closes what a request wants of an account, for an act whose right to it was looked at when it
   * was accepted. It names no positions and no instrument, and has a key.
   */
  public Uni<AcceptedLiquidation> closeFor(
      DecisionOrigin origin, AccountId account, CloseCommand command) {
    return (command.isPlain()
            ? closes.closeAll(account, command, origin)
            : Uni.createFrom().item(Optional.<AcceptedLiquidation>empty()))
        .chain(
            done ->
                done.isPresent()
                    ? Uni.createFrom().item(done.get())
                    : throughBook(
                        origin, account, BookScope.account(), command, book -> command.request()));
  }

  /**
   * What a close would do, decided as the close would be on the book as it is now, with nothing
   * written (I19). Fails as the close would.
   */
  public Uni<ClosePlan> preview(Actor actor, AccountId account, CloseRequest request) {
    InstrumentId instrument = request.instrument();
    BookScope scope =
        request.selection() != null || request.scope() == LiquidationScope.ACCOUNT
            ? BookScope.account()
            : instrument == null
                ? BookScope.positions(request.positions())
                : BookScope.instrument(instrument);
    return permitted(
        actor,
        account,
        CloseCommand.of(request),
        () ->
            rehearsals.rehearse(
                account,
                scope,
                DecisionOrigin.of(actor),
                book -> ClosePlan.of(book, book.close(named(book, request)))));
  }

  /**
   * Closes the first of these that is still open and that no other liquidation is closing as a
   * whole, so that concurrent callers get different positions.
   *
   * <p>Fails with POSITION_NOT_FOUND when there is none, or as {@link #closePositions}.
   *
   * @param candidates in the order of preference
   * @param command its scope is POSITION; {@code positions} is filled in here
   */
  public Uni<AcceptedLiquidation> closeFirst(
      Actor actor, AccountId account, List<PositionEpisode> candidates, CloseCommand command) {
    Set<PositionId> ids =
        candidates.stream().map(PositionEpisode::position).collect(Collectors.toSet());
    CloseRequest request = command.request();
    return observed(
        actor,
        account,
        command,
        () ->
            throughBook(
                DecisionOrigin.of(actor),
                account,
                BookScope.positions(ids),
                command,
                book -> request.withPositions(Set.of(firstClosable(book, candidates)))));
  }

  private static PositionId firstClosable(AccountBook book, List<PositionEpisode> candidates) {
    Map<PositionId, Position> loaded =
        book.positions().stream().collect(Collectors.toMap(Position::id, p -> p));
    for (PositionEpisode candidate : candidates) {
      Position position = loaded.get(candidate.position());
      if (position != null
          && position.closedAt() == null
          && book.isFreeToClose(position)
          && position.openedAt().equals(candidate.openedAt())) {
        return position.id();
      }
    }
    throw new DeniedException(Denial.of(Reason.POSITION_NOT_FOUND));
  }

  /** Closes every position of an account. */
  public Uni<AcceptedLiquidation> closeAll(Actor actor, AccountId account, CloseCommand command) {
    return observed(
        actor, account, command, () -> closeFor(DecisionOrigin.of(actor), account, command));
  }

  /**
   * Stops a liquidation: what works is cancelled, what is filled stays.
   *
   * <p>Fails with LIQUIDATION_NOT_FOUND or LIQUIDATION_ENDED.
   */
  public Uni<Liquidation> cancel(Actor actor, AccountId account, LiquidationId id) {
    return permitted(
        actor.refusalToClose(account),
        () ->
            books.decide(
                account,
                BookScope.liquidation(id),
                DecisionOrigin.of(actor),
                book -> book.cancelLiquidation(id)));
  }

  private Uni<AcceptedLiquidation> orThroughBook(
      Optional<AcceptedLiquidation> done,
      Actor actor,
      AccountId account,
      BookScope scope,
      CloseCommand command) {
    return done.isPresent()
        ? Uni.createFrom().item(done.get())
        : throughBook(actor, account, scope, command);
  }

  private Uni<AcceptedLiquidation> throughBook(
      Actor actor, AccountId account, BookScope scope, CloseCommand command) {
    return throughBook(
        DecisionOrigin.of(actor), account, scope, command, book -> command.request());
  }

  private Uni<AcceptedLiquidation> throughBook(
      DecisionOrigin origin,
      AccountId account,
      BookScope scope,
      CloseCommand command,
      Function<AccountBook, CloseRequest> request) {
    if (command.key() == null) {
      return books.decide(
          account, scope, origin, book -> accept(book, command, request.apply(book)));
    }
    return books
        .decideOnce(
            account,
            scope,
            origin,
            command.key(),
            book -> accept(book, command, request.apply(book)),
            accepted -> new KeyedEffect(accepted.liquidation().id(), null))
        .chain(
            once -> {
              if (once instanceof KeyedResult.Fresh<AcceptedLiquidation> fresh) {
                return Uni.createFrom().item(fresh.result());
              }
              KeyedEffect effect = ((KeyedResult.Replay<AcceptedLiquidation>) once).effect();
              return replay(account, effect);
            });
  }

  private static CloseRequest named(AccountBook book, CloseRequest asked) {
    return asked.scope() == LiquidationScope.POSITION && asked.positions().isEmpty()
        ? asked.of(book.positions(), asked.instrument())
        : asked;
  }

  private static AcceptedLiquidation accept(
      AccountBook book, CloseCommand command, CloseRequest asked) {
    Liquidation liquidation = book.close(named(book, asked));
    String expected = command.expected();
    if (expected != null && !expected.equals(ClosePlan.of(book, liquidation).digest())) {
      throw new DeniedException(Denial.of(Reason.BOOK_CHANGED));
    }
    CloseCommand.Then then = command.then();
    if (then != null) {
      BookContext context = book.context();
      Account.Latch latch =
          new Account.Latch(then.state(), context.actor(), then.why(), context.now());
      book.latch(book.account().latch().restrictedTo(latch));
    }
    List<Order> orders =
        book.orders().stream().filter(o -> liquidation.id().equals(o.liquidationId())).toList();
    return new AcceptedLiquidation(liquidation, book.items(liquidation.id()), orders, false);
  }

  /**
   * A close whose own checks come before it is decided. Once a request with the key has closed,
   * those of a repeat find nothing to close: what the key has made comes first, and last.
   *
   * @param key null where the caller gave none
   */
  public Uni<AcceptedLiquidation> once(
      AccountId account, @Nullable IdempotencyKey key, Supplier<Uni<AcceptedLiquidation>> close) {
    return key == null
        ? Uni.createFrom().deferred(() -> close.get())
        : made(account, key)
            .onItem()
            .ifNull()
            .switchTo(
                () ->
                    Uni.createFrom()
                        .deferred(() -> close.get())
                        .onFailure(TradingException::isOfItsTime)
                        .recoverWithUni(
                            refusal -> made(account, key).onItem().ifNull().failWith(refusal)));
  }

  /** Null where the key has made nothing. */
  private Uni<@Nullable AcceptedLiquidation> made(AccountId account, IdempotencyKey key) {
    return replays
        .effect(account, key)
        .chain(
            effect ->
                effect.isPresent() ? replay(account, effect.get()) : Uni.createFrom().nullItem());
  }

  /** What a key has made, as it stands now. */
  public Uni<AcceptedLiquidation> replay(AccountId account, KeyedEffect effect) {
    LiquidationId id = effect.liquidation();
    if (id == null) {
      return Uni.createFrom().failure(new TradingException(Reason.IDEMPOTENCY_KEY_REUSED));
    }
    return read(account, id, true);
  }

  /** A liquidation with all its items and orders as they stand now. */
  public Uni<AcceptedLiquidation> read(AccountId account, LiquidationId id, boolean replayed) {
    return snapshots.read(() -> reading(account, id, replayed));
  }

  private Uni<AcceptedLiquidation> reading(AccountId account, LiquidationId id, boolean replayed) {
    AccountScope scope = AccountScope.of(account);
    return reader
        .liquidationById(scope, account, id)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().failure(new TradingException(Reason.LIQUIDATION_NOT_FOUND));
              }
              return Uni.combine()
                  .all()
                  .unis(
                      reader.items(
                          scope,
                          new LedgerQueries.Items(account, id, null, LedgerQueries.LIMIT_MAX)),
                      reader.orders(scope, LedgerQueries.Orders.ofLiquidation(account, id)))
                  .asTuple()
                  .map(
                      both -> {
                        List<LiquidationItem> items = both.getItem1();
                        List<Order> orders = both.getItem2().stream().map(r -> r.order()).toList();
                        return new AcceptedLiquidation(found.get(), items, orders, replayed);
                      });
            });
  }

  /** Whoever also latches the account needs the right to that as well. */
  private static <T> Uni<T> permitted(
      Actor actor, AccountId account, CloseCommand command, Supplier<Uni<T>> action) {
    Reason denied = actor.refusalToClose(account);
    return permitted(
        denied == null && command.then() != null ? actor.refusalToControl(account) : denied,
        action);
  }

  private static <T> Uni<T> permitted(@Nullable Reason denied, Supplier<Uni<T>> action) {
    return denied == null ? action.get() : Uni.createFrom().failure(new TradingException(denied));
  }

  private Uni<AcceptedLiquidation> observed(
      Actor actor,
      AccountId account,
      CloseCommand command,
      Supplier<Uni<AcceptedLiquidation>> close) {
    return observations.command(
        Command.CLOSE,
        actor,
        account,
        permitted(actor, account, command, close),
        accepted -> accepted.liquidation().uid());
  }
}
