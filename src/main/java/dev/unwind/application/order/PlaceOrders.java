// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.KeyedResult;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.observation.Observations.Command;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Places orders. What it returns is durable; nothing has been sent before. */
@ApplicationScoped
public class PlaceOrders {
  private final Books books;
  private final LedgerReader reader;
  private final ReplayStore replays;

  private final Observations observations;

  public PlaceOrders(
      Books books, LedgerReader reader, ReplayStore replays, Observations observations) {
    this.observations = observations;
    this.books = books;
    this.reader = reader;
    this.replays = replays;
  }

  /** Places one order. Fails with what {@code AccountBook.place} denies, or NOT_PERMITTED. */
  public Uni<Order> place(Actor actor, AccountId account, NewOrder order) {
    return decided(actor, account, List.of(order), book -> book.place(order));
  }

  /** Places one order, at most once per key; a repeat returns the order as it stands. */
  public Uni<Order> placeOnce(Actor actor, AccountId account, NewOrder order, IdempotencyKey key) {
    return decidedOnce(actor, account, order, key, book -> book.place(order));
  }

  private Uni<Order> resolve(AccountId account, KeyedResult<Order> once) {
    if (once instanceof KeyedResult.Fresh<Order> fresh) {
      return Uni.createFrom().item(fresh.result());
    }
    KeyedEffect effect = ((KeyedResult.Replay<Order>) once).effect();
    if (effect.order() == null) {
      return Uni.createFrom().failure(new TradingException(Reason.IDEMPOTENCY_KEY_REUSED));
    }
    return reader
        .order(AccountScope.of(account), effect.order())
        .map(
            found ->
                found
                    .map(r -> r.order())
                    .orElseThrow(() -> new TradingException(Reason.ORDER_NOT_FOUND)));
  }

  /**
   * Places one order that opens or adds to a position. Fails with SIDE_INVALID where it would
   * reduce one, else as {@link #place}.
   *
   * @param key null where the caller gave none
   */
  public Uni<Order> placeOpening(
      Actor actor, AccountId account, NewOrder order, @Nullable IdempotencyKey key) {
    return key == null
        ? decided(actor, account, List.of(order), book -> placeOpening(book, order))
        : decidedOnce(actor, account, order, key, book -> placeOpening(book, order));
  }

  private static Order placeOpening(AccountBook book, NewOrder order) {
    boolean reduces =
        book.positions().stream()
            .anyMatch(
                p ->
                    p.netting()
                        && p.instrumentId().equals(order.instrument())
                        && p.isReducedBy(order.side()));
    if (reduces) {
      throw new DeniedException(
          Denial.of(Reason.SIDE_INVALID, "the order would reduce the open position"));
    }
    return book.place(order);
  }

  /** Places legs of which each cancels the others; all or none. */
  public Uni<List<Order>> placeOneCancelsOther(
      Actor actor, AccountId account, List<NewOrder> legs) {
    return decided(actor, account, legs, book -> book.placeOneCancelsOther(legs));
  }

  /** The same, at most once per key; a repeat returns the legs as they stand. */
  public Uni<List<Order>> placeOneCancelsOtherOnce(
      Actor actor, AccountId account, List<NewOrder> legs, IdempotencyKey key) {
    return once(actor, account, legs, key, book -> book.placeOneCancelsOther(legs));
  }

  /**
   * Places a parent with children that wait for its fill; two or more children cancel each other.
   * All or none.
   *
   * @return the parent, then the children
   */
  public Uni<List<Order>> placeWithChildren(
      Actor actor, AccountId account, NewOrder parent, List<NewOrder> children) {
    return placeWithBrackets(
        actor, account, parent, children.isEmpty() ? List.of() : List.of(children));
  }

  /** The same, at most once per key; a repeat returns the orders as they stand. */
  public Uni<List<Order>> placeWithChildrenOnce(
      Actor actor,
      AccountId account,
      NewOrder parent,
      List<NewOrder> children,
      IdempotencyKey key) {
    List<List<NewOrder>> groups = children.isEmpty() ? List.of() : List.of(children);
    return once(
        actor, account, all(parent, groups), key, book -> book.placeWithChildren(parent, groups));
  }

  /**
   * One order whose own checks come before it is decided: what the key has placed is returned where
   * they refuse, for they may refuse because of it.
   */
  public Uni<Order> once(AccountId account, IdempotencyKey key, Supplier<Uni<Order>> place) {
    return Uni.createFrom()
        .deferred(() -> place.get())
        .onFailure(TradingException::isOfItsTime)
        .recoverWithUni(
            refusal ->
                placed(account, key)
                    .map(found -> found.isPresent() ? found.get().get(0) : null)
                    .onItem()
                    .ifNull()
                    .failWith(refusal));
  }

