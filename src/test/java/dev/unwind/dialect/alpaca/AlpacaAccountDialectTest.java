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
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account in numbers, what can be traded, the clock, and what was traded. */
@QuarkusTest
class AlpacaAccountDialectTest {
  @Inject FreshAccounts accounts;

  private AlpacaCalls desk(BookText book) {
    return new AlpacaCalls(accounts.open(book));
  }

  private static Json ok(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    Shapes.headers(response);
    return Json.of(response);
  }

  @Test
  void accountAddsUpToTheLastDigit() {
    FreshAccount account =
        accounts.open(
            BookText.anAccount()
                .cash("100000.00")
                .position("AAPL", "120.5", "231.170483219")
                .position("XLK", "-24", "82.69")
                .position("MESZ6", "3", "6700"));
    AlpacaCalls desk = new AlpacaCalls(account);
    desk.placeResting("NVDA", "buy", "10", "150");
    Map<String, Object> shown = ok(desk.get("/v2/account")).getMap("$");
    Shapes.account(shown);
    // 120.5 * 262.24 = 31599.92; -24 * 83.81 = -2011.44; futures add 3 * 12.25 * 5 = 183.75.
    assertThat(shown)
        .containsEntry("id", account.uid().toString())
        .containsEntry("status", "ACTIVE")
        .containsEntry("currency", "USD")
        .containsEntry("cash", "100000")
        .containsEntry("long_market_value", "31599.92")
        .containsEntry("short_market_value", "-2011.44")
        .containsEntry("position_market_value", "33611.36")
        .containsEntry("equity", "129772.23")
        .containsEntry("portfolio_value", "129772.23")
        .containsEntry("buying_power", "98500")
        .containsEntry("multiplier", "1")
        .containsEntry("trading_blocked", false)
        .containsEntry("account_blocked", false)
        .containsEntry("trade_suspended_by_user", false);
  }

  @ParameterizedTest
  @CsvSource({
    "status, LOCKED, INACTIVE, true, true, false",
    "status, CLOSED, ACCOUNT_CLOSED, true, true, false",
    "trading_state, HALTED, ACTIVE, true, false, true",
    "trading_state, CLOSE_ONLY, ACTIVE, false, false, true"
  })
  void accountSaysWhatIsForbidden(
      String column,
      String value,
      String status,
      boolean tradingBlocked,
      boolean accountBlocked,
      boolean suspended) {
    FreshAccount account = accounts.open(BookText.anAccount());
    accounts.execute(
        "update account set " + column + " = $1 where account_id = $2", value, account.id());
    Json shown = ok(new AlpacaCalls(account).get("/v2/account"));
    assertThat(shown.getString("status")).isEqualTo(status);
    assertThat(shown.getBoolean("trading_blocked")).isEqualTo(tradingBlocked);
    assertThat(shown.getBoolean("account_blocked")).isEqualTo(accountBlocked);
    assertThat(shown.getBoolean("trade_suspended_by_user")).isEqualTo(suspended);
  }

