// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

import dev.unwind.domain.value.AccountId;
import java.util.Set;

/**
 * The accounts that a caller may see. Every store method takes one, so that a query cannot forget
 * it; what lies outside answers exactly as what does not exist (I12).
 *
 * @param all every account; {@code accounts} is then empty
 */
public record AccountScope(boolean all, Set<AccountId> accounts) {
  /** For work that the service does on its own behalf: recording reports, take-over, streams. */
  public static final AccountScope EVERYTHING = new AccountScope(true, Set.of());

  public AccountScope {
    accounts = Set.copyOf(accounts);
  }

  public static AccountScope of(AccountId account) {
    return new AccountScope(false, Set.of(account));
  }

  /** Whether all that lies in the other lies in this. */
  public boolean covers(AccountScope other) {
    return all || !other.all && accounts.containsAll(other.accounts);
  }

  public boolean admits(AccountId account) {
    return all || accounts.contains(account);
  }
}
