// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something, and through which API. Role first, then account: a reader who writes
 * learns nothing of accounts.
 *
 * @param dialect lower-case name: alpaca, tradovate, neuratrade, upvest, unwind
 * @param requestId as the response's header shows it
 */
public record Actor(Principal principal, String dialect, @Nullable String requestId) {
  public AccountScope scope() {
    return principal.scope();
  }

  public String name() {
    return principal.name();
  }

  /** Why this caller may not close or cancel on an account; null when it may. */
  public @Nullable Reason refusalToClose(AccountId account) {
    return refusal(principal.mayClose(), account);
  }

  /** Why this caller may not place or replace orders on an account; null when it may. */
  public @Nullable Reason refusalToTrade(AccountId account) {
    return refusal(principal.mayTrade(), account);
  }

  /** Why this caller may not latch an account; null when it may. */
  public @Nullable Reason refusalToControl(AccountId account) {
    return refusal(principal.mayControl(), account);
  }

  /** Why this caller may not administer an account; null when it may. */
  public @Nullable Reason refusalToAdminister(AccountId account) {
    return refusal(principal.has(Role.ADMIN), account);
  }

  /** Whether this caller administers what is everybody's: accounts, instruments, and their log. */
  public boolean administersAll() {
    return principal.has(Role.ADMIN) && scope().all();
  }

  private @Nullable Reason refusal(boolean role, AccountId account) {
    if (!role) {
      return Reason.NOT_PERMITTED;
    }
    return principal.scope().admits(account) ? null : Reason.ACCOUNT_NOT_FOUND;
  }
}
