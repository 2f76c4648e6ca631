// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.dialect.AccessTable.Verdict;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.PrincipalId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the table says, spelled out for what must never change in passing. */
class AccessTableTest {
  private static Authenticated who(Role role, CredentialKind kind, Map<String, String> tags) {
    return new Authenticated(
        new Principal(new PrincipalId(1), "somebody", Set.of(role), AccountScope.EVERYTHING),
        new UUID(0, 1),
        kind,
        null,
        null,
        tags,
        null);
  }

  private static Authenticated session(Role role, String dialect, String tag, String value) {
    return who(role, CredentialKind.SESSION, Map.of("dialect", dialect, tag, value));
  }

  private static Verdict verdict(Authenticated who, String method, String path) {
    return AccessTable.verdict(who, AccessTable.request(method, path).orElseThrow());
  }

  @Test
  void noTokenOfASignInOpensAlpacasStream() {
    Entrance stream = AccessTable.socket(Dialect.ALPACA);
    for (Authenticated token :
        new Authenticated[] {
          session(Role.ADMIN, "upvest", "scope", "accounts:read"),
          session(Role.ADMIN, "tradovate", "use", "access"),
          session(Role.ADMIN, "tradovate", "use", "marketData"),
          session(Role.ADMIN, "alpaca", "use", "access"),
          who(Role.ADMIN, CredentialKind.SESSION, Map.of())
        }) {
      assertThat(AccessTable.verdict(token, stream)).isEqualTo(Verdict.CREDENTIAL_WRONG);
    }
    assertThat(AccessTable.verdict(who(Role.READER, CredentialKind.API_KEY, Map.of()), stream))
        .isEqualTo(Verdict.OPEN);
  }

  @ParameterizedTest
  @CsvSource({
    "contract/find, OPEN",
    "product/list, OPEN",
    "contract/rollcontract, OPEN",
    "auth/me, OPEN",
    "auth/renewaccesstoken, CREDENTIAL_WRONG",
    "account/list, CREDENTIAL_WRONG",
    "position/list, CREDENTIAL_WRONG",
    "order/placeorder, CREDENTIAL_WRONG",
    "order/liquidateposition, CREDENTIAL_WRONG",
    "user/syncrequest, CREDENTIAL_WRONG",
    "order/somethingnew, CREDENTIAL_WRONG"
  })
  void aMarketDataTokenOpensMarketDataOnly(String operation, Verdict verdict) {
    Authenticated token = session(Role.ADMIN, "tradovate", "use", "marketData");
    assertThat(AccessTable.verdict(token, AccessTable.tradovate(operation))).isEqualTo(verdict);
    assertThat(verdict(token, "POST", "/v1/" + operation)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "accounts:read, GET, /accounts, OPEN",
    "accounts:read, GET, /accounts/7/orders, SCOPE_MISSING",
    "orders:read, GET, /accounts/7/orders, OPEN",
    "orders:read, POST, /orders, SCOPE_MISSING",
    "orders:admin, POST, /orders, OPEN",
    "account_liquidations:read, POST, /accounts/7/liquidations, SCOPE_MISSING",
    "account_liquidations:admin, DELETE, /accounts/7/liquidations/8, OPEN",
    "positions:read, GET, /account_groups/7/payments/cash_balance, OPEN",
    "valuations:read, GET, /accounts/7/positions, SCOPE_MISSING",
    "webhooks:read, GET, /auth/verify_keys, OPEN",
    "accounts:admin, GET, /accounts/7/somethingnew, SCOPE_MISSING",
    "accounts:admin, GET, /v2/account, CREDENTIAL_WRONG",
    "accounts:admin, GET, /unwind/v1/events/stream, CREDENTIAL_WRONG"
  })
  void aTokenOfUpvestsDoesWhatItsScopesSay(
      String scope, String method, String path, Verdict verdict) {
    assertThat(verdict(session(Role.ADMIN, "upvest", "scope", scope), method, path))
        .isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "reader, DELETE, /v2/positions, ROLE_FORBIDS",
    "reader, GET, /v2/positions, OPEN",
    "risk, DELETE, /v2/positions, OPEN",
    "risk, POST, /v2/orders, ROLE_FORBIDS",
    "trader, PATCH, /v2/orders/7, OPEN",
    "trader, PUT, /unwind/v1/quotes/SPY, ROLE_FORBIDS",
    "risk, PUT, /unwind/v1/accounts/7/trading-state, OPEN",
    "trader, POST, /unwind/v1/lifts/7/confirmation, ROLE_FORBIDS",
    "trader, DELETE, /unwind/v1/lifts/7, ROLE_FORBIDS",
    "risk, POST, /unwind/v1/lifts/7/confirmation, OPEN",
    "risk, PUT, /unwind/v1/accounts/7/settings, ROLE_FORBIDS",
    "admin, PUT, /unwind/v1/accounts/7/settings, OPEN",
    "risk, GET, /unwind/v1/principals, ROLE_FORBIDS",
    "risk, GET, /unwind/v1/principals/7, ROLE_FORBIDS",
    "risk, POST, /unwind/v1/principals/7/keys, ROLE_FORBIDS",
    "admin, DELETE, /unwind/v1/principals/7/keys/7, OPEN",
    "risk, POST, /unwind/v1/accounts, ROLE_FORBIDS",
    "risk, POST, /unwind/v1/instruments, ROLE_FORBIDS",
    "reader, GET, /unwind/v1/instruments, OPEN",
    "trader, PUT, /unwind/v1/schedules/7, OPEN",
    "reader, PUT, /unwind/v1/schedules/7, ROLE_FORBIDS",
    "reader, POST, /unwind/v1/liquidations, ROLE_FORBIDS",
    "risk, POST, /api/v1/trading/liquidate_all, OPEN",
    "risk, POST, /api/v1/trading/place_order, ROLE_FORBIDS",
    "reader, POST, /api/v1/trading/cancel_order, ROLE_FORBIDS"
  })
  void aRoleIsAskedBeforeTheAccount(String role, String method, String path, Verdict verdict) {
    Role named = Role.valueOf(role.toUpperCase(Locale.ROOT));
    assertThat(verdict(who(named, CredentialKind.TOKEN, Map.of()), method, path))
        .isEqualTo(verdict);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aStraySessionOpensNothing(Dialect dialect) {
    Authenticated stray = session(Role.ADMIN, "tradovate", "use", "else");
    assertThat(AccessTable.verdict(stray, AccessTable.socket(dialect)))
        .isEqualTo(Verdict.CREDENTIAL_WRONG);
  }
}