  /**
   * What a key has placed: the order, then those that hang on it. Fails with IDEMPOTENCY_KEY_REUSED
   * when its payload was another.
   */
  public Uni<Optional<List<Order>>> placed(AccountId account, IdempotencyKey key) {
    return replays
        .effect(account, key)
        .chain(
            found ->
                found.isPresent()
                    ? resolveAll(account, found.get()).map(Optional::of)
                    : Uni.createFrom().item(Optional.empty()));
  }

  private Uni<List<Order>> once(
      Actor actor,
      AccountId account,
      List<NewOrder> orders,
      IdempotencyKey key,
      Function<AccountBook, List<Order>> decide) {
    return permitted(
        actor,
        account,
        () ->
            books
                .decideOnce(
                    account,
                    scope(orders),
                    DecisionOrigin.of(actor),
                    key,
                    decide,
                    placed -> new KeyedEffect(null, placed.get(0).id()))
                .chain(
                    once ->
                        once instanceof KeyedResult.Fresh<List<Order>> fresh
                            ? Uni.createFrom().item(fresh.result())
                            : resolveAll(
                                account, ((KeyedResult.Replay<List<Order>>) once).effect())));
  }

  private Uni<List<Order>> resolveAll(AccountId account, KeyedEffect effect) {
    OrderId first = effect.order();
    if (first == null) {
      return Uni.createFrom().failure(new TradingException(Reason.IDEMPOTENCY_KEY_REUSED));
    }
    AccountScope scope = AccountScope.of(account);
    return Uni.combine()
        .all()
        .unis(reader.order(scope, first), reader.dependents(scope, account, Set.of(first)))
        .asTuple()
        .map(
            found -> {
              List<Order> all = new ArrayList<>();
              all.add(
                  found
                      .getItem1()
                      .map(OrderRecord::order)
                      .orElseThrow(() -> new TradingException(Reason.ORDER_NOT_FOUND)));
              found.getItem2().stream().map(OrderRecord::order).forEach(all::add);
              return all;
            });
  }

  /**
   * Places a parent with groups of children that wait for its fill. The children of a group cancel
   * each other; what the parent trades is given to the groups one after the other. All or none.
   *
   * @return the parent, then the children in the order given
   */
  public Uni<List<Order>> placeWithBrackets(
      Actor actor, AccountId account, NewOrder parent, List<List<NewOrder>> groups) {
    return decided(
        actor, account, all(parent, groups), book -> book.placeWithChildren(parent, groups));
  }

  private static List<NewOrder> all(NewOrder parent, List<List<NewOrder>> groups) {
    return Stream.concat(Stream.of(parent), groups.stream().flatMap(List::stream)).toList();
  }

  /** Cash checks look at what else takes the account's money; all else at the instrument's. */
  private static BookScope scope(List<NewOrder> orders) {
    if (orders.stream().noneMatch(order -> order.policy().requiresCash())) {
      return BookScope.instrument(orders.get(0).instrument());
    }
    boolean buys = orders.stream().anyMatch(order -> order.side() == Side.BUY);
    return BookScope.orderEntry(
        buys ? Reach.MONEY : Reach.MONEY_FOR_FUTURES,
        orders.stream().map(NewOrder::instrument).collect(Collectors.toSet()));
  }

  private <T> Uni<T> decided(
      Actor actor, AccountId account, List<NewOrder> orders, Function<AccountBook, T> decide) {
    return permitted(
        actor,
        account,
        () -> books.decide(account, scope(orders), DecisionOrigin.of(actor), decide));
  }

  private Uni<Order> decidedOnce(
      Actor actor,
      AccountId account,
      NewOrder order,
      IdempotencyKey key,
      Function<AccountBook, Order> decide) {
    return permitted(
        actor,
        account,
        () ->
            books
                .decideOnce(
                    account,
                    scope(List.of(order)),
                    DecisionOrigin.of(actor),
                    key,
                    decide,
                    placed -> new KeyedEffect(null, placed.id()))
                .chain(once -> resolve(account, once)));
  }

  /** Every order comes through here: refused where the caller may not trade, and counted. */
  private <T> Uni<T> permitted(Actor actor, AccountId account, Supplier<Uni<T>> work) {
    Reason denied = actor.refusalToTrade(account);
    Uni<T> permitted =
        denied == null
            ? Uni.createFrom().deferred(() -> work.get())
            : Uni.createFrom().failure(new TradingException(denied));
    return observations.command(Command.ORDER, actor, account, permitted, made -> null);
  }
}
