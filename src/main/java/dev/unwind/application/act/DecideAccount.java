// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.KeyedResult;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.LiquidationTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Does to one account what an act is about, in one transaction, at most once. */
@ApplicationScoped
class DecideAccount {
  private final Books books;
  private final LiquidatePositions liquidations;
  private final LedgerReader reader;

  DecideAccount(Books books, LiquidatePositions liquidations, LedgerReader reader) {
    this.books = books;
    this.liquidations = liquidations;
    this.reader = reader;
  }

  Uni<ActStore.Decided> decide(Act act, ActStore.Target target) {
    return act.task().kind() == ActTask.Kind.HALT ? halt(act, target) : close(act, target);
  }

  private Uni<ActStore.Decided> close(Act act, ActStore.Target target) {
    ActTask task = act.task();
    CloseRequest request = close(act);
    if (request == null) {
      throw new IllegalStateException("a liquidation that closes nothing: " + act.id());
    }
    CloseCommand.Then then =
        task.latch() == null ? null : new CloseCommand.Then(task.latch(), act.reason());
    return liquidations
        .closeFor(
            act.origin(),
            target.account(),
            new CloseCommand(request, act.key(), then, target.expected()))
        .map(AcceptedLiquidation::liquidation)
        .map(Liquidation::uid)
        .chain(uid -> left(task, target).map(left -> decided(target, uid, null, left)));
  }

  private static @Nullable CloseRequest close(Act act) {
    CloseRequest request = act.task().close();
    return request == null ? null : request.tagged(LiquidationTags.ACT, act.id().toString());
  }

  /** What a halt has done, and what its key remembers. */
  private record Halted(
      @Nullable Liquidation liquidation,
      @Nullable Denial refused,
      ActEntry.@Nullable Cancels cancels,
      @Nullable TradingState latch) {

    ActStore.Decided at(ActStore.Target target) {
      return new ActStore.Decided(
          target.place(),
          liquidation == null ? null : liquidation.uid(),
          refused == null ? null : refused.reason(),
          refused == null ? null : ActStore.Decided.text(refused),
          cancels,
          latch);
    }
  }

  private Uni<ActStore.Decided> halt(Act act, ActStore.Target target) {
    DecisionOrigin origin = act.origin();
    return books
        .decideOnce(
            target.account(),
            BookScope.account(),
            origin,
            act.key(),
            book -> halt(book, act),
            halted ->
                new KeyedEffect(
                    halted.liquidation() == null ? null : halted.liquidation().id(), null))
        .chain(
            once -> {
              if (once instanceof KeyedResult.Fresh<Halted> fresh) {
                return Uni.createFrom().item(fresh.result().at(target));
              }
              KeyedEffect effect = ((KeyedResult.Replay<Halted>) once).effect();
              return closed(act, target, effect)
                  .map(Optional::ofNullable)
                  .chain(
                      uid ->
                          left(act.task(), target)
                              .map(left -> decided(target, uid.orElse(null), null, left)))
                  .onFailure(DecideAccount::isRefusal)
                  .recoverWithUni(
                      failure ->
                          left(act.task(), target)
                              .map(
                                  left ->
                                      refused(
                                          target, ((TradingException) failure).denial(), left)));
            });
  }

  /**
   * The liquidation of a halt that was decided before. Why that was refused is not kept: it is
   * asked for again, and made now where nothing is in its way any more.
   */
  private Uni<@Nullable UUID> closed(Act act, ActStore.Target target, KeyedEffect effect) {
    CloseRequest request = close(act);
    if (request == null) {
      return Uni.createFrom().nullItem();
    }
    return (effect.liquidation() == null
            ? liquidations.closeFor(
                act.origin(),
                target.account(),
                new CloseCommand(request, act.keyOfClose(), null, null))
            : liquidations.replay(target.account(), effect))
        .map(done -> done.liquidation().uid());
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof TradingException && !TradingException.isOfTheStore(failure);
  }

  private static ActStore.Decided refused(
      ActStore.Target target, Denial denial, Optional<TradingState> latch) {
    return new ActStore.Decided(
        target.place(),
        null,
        denial.reason(),
        ActStore.Decided.text(denial),
        null,
        latch.orElse(null));
  }

  private static ActStore.Decided decided(
      ActStore.Target target,
      @Nullable UUID liquidation,
      ActEntry.@Nullable Cancels cancels,
      Optional<TradingState> latch) {
    return decided(target, liquidation, cancels, latch.orElse(null));
  }

  private static ActStore.Decided decided(
      ActStore.Target target,
      @Nullable UUID liquidation,
      ActEntry.@Nullable Cancels cancels,
      @Nullable TradingState latch) {
    return new ActStore.Decided(target.place(), liquidation, null, null, cancels, latch);
  }

  /**
   * The latch that the act has set, or the stricter one that it has found. What was done is done,
   * whether this can be read now or not.
   */
  private Uni<Optional<TradingState>> left(ActTask task, ActStore.Target target) {
    TradingState asked = task.latch();
    return asked == null
        ? Uni.createFrom().item(Optional.empty())
        : reader
            .account(AccountScope.of(target.account()), target.account())
            .map(
                found ->
                    found
                        .map(account -> account.latch().state())
                        .filter(asked::isLooserThan)
                        .or(() -> Optional.of(asked)))
            .onFailure()
            .recoverWithItem(Optional.empty());
  }

  private static Halted halt(AccountBook book, Act act) {
    ActTask task = act.task();
    if (task.latch() != null) {
      book.latch(
          book.account()
              .latch()
              .restrictedTo(
                  new Account.Latch(
                      task.latch(), book.context().actor(), act.reason(), book.context().now())));
    }
    List<Order> working =
        book.orders().stream().filter(o -> o.isOpen() && !o.isLiquidation()).toList();
    CloseRequest request = close(act);
    Liquidation made = null;
    Denial refused = null;
    try {
      made = request == null ? null : book.close(request);
    } catch (DeniedException denied) {
      if (task.latch() == null || book.account().status() == AccountStatus.CLOSED) {
        throw denied;
      }
      // A denied close has changed nothing: what restricts stands without it.
      refused = denied.denial();
    }
    return new Halted(
        made,
        refused,
        task.cancelOrders() ? cancels(book, working) : null,
        task.latch() == null ? null : book.account().latch().state());
  }

  /** A close may have asked for the cancel already. */
  private static ActEntry.Cancels cancels(AccountBook book, List<Order> working) {
    int canceled = 0;
    int asked = 0;
    int kept = 0;
    for (Order order : working) {
      try {
        if (isToBeCanceled(book.order(order.id()).orElse(order))) {
          book.cancel(order.id(), Reason.CANCELED_BY_CLIENT);
        }
      } catch (DeniedException denied) {
        // It is counted by how it stands.
      }
      OrderStatus status = book.order(order.id()).orElse(order).status();
      if (status == OrderStatus.PENDING_CANCEL) {
        asked++;
      } else if (status.isTerminal()) {
        canceled++;
      } else {
        kept++;
      }
    }
    return new ActEntry.Cancels(canceled, asked, kept);
  }

  private static boolean isToBeCanceled(Order order) {
    return order.isOpen() && order.status() != OrderStatus.PENDING_CANCEL;
  }
}
