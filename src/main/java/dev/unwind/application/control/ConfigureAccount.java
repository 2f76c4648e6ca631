// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Lets those who trade an account forbid themselves something, and lift it again. */
@ApplicationScoped
public class ConfigureAccount {
  private final Books books;

  public ConfigureAccount(Books books) {
    this.books = books;
  }

  /**
   * Once this completes, every replica obeys.
   *
   * @param change what is set, of what is set now
   */
  public Uni<Account> configure(
      Actor actor, AccountId account, UnaryOperator<Account.Preferences> change) {
    Reason denied = actor.refusalToTrade(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return books.decide(
        account,
        new BookScope(
            BookScope.Reach.NAMED, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
        DecisionOrigin.of(actor),
        book -> book.configure(change.apply(book.account().preferences())));
  }
}
