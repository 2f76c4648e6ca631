// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

import dev.unwind.domain.value.PrincipalId;
import java.util.Set;

/**
 * Somebody who may act: a person, a desk, a bot.
 *
 * @param name unique; recorded as the actor of what it does
 * @param scope the accounts granted to it
 */
public record Principal(PrincipalId id, String name, Set<Role> roles, AccountScope scope) {
  public Principal {
    roles = Set.copyOf(roles);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /** May place orders that take on risk. */
  public boolean mayTrade() {
    return has(Role.TRADER) || has(Role.ADMIN);
  }

  /** May close positions and cancel orders. */
  public boolean mayClose() {
    return mayTrade() || has(Role.RISK);
  }

  /** May set quotes and latches. */
  public boolean mayControl() {
    return has(Role.RISK) || has(Role.ADMIN);
  }
}
