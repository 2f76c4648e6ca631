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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaPositionDialectTest {
  @Inject FreshAccounts accounts;

  private @Nullable AlpacaCalls spelled;

  private FreshAccount account(BookText book) {
    return accounts.open(book);
  }

  private AlpacaCalls desk(BookText book) {
    return new AlpacaCalls(account(book));
  }

  private static BookText sampleBook() {
    return BookText.anAccount()
        .position("AAPL", "120.5", "231.170483219")
        .position("NVDA", "40", "172.35")
        .position("XLK", "-24", "82.69")
        .position("SQQQ", "1000", "14.4025")
        .position("BTC/USD", "0.261937", "89660.573878452")
        .limit("SQQQ", "sell", "1000", "16.50")
        .limit("NVDA", "sell", "10", "199.00");
  }

  @Test
  void flatAccountsHaveAnEmptyListAndAnEmptyClose() {
    AlpacaCalls desk = desk(BookText.anAccount());
    assertThat(desk.get("/v2/positions").asString()).isEqualTo("[]");
    Response closed = desk.delete("/v2/positions");
    assertThat(closed.statusCode()).isEqualTo(207);
    assertThat(closed.asString()).isEqualTo("[]");
    assertThat(closed.header("Unwind-Liquidation")).isNotEmpty();
  }

  @Test
  void shortPositionHasTheRecordedShape() {
    AlpacaCalls desk = desk(sampleBook());
    Json short24 = Json.of(desk.get("/v2/positions/XLK"));
    assertThat(short24.getMap("$"))
        .containsEntry("symbol", "XLK")
        .containsEntry("asset_id", "d704f4fd-c735-44f8-a7fa-7a50fef08fe4")
        .containsEntry("exchange", "ARCA")
        .containsEntry("asset_class", "us_equity")
        .containsEntry("qty", "-24")
        .containsEntry("qty_available", "-24")
        .containsEntry("side", "short")
        .containsEntry("avg_entry_price", "82.69")
        .containsEntry("market_value", "-2011.44")
        .containsEntry("cost_basis", "-1984.56")
        .containsEntry("unrealized_pl", "-26.88")
        .containsEntry("unrealized_plpc", "-0.0135445640343451")
        .containsEntry("change_today", "-0.0573613766730402")
        .containsEntry("current_price", "83.81")
        .containsEntry("lastday_price", "88.91");
  }

  @Test
  void everyPositionIsListedOldestFirstWithCryptoWithoutSlash() {
    Response listed = desk(sampleBook()).get("/v2/positions");
    Shapes.headers(listed);
    Json positions = Json.of(listed);
    assertThat(positions.getList("symbol", String.class))
        .containsExactlyInAnyOrder("AAPL", "NVDA", "XLK", "SQQQ", "BTCUSD");
    assertThat(positions.<Map<String, Object>>getList("$")).allSatisfy(Shapes::position);
    assertThat(positions.getMap("[symbol=SQQQ]"))
        .containsEntry("qty", "1000")
        .containsEntry("qty_available", "0");
    assertThat(positions.getMap("[symbol=NVDA]"))
        .containsEntry("qty", "40")
        .containsEntry("qty_available", "30");
  }

  @Test
  void cryptoAndFractionalPositionsAreExact() {
    AlpacaCalls desk = desk(sampleBook());
    assertThat(Json.of(desk.get("/v2/positions/BTCUSD")).getMap("$"))
        .containsEntry("symbol", "BTCUSD")
        .containsEntry("exchange", "CRYPTO")
        .containsEntry("asset_class", "crypto")
        .containsEntry("qty", "0.261937")
        .containsEntry("avg_entry_price", "89660.573878452")
        .containsEntry("market_value", "24188.3365217");
    assertThat(Json.of(desk.get("/v2/positions/AAPL")).getMap("$"))
        .containsEntry("qty", "120.5")
        .containsEntry("side", "long")
        .containsEntry("cost_basis", "27856.0432278895");
  }

  @Test
  void futuresAndFundsPassAsEquitiesAndSayWhatTheyAre() {
    AlpacaCalls desk = desk(BookText.anAccount().position("MESZ6", "3", "6700"));
    Map<String, Object> shown = Json.of(desk.get("/v2/positions/MESZ6")).getMap("$");
    Shapes.position(shown);
    assertThat(shown)
        .containsEntry("asset_class", "us_equity")
        .containsEntry("exchange", "")
        .containsEntry("unwind_asset_class", "future")
        .containsEntry("market_value", "100683.75")
        .containsEntry("unrealized_pl", "183.75");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BTCUSD",
        "BTC/USD",
        "BTC%2FUSD",
        "BTC%2fUSD",
        "904837e3-3b76-47ec-b432-046db621571b",
        "904837E3-3B76-47EC-B432-046DB621571B",
        "BTCUSD:CRYPTO",
        "BTC%2FUSD:CRYPTO:crypto",
        "BTCUSD/",
        "BTC/USD?symbol=BTC%2FUSD&unknown=1"
      })
  void everySpellingFindsTheCryptoPosition(String spelling) {
    Response found = everySpelling().get("/v2/positions/" + spelling);
    assertThat(found.statusCode()).as(found.asString()).isEqualTo(200);
    assertThat(Json.of(found).getString("symbol")).isEqualTo("BTCUSD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XLK",
        "XLK:ARCA",
        "XLK:ARCA:us_equity",
        "d704f4fd-c735-44f8-a7fa-7a50fef08fe4",
        "XLK?symbol=XLK"
      })
  void everySpellingFindsTheEquityPosition(String spelling) {
    Response found = everySpelling().get("/v2/positions/" + spelling);
    assertThat(found.statusCode()).as(found.asString()).isEqualTo(200);
    assertThat(Json.of(found).getString("symbol")).isEqualTo("XLK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NVDA",
        "xlk",
        "XLK:NASDAQ",
        "XLK:ARCA:crypto",
        "NO-SUCH-THING",
        "4ce9353c-66d1-46c2-898f-fce867ab0247",
        "00000000-0000-0000-0000-000000000000",
        "ETH%2FUSDT",
        "X%00Y"
      })
  void whatIsNotHeldIsNotFound(String spelling) {
    Shapes.error(
        everySpelling().get("/v2/positions/" + spelling), 404, 40410000, "position does not exist");
  }

  private AlpacaCalls everySpelling() {
    AlpacaCalls calls = spelled;
    if (calls == null) {
      calls =
          desk(
              BookText.anAccount()
                  .position("XLK", "-24", "82.69")
                  .position("BTC/USD", "0.261937", "89660.573878452"));
      spelled = calls;
    }
    return calls;
  }

  @Test
  void pathsOfTwoSegmentsThatNameNoPairDoNotExist() {
    Shapes.error(
        everySpelling().get("/v2/positions/XLK/exercise"), 404, 40410000, "endpoint not found.");
  }

  @Test
  void closingAllReportsEachPositionAndPadsFailures() {
    AlpacaCalls desk = desk(sampleBook());
    Response closed = desk.delete("/v2/positions?cancel_orders=false");
    assertThat(closed.statusCode()).isEqualTo(207);
    Shapes.headers(closed);
    Json items = Json.of(closed);
    assertThat(items.getList("$")).hasSize(5);
    assertThat(items.<Object>getList("status")).allMatch(Integer.class::isInstance);
    for (String symbol : List.of("AAPL", "XLK", "BTCUSD")) {
      String item = "[symbol=" + symbol + "].";
      assertThat(items.getInt(item + "status")).isEqualTo(200);
      Map<String, Object> order = items.getMap(item + "body");
      Shapes.order(order);
      boolean crypto = symbol.equals("BTCUSD");
      assertThat(order)
          .containsEntry("id", items.getString(item + "order_id"))
          .containsEntry("type", "market")
          .containsEntry("order_class", "")
          .containsEntry("extended_hours", false)
          .containsEntry("symbol", crypto ? "BTC/USD" : symbol)
          .containsEntry("time_in_force", crypto ? "gtc" : "day")
          .containsEntry("side", symbol.equals("XLK") ? "buy" : "sell")
          .containsEntry(
              "position_intent", symbol.equals("XLK") ? "buy_to_close" : "sell_to_close");
    }
    Map<String, Object> held = items.getMap("[symbol=SQQQ]");
    assertThat(held).containsOnlyKeys("symbol", "status", "body").containsEntry("status", 403);
    assertThat(items.getMap("[symbol=SQQQ].body"))
        .containsOnlyKeys(
            "available",
            "code",
            "existing_qty",
            "held_for_orders",
            "message",
            "symbol",
            "related_orders",
            "notional",
            "type",
            "time_in_force")
        .containsEntry("code", 40310000)
        .containsEntry("available", "0")
        .containsEntry("existing_qty", "1000")
        .containsEntry("held_for_orders", "1000")
        .containsEntry("symbol", "SQQQ")
        .containsEntry("notional", null)
        .containsEntry("type", "market")
        .containsEntry("time_in_force", "day")
        .containsEntry(
            "message", "insufficient qty available for order (requested: 1000, available: 0)");
    assertThat(items.getList("[symbol=NVDA].body.related_orders")).hasSize(1);
    assertThat(items.getString("[symbol=NVDA].body.message"))
        .isEqualTo("insufficient qty available for order (requested: 40, available: 30)");
    AlpacaCalls.await(() -> desk.positions().size() == 2, () -> "open: " + desk.positions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", "1", "t"})
  void closingAllWithCancelsClosesEverything(String yes) {
    AlpacaCalls desk = desk(sampleBook());
    Response closed = desk.delete("/v2/positions?cancel_orders=" + yes);
    assertThat(closed.statusCode()).isEqualTo(207);
    assertThat(Json.of(closed).getList("status")).hasSize(5).containsOnly(200);
    desk.awaitFlat();
    assertThat(desk.get("/v2/orders").asString()).isEqualTo("[]");
    assertThat(Json.of(desk.get("/v2/orders?status=closed")).getList("status"))
        .hasSize(7)
        .containsOnly("filled", "canceled");
  }

  @Test
  void repeatedCloseAllUnderOneKeyIsTheSameLiquidation() {
    AlpacaCalls desk = desk(sampleBook());
    Response first = closeAll(desk, "once", "");
    Response repeated = closeAll(desk, "once", "");
    assertThat(repeated.statusCode()).isEqualTo(207);
    assertThat(repeated.header("Unwind-Liquidation")).isEqualTo(first.header("Unwind-Liquidation"));
    assertThat(Json.of(repeated).getList("body.id")).isEqualTo(Json.of(first).getList("body.id"));
    Shapes.error(
        closeAll(desk, "once", "?cancel_orders=true"),
        422,
        42210000,
        "idempotency key was used with another request");
  }

  private static Response closeAll(AlpacaCalls desk, String key, String query) {
    return desk.request().header("Idempotency-Key", key).delete("/v2/positions" + query);
  }

  @Test
  void callersIdOnACloseAllNamesEachOrder() {
    AlpacaCalls desk =
        desk(
            BookText.anAccount()
                .position("XLK", "-24", "82.69")
                .position("BTC/USD", "0.5", "90000"));
    Response closed = desk.delete("/v2/positions?client_order_id=flat-1");
    assertThat(Json.of(closed).getList("body.client_order_id", String.class))
        .hasSize(2)
        .allMatch(id -> id.startsWith("flat-1-"));
    assertThat(Json.of(desk.delete("/v2/positions?client_order_id=flat-1")).getList("body.id"))
        .isEqualTo(Json.of(closed).getList("body.id"));
  }

  @Test
  void emptyContentTypeOfAnOldClientIsTolerated() {
    AlpacaCalls desk = desk(BookText.anAccount().position("XLK", "10", "80"));
    Response closed = desk.request().header("Content-Type", "").delete("/v2/positions/");
    assertThat(closed.statusCode()).as(closed.asString()).isEqualTo(207);
    assertThat(Json.of(closed).getList("status")).containsExactly(200);
  }
}
