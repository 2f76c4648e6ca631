// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlpacaPositionDialectTest {
  @Inject FreshAccounts accounts;

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
    JsonPath short24 = desk.get("/v2/positions/XLK").jsonPath();
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
    List<Map<String, Object>> positions = desk(sampleBook()).positions();
    assertThat(positions)
        .extracting(p -> p.get("symbol"))
        .containsExactlyInAnyOrder("AAPL", "NVDA", "XLK", "SQQQ", "BTCUSD");
    assertThat(positions).allSatisfy(p -> assertThat(p).hasSize(18).doesNotContainValue(null));
    Map<String, Object> held =
        positions.stream().filter(p -> p.get("symbol").equals("SQQQ")).findFirst().orElseThrow();
    assertThat(held).containsEntry("qty", "1000").containsEntry("qty_available", "0");
  }

  @Test
  void closingAllReportsEachPositionAndPadsFailures() {
    AlpacaCalls desk = desk(sampleBook());
    Response closed = desk.delete("/v2/positions?cancel_orders=false");
    assertThat(closed.statusCode()).isEqualTo(207);
    List<Map<String, Object>> items = closed.jsonPath().getList("$");
    assertThat(items).hasSize(5);
    for (Map<String, Object> item : items) {
      Map<?, ?> body = (Map<?, ?>) item.get("body");
      String symbol = (String) item.get("symbol");
      if (symbol.equals("SQQQ") || symbol.equals("NVDA")) {
        assertThat(item.get("status")).isEqualTo(403);
        assertThat(body.get("code")).isEqualTo(40310000);
        assertThat(body.containsKey("notional")).isTrue();
        assertThat(body.get("notional")).isNull();
        assertThat(body.get("type")).isEqualTo("market");
        assertThat(body.get("time_in_force")).isEqualTo("day");
        assertThat((List<?>) body.get("related_orders")).hasSize(1);
      } else {
        assertThat(item.get("status")).isEqualTo(200);
        assertThat(body.get("id")).isEqualTo(item.get("order_id"));
        assertThat(body.get("type")).isEqualTo("market");
        boolean crypto = symbol.equals("BTCUSD");
        assertThat(body.get("symbol")).isEqualTo(crypto ? "BTC/USD" : symbol);
        assertThat(body.get("time_in_force")).isEqualTo(crypto ? "gtc" : "day");
        assertThat(body.get("position_intent"))
            .isEqualTo(symbol.equals("XLK") ? "buy_to_close" : "sell_to_close");
      }
    }
    Map<String, Object> sqqq =
        items.stream().filter(i -> i.get("symbol").equals("SQQQ")).findFirst().orElseThrow();
    assertThat(((Map<?, ?>) sqqq.get("body")).get("message"))
        .isEqualTo("insufficient qty available for order (requested: 1000, available: 0)");
  }

  @Test
  void closingAllWithCancelsClosesEverything() {
    AlpacaCalls desk = desk(sampleBook());
    Response closed = desk.delete("/v2/positions?cancel_orders=True");
    assertThat(closed.statusCode()).isEqualTo(207);
    assertThat(closed.jsonPath().getList("status")).hasSize(5).containsOnly(200);
    desk.awaitFlat();
    assertThat(desk.get("/v2/orders").asString()).isEqualTo("[]");
  }
}
