// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, how often, and that others' things do not exist. */
@QuarkusTest
class AlpacaAccessDialectTest {
  private static final int NOT_AUTHORIZED = 40110000;
  private static final int FORBIDDEN = 40310000;

  @Inject FreshAccounts accounts;

  private FreshAccount account() {
    return accounts.open(
        BookText.anAccount()
            .position("NVDA", "40", "172.35")
            .limit("NVDA", "sell", "10", "199.00"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/positions",
    "DELETE, /v2/positions",
    "DELETE, /v2/positions/NVDA",
    "POST, /v2/orders",
    "DELETE, /v2/orders",
    "GET, /v2/account",
    "GET, /v2/assets",
    "GET, /v2/clock",
    "GET, /v2/account/activities/FILL",
    "GET, /v2/events/trades"
  })
  void absentAndWrongKeysAreToldApart(String verb, String path) {
    FreshAccount account = account();
    String before = accounts.fingerprint(account);
    Shapes.error(anonymous().request(verb, path), 403, FORBIDDEN, "forbidden.");
    Shapes.error(
        anonymous().header("APCA-API-KEY-ID", account.keyId()).request(verb, path),
        403,
        FORBIDDEN,
        "forbidden.");
    for (AlpacaCalls wrong :
        List.of(
            new AlpacaCalls(account.keyId(), "not the secret"),
            new AlpacaCalls("PKNOBODY", account.secret()),
            new AlpacaCalls(account.keyId(), account.readerSecret()))) {
      Shapes.error(
          wrong.request().contentType("application/json").request(verb, path),
          401,
          NOT_AUTHORIZED,
          "request is not authorized");
    }
    Shapes.error(
        anonymous().header("Authorization", "Bearer wrong").request(verb, path),
        401,
        NOT_AUTHORIZED,
        "request is not authorized");
    Shapes.error(
        anonymous().header("Authorization", "Basic !!!").request(verb, path),
        401,
        NOT_AUTHORIZED,
        "request is not authorized");
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  private static RequestSpecification anonymous() {
    return given().contentType("application/json");
  }

  @Test
  void keyPairTokenAndBasicAreBelieved() {
    FreshAccount account = account();
    assertThat(new AlpacaCalls(account).get("/v2/account").statusCode()).isEqualTo(200);
    assertThat(
            Json.of(given().header("Authorization", "Bearer " + account.token()).get("/v2/account"))
                .getString("id"))
        .isEqualTo(account.uid().toString());
    assertThat(
            given()
                .auth()
                .preemptive()
                .basic(account.keyId(), account.secret())
                .get("/v2/account")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            new AlpacaCalls("PKNOBODY", "wrong")
                .request()
                .header("Authorization", "Bearer " + account.token())
                .get("/v2/account")
                .statusCode())
        .as("an explicit bearer wins")
        .isEqualTo(200);
  }

  @Test
  void readerReadsAndChangesNothing() {
    FreshAccount account = account();
    AlpacaCalls reader = new AlpacaCalls(account.readerKeyId(), account.readerSecret());
    String order = Json.of(reader.get("/v2/orders")).getString("[0].id");
    for (String path :
        List.of(
            "/v2/positions",
            "/v2/positions/NVDA",
            "/v2/orders/" + order,
            "/v2/account",
            "/v2/assets",
            "/v2/clock",
            "/v2/account/activities/FILL")) {
      assertThat(reader.get(path).statusCode()).as(path).isEqualTo(200);
    }
    String before = accounts.fingerprint(account);
    String refusal = "the role of this key does not allow it";
    Shapes.error(reader.delete("/v2/positions"), 403, FORBIDDEN, refusal);
    Shapes.error(reader.delete("/v2/positions/NVDA"), 403, FORBIDDEN, refusal);
    Shapes.error(reader.delete("/v2/positions/NVDA?cancel_orders=true"), 403, FORBIDDEN, refusal);
    Shapes.error(reader.delete("/v2/orders"), 403, FORBIDDEN, refusal);
    Shapes.error(reader.delete("/v2/orders/" + order), 403, FORBIDDEN, refusal);
    Shapes.error(reader.patch("/v2/orders/" + order, Map.of("qty", "11")), 403, FORBIDDEN, refusal);
    for (String orderClass : List.of("simple", "oco")) {
      Shapes.error(
          reader.post(
              "/v2/orders",
              """
              {"symbol": "NVDA", "qty": "1", "side": "sell", "type": "limit", "limit_price": "300",
               "time_in_force": "gtc", "order_class": "%s", "take_profit": {"limit_price": "300"},
               "stop_loss": {"stop_price": "100"}}
              """
                  .formatted(orderClass)),
          403,
          FORBIDDEN,
          refusal);
    }
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void othersThingsAnswerExactlyAsAbsentOnes() {
    FreshAccount account = account();
    AlpacaCalls owner = new AlpacaCalls(account);
    AlpacaCalls stranger = new AlpacaCalls(accounts.open(BookText.anAccount()));
    String order = Json.of(owner.get("/v2/orders")).getString("[0].id");
    String name = owner.order(order).getString("client_order_id");
    String absent = UUID.randomUUID().toString();
    String before = accounts.fingerprint(account);
    assertAlike(stranger.get("/v2/orders/" + order), stranger.get("/v2/orders/" + absent));
    assertAlike(stranger.delete("/v2/orders/" + order), stranger.delete("/v2/orders/" + absent));
    assertAlike(
        stranger.patch("/v2/orders/" + order, Map.of("qty", "5")),
        stranger.patch("/v2/orders/" + absent, Map.of("qty", "5")));
    String byName = "/v2/orders:by_client_order_id?client_order_id=";
    assertAlike(stranger.get(byName + name), stranger.get(byName + absent));
    assertAlike(
        stranger.get("/v2/orders?after_order_id=" + order),
        stranger.get("/v2/orders?after_order_id=" + absent));
    assertAlike(
        stranger.get("/v2/account/activities/FILL?order_id=" + order),
        stranger.get("/v2/account/activities/FILL?order_id=" + absent));
    Shapes.error(stranger.delete("/v2/positions/NVDA"), 404, 40410000, "position does not exist");
    assertThat(stranger.delete("/v2/orders").asString()).isEqualTo("[]");
    assertThat(stranger.delete("/v2/positions?cancel_orders=true").asString()).isEqualTo("[]");
    for (String named : List.of(account.name(), "" + account.id(), account.uid() + "", "nobody")) {
      Shapes.error(
          stranger.request().header("Unwind-Account", named).delete("/v2/positions"),
          404,
          40410000,
          "account not found");
    }
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  private static void assertAlike(Response foreign, Response absent) {
    assertThat(foreign.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
    String id = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^ \"]*$";
    assertThat(foreign.asString().replaceAll(id, "#"))
        .isEqualTo(absent.asString().replaceAll(id, "#"));
  }

  @Test
  void theRoleIsToldBeforeAnAccountIsAskedFor() {
    FreshAccount first = account();
    FreshAccount second = accounts.open(BookText.anAccount());
    accounts.execute(
        "insert into principal_grant (principal_id, account_id) select principal_id, $1 from"
            + " credential where key_id = $2",
        second.id(),
        first.readerKeyId());
    AlpacaCalls reader = new AlpacaCalls(first.readerKeyId(), first.readerSecret());
    String refusal = "the role of this key does not allow it";
    Shapes.error(reader.delete("/v2/positions"), 403, FORBIDDEN, refusal);
    Shapes.error(reader.delete("/v2/orders"), 403, FORBIDDEN, refusal);
    Shapes.error(reader.post("/v2/orders", "{}"), 403, FORBIDDEN, refusal);
    Shapes.error(
        reader.get("/v2/positions"),
        400,
        40010000,
        "several accounts are granted to this key: name one in the header Unwind-Account");
  }

  @Test
  void keyWithSeveralAccountsNamesOne() {
    FreshAccount first = account();
    FreshAccount second = accounts.open(BookText.anAccount());
    accounts.execute(
        "insert into principal_grant (principal_id, account_id) select principal_id, $1 from"
            + " principal where name = $2",
        second.id(),
        first.trader());
    AlpacaCalls desk = new AlpacaCalls(first);
    Shapes.error(
        desk.get("/v2/positions"),
        400,
        40010000,
        "several accounts are granted to this key: name one in the header Unwind-Account");
    for (String named : List.of(first.name(), "" + first.id(), first.uid().toString())) {
      assertThat(
              Json.of(desk.request().header("Unwind-Account", named).get("/v2/positions"))
                  .getList("symbol"))
          .containsExactly("NVDA");
    }
    assertThat(
            desk.request().header("Unwind-Account", second.name()).get("/v2/positions").asString())
        .isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/positions",
        "/v2/positions/BTCUSD",
        "/v2/orders",
        "/v2/account",
        "/v2/account/activities/FILL",
        "/v2/events/trades"
      })
  void hedgingAccountsAreNotOfferedHere(String path) {
    FreshAccount account =
        accounts.open(
            BookText.anAccount()
                .with("positionMode", "HEDGING")
                .position("BTC/USD", "0.5", "90000")
                .position("BTC/USD", "-0.5", "91000"));
    AlpacaCalls desk = new AlpacaCalls(account);
    String before = accounts.fingerprint(account);
    String refusal = "account keeps a position per order: it is not offered through this API";
    Shapes.error(desk.get(path), 403, FORBIDDEN, refusal);
    Shapes.error(desk.delete("/v2/positions"), 403, FORBIDDEN, refusal);
    Shapes.error(desk.delete("/v2/positions/BTCUSD"), 403, FORBIDDEN, refusal);
    Shapes.error(desk.delete("/v2/orders"), 403, FORBIDDEN, refusal);
    Shapes.error(
        desk.post(
            "/v2/orders",
            Map.of(
                "symbol",
                "BTC/USD",
                "qty",
                "1",
                "side",
                "sell",
                "type",
                "market",
                "time_in_force",
                "gtc")),
        403,
        FORBIDDEN,
        refusal);
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void requestsAreLimitedPerKeyButClosesAndCancelsAreNot() {
    FreshAccount account = account();
    AlpacaCalls desk = new AlpacaCalls(account);
    for (int i = 1; i <= 200; i++) {
      Response answer = desk.get("/v2/clock");
      assertThat(answer.statusCode()).as("request %d", i).isEqualTo(200);
      assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("" + (200 - i));
    }
    String before = accounts.fingerprint(account);
    Response refused = desk.get("/v2/positions");
    Shapes.error(refused, 429, 42910000, "rate limit exceeded");
    assertThat(refused.header("Retry-After")).matches("[1-9]\\d?");
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    Shapes.error(
        desk.post("/v2/orders", Map.of("symbol", "NVDA")), 429, 42910000, "rate limit exceeded");
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
    AlpacaCalls reader = new AlpacaCalls(account.readerKeyId(), account.readerSecret());
    assertThat(reader.get("/v2/positions").statusCode()).as("another key").isEqualTo(200);

    assertThat(desk.delete("/v2/positions/NVDA?qty=1").statusCode()).isEqualTo(200);
    assertThat(desk.delete("/v2/orders").statusCode()).isEqualTo(207);
    AlpacaCalls.await(
        () -> {
          Json held = Json.of(reader.get("/v2/positions/NVDA"));
          return "39".equals(held.getString("qty")) && "39".equals(held.getString("qty_available"));
        },
        () -> reader.get("/v2/positions").asString());
    Response closed = desk.delete("/v2/positions?cancel_orders=true");
    assertThat(Json.of(closed).getList("status")).containsExactly(200);
    assertThat(closed.header("X-RateLimit-Remaining")).isEqualTo("0");
    reader.awaitFlat();
  }

  @Test
  void callersRequestIdIsKept() {
    Response answer =
        new AlpacaCalls(account()).request().header("X-Request-ID", "my-1").get("/v2/nowhere");
    Shapes.error(answer, 404, 40410000, "endpoint not found.");
    assertThat(answer.header("X-Request-ID")).isEqualTo("my-1");
  }
}
