// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * The account whose orders go out under a broker's key. A key is one account there, so that two
 * accounts here could not be told apart: then none of them is served.
 */
final class BoundAccount {
  private static final int ENOUGH = 2;

  private final VenueLedger ledger;
  private final VenueName venue;
  private volatile List<AccountId> bound = List.of();

  BoundAccount(VenueLedger ledger, VenueName venue) {
    this.ledger = ledger;
    this.venue = venue;
  }

  /** Looks anew. */
  Uni<Void> look() {
    return ledger.accounts(venue, ENOUGH).invoke(found -> bound = found).replaceWithVoid();
  }

  Optional<AccountId> account() {
    List<AccountId> now = bound;
    return now.size() == 1 ? Optional.of(now.get(0)) : Optional.empty();
  }

  boolean isServed(AccountId account) {
    return account().filter(account::equals).isPresent();
  }

  /** Whether the broker's key is this account's, or nobody's yet. */
  boolean maySpeakOf(AccountId account) {
    return bound.isEmpty() || isServed(account);
  }

  /** Whether it is certain that the broker has nothing of this account. */
  boolean isOther(AccountId account) {
    return account().filter(own -> !own.equals(account)).isPresent();
  }

  /** Why nobody asks the broker about an account here, so that whoever asked knows what to do. */
  TradingException notAsked(AccountId of, boolean isLinkedHere) {
    String why =
        !isLinkedHere
            ? "this process does not speak to it, or not yet"
            : isOther(of) ? "its key is another account's" : why();
    return BrokerCalls.notAsked(why);
  }

  /** Why an account is not served. */
  String why() {
    return bound.size() > 1
        ? "more than one account is bound to this broker's key"
        : "the account is not seen to be bound yet";
  }
}
