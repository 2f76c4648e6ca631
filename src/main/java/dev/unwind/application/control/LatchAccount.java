// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Halts an account, restricts it to closing, or lifts that again: an authorised human act, written
 * down (I9, I10).
 */
@ApplicationScoped
public class LatchAccount {
  private final Books books;

  public LatchAccount(Books books) {
    this.books = books;
  }

  /**
   * Once this completes, no replica accepts what the state forbids.
   *
   * @param why free text, kept with the latch
   */
  public Uni<Account> latch(
      Actor actor, AccountId account, TradingState state, @Nullable String why) {
    return latch(actor, account, state, why, latch -> true);
  }

  /**
   * The same where the latch is as the caller has seen it; fails with BOOK_CHANGED where it is not.
   */
  public Uni<Account> latch(
      Actor actor,
      AccountId account,
      TradingState state,
      @Nullable String why,
      Predicate<Account.Latch> asSeen) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return books.decide(
        account,
        new BookScope(false, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
        new DecisionOrigin(actor.name(), actor.dialect(), actor.requestId()),
        book -> {
          if (!asSeen.test(book.account().latch())) {
            throw new DeniedException(
                Denial.of(
                    Reason.BOOK_CHANGED, "the trading state is not what the caller has seen"));
          }
          return book.latch(new Account.Latch(state, actor.name(), why, book.context().now()));
        });
  }
}
