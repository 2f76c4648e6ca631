// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Sends an account's orders to another venue from now on: an administrator's act, while nothing of
 * the account is live, so that no order is ever looked for where it is not.
 */
@ApplicationScoped
public class BindAccount {
  private final Books books;
  private final Venues venues;

  public BindAccount(Books books, Venues venues) {
    this.books = books;
    this.venues = venues;
  }

  /**
   * Fails with NOT_PERMITTED, VENUE_NOT_FOUND, ACCOUNT_TYPE_UNSUPPORTED for an account that keeps a
   * position per order, which no venue but the one built in does, and ACCOUNT_IN_USE.
   */
  public Uni<Account> bind(Actor actor, AccountId account, String venue) {
    Reason denied = actor.refusalToAdminister(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    if (!VenueName.isName(venue) || venues.find(new VenueName(venue)).isEmpty()) {
      return Uni.createFrom()
          .failure(
              new TradingException(
                  Denial.of(
                      Reason.VENUE_NOT_FOUND,
                      Reason.VENUE_NOT_FOUND.meaning() + "; there are: " + venues.names())));
    }
    VenueName name = new VenueName(venue);
    return books.decide(
        account,
        BookScope.account(),
        new DecisionOrigin(actor.name(), actor.dialect(), actor.requestId()),
        book -> {
          if (book.account().positionMode() == PositionMode.HEDGING
              && !name.equals(VenueName.SIMULATOR)) {
            throw new DeniedException(Denial.of(Reason.ACCOUNT_TYPE_UNSUPPORTED));
          }
          return book.bind(name);
        });
  }
}
