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
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.AccountBook;
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
  private final CloseStore closes;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final ReplayStore replays;

  public LiquidatePositions(
      Books books,
      CloseStore closes,
      LedgerReader reader,
      Snapshots snapshots,
      ReplayStore replays) {
    this.books = books;
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
    return permitted(
        actor,
        account,
        () ->
            set(account, instrument, command, decision(actor))
                .chain(
                    done ->
                        orThroughBook(
                            done, actor, account, BookScope.instrument(instrument.id()), command)));
  }

  private Uni<Optional<AcceptedLiquidation>> set(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision) {
    CloseRequest request = command.request();
    return request.cancelOrders() || request.heldPolicy() == HeldPolicy.CLOSE_AS_FREED
        ? closes.closeFree(account, instrument, command, decision)
        : closes.closeOne(account, instrument, command, decision);
  }

  /** Closes the positions that the request names, by id; needed for hedging accounts. */
  public Uni<AcceptedLiquidation> closePositions(
      Actor actor, AccountId account, CloseCommand command) {
    return permitted(
        actor,
        account,
        () ->
            throughBook(
                actor, account, BookScope.positions(command.request().positions()), command));
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
    return permitted(
        actor,
        account,
        () ->
            throughBook(
                actor,
                account,
                BookScope.positions(ids),
                command,
                book -> request.positions(Set.of(firstClosable(book, candidates)))));
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
    return permitted(
        actor,
        account,
        () ->
            closes
                .closeAll(account, command, decision(actor))
                .chain(done -> orThroughBook(done, actor, account, BookScope.account(), command)));
  }

  /**
   * Stops a liquidation: what works is cancelled, what is filled stays.
   *
   * <p>Fails with LIQUIDATION_NOT_FOUND or LIQUIDATION_ENDED.
   */
  public Uni<Liquidation> cancel(Actor actor, AccountId account, LiquidationId id) {
    return permitted(
        actor,
        account,
        () ->
            books.decide(
                account,
                BookScope.liquidation(id),
                decision(actor),
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
    return throughBook(actor, account, scope, command, book -> command.request());
  }

  private Uni<AcceptedLiquidation> throughBook(
      Actor actor,
      AccountId account,
      BookScope scope,
      CloseCommand command,
      Function<AccountBook, CloseRequest> request) {
    if (command.key() == null) {
      return books.decide(
          account, scope, decision(actor), book -> accept(book, request.apply(book)));
    }
    return books
        .decideOnce(
            account,
            scope,
            decision(actor),
            command.key(),
            book -> accept(book, request.apply(book)),
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

  private static AcceptedLiquidation accept(AccountBook book, CloseRequest asked) {
    CloseRequest request =
        asked.scope() == LiquidationScope.POSITION && asked.positions().isEmpty()
            ? asked.of(book.positions(), asked.instrument())
            : asked;
    Liquidation liquidation = book.close(request);
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

  private static DecisionOrigin decision(Actor actor) {
    return new DecisionOrigin(actor.name(), actor.dialect(), actor.requestId());
  }

  private static <T> Uni<T> permitted(Actor actor, AccountId account, Supplier<Uni<T>> action) {
    Reason denied = actor.refusalToClose(account);
    return denied == null ? action.get() : Uni.createFrom().failure(new TradingException(denied));
  }
}
