// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Predicate;

/** How accounts are controlled, which administrators set. */
@ApplicationScoped
public class KeepSettings {
  private final SettingsStore store;

  public KeepSettings(SettingsStore store) {
    this.store = store;
  }

  /** The caller has looked at the account. */
  public Uni<AccountSettings> find(AccountId account) {
    return store.find(account);
  }

  /**
   * Puts them in the place of those before. That two lift the latch is not taken back while it is
   * set, or one alone would have lifted it. Fails with BOOK_CHANGED where the settings are not as
   * the caller has seen them.
   */
  public Uni<AccountSettings> put(
      Actor actor, AccountId account, AccountSettings next, Predicate<AccountSettings> asSeen) {
    Reason denied = actor.refusalToAdminister(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return store.decide(
        account,
        DecisionOrigin.of(actor),
        (book, now) -> {
          if (!asSeen.test(now)) {
            throw new DeniedException(
                Denial.of(Reason.BOOK_CHANGED, "the settings are not what the caller has seen"));
          }
          boolean alone = now.requireSecondPerson() && !next.requireSecondPerson();
          if (alone && book.account().latch().state() != TradingState.ACTIVE) {
            throw new DeniedException(
                Denial.of(
                    Reason.SECOND_PERSON_REQUIRED, "the account is latched: two lift that first"));
          }
          if (!next.equals(now)) {
            book.note(EventKind.ACCOUNT_CONFIGURED, next.told(book.account()));
          }
          return next;
        });
  }
}
