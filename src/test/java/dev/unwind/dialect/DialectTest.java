// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
  @ParameterizedTest
  @CsvSource({
    "/v2, ALPACA",
    "/v2/positions/BTC/USD, ALPACA",
    "/stream, ALPACA",
    "/v1/order/liquidateposition, TRADOVATE",
    "/V1/WebSocket, TRADOVATE",
    "/v1, TRADOVATE",
    "/api/v1/trading/positions, NEURATRADE",
    "/accounts/1/liquidations, UPVEST",
    "/account_groups/1/payments/cash_balance, UPVEST",
    "/auth/token, UPVEST",
    "/orders, UPVEST",
    "/webhooks, UPVEST",
    "/api/v1/other, NEURATRADE",
    "/v3/clock, ALPACA",
    "/v1beta1/screener, ALPACA",
    "/unwind/v1/liquidations, UNWIND"
  })
  void pathsBelongToTheirDialect(String path, Dialect dialect) {
    assertThat(Dialect.ofPath(path)).contains(dialect);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/q/health",
        "/v2x",
        "/v4/positions",
        "/api/v2/other",
        "/unwind",
        "/streams"
      })
  void otherPathsAreNobodys(String path) {
    assertThat(Dialect.ofPath(path)).isEqualTo(Optional.empty());
  }

  @Test
  void theLedgerSpellsThemInLowerCase() {
    assertThat(Dialect.NEURATRADE.code()).isEqualTo("neuratrade");
  }
}
