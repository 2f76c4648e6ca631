// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What administrators do with accounts that are there. */
@ApplicationScoped
public class AdministerAccounts {
  private final AccountDirectory directory;
  private final InstantSource clock;

  public AdministerAccounts(AccountDirectory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Fails with BOOK_CHANGED where the account is not as the caller has seen it. */
  public Uni<Account> retitle(
      Actor actor, AccountId account, String title, Predicate<Account> asSeen) {
    return permitted(actor, account)
        .chain(
            () ->
                directory.retitle(
                    account, title, seen(asSeen), DecisionOrigin.of(actor), clock.instant()));
  }

  /**
   * Closes an account for ever. It can be read as before, and is refused whatever it would do.
   * Fails with ACCOUNT_IN_USE while it has a position, an order or a liquidation, and with
   * BOOK_CHANGED.
   */
  public Uni<Account> close(Actor actor, AccountId account, Predicate<Account> asSeen) {
    return permitted(actor, account)
        .chain(
            () ->
                directory.closeEmpty(
                    account, seen(asSeen), DecisionOrigin.of(actor), clock.instant()));
  }

  private static Uni<Void> permitted(Actor actor, AccountId account) {
    Reason denied = actor.refusalToAdminister(account);
    return denied == null
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new TradingException(denied));
  }

  private static Consumer<Account> seen(Predicate<Account> asSeen) {
    return account -> {
      if (!asSeen.test(account)) {
        throw new TradingException(
            Denial.of(Reason.BOOK_CHANGED, "the account is not what the caller has seen"));
      }
    };
  }
}
