// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.value.AccountId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Accounts of which this replica has committed events, until somebody takes them. A hint like every
 * commit: an account for which there is no room is left out.
 */
public final class GrownLogs {
  private final int most;
  private final Set<AccountId> accounts = ConcurrentHashMap.newKeySet();

  public GrownLogs(int most) {
    this.most = most;
  }

  public void note(AccountId account) {
    if (accounts.size() < most) {
      accounts.add(account);
    }
  }

  public void noteAll(Collection<AccountId> all) {
    all.forEach(this::note);
  }

  /** So many of them, which are not kept any more. */
  public Set<AccountId> take(int count) {
    Set<AccountId> taken = new HashSet<>();
    Iterator<AccountId> all = accounts.iterator();
    while (taken.size() < count && all.hasNext()) {
      taken.add(all.next());
      all.remove();
    }
    return taken;
  }
}
