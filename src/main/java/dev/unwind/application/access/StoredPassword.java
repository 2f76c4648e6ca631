// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.domain.account.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A principal with its password.
 *
 * @param hash see {@link PasswordHash}; null where it has none
 */
public record StoredPassword(Principal principal, @Nullable String hash) {
  @Override
  public String toString() {
    return "StoredPassword[" + principal.name() + "]";
  }
}
