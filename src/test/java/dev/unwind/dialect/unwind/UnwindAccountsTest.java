// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UnwindAccountsTest {
  @Inject ImportBook importBook;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @Test
  void aCallerSeesTheAccountsGrantedToIt() {
    List<String> names =
        List.of(desk.name("desk#"), desk.name("other#"), desk.name("hedge#"), desk.name("flat#"));
    assertThat(Json.of(desk.get("both", "/accounts")).<String>getList("accounts.name"))
        .containsExactlyElementsOf(names);
    assertThat(
            Json.of(desk.get("both", "/accounts?limit=1&offset=1"))
                .<String>getList("accounts.name"))
        .containsExactly(names.get(1));
    assertThat(Json.of(desk.get("reader", "/accounts")).<String>getList("accounts.name"))
        .containsExactly(names.get(0));
    assertThat(everyAccount()).containsAll(names);
  }

  /** In as many pages as the accounts of all tests fill. */
  private List<String> everyAccount() {
    List<String> all = new ArrayList<>();
    List<String> page;
    do {
      page =
          Json.of(desk.get("risk", "/accounts?limit=1000&offset=" + all.size()))
              .getList("accounts.name");
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  @Test
  void ordersOfAnAccountAreListedByStateSymbolAndPage() {
    Json open = Json.of(desk.get("reader", "/orders?account=desk#"));
    assertThat(open.getList("orders.clientOrderId")).containsExactly(desk.name("resting#"));
    assertThat(open.getString("orders[0].limitPrice")).isEqualTo("999");
    assertThat(Json.of(desk.get("reader", "/orders?symbol=TSLA#")).getList("orders")).isEmpty();
    assertThat(Json.of(desk.get("reader", "/orders?state=closed")).getList("orders")).isEmpty();

    String closing =
        Json.of(
                desk.liquidate(
                    "both",
                    "{\"account\": \"desk#\", \"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}"))
            .getString("id");
    desk.ended("both", closing);
    Json first = Json.of(desk.get("both", "/orders?account=desk#&state=any&limit=1"));
    assertThat(first.getList("orders.symbol")).containsExactly(desk.name("AAPL#"));
    Json second =
        Json.of(
            desk.get("both", "/orders?account=desk#&state=any&after=" + first.getString("next")));
    assertThat(second.getList("orders.symbol")).containsExactly(desk.name("TSLA#"));
    assertThat(second.getList("orders.status")).containsExactly("FILLED");
    assertThat(second.getString("next")).isNull();

    refused(desk.get("reader", "/orders?account=other#"), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("reader", "/orders?symbol=NONE#"), 404, "INSTRUMENT_NOT_FOUND");
    refused(desk.get("reader", "/orders?state=some"), 400, "REQUEST_MALFORMED");
    refused(desk.get("both", "/orders"), 400, "ACCOUNT_AMBIGUOUS");
  }

  @Test
  void anAccountIsFoundByNameUidAndId() {
    Json account = Json.of(desk.get("reader", "/accounts/desk#"));
    assertThat(account.getString("cash")).isEqualTo("1000.5");
    assertThat(account.getString("positionMode")).isEqualTo("NETTING");
    assertThat(account.getString("tradingState.state")).isEqualTo("ACTIVE");
    for (String key : List.of("id", "uid")) {
      assertThat(
              Json.of(desk.get("reader", "/accounts/" + account.getString(key))).getString("name"))
          .isEqualTo(desk.name("desk#"));
    }
    refused(desk.get("reader", "/accounts/other#"), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("reader", "/accounts/nobody"), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("reader", "/accounts/%00"), 404, "ACCOUNT_NOT_FOUND");
  }

  @Test
  void positionsShowWhatIsHeldAndWhatItIsWorth() {
    Json page = Json.of(desk.get("reader", "/accounts/desk#/positions"));
    assertThat(page.getList("positions.quantity")).containsExactly("10", "-4", "0.5");
    Json position = page.at("positions[0]");
    assertThat(position.getString("symbol")).isEqualTo(desk.name("AAPL#"));
    assertThat(position.getString("side")).isEqualTo("LONG");
    assertThat(position.getString("held")).isEqualTo("4");
    assertThat(position.getString("available")).isEqualTo("6");
    assertThat(position.getString("averageEntryPrice")).isEqualTo("182.5");
    assertThat(position.getString("lastPrice")).isEqualTo("190.25");
    assertThat(position.getString("marketValue")).isEqualTo("1902.5");
    assertThat(position.getString("unrealizedPl")).isEqualTo("77.5");
    assertThat(
            Json.of(desk.get("reader", "/accounts/desk#/positions?symbol=BTC#/USD&limit=5"))
                .getList("positions"))
        .hasSize(1);
    assertThat(
            Json.of(desk.get("reader", "/accounts/desk#/positions?limit=1&offset=1"))
                .getList("positions.quantity"))
        .containsExactly("-4");
    refused(desk.get("reader", "/accounts/other#/positions"), 404, "ACCOUNT_NOT_FOUND");
    refused(
        desk.get("reader", "/accounts/desk#/positions?symbol=NOPE#"), 404, "INSTRUMENT_NOT_FOUND");
  }

  @Test
  void closedPositionsAreShownWhereAskedFor() {
    String id =
        Json.of(desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}"))
            .getString("id");
    desk.ended("trader", id);
    assertThat(Json.of(desk.get("reader", "/accounts/desk#/positions")).getList("positions"))
        .hasSize(2);
    Json closed = Json.of(desk.get("reader", "/accounts/desk#/positions?closed=true&symbol=TSLA#"));
    assertThat(closed.getString("positions[0].closedBy")).isEqualTo("LIQUIDATION");
    assertThat(closed.getString("positions[0].side")).isEqualTo("FLAT");
    assertThat(closed.getString("positions[0].realizedPl")).isEqualTo("39.8");
  }

  @Test
  void theDeskShowsEveryAccountOfTheCallerWithItsExposure() {
    Json desks = Json.of(desk.get("both", "/desk"));
    assertThat(desks.getList("accounts")).hasSize(4);
    Json line = Json.of(desk.get("trader", "/desk")).at("accounts[0]");
    assertThat(line.getString("name")).isEqualTo(desk.name("desk#"));
    assertThat(line.getString("tradingState.state")).isEqualTo("ACTIVE");
    // 10 x 190.25 + 0.5 x 91000, and -4 x 250
    assertThat(line.getString("longValue")).isEqualTo("47402.5");
    assertThat(line.getString("shortValue")).isEqualTo("-1000");
    assertThat(line.getString("grossValue")).isEqualTo("48402.5");
    // 10 x 7.75 + 0.5 x 11000 + 4 x 10
    assertThat(line.getString("unrealizedPl")).isEqualTo("5617.5");
    assertThat(line.getInt("positions")).isEqualTo(3);
    assertThat(line.getInt("workingOrders")).isOne();
    assertThat(line.getInt("unpriced")).isZero();
    assertThat(line.getInt("liquidations")).isZero();

    Json first = Json.of(desk.get("both", "/desk?limit=3"));
    Json rest = Json.of(desk.get("both", "/desk?limit=3&after=" + first.getLong("next")));
    assertThat(first.getList("accounts")).hasSize(3);
    assertThat(rest.getList("accounts")).hasSize(1);
    assertThat(rest.getString("next")).isNull();
  }

  @Test
  void anAccountIsLatchedByRiskAlone() {
    String halt = "{\"state\": \"HALTED\", \"reason\": \"daily loss limit\"}";
    refused(desk.put("trader", "/accounts/desk#/trading-state", halt), 403, "NOT_PERMITTED");
    refused(desk.put("reader", "/accounts/nobody/trading-state", "x"), 403, "NOT_PERMITTED");
    Response latched = desk.put("risk", "/accounts/desk#/trading-state", halt);
    assertThat(latched.statusCode()).as("%s", latched.asString()).isEqualTo(200);
    Json state = Json.of(desk.get("reader", "/accounts/desk#")).at("tradingState");
    assertThat(state.getString("state")).isEqualTo("HALTED");
    assertThat(state.getString("by")).isEqualTo(desk.name("risk#"));
    assertThat(state.getString("reason")).isEqualTo("daily loss limit");
    assertThat(state.getString("at")).isNotBlank();
    // A halted account can still be closed.
    assertThat(
            desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}")
                .statusCode())
        .isEqualTo(202);
    desk.put(
        "risk",
        "/accounts/desk#/trading-state",
        "{\"state\": \"ACTIVE\", \"reason\": \"it is over\"}");
    assertThat(Json.of(desk.get("reader", "/accounts/desk#")).getString("tradingState.state"))
        .isEqualTo("ACTIVE");
    refused(desk.put("risk", "/accounts/nobody/trading-state", halt), 404, "ACCOUNT_NOT_FOUND");
  }

  @Test
  void aLatchIsReplacedAsItWasSeenOrNotAtAll() {
    String path = desk.name("/unwind/v1/accounts/desk#/trading-state");
    Response seen = desk.as("reader").get(path);
    String tag = seen.header("ETag");
    assertThat(Json.of(seen).getString("state")).isEqualTo("ACTIVE");
    String halt = "{\"state\": \"HALTED\", \"reason\": \"daily loss limit\"}";
    String open = "{\"state\": \"ACTIVE\", \"reason\": \"it is over\"}";

    Response halted = desk.as("risk").header("If-Match", tag).body(halt).put(path);
    assertThat(halted.statusCode()).as("%s", halted.asString()).isEqualTo(200);
    refused(desk.as("risk").header("If-Match", tag).body(open).put(path), 412, "BOOK_CHANGED");
    refused(desk.as("risk").header("If-Match", "x").body(open).put(path), 400, "REQUEST_MALFORMED");
    for (String other : List.of("\"3\"", "\"\"", "W/" + halted.header("ETag"))) {
      refused(desk.as("risk").header("If-Match", other).body(open).put(path), 412, "BOOK_CHANGED");
    }
    Response now = desk.as("reader").get(path);
    assertThat(Json.of(now).getString("state")).isEqualTo("HALTED");
    assertThat(now.header("ETag")).isEqualTo(halted.header("ETag")).isNotEqualTo(tag);
    assertThat(
            desk.as("risk")
                .header("If-Match", now.header("ETag"))
                .body(open)
                .put(path)
                .statusCode())
        .isEqualTo(200);
    refused(desk.get("other", "/accounts/desk#/trading-state"), 404, "ACCOUNT_NOT_FOUND");
  }

  @Test
  void theKindOfAProblemLeadsToItsDescription() {
    Response refusal = desk.get("reader", "/accounts/nobody");
    refused(refusal, 404, "ACCOUNT_NOT_FOUND");
    Json problem = Json.of(refusal);
    assertThat(problem.getInt("status")).isEqualTo(404);
    assertThat(problem.getString("detail")).isEqualTo(problem.getString("message"));
    String[] type = problem.getString("type").split("#");
    Response page = given().get(type[0]);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.asString()).contains("<a id=\"" + type[1] + "\"></a>");
  }

  @Test
  void anAccountIsBoundToAVenueByAdministratorsAlone() {
    String elsewhere = "{\"venue\": \"nowhere\"}";
    String home = "{\"venue\": \"simulator\"}";
    refused(desk.put("trader", "/accounts/flat#/venue", home), 403, "NOT_PERMITTED");
    refused(desk.put("risk", "/accounts/flat#/venue", home), 403, "NOT_PERMITTED");
    refused(desk.put("admin", "/accounts/flat#/venue", elsewhere), 404, "VENUE_NOT_FOUND");
    refused(
        desk.put("admin", "/accounts/flat#/venue", "{\"venue\": \"No!\"}"), 404, "VENUE_NOT_FOUND");
    refused(desk.put("admin", "/accounts/flat#/venue", "{}"), 400, "REQUEST_MALFORMED");
    refused(desk.put("admin", "/accounts/nobody/venue", home), 404, "ACCOUNT_NOT_FOUND");
    Response bound = desk.put("admin", "/accounts/flat#/venue", home);
    assertThat(bound.statusCode()).as("%s", bound.asString()).isEqualTo(200);
    assertThat(Json.of(bound).getString("venue")).isEqualTo("simulator");
    assertThat(Json.of(bound).getString("venueState.state")).isEqualTo("UP");
    refused(
        desk.put("risk", "/accounts/flat#/reconciliation", "{\"onDifference\": \"MAYBE\"}"),
        400,
        "REQUEST_MALFORMED");
    refused(
        desk.put("trader", "/accounts/flat#/reconciliation", "{\"onDifference\": \"HOLD\"}"),
        403,
        "NOT_PERMITTED");
    Response set =
        desk.put("risk", "/accounts/flat#/reconciliation", "{\"onDifference\": \"HOLD\"}");
    assertThat(Json.of(set).getString("onDifference")).isEqualTo("HOLD");
  }

  @Test
  void aVenueThatStatesNothingIsNotSaidToBeEqual() {
    refused(desk.post("trader", "/accounts/desk#/reconciliation", ""), 403, "NOT_PERMITTED");
    refused(desk.post("risk", "/accounts/nobody/reconciliation", ""), 404, "ACCOUNT_NOT_FOUND");
    Response answer = desk.post("risk", "/accounts/desk#/reconciliation", "");
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
    assertThat(Json.of(answer).getList("notStated")).containsExactly("positions", "cash", "orders");
    assertThat(Json.of(answer).getList("differences")).isEmpty();
  }

  @Test
  void anAccountMayBeBoundAgainToTheVenueThatItHasWhateverWorksThere() {
    Response same = desk.put("admin", "/accounts/desk#/venue", "{\"venue\": \"simulator\"}");
    assertThat(same.statusCode()).as("%s", same.asString()).isEqualTo(200);
    assertThat(Json.of(same).getString("venue")).isEqualTo("simulator");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"state\": \"OFF\"}",
        "{\"state\": \"HALTED\", \"why\": \"x\"}",
        "[1]"
      })
  void aLatchThatCannotBeReadIsRefused(String body) {
    refused(desk.put("risk", "/accounts/desk#/trading-state", body), 400, "REQUEST_MALFORMED");
  }

  @Test
  void aQuoteIsSetByRiskAloneAndMovesTheMarket() {
    String body =
        "{\"last\": \"92000\", \"bid\": 91999.50, \"ask\": \"92000.5\", \"previousClose\":"
            + " \"90000\"}";
    refused(desk.put("trader", "/quotes/BTC#/USD", body), 403, "NOT_PERMITTED");
    Response set = desk.put("risk", "/quotes/BTC#/USD", body);
    assertThat(set.statusCode()).as("%s", set.asString()).isEqualTo(200);
    for (String symbol : List.of("BTC#/USD", "BTC#%2FUSD", "BTC#USD")) {
      Json quote = Json.of(desk.get("reader", "/quotes/" + symbol));
      assertThat(quote.getString("symbol")).isEqualTo(desk.name("BTC#/USD"));
      assertThat(quote.getString("last")).isEqualTo("92000");
      assertThat(quote.getString("bid")).isEqualTo("91999.5");
    }
    desk.put("risk", "/quotes/AAPL#", "{\"last\": \"1000\"}");
    // The limit order at 999 rests no longer.
    UnwindDesk.await(
        () -> desk.quantity("reader", "desk#", "AAPL#").equals("6"), "the limit order trades");
  }

  @Test
  void aQuoteWithoutAPreviousCloseKeepsTheOneBefore() {
    desk.put("risk", "/quotes/TSLA#", "{\"last\": \"251\", \"previousClose\": \"240\"}");
    Json set = Json.of(desk.put("risk", "/quotes/TSLA#", "{\"last\": \"252\"}"));
    for (Json quote : List.of(set, Json.of(desk.get("reader", "/quotes/TSLA#")))) {
      assertThat(quote.getString("last")).isEqualTo("252");
      assertThat(quote.getString("previousClose")).isEqualTo("240");
      assertThat(quote.getString("bid")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "422|VALUE_OUT_OF_RANGE|AAPL#|{\"last\": \"10000000001\"}",
        "422|VALUE_OUT_OF_RANGE|AAPL#|{\"last\": \"1\", \"ask\": \"99999999999999999999\"}",
        "422|PRICE_MISSING|AAPL#|{}",
        "422|PRICE_INVALID|AAPL#|{\"last\": \"0\"}",
        "422|PRICE_INVALID|AAPL#|{\"last\": \"-1\"}",
        "422|PRICE_INVALID|AAPL#|{\"last\": \"NaN\"}",
        "422|PRICE_INVALID|AAPL#|{\"last\": 1e3}",
        "422|PRICE_INVALID|AAPL#|{\"last\": \"1\", \"ask\": \"x\"}",
        "422|PRICE_INVALID|AAPL#|{\"last\": \"1\", \"bid\": \"3\", \"ask\": \"2\"}",
        "400|REQUEST_MALFORMED|AAPL#|{\"price\": \"1\"}",
        "400|REQUEST_MALFORMED|AAPL#|{\"last\": [\"1\"]}",
        "404|INSTRUMENT_NOT_FOUND|NOPE#|{\"last\": \"1\"}",
      })
  void aBadQuoteIsRefused(int status, String code, String symbol, String body) {
    refused(desk.put("risk", "/quotes/" + symbol, body), status, code);
    assertThat(Json.of(desk.get("reader", "/quotes/AAPL#")).getString("last")).isEqualTo("190.25");
  }

  @Test
  void aBookDocumentLeavesTheQuoteThatIsKnown() {
    desk.put("risk", "/quotes/TSLA#", "{\"last\": \"251\", \"previousClose\": \"240\"}");
    String document = "{\"quotes\": [{\"symbol\": \"TSLA#\", \"last\": \"100\"}]}";
    importBook
        .book(desk.name(document).getBytes(StandardCharsets.UTF_8), "test")
        .await()
        .atMost(Duration.ofSeconds(30));
    assertThat(Json.of(desk.get("reader", "/quotes/TSLA#")).getString("previousClose"))
        .isEqualTo("240");
  }

  @Test
  void anInstrumentWithoutAQuoteSaysSo() {
    refused(desk.get("reader", "/quotes/FLAT#"), 409, "QUOTE_MISSING");
    refused(desk.get("reader", "/quotes/NOPE#"), 404, "INSTRUMENT_NOT_FOUND");
  }

  @Test
  void withoutACredentialNothingIsTold() {
    for (String path :
        List.of("accounts", "liquidations", "events", "quotes/AAPL", "accounts/x/positions")) {
      Response nobody = given().get("/unwind/v1/" + path);
      refused(nobody, 401, "NOT_AUTHENTICATED");
      assertThat(nobody.header("WWW-Authenticate")).isEqualTo("Bearer");
      refused(
          given().header("Authorization", "Bearer wrong").get("/unwind/v1/" + path),
          401,
          "NOT_AUTHENTICATED");
    }
    refused(desk.get("reader", "/nothing"), 404, "ROUTE_UNKNOWN");
    refused(desk.as("reader").delete("/unwind/v1/accounts"), 405, "METHOD_NOT_ALLOWED");
  }
}
