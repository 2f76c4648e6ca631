// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.value.AccountId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one call may see: the netting accounts granted to its caller. Hedging accounts are not shown
 * by this dialect, so for it they do not exist.
 *
 * @param scope exactly these accounts
 * @param now read once per call
 */
public record TradovateView(
    Principal principal, AccountScope scope, Map<AccountId, Account> accounts, Instant now) {
  public TradovateView {
    accounts = Map.copyOf(accounts);
  }

  /** The same, narrowed to some of its accounts. */
  public TradovateView only(Set<AccountId> wanted) {
    Map<AccountId, Account> kept = new HashMap<>(accounts);
    kept.keySet().retainAll(wanted);
    return new TradovateView(principal, new AccountScope(false, kept.keySet()), kept, now);
  }
}
