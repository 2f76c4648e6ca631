// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.fixture.SignIn;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account is closed when it holds nothing, and then every API refuses what it would do. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class ClosedAccountTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000L;

  @Inject ImportBook importBook;

  private final long number = RUN * 1000 + 500 + NUMBER.incrementAndGet();
  private final String name = "closed-" + number;
  private final String symbol = "C" + number;
  private final String isin = "XC%010d".formatted(number % 10_000_000_000L);
  private final UUID uid = UUID.randomUUID();
  private final UUID client = UUID.randomUUID();

  @BeforeEach
  void aBook() {
    String document =
        """
        {"accounts": [
           {"name": "%1$s", "id": %2$d, "uid": "%3$s", "owner": "%3$s", "type": "PORTFOLIO", "currency": "EUR", "cash": "10000"},
           {"name": "%1$s-held", "currency": "EUR", "cash": "1"},
           {"name": "%1$s-hedge", "currency": "EUR", "positionMode": "HEDGING"}],
         "principals": [
           {"name": "%1$s", "password": "%1$s", "roles": ["trader"], "accounts": ["%1$s"],
             "apiKeys": [{"id": "%4$s", "secret": "%1$s"}], "tokens": ["%1$s"]},
           {"name": "%1$s-admin", "roles": ["admin"], "accounts": ["*"], "tokens": ["%1$s-admin"]}],
         "instruments": [{"symbol": "%5$s", "id": %2$d, "assetClass": "us_equity", "exchange": "XETRA", "currency": "EUR",
           "quantityIncrement": "1", "priceIncrement": "0.01", "isin": "%6$s", "session": "always"}],
         "quotes": [{"symbol": "%5$s", "last": "100", "bid": "99", "ask": "101"}],
         "positions": [{"account": "%1$s-held", "symbol": "%5$s", "qty": "3", "avgEntryPrice": "90"}]}
        """
            .formatted(name, number, uid, client, symbol, isin);
    importBook
        .book(document.getBytes(StandardCharsets.UTF_8), name)
        .await()
        .atMost(Duration.ofSeconds(60));
  }

  private RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + name + "-admin")
        .contentType("application/json");
  }

  private RequestSpecification trader() {
    return given().header("Authorization", "Bearer " + name).contentType("application/json");
  }

  private Response close(String account) {
    return admin().delete("/unwind/v1/accounts/" + account);
  }

  private static Response is(int status, Response answer) {
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(status);
    return answer;
  }

  @Test
  void everyApiRefusesAClosedAccountAndShowsItAsBefore() {
    assertThat(Json.of(is(200, close(name))).getString("status")).isEqualTo("CLOSED");
    assertThat(Json.of(is(200, close(name))).getString("status")).isEqualTo("CLOSED");

    RequestSpecification alpaca =
        given()
            .header("APCA-API-KEY-ID", client)
            .header("APCA-API-SECRET-KEY", name)
            .contentType("application/json");
    String order =
        """
        {"symbol":"%s","qty":"1","side":"buy","type":"market","time_in_force":"day"}"""
            .formatted(symbol);
    Response refused = is(403, given().spec(alpaca).body(order).post("/v2/orders"));
    assertThat(Json.of(refused).getString("message")).isEqualTo("account is closed");
    assertThat(Json.of(is(200, given().spec(alpaca).get("/v2/account"))).getString("status"))
        .isEqualTo("ACCOUNT_CLOSED");

    RequestSpecification tradovate =
        given()
            .header("Authorization", "Bearer " + SignIn.tradovate(name, name))
            .contentType("application/json");
    String placed =
        """
        {"accountId":%d,"action":"Buy","symbol":"%s","orderQty":1,"orderType":"Market","isAutomated":true}"""
            .formatted(number, symbol);
    assertThat(
            Json.of(is(200, given().spec(tradovate).body(placed).post("/v1/order/placeorder")))
                .getString("failureReason"))
        .isEqualTo("AccountClosed");
    assertThat(Json.of(is(200, given().spec(tradovate).get("/v1/account/list"))).getList("name"))
        .containsExactly(name);

    String opened =
        """
        {"exchange":"XETRA","symbol":"%s","side":"BUY","amount":"1"}"""
            .formatted(symbol);
    assertThat(is(403, trader().body(opened).post("/api/v1/trading/place_order")).asString())
        .contains("the account is closed");
    is(200, trader().get("/api/v1/trading/positions"));

    RequestSpecification upvest =
        given()
            .header("Authorization", "Bearer " + SignIn.upvest(client, name))
            .header("upvest-client-id", client)
            .header("idempotency-key", UUID.randomUUID())
            .contentType("application/json");
    String asked =
        """
        {"account_id":"%s","side":"BUY","instrument_id":"%s","instrument_id_type":"ISIN","order_type":"MARKET",\
        "quantity":"1"}"""
            .formatted(uid, isin);
    assertThat(is(422, given().spec(upvest).body(asked).post("/orders")).asString())
        .contains("the account is closed");
    assertThat(Json.of(is(200, given().spec(upvest).get("/accounts/" + uid))).getString("status"))
        .isEqualTo("CLOSED");

    String all = "{\"account\":\"" + name + "\",\"scope\":\"ACCOUNT\"}";
    assertThat(
            Json.of(is(409, trader().body(all).post("/unwind/v1/liquidations"))).getString("code"))
        .isEqualTo("ACCOUNT_CLOSED");
    List<String> kinds =
        Json.of(is(200, admin().get("/unwind/v1/events?account=" + name))).getList("events.kind");
    assertThat(kinds).containsExactly("ACCOUNT_CLOSED");
    assertThat(Json.of(is(200, trader().get("/unwind/v1/desk"))).getList("accounts.status"))
        .containsExactly("CLOSED");
  }

  @Test
  void anAccountThatHoldsSomethingIsNotClosed() {
    Response refused = is(409, close(name + "-held"));
    assertThat(Json.of(refused).getString("code")).isEqualTo("ACCOUNT_IN_USE");
    assertThat(Json.of(refused).getString("detail")).isEqualTo("the account has 1 open position");
    assertThat(
            Json.of(is(200, admin().get("/unwind/v1/accounts/" + name + "-held")))
                .getString("status"))
        .isEqualTo("ACTIVE");
    is(403, trader().delete("/unwind/v1/accounts/" + name));
    is(404, close(name + "-none"));
  }

  @Test
  void anAccountWhoseVenueHoldsWhatTheLedgerDoesNotIsNotClosed() {
    try (LedgerRows rows = new LedgerRows()) {
      rows.execute("update account set venue = 'paper' where name = ?", name);
      rows.execute(
          """
          insert into venue_difference (account_id, subject, name, ledger, venue, since)
          select account_id, 'POSITION', 'ELSEWHERE', 0, 10, now() from account where name = ?
          """,
          name);
      Response refused = is(409, close(name));
      assertThat(Json.of(refused).getString("code")).isEqualTo("ACCOUNT_IN_USE");
      assertThat(Json.of(refused).getString("detail"))
          .isEqualTo("the account has 1 open at its venue that the ledger does not have");
      rows.execute("delete from venue_difference where name = 'ELSEWHERE'");
      rows.execute("update account set venue = 'simulator' where name = ?", name);
    }
    is(200, close(name));
  }

  @Test
  void anAccountOfAnyKindIsRetitledAndClosedAsItWasSeen() {
    String path = "/unwind/v1/accounts/" + name + "-hedge";
    String seen = is(200, admin().get(path)).header("ETag");
    Response titled =
        is(200, admin().header("If-Match", seen).body("{\"title\": \"Pairs\"}").patch(path));
    assertThat(Json.of(titled).getString("title")).isEqualTo("Pairs");
    assertThat(Json.of(titled).getString("name")).isEqualTo(name + "-hedge");
    Response old =
        is(412, admin().header("If-Match", seen).body("{\"title\": \"Other\"}").patch(path));
    assertThat(Json.of(old).getString("code")).isEqualTo("BOOK_CHANGED");
    is(412, admin().header("If-Match", seen).delete(path));
    is(400, admin().body("{\"title\": \" \"}").patch(path));
    is(400, admin().body("{\"status\": \"CLOSED\"}").patch(path));
    is(403, trader().body("{\"title\": \"Mine\"}").patch("/unwind/v1/accounts/" + name));

    Response closed = is(200, admin().header("If-Match", titled.header("ETag")).delete(path));
    assertThat(Json.of(closed).getString("status")).isEqualTo("CLOSED");
    assertThat(Json.of(closed).getString("title")).isEqualTo("Pairs");
    List<String> kinds =
        Json.of(is(200, admin().get("/unwind/v1/events?account=" + name + "-hedge")))
            .getList("events.kind");
    assertThat(kinds).containsExactly("ACCOUNT_RENAMED", "ACCOUNT_CLOSED");
  }
}
