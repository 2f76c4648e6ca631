// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Chooses the account that a request means where its path names none. Also for sockets, which have
 * no {@link Caller}.
 */
@ApplicationScoped
public class ChooseAccount {
  private final Principals principals;

  public ChooseAccount(Principals principals) {
    this.principals = principals;
  }

  /** See {@link Caller#account(Optional)}. */
  public Uni<AccountId> of(AccountScope scope, Optional<String> named) {
    String name = named.map(String::strip).orElse("");
    if (!name.isEmpty()) {
      return principals
          .findAccount(name)
          .map(
              found ->
                  found
                      .filter(scope::admits)
                      .orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)));
    }
    if (scope.all() || scope.accounts().size() != 1) {
      return Uni.createFrom().failure(() -> new TradingException(Reason.ACCOUNT_AMBIGUOUS));
    }
    return Uni.createFrom().item(scope.accounts().iterator().next());
  }
}
