// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.observation.Observations.Command;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Cancels and replaces orders. */
@ApplicationScoped
public class ChangeOrders {
  private final Books books;
  private final Observations observations;

  public ChangeOrders(Books books, Observations observations) {
    this.books = books;
    this.observations = observations;
  }

  /**
   * Asks for an order's cancel. Fails with ORDER_NOT_FOUND, ORDER_NOT_OPEN or ORDER_PENDING_CANCEL.
   */
  public Uni<Order> cancel(Actor actor, AccountId account, OrderId order) {
    return decided(
        actor,
        account,
        actor.refusalToClose(account),
        BookScope.orders(Set.of(order)),
        book -> book.cancel(order, Reason.CANCELED_BY_CLIENT));
  }

  /**
   * Asks for the cancel of an order of which nothing has traded. Fails as {@link #cancel}, and with
   * ORDER_NOT_OPEN after any fill.
   */
  public Uni<Order> cancelUnfilled(Actor actor, AccountId account, OrderId order) {
    return decided(
        actor,
        account,
        actor.refusalToClose(account),
        BookScope.orders(Set.of(order)),
        book -> {
          if (book.order(order).filter(o -> !o.reportedQty().isZero()).isPresent()) {
            throw new DeniedException(Denial.of(Reason.ORDER_NOT_OPEN));
          }
          return book.cancel(order, Reason.CANCELED_BY_CLIENT);
        });
  }

  /**
   * Asks for an order's cancel; of one that is final already the refusal is noted in the event log,
   * for dialects that tell it as an event. Fails with ORDER_NOT_FOUND or ORDER_PENDING_CANCEL.
   */
  public Uni<Order> cancelOrReject(Actor actor, AccountId account, OrderId order) {
    return decided(
        actor,
        account,
        actor.refusalToClose(account),
        BookScope.orders(Set.of(order)),
        book ->
            book.order(order).map(Order::isOpen).orElse(true)
                ? book.cancel(order, Reason.CANCELED_BY_CLIENT)
                : book.rejectCancel(order));
  }

  /**
   * What a cancel of all has met, which is every open order.
   *
   * @param canceled those for which a cancel is on its way or done
   * @param spared the orders of live liquidations, which go on
   */
  public record CanceledAll(List<Order> canceled, List<Order> spared) {
    public CanceledAll {
      canceled = List.copyOf(canceled);
      spared = List.copyOf(spared);
    }
  }

  /**
   * Asks for the cancel of all open ordinary orders that match; the orders of live liquidations are
   * never touched, and told.
   */
  public Uni<CanceledAll> cancelAll(Actor actor, AccountId account, Predicate<Order> matching) {
    return decided(
        actor,
        account,
        actor.refusalToClose(account),
        BookScope.account(),
        book -> cancelAll(book, matching));
  }

  private static CanceledAll cancelAll(AccountBook book, Predicate<Order> matching) {
    List<Order> canceled = new ArrayList<>();
    List<Order> spared = new ArrayList<>();
    for (Order order : book.orders()) {
      if (!order.isOpen() || !matching.test(order)) {
        continue;
      }
      if (order.isLiquidation()) {
        spared.add(order);
        continue;
      }
      Order current = book.order(order.id()).orElse(order);
      if (current.isOpen() && current.status() != OrderStatus.PENDING_CANCEL) {
        book.cancel(order.id(), Reason.CANCELED_BY_CLIENT);
      }
      canceled.add(book.order(order.id()).orElse(order));
    }
    return new CanceledAll(canceled, spared);
  }

  /**
   * Asks the venue to replace an order's terms. Fails with ORDER_NOT_FOUND, ORDER_NOT_OPEN,
   * ORDER_PENDING_CANCEL, ORDER_PENDING_REPLACE, ORDER_NOT_YET_WORKING, or what order entry denies.
   */
  public Uni<Order> replace(
      Actor actor, AccountId account, OrderId order, Replacement replacement) {
    return decided(
        actor,
        account,
        actor.refusalToTrade(account),
        BookScope.replacement(replacement.requiresCash() ? Reach.MONEY : Reach.INSTRUMENTS, order),
        book -> book.replace(order, replacement));
  }

  /**
   * @param denied why the caller may not ask for it, if so
   */
  private <T> Uni<T> decided(
      Actor actor,
      AccountId account,
      @Nullable Reason denied,
      BookScope scope,
      Function<AccountBook, T> decision) {
    DecisionOrigin origin = DecisionOrigin.of(actor);
    Uni<T> work =
        denied == null
            ? books.decide(account, scope, origin, decision)
            : Uni.createFrom().failure(new TradingException(denied));
    return observations.command(Command.ORDER, actor, account, work, made -> null);
  }
}