  @Test
  void assetsAreListedByClassExchangeAndStatus() {
    AlpacaCalls desk = desk(BookText.anAccount());
    Json equities = ok(desk.get("/v2/assets"));
    assertThat(equities.<Map<String, Object>>getList("$")).allSatisfy(Shapes::asset);
    assertThat(equities.getList("class", String.class)).containsOnly("us_equity");
    assertThat(equities.getList("symbol", String.class))
        .contains("AAPL", "NVDA", "XLK", "SQQQ")
        .doesNotContain("BTC/USD", "MESZ6", "SAP", "IWDA")
        .isSorted();
    Json crypto = ok(desk.get("/v2/assets?asset_class=crypto&status=active"));
    assertThat(crypto.<Map<String, Object>>getList("$")).allSatisfy(Shapes::asset);
    assertThat(crypto.getList("symbol", String.class)).contains("BTC/USD").doesNotContain("AAPL");
    assertThat(ok(desk.get("/v2/assets?exchange=ARCA")).getList("symbol", String.class))
        .contains("XLK")
        .doesNotContain("AAPL");
    assertThat(ok(desk.get("/v2/assets?status=inactive")).getList("$")).isEmpty();
    assertThat(ok(desk.get("/v2/assets?attributes=ipo")).getList("$")).isEmpty();
    Shapes.error(
        desk.get("/v2/assets?status=sleepy"),
        422,
        40010001,
        "status must be active, inactive or all");
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL, AAPL",
    "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415, AAPL",
    "037833100, AAPL",
    "AAPL:NASDAQ, AAPL",
    "BTCUSD, BTC/USD",
    "BTC%2FUSD, BTC/USD",
    "BTC/USD, BTC/USD"
  })
  void assetIsFoundUnderEverySpelling(String spelling, String symbol) {
    Map<String, Object> asset =
        ok(desk(BookText.anAccount()).get("/v2/assets/" + spelling)).getMap("$");
    Shapes.asset(asset);
    assertThat(asset).containsEntry("symbol", symbol).containsEntry("status", "active");
  }

  @Test
  void assetsOfBothKindsHaveTheirOwnKeys() {
    AlpacaCalls desk = desk(BookText.anAccount());
    assertThat(ok(desk.get("/v2/assets/XLK")).getMap("$"))
        .containsEntry("class", "us_equity")
        .containsEntry("exchange", "ARCA")
        .containsEntry("fractionable", false)
        .containsEntry("easy_to_borrow", true)
        .containsEntry("borrow_status", "easy_to_borrow")
        .doesNotContainKeys("min_order_size", "price_increment", "asset_class");
    assertThat(ok(desk.get("/v2/assets/BTCUSD")).getMap("$"))
        .containsEntry("class", "crypto")
        .containsEntry("exchange", "CRYPTO")
        .containsEntry("min_trade_increment", "0.000000001")
        .containsEntry("price_increment", "0.01")
        .doesNotContainKey("borrow_status");
  }

  @Test
  void whatTheVendorHasNoWordForIsNoAsset() {
    AlpacaCalls desk =
        desk(
            BookText.anAccount()
                .instrument(
                    new JsonObject()
                        .put("symbol", "AAPL261218P00200000")
                        .put("assetClass", "us_option")
                        .put("exchange", "CBOE")
                        .put("currency", "USD")
                        .put("quantityIncrement", "1")
                        .put("priceIncrement", "0.01")
                        .put("multiplier", "100"),
                    "3.10")
                .position("MESZ6", "1", "6700"));
    for (String unsayable : List.of("MESZ6", "SAP", "AAPL261218P00200000")) {
      Shapes.error(
          desk.get("/v2/assets/" + unsayable), 404, 40410000, "asset not found for " + unsayable);
    }
    assertThat(ok(desk.get("/v2/assets?asset_class=us_option")).getList("$")).isEmpty();
    assertThat(ok(desk.get("/v2/assets?exchange=")).getList("exchange", String.class))
        .doesNotContain("");
    Map<String, Object> position = ok(desk.get("/v2/positions/MESZ6")).getMap("$");
    assertThat(position).containsEntry("exchange", "").containsEntry("asset_class", "us_equity");
  }

  @Test
  void unknownAssetIsNamed() {
    Shapes.error(
        desk(BookText.anAccount()).get("/v2/assets/NOPE"),
        404,
        40410000,
        "asset not found for NOPE");
  }

  @Test
  void clockTellsNewYorksTime() {
    Json clock = ok(desk(BookText.anAccount()).get("/v2/clock"));
    assertThat(clock.getMap("$"))
        .containsOnlyKeys("timestamp", "is_open", "next_open", "next_close");
    assertThat(clock.<Object>get("is_open")).isInstanceOf(Boolean.class);
    OffsetDateTime now = OffsetDateTime.parse(clock.getString("timestamp"));
    ZoneId newYork = ZoneId.of("America/New_York");
    for (String key : List.of("timestamp", "next_open", "next_close")) {
      OffsetDateTime at = OffsetDateTime.parse(clock.getString(key));
      assertThat(at.getOffset()).isEqualTo(newYork.getRules().getOffset(at.toInstant()));
    }
    OffsetDateTime open = OffsetDateTime.parse(clock.getString("next_open"));
    assertThat(open).isAfter(now);
    assertThat(open.toLocalTime()).hasToString("09:30");
    assertThat(OffsetDateTime.parse(clock.getString("next_close"))).isAfter(now);
  }

  @Test
  void fillsArePagedNewestFirst() {
    AlpacaCalls desk = desk(BookText.anAccount().cash("1000000"));
    List<String> orders = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      String id =
          desk.place(
              Map.of(
                  "symbol",
                  i == 3 ? "BTC/USD" : "AAPL",
                  "side",
                  "buy",
                  "type",
                  "market",
                  "time_in_force",
                  "ioc",
                  "qty",
                  "" + i));
      desk.awaitStatus(id, "filled");
      orders.add(id);
    }
    Json all = ok(desk.get("/v2/account/activities/FILL"));
    assertThat(all.<Map<String, Object>>getList("$")).hasSize(5).allSatisfy(Shapes::fill);
    assertThat(all.getList("qty")).containsExactly("5", "4", "3", "2", "1");
    assertThat(all.getMap("[2]"))
        .containsEntry("activity_type", "FILL")
        .containsEntry("symbol", "BTC/USD")
        .containsEntry("side", "buy")
        .containsEntry("type", "fill")
        .containsEntry("order_status", "filled")
        .containsEntry("cum_qty", "3")
        .containsEntry("leaves_qty", "0")
        .containsEntry("price", "92350")
        .containsEntry("order_id", orders.get(2));

    List<String> paged = new ArrayList<>();
    String token = "";
    for (List<String> page = page(desk, token); !page.isEmpty(); page = page(desk, token)) {
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      paged.addAll(page);
      token = page.get(page.size() - 1);
    }
    assertThat(paged).isEqualTo(all.getList("id"));

    assertThat(quantities(desk, "/FILL?direction=asc")).containsExactly("1", "2", "3", "4", "5");
    assertThat(quantities(desk, "/FILL?direction=asc&page_size=2&page_token=" + paged.get(3)))
        .containsExactly("3", "4");
    assertThat(quantities(desk, "/FILL?order_id=" + orders.get(1))).containsExactly("2");
    assertThat(quantities(desk, "?activity_types=FILL,TRANS")).hasSize(5);
    assertThat(quantities(desk, "?category=trade_activity")).hasSize(5);
    assertThat(quantities(desk, "")).hasSize(5);
    assertThat(quantities(desk, "?activity_types=TRANS")).isEmpty();
    assertThat(quantities(desk, "?category=non_trade_activity")).isEmpty();
    assertThat(quantities(desk, "/DIV")).isEmpty();
    assertThat(quantities(desk, "/FILL?date=2020-01-01")).isEmpty();
    assertThat(quantities(desk, "/FILL?after=2020-01-01")).hasSize(5);
    assertThat(quantities(desk, "/FILL?until=2020-01-01")).isEmpty();
    String today = all.getString("[0].transaction_time").substring(0, 10);
    assertThat(quantities(desk, "/FILL?date=" + today)).contains("5");
  }

  private static List<String> page(AlpacaCalls desk, String token) {
    return ok(desk.get("/v2/account/activities/FILL?page_size=2&page_token=" + token))
        .getList("id", String.class);
  }

  private static List<String> quantities(AlpacaCalls desk, String query) {
    return ok(desk.get("/v2/account/activities" + query)).getList("qty", String.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page_size=0 | 42210000 | page_size must be between 1 and 100",
        "page_size=101 | 42210000 | page_size must be between 1 and 100",
        "page_size=many | 40010001 | page_size is not a number",
        "page_token=x | 40010001 | failed to parse page_token",
        "page_token=20220202135509981::b0b6dd9d-8b9b-48a9-ba46-b9d54906e415 | 40010001"
            + " | failed to parse page_token",
        "date=someday | 40010001 | failed to parse date",
        "after=x | 40010001 | failed to parse after",
        "until=x | 40010001 | failed to parse until",
        "direction=x | 40010001 | direction must be asc or desc"
      })
  void activityFiltersThatCannotBeReadAreRefused(String query, int code, String message) {
    Shapes.error(
        desk(BookText.anAccount()).get("/v2/account/activities/FILL?" + query), 422, code, message);
  }
}
