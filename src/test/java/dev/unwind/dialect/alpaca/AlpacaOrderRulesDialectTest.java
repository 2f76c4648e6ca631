// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys of an order that do not go together are refused, none is passed over in silence; and what
 * lacks of a crypto currency is said in the words for balances.
 */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaOrderRulesDialectTest {
  private static final String OPTION = "AAPL261218C00300000";

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
                  .instrument(
                      new JsonObject()
                          .put("symbol", OPTION)
                          .put("assetClass", "us_option")
                          .put("exchange", "CBOE")
                          .put("currency", "USD")
                          .put("quantityIncrement", "1")
                          .put("priceIncrement", "0.01")
                          .put("multiplier", "100"),
                      "5.34")
                  .position("NVDA", "40", "172.35")
                  .position(OPTION, "2", "5.10")
                  .position("BTC/USD", "0.119784", "61000"));
      shared = present;
    }
    account = present;
    desk = new AlpacaCalls(present);
  }

  /** Market, day, one NVDA, sold; {@code key=value;key=} changes keys, and removes the last. */
  private static JsonObject order(String changes) {
    JsonObject order =
        new JsonObject()
            .put("symbol", "NVDA")
            .put("qty", "1")
            .put("side", "sell")
            .put("type", "market")
            .put("time_in_force", "day");
    for (String change : changes.split(";", -1)) {
      int mark = change.indexOf('=');
      String key = change.substring(0, mark).strip();
      String value = change.substring(mark + 1).strip().replace("OPTION", OPTION);
      if (value.isEmpty()) {
        order.remove(key);
      } else if (value.startsWith("{") || value.startsWith("[")) {
        order.put(key, io.vertx.core.json.Json.decodeValue(value.replace('\'', '"')));
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
        "limit_price=170 | 422 | 40010001 | market orders require no stop or limit price",
        "stop_price=170 | 422 | 40010001 | market orders require no stop or limit price",
        "type=limit;limit_price=190;stop_price=170 | 422 | 40010001"
            + " | limit orders require no stop price",
        "type=stop;stop_price=170;limit_price=169 | 422 | 40010001"
            + " | stop orders require no limit price",
        "trail_price=1 | 422 | 40010001 | market orders must not have trail_price",
        "type=limit;limit_price=190;trail_percent=1 | 422 | 40010001"
            + " | limit orders must not have trail_percent",
        "type=trailing_stop | 422 | 40010001"
            + " | trailing stop orders require trail_price or trail_percent",
        "type=trailing_stop;trail_percent=1;trail_price=1 | 422 | 40010001"
            + " | only one of trail_price or trail_percent is accepted",
        "type=trailing_stop;trail_percent=0 | 422 | 42210000 | trail_percent must be > 0",
        "type=trailing_stop;trail_price=-1 | 422 | 42210000 | trail_price must be > 0",
        "type=trailing_stop;trail_percent=100 | 422 | 42210000 | the trail leaves no stop price",
        "type=trailing_stop;trail_price=100000 | 422 | 42210000 | the trail leaves no stop price",
        "type=trailing_stop;trail_price=1.005 | 422 | 42210000 | invalid trail_price 1.005. sub-penny"
            + " increment does not fulfill minimum pricing criteria",
        "type=trailing_stop;trail_price=1;stop_price=170 | 422 | 40010001"
            + " | trailing stop orders require no stop or limit price",
        "type=trailing_stop;trail_price=1;time_in_force=ioc | 422 | 42210000"
            + " | trailing stop orders must be DAY or GTC orders",
        "type=trailing_stop;trail_price=1;qty=0.5 | 422 | 42210000"
            + " | fractional orders are not supported for trailing stop orders",
        "type=trailing_stop;trail_price=1;order_class=bracket;side=buy;take_profit={'limit_price':300};"
            + "stop_loss={'stop_price':100} | 422 | 42210000"
            + " | trailing stop orders must be simple orders",
        "type=trailing_stop;trail_price=1;extended_hours=true | 422 | 42210000"
            + " | extended hours order must be DAY or GTC limit orders",
        "extended_hours=true | 422 | 42210000 | extended hours order must be DAY or GTC limit orders",
        "extended_hours=true;type=stop;stop_price=170 | 422 | 42210000"
            + " | extended hours order must be DAY or GTC limit orders",
        "extended_hours=true;type=stop_limit;stop_price=170;limit_price=169 | 422 | 42210000"
            + " | extended hours order must be DAY or GTC limit orders",
        "extended_hours=true;type=limit;limit_price=190;time_in_force=ioc | 422 | 42210000"
            + " | extended hours order must be DAY or GTC limit orders",
        "extended_hours=true;type=limit;order_class=oco;take_profit={'limit_price':300};"
            + "stop_loss={'stop_price':100} | 422 | 42210000"
            + " | extended hours order must be DAY or GTC limit orders",
        "qty=;notional=10.123 | 422 | 42210000 | notional value must be limited to 2 decimal places",
        "qty=;notional=10.00;time_in_force=gtc | 422 | 42210000"
            + " | fractional orders must be DAY orders",
        "take_profit={'limit_price':300} | 422 | 40010001"
            + " | take_profit requires order_class bracket, oco or oto",
        "order_class=simple;stop_loss={'stop_price':100} | 422 | 40010001"
            + " | stop_loss requires order_class bracket, oco or oto",
        "type=limit;limit_price=290;order_class=oco;take_profit={'limit_price':300};"
            + "stop_loss={'stop_price':100} | 422 | 40010001"
            + " | oco orders require no limit_price besides take_profit.limit_price",
        "type=limit;time_in_force=ioc;order_class=oco;take_profit={'limit_price':300};"
            + "stop_loss={'stop_price':100} | 422 | 42210000 | oco orders must be DAY or GTC orders",
        "time_in_force=opg | 422 | 42210000"
            + " | invalid time_in_force: opg orders are not supported",
        "time_in_force=cls | 422 | 42210000"
            + " | invalid time_in_force: cls orders are not supported",
        "symbol=;order_class=mleg;legs=[{'symbol':'OPTION','ratio_qty':'1','side':'buy'}] | 403"
            + " | 40310000 | submit mleg order is disabled",
        "symbol=;order_class=mleg | 403 | 40310000 | submit mleg order is disabled",
        "legs=[{'symbol':'OPTION','ratio_qty':'1'}] | 422 | 40010001"
            + " | legs are only valid for order_class mleg",
        "advanced_instructions={'algorithm':'VWAP'} | 403 | 40310000"
            + " | account not allowed to use advanced_instructions",
        "symbol=OPTION;time_in_force=gtc | 422 | 42210000"
            + " | order_time_in_force provided not supported for options trading",
        "symbol=OPTION;time_in_force=ioc | 422 | 42210000"
            + " | order_time_in_force provided not supported for options trading",
        "symbol=OPTION;type=stop;stop_price=5 | 422 | 42210000"
            + " | invalid order type for options trading",
        "symbol=OPTION;qty=;notional=600 | 422 | 42210000"
            + " | notional orders are not supported for options trading",
        "symbol=OPTION;qty=1.5 | 422 | 42210000 | qty must be integer for options trading",
        "symbol=OPTION;type=limit;limit_price=6;extended_hours=true | 422 | 42210000"
            + " | extended hours is not supported for options trading",
        "symbol=OPTION;type=limit;order_class=oco;take_profit={'limit_price':9};"
            + "stop_loss={'stop_price':3} | 422 | 42210000"
            + " | complex orders not supported for options trading",
        "symbol=BTCUSD;qty=0.1;time_in_force=fok | 422 | 42210000 | invalid crypto time_in_force",
        "symbol=BTCUSD;qty=0.1;time_in_force=gtc;type=stop;stop_price=60000 | 422 | 40010001"
            + " | invalid order type for crypto order",
        "symbol=BTCUSD;qty=0.1;time_in_force=gtc;type=limit;order_class=oco;"
            + "take_profit={'limit_price':99000};stop_loss={'stop_price':60000} | 422 | 42210000"
            + " | crypto orders not allowed for advanced order_class: oco",
        "symbol=BTCUSD;qty=0.1;time_in_force=gtc;side=buy;order_class=bracket;"
            + "take_profit={'limit_price':99000};stop_loss={'stop_price':60000} | 422 | 42210000"
            + " | crypto orders not allowed for advanced order_class: otoco"
      })
  void keysThatDoNotGoTogetherAreRefusedWithNothingDone(
      String changes, int status, int code, String message) {
    String before = accounts.fingerprint(account);
    Shapes.error(desk.post("/v2/orders", order(changes).encode()), status, code, message);
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=limit;limit_price=190;extended_hours=true;side=sell",
        "type=limit;limit_price=190;extended_hours=true;time_in_force=gtc",
        "type=limit;limit_price=190;stop_price=;extended_hours=true;order_class=simple",
        "type=limit;order_class=oco;limit_price=300;take_profit={'limit_price':'300.00'};"
            + "stop_loss={'stop_price':100};time_in_force=gtc",
        "symbol=OPTION;type=limit;limit_price=9",
        "symbol=BTCUSD;qty=0.001;time_in_force=gtc;type=stop_limit;stop_price=60000;"
            + "limit_price=59000",
        "qty=;notional=10.10;take_profit={};stop_loss={}"
      })
  void ordersThatTheVendorTakesAreTakenWithTheirFlags(String changes) {
    AlpacaCalls own =
        new AlpacaCalls(
            accounts.open(
                BookText.anAccount()
                    .position("NVDA", "40", "172.35")
                    .position(OPTION, "2", "5.10")
                    .position("BTC/USD", "0.119784", "61000")));
    Response placed = own.post("/v2/orders", order(changes).encode());
    assertThat(placed.statusCode()).as(placed.asString()).isEqualTo(200);
    assertThat(Json.of(placed).getBoolean("extended_hours"))
        .isEqualTo(changes.contains("extended_hours=true"));
  }

  @Test
  void replacementsAreHeldToTheSameRules() {
    AlpacaCalls own =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("NVDA", "40", "172.35")));
    String resting =
        own.place(
            order("type=limit;limit_price=190;extended_hours=true;qty=3;time_in_force=gtc")
                .getMap());
    own.awaitStatus(resting, "new");
    Shapes.error(
        own.patch("/v2/orders/" + resting, Map.of("time_in_force", "ioc")),
        422,
        42210000,
        "extended hours order must be DAY or GTC limit orders");
    Shapes.error(
        own.patch("/v2/orders/" + resting, Map.of("qty", "2.5")),
        422,
        42210000,
        "fractional orders must be DAY orders");
    Shapes.error(
        own.patch("/v2/orders/" + resting, Map.of("qty", "3", "limit_price", "190.00")),
        422,
        42210000,
        "order parameters are not changed");
    Shapes.error(
        own.patch("/v2/orders/" + resting, Map.of()),
        422,
        42210000,
        "order parameters are not changed");
    assertThat(own.status(resting)).isEqualTo("new");
  }

  @Test
  void replacedTimeInForceMovesTheEndOfTheOrder() {
    AlpacaCalls own =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("NVDA", "40", "172.35")));
    String day = own.place(order("type=limit;limit_price=190").getMap());
    own.awaitStatus(day, "new");
    assertThat(own.order(day).getString("expires_at")).isNotBlank();
    Json lasting = Json.of(own.patch("/v2/orders/" + day, Map.of("time_in_force", "gtc")));
    own.awaitStatus(lasting.getString("id"), "new");
    assertThat(own.order(lasting.getString("id")).<Object>get("expires_at")).isNull();
    Json again =
        Json.of(own.patch("/v2/orders/" + lasting.getString("id"), Map.of("time_in_force", "day")));
    own.awaitStatus(again.getString("id"), "new");
    assertThat(own.order(again.getString("id")).getString("expires_at")).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"BTC/USD, 0.12", "BTCUSD, 0.119784001"})
  void moreCryptoThanIsHeldIsABalanceThatDoesNotReach(String symbol, String qty) {
    Response refused =
        desk.post(
            "/v2/orders",
            order("symbol=" + symbol + ";qty=" + qty + ";time_in_force=gtc").encode());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(Json.of(refused).getMap("$"))
        .isEqualTo(
            Map.of(
                "available",
                "0.119784",
                "balance",
                "0.119784",
                "code",
                40310000,
                "message",
                "insufficient balance for BTC (requested: " + qty + ", available: 0.119784)",
                "symbol",
                "USD"));
    assertThat(Json.of(desk.delete("/v2/positions/BTCUSD?qty=" + qty)).getMap("$"))
        .isEqualTo(Json.of(refused).getMap("$"));
  }

  @Test
  void cryptoThatIsNotHeldAtAllIsABalanceOfNothing() {
    AlpacaCalls own = new AlpacaCalls(accounts.open(BookText.anAccount()));
    Response refused =
        own.post("/v2/orders", order("symbol=BTC/USD;qty=0.5;time_in_force=gtc").encode());
    Shapes.error(
        refused, 403, 40310000, "insufficient balance for BTC (requested: 0.5, available: 0)");
    assertThat(Json.of(refused).getString("balance")).isEqualTo("0");
  }

  @Test
  void cryptoHeldByWorkingOrdersIsNotAvailable() {
    AlpacaCalls own =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("BTC/USD", "0.2", "61000")));
    String resting = own.placeResting("BTC/USD", "sell", "0.15", "150000");
    Response refused =
        own.post("/v2/orders", order("symbol=BTCUSD;qty=0.1;time_in_force=gtc").encode());
    assertThat(Json.of(refused).getMap("$"))
        .containsEntry("available", "0.05")
        .containsEntry("balance", "0.2")
        .containsEntry("message", "insufficient balance for BTC (requested: 0.1, available: 0.05)");
    assertThat(Json.of(refused).getList("related_orders")).containsExactly(resting);
    Json all = Json.of(own.delete("/v2/positions"));
    assertThat(all.getString("[0].symbol")).isEqualTo("BTCUSD");
    assertThat(all.getInt("[0].status")).isEqualTo(403);
    assertThat(all.getString("[0].body.message"))
        .isEqualTo("insufficient balance for BTC (requested: 0.2, available: 0.05)");
  }
}
