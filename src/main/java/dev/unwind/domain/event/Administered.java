// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.event;

import dev.unwind.domain.account.Account;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an administrator has done, without any secret.
 *
 * @param subject of what: a principal's name, a symbol, an account's name, a webhook's id
 * @param facts what it is from then on, by name
 */
public record Administered(String subject, SortedMap<String, String> facts) {
  public Administered {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  public static Administered of(String subject) {
    return new Administered(subject, Collections.emptySortedMap());
  }

  /** One thing that is set of an account. */
  public static Administered of(Account account, String name, Object value) {
    return of(account.name()).with(name, value);
  }

  /** What the owner of an account forbids himself from then on. */
  public static Administered of(Account account, Account.Preferences preferences) {
    return of(account.name())
        .with("tradeSuspended", preferences.tradeSuspended())
        .with("longOnly", preferences.longOnly());
  }

  /** The same with one fact more. */
  public Administered with(String name, Object value) {
    SortedMap<String, String> more = new TreeMap<>(facts);
    more.put(name, value.toString());
    return new Administered(subject, more);
  }
}
