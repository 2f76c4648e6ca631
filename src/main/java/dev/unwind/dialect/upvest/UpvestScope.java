// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a token may be used for. A token never carries a scope that its principal's role does not
 * allow.
 */
enum UpvestScope {
  ACCOUNTS_READ("accounts:read"),
  ACCOUNTS_ADMIN("accounts:admin"),
  ACCOUNT_LIQUIDATIONS_READ("account_liquidations:read"),
  ACCOUNT_LIQUIDATIONS_ADMIN("account_liquidations:admin"),
  ORDERS_READ("orders:read"),
  ORDERS_ADMIN("orders:admin"),
  POSITIONS_READ("positions:read"),
  VALUATIONS_READ("valuations:read"),
  WEBHOOKS_READ("webhooks:read"),
  WEBHOOKS_ADMIN("webhooks:admin");

  private final String code;

  UpvestScope(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }

  static Optional<UpvestScope> of(String code) {
    return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
  }

  /**
   * All that a principal's roles allow. Every role reads; who may close may administer liquidations
   * and orders.
   */
  static Set<UpvestScope> allowedTo(Principal principal) {
    EnumSet<UpvestScope> allowed =
        EnumSet.of(
            ACCOUNTS_READ,
            ACCOUNT_LIQUIDATIONS_READ,
            ORDERS_READ,
            POSITIONS_READ,
            VALUATIONS_READ,
            WEBHOOKS_READ);
    if (principal.mayClose()) {
      allowed.addAll(EnumSet.of(ACCOUNT_LIQUIDATIONS_ADMIN, ORDERS_ADMIN, WEBHOOKS_ADMIN));
    }
    if (principal.has(Role.TRADER) || principal.has(Role.ADMIN)) {
      allowed.add(ACCOUNTS_ADMIN);
    }
    return allowed;
  }

  /**
   * What of the scopes asked for is allowed; everything allowed where none is asked for.
   *
   * @param asked separated by spaces
   */
  static Set<UpvestScope> granted(Principal principal, String asked) {
    Set<UpvestScope> allowed = allowedTo(principal);
    return asked.isBlank()
        ? allowed
        : parse(asked).stream().filter(allowed::contains).collect(Collectors.toSet());
  }

  /** The scopes that a text names; unknown ones are passed over. */
  static Set<UpvestScope> parse(String text) {
    return Arrays.stream(text.strip().split("\\s+"))
        .map(UpvestScope::of)
        .flatMap(Optional::stream)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(UpvestScope.class)));
  }

  /** As a token's answer tells them: in a fixed order, separated by spaces. */
  static String text(Set<UpvestScope> scopes) {
    return scopes.stream().sorted().map(UpvestScope::code).collect(Collectors.joining(" "));
  }
}
