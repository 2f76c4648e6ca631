// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that are refused: each with its status, code and words, and the ledger as it was. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaOrderRefusalsDialectTest {
  @Inject FreshAccounts accounts;

  private @Nullable FreshAccount shared;
  private FreshAccount account;
  private AlpacaCalls desk;

  @BeforeEach
  void openAnAccountOnce() {
    FreshAccount present = shared;
    if (present == null) {
      present =
          accounts.open(
              BookText.anAccount()
                  .cash("1000.00")
                  .position("NVDA", "40", "172.35")
                  .position("SQQQ", "1000", "14.4025")
                  .limit("SQQQ", "sell", "1000", "16.50"));
      shared = present;
    }
    account = present;
    desk = new AlpacaCalls(present);
  }

  /**
   * A market order for one NVDA with some keys changed: {@code key=value;key=} removes the last.
   */
  private static Map<String, Object> order(String changes) {
    Map<String, Object> order = new HashMap<>();
    order.put("symbol", "NVDA");
    order.put("qty", "1");
    order.put("side", "sell");
    order.put("type", "market");
    order.put("time_in_force", "day");
    for (String change : changes.split(";", -1)) {
      int mark = change.indexOf('=');
      String key = change.substring(0, mark).strip();
      String value = change.substring(mark + 1).strip();
      if (value.isEmpty()) {
        order.remove(key);
      } else if (value.startsWith("{")) {
        order.put(key, Json.of(value.replace('\'', '"')).getMap("$"));
      } else {
        order.put(key, value);
      }
    }
    return order;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "qty= | 422 | 40010001 | qty or notional is required",
        "notional=5 | 422 | 40010001 | only one of qty or notional is accepted",
        "qty=0 | 422 | 42210000 | qty must be > 0",
        "qty=-1 | 422 | 42210000 | qty must be > 0",
        "qty=1e0 | 422 | 40010001 | qty is not a decimal number",
        "qty=NaN | 422 | 40010001 | qty is not a decimal number",
        "qty=0.0000000001 | 422 | 42210000 | qty must have at most 9 decimal places",
        "qty=;notional=0 | 422 | 42210000 | notional must be > 0",
        "qty=;notional=-1 | 422 | 42210000 | notional must be > 0",
        "qty=;notional=much | 422 | 40010001 | notional is not a decimal number",
        "symbol= | 422 | 40010001 | symbol is required",
        "symbol=NOPE | 422 | 42210000 | asset \"NOPE\" not found",
        "side= | 422 | 40010001 | side is required",
        "side=short | 422 | 40010001 | side must be buy or sell",
        "type= | 422 | 40010001 | type is required",
        "type=guess | 422 | 40010001 | invalid order type",
        "time_in_force= | 422 | 40010001 | time_in_force is required",
        "time_in_force=soon | 422 | 42210000 | invalid time_in_force",
        "symbol=BTCUSD | 422 | 42210000 | invalid crypto time_in_force",
        "type=limit | 422 | 40010001 | limit_price is required",
        "type=stop | 422 | 40010001 | stop_price is required",
        "type=stop_limit;limit_price=1 | 422 | 40010001 | stop_price is required",
        "type=limit;limit_price=0 | 422 | 42210000 | limit_price must be > 0",
        "type=limit;limit_price=cheap | 422 | 40010001 | limit_price is not a decimal number",
        "type=limit;limit_price=290.123 | 422 | 42210000 | invalid limit_price 290.123."
            + " sub-penny increment does not fulfill minimum pricing criteria",
        "type=stop;stop_price=150.001 | 422 | 42210000 | invalid stop_price 150.001."
            + " sub-penny increment does not fulfill minimum pricing criteria",
        "symbol=XLK;qty=0.5;side=buy | 422 | 42210000 | asset \"XLK\" is not fractionable",
        "qty=0.5;time_in_force=gtc | 422 | 42210000 | fractional orders must be DAY orders",
        "qty=0.5;order_class=oco;type=limit;take_profit={'limit_price':300};"
            + "stop_loss={'stop_price':100} | 422 | 42210000"
            + " | fractional orders must be simple orders",
        "order_class=iceberg | 422 | 40010001 | invalid order_class",
        "order_class=oco;type=limit | 422 | 40010001"
            + " | oco orders require take_profit.limit_price",
        "order_class=oco;stop_loss={'stop_price':100};take_profit={'limit_price':300} | 422"
            + " | 40010001 | oco orders must be limit orders",
        "order_class=oco;type=limit;take_profit={'limit_price':300} | 422 | 40010001"
            + " | stop_loss.stop_price is required",
        "order_class=bracket | 422 | 40010001 | bracket orders require take_profit.limit_price",
        "order_class=oto;take_profit={'limit_price':300};stop_loss={'stop_price':100} | 422"
            + " | 40010001 | oto orders require one of take_profit or stop_loss",
        "position_intent=exit | 422 | 40010001 | invalid position_intent",
        "position_intent=buy_to_close | 422 | 40010001 | invalid position_intent",
        "position_intent=sell_to_open | 422 | 42210000"
            + " | position intent mismatch, inferred: sell_to_close, specified: sell_to_open",
        "extended_hours=later | 422 | 40010001 | extended_hours must be true or false",
        "qty=41 | 403 | 40310000"
            + " | insufficient qty available for order (requested: 41, available: 40)",
        "symbol=SQQQ | 403 | 40310000"
            + " | insufficient qty available for order (requested: 1, available: 0)",
        "symbol=BTCUSD;time_in_force=gtc | 403 | 40310000"
            + " | insufficient balance for BTC (requested: 1, available: 0)",
        "symbol=AAPL;side=buy;qty=4 | 403 | 40310000 | insufficient buying power",
        "symbol=AAPL;side=buy;qty=;notional=0.99 | 403 | 40310000"
            + " | cost basis must be >= minimal amount of order 1",
        "symbol=BTCUSD;side=buy;qty=0.0001;time_in_force=gtc | 403 | 40310000"
            + " | cost basis must be >= minimal amount of order 10",
        "symbol=SQQQ;side=buy | 403 | 40310000"
            + " | potential wash trade detected. use complex orders"
      })
  void badOrdersAreRefusedWithNothingDone(String changes, int status, int code, String message) {
    String before = accounts.fingerprint(account);
    Shapes.error(desk.post("/v2/orders", order(changes)), status, code, message);
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void refusalsTellWhatHelps() {
    assertThat(Json.of(desk.post("/v2/orders", order("symbol=SQQQ;qty=600"))).getMap("$"))
        .containsEntry("existing_qty", "1000")
        .containsEntry("held_for_orders", "1000")
        .containsEntry("available", "0")
        .containsEntry("symbol", "SQQQ")
        .containsEntry("related_orders", Json.of(desk.get("/v2/orders")).getList("id"));
    assertThat(Json.of(desk.post("/v2/orders", order("symbol=AAPL;side=buy;qty=4"))).getMap("$"))
        .containsEntry("buying_power", "1000")
        .containsEntry("cost_basis", "1049.04");
    assertThat(
            Json.of(
                    desk.post(
                        "/v2/orders", order("symbol=SQQQ;side=buy;type=limit;limit_price=17")))
                .getMap("$"))
        .containsEntry("reject_reason", "opposite side limit order exists")
        .containsEntry("existing_order_id", Json.of(desk.get("/v2/orders")).getString("[0].id"));
  }

  @Test
  void clientOrderIdsAreUniqueAndBounded() {
    AlpacaCalls own =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("NVDA", "40", "172.35")));
    own.place(order("client_order_id=mine"));
    Shapes.error(
        own.post("/v2/orders", order("client_order_id=mine")),
        422,
        40010001,
        "client_order_id must be unique");
    Shapes.error(
        own.post("/v2/orders", order("client_order_id=" + "x".repeat(129))),
        422,
        40010001,
        "client_order_id must be 1 to 128 characters");
    own.place(order("client_order_id=" + "x".repeat(128)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"symbol\": \"NVDA\",",
        "not json",
        "",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{\"symbol\": {\"a\": 1}}",
        "{\"take_profit\": \"300\"}",
        "{\"qty\": [1]}"
      })
  void bodiesThatCannotBeReadAreRefused(String body) {
    String before = accounts.fingerprint(account);
    Shapes.error(desk.post("/v2/orders", body), 400, 40010000, "failed to decode request body");
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void bodiesOfTenMegabytesAreRefusedUnread() {
    String before = accounts.fingerprint(account);
    String body = "{\"symbol\": \"" + "x".repeat(10 << 20) + "\"}";
    Shapes.error(desk.post("/v2/orders", body), 413, 41310000, "request body too large");
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void otherMediaTypesAndVerbsAreRefused() {
    String before = accounts.fingerprint(account);
    Shapes.error(
        desk.request().contentType("text/xml").body("{}").post("/v2/orders"),
        415,
        41510000,
        "unsupported media type");
    Shapes.error(desk.request().put("/v2/orders"), 405, 40510000, "method not allowed");
    Shapes.error(
        desk.request().header("Accept", "text/html").get("/v2/orders"),
        406,
        40610000,
        "not acceptable");
    Response empty =
        desk.request()
            .header("Content-Type", "")
            .body("{\"symbol\": \"NOPE\"}".getBytes(StandardCharsets.UTF_8))
            .post("/v2/orders");
    assertThat(empty.statusCode()).as(empty.asString()).isIn(415, 422);
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "status, LOCKED, account is blocked",
    "status, CLOSED, account is closed",
    "status, CLOSING, account is restricted to closing positions",
    "trading_state, HALTED, new orders are rejected by user request",
    "trading_state, CLOSE_ONLY, account is restricted to closing positions"
  })
  void blockedAccountsOpenNothing(String column, String value, String message) {
    FreshAccount own = accounts.open(BookText.anAccount().position("NVDA", "40", "172.35"));
    accounts.execute(
        "update account set " + column + " = $1 where account_id = $2", value, own.id());
    String before = accounts.fingerprint(own);
    AlpacaCalls calls = new AlpacaCalls(own);
    Shapes.error(calls.post("/v2/orders", order("side=buy")), 403, 40310000, message);
    assertThat(accounts.fingerprint(own)).isEqualTo(before);
    if (!value.equals("LOCKED") && !value.equals("CLOSED")) {
      assertThat(calls.delete("/v2/positions/NVDA").statusCode()).isEqualTo(200);
      calls.awaitFlat();
    }
  }
}
