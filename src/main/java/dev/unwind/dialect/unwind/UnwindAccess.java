// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.observation.Observations;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who asks, and for which account; one outside of the caller's grants is as if it were absent. */
@ApplicationScoped
public class UnwindAccess {
  private final Caller caller;
  private final LedgerReader reader;
  private final Observations observations;

  UnwindAccess(Caller caller, LedgerReader reader, Observations observations) {
    this.observations = observations;
    this.caller = caller;
    this.reader = reader;
  }

  public Actor actor() {
    return caller.actor();
  }

  /**
   * @param named name, uid or id of an account; fails with ACCOUNT_NOT_FOUND
   */
  public Uni<AccountId> account(String named) {
    return caller.account(Optional.of(named));
  }

  /** The account that a request is about, where it is found or made in another way. */
  public void concerns(AccountId account) {
    observations.account(account);
  }

  public Uni<Account> find(Actor actor, AccountId id) {
    return reader
        .account(actor.scope(), id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)));
  }
}
