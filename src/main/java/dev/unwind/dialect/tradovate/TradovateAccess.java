// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.observation.Observations;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which accounts a caller sees through this dialect, and which one a request means. That one is
 * named in the request's log lines; what is over all of several accounts names none.
 */
@ApplicationScoped
public class TradovateAccess {
  private final LedgerReader reader;
  private final InstantSource clock;
  private final Observations observations;

  TradovateAccess(LedgerReader reader, InstantSource clock, Observations observations) {
    this.reader = reader;
    this.clock = clock;
    this.observations = observations;
  }

  public Uni<TradovateView> view(Principal principal) {
    return reader
        .accounts(principal.scope(), 0, LedgerQueries.LIMIT_MAX)
        .map(
            all -> {
              var netting =
                  all.stream()
                      .filter(TradovateAccess::isShown)
                      .collect(Collectors.toMap(Account::id, a -> a));
              return new TradovateView(
                  principal, new AccountScope(false, netting.keySet()), netting, clock.instant());
            })
        .invoke(view -> concerns(view.accounts().keySet().stream()));
  }

  /** What a request has asked for, by ids of its own, is of these accounts. */
  public void concerns(Stream<AccountId> accounts) {
    List<AccountId> different = accounts.distinct().limit(2).toList();
    if (different.size() == 1) {
      observations.account(different.get(0));
    }
  }

  /**
   * The account that a command names by id or by name, else the caller's only one.
   *
   * <p>Fails with ACCOUNT_NOT_FOUND or ACCOUNT_AMBIGUOUS.
   */
  public Uni<Account> named(Principal principal, Optional<Long> id, Optional<String> name) {
    AccountScope scope = principal.scope();
    if (id.isPresent()) {
      return found(reader.account(scope, new AccountId(id.get())));
    }
    if (name.isPresent()) {
      return found(reader.accountByName(scope, name.get()));
    }
    return view(principal)
        .map(
            view -> {
              if (view.accounts().size() != 1) {
                throw new TradingException(Reason.ACCOUNT_AMBIGUOUS);
              }
              return view.accounts().values().iterator().next();
            });
  }

  private Uni<Account> found(Uni<Optional<Account>> account) {
    return account
        .map(
            found ->
                found
                    .filter(TradovateAccess::isShown)
                    .orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .invoke(found -> observations.account(found.id()));
  }

  private static boolean isShown(Account account) {
    return account.positionMode() == PositionMode.NETTING;
  }
}
