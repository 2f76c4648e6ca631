// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the broker's words come to. */
class RefusalsTest {
  @ParameterizedTest
  @CsvSource({
    "403, potential wash trade detected. use complex orders, WASH_TRADE",
    "403, cannot open a short sell while a long buy order is open, WASH_TRADE",
    "403, account is not allowed to short, SHORTING_NOT_ALLOWED",
    "422, asset ACME cannot be sold short, SHORTING_NOT_ALLOWED",
    "403, fractional orders cannot be sold short, QUANTITY_NOT_WHOLE",
    "422, asset ACME is not fractionable, QUANTITY_NOT_WHOLE",
    "403, cost basis must be >= minimal amount of order 10, QUANTITY_BELOW_MINIMUM",
    "422, qty must be >= minimal qty of order 0.0001, QUANTITY_BELOW_MINIMUM",
    "403, 'insufficient qty available for order (requested: 10, available: 4)', QUANTITY_HELD",
    "403, 'insufficient balance for BTC (requested: 2, available: 1)', QUANTITY_HELD",
    "403, insufficient buying power, BUYING_POWER_INSUFFICIENT",
    "403, account is restricted to liquidation only, ACCOUNT_RESTRICTED",
    "403, new orders are rejected by user request, ACCOUNT_RESTRICTED",
    "422, asset ACME is not active, VENUE_REJECTED"
  })
  void theBrokersWordsDecide(int status, String words, Reason reason) {
    JsonObject body = new JsonObject().put("code", 40310000).put("message", words);
    assertThat(Refusals.of(new BrokerAnswer.Answered(status, body.toBuffer()))).isEqualTo(reason);
  }
}
