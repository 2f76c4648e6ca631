// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in, staying signed in, and being thrown out. */
@QuarkusTest
class TradovateSignInTest {
  private static final String REFUSED =
      "Incorrect username or password. Please try again, noting that passwords are case-sensitive.";

  @Inject ImportBook importBook;
  @Inject FreshAccounts accounts;

  @Test
  void aTokenLastsEightyMinutesAndIsToldInMilliseconds() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Json signedIn = Json.of(TradovateDesk.signIn(desk.name, TradovateDesk.PASSWORD));
    assertThat(signedIn.getMap("$")).doesNotContainKeys("errorText", "p-ticket");
    assertThat(signedIn.getString("userStatus")).isEqualTo("Active");
    assertThat(signedIn.getString("name")).isEqualTo(desk.name);
    assertThat(signedIn.getString("accessToken"))
        .isNotBlank()
        .isNotEqualTo(signedIn.getString("mdAccessToken"));
    String end = signedIn.getString("expirationTime");
    assertThat(end).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(Duration.between(Instant.now(), Instant.parse(end)))
        .isBetween(Duration.ofMinutes(79), Duration.ofMinutes(80));
  }

  @Test
  void aWrongNameOrPasswordIsA200WithTheSameWords() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    for (Response refused :
        new Response[] {
          TradovateDesk.signIn(desk.name, "wrong"), TradovateDesk.signIn("nobody-" + desk.name, "x")
        }) {
      assertThat(refused.statusCode()).isEqualTo(200);
      assertThat(Json.of(refused).getMap("$")).isEqualTo(Map.of("errorText", REFUSED));
    }
  }

  @Test
  void whoGuessesWaitsWithATicketAndMayStillClose() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    desk.token();
    for (int i = 0; i < 4; i++) {
      assertThat(Json.of(TradovateDesk.signIn(desk.name, "guess " + i)).getString("errorText"))
          .isEqualTo(REFUSED);
    }
    Map<String, Object> penalty =
        Json.of(TradovateDesk.signIn(desk.name, TradovateDesk.PASSWORD)).getMap("$");
    assertThat(penalty).containsOnlyKeys("p-ticket", "p-time", "p-captcha");
    assertThat(penalty).containsEntry("p-captcha", false);
    assertThat(TradovateDesk.number(penalty, "p-time")).isBetween(1L, 15L);
    // The ticket alone opens nothing.
    Map<String, Object> replay = new HashMap<>(penalty);
    replay.putAll(Map.of("name", desk.name, "password", TradovateDesk.PASSWORD));
    assertThat(
            Json.of(
                    given()
                        .contentType("application/json")
                        .body(replay)
                        .post("/v1/auth/accesstokenrequest"))
                .getMap("$"))
        .containsKey("p-ticket");
    assertThat(Json.of(desk.liquidate()).getMap("$")).containsOnlyKeys("orderId");
    TradovateDesk.eventually(() -> desk.netPos() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void renewingGivesAnotherTokenAndLeavesTheOldOne(String method) {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    String renewed =
        Json.of(
                desk.call()
                    .request(method, "/v1/auth/renewAccessToken")
                    .then()
                    .statusCode(200)
                    .extract())
            .getString("accessToken");
    assertThat(renewed).isNotEqualTo(desk.token());
    for (String token : new String[] {renewed, desk.token()}) {
      assertThat(Json.of(me(token)).getString("name")).isEqualTo(desk.name);
    }
  }

  @Test
  void theMarketDataTokenTellsOfTheMarketAndDoesNothing() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    String token =
        Json.of(TradovateDesk.signIn(desk.name, TradovateDesk.PASSWORD)).getString("mdAccessToken");
    assertThat(me(token).statusCode()).isEqualTo(200);
    assertThat(
            Json.of(
                    given()
                        .header("Authorization", "Bearer " + token)
                        .get("/v1/contract/find?name=" + desk.contract))
                .getLong("id"))
        .isEqualTo(desk.contractId);
    assertDenied(given().header("Authorization", "Bearer " + token).get("/v1/position/list"));
    for (String method : new String[] {"GET", "POST"}) {
      assertDenied(
          given()
              .header("Authorization", "Bearer " + token)
              .request(method, "/v1/auth/renewaccesstoken"));
    }
    String order =
        "{\"accountId\":%d,\"symbol\":\"%s\",\"action\":\"Sell\",\"orderQty\":1,\"orderType\":\"Market\"}"
            .formatted(desk.accountId, desk.contract);
    assertDenied(
        given()
            .header("Authorization", "Bearer " + token)
            .contentType("application/json")
            .body(order)
            .post("/v1/order/placeorder"));
    try (TradovateSocketClient socket = TradovateSocketClient.connect()) {
      assertThat(socket.call("authorize", "", token).get("s").asInt()).isEqualTo(200);
      assertThat(socket.ok("contract/find", "name=" + desk.contract, "").get("id").asLong())
          .isEqualTo(desk.contractId);
      for (String denied :
          new String[] {"order/placeorder", "auth/renewaccesstoken", "user/syncrequest"}) {
        assertThat(socket.call(denied, "", order).get("s").asInt()).as(denied).isEqualTo(401);
      }
    }
    assertThat(desk.netPos()).isEqualTo(2);
  }

  @Test
  void guessingAtOneNameLocksNoOtherNameOfTheSameAddressOut() {
    TradovateDesk attacked = TradovateDesk.open(importBook, 0, "");
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    for (int i = 0; i < 64; i++) {
      TradovateDesk.signIn(attacked.name, "guess " + i);
    }
    assertThat(
            Json.of(TradovateDesk.signIn(attacked.name, TradovateDesk.PASSWORD))
                .getString("p-ticket"))
        .isNotBlank();
    assertThat(
            Json.of(TradovateDesk.signIn(desk.name, TradovateDesk.PASSWORD))
                .getString("accessToken"))
        .isNotBlank();
    assertThat(
            Json.of(
                    given()
                        .header("X-Forwarded-For", "198.51.100.1")
                        .contentType("application/json")
                        .body(Map.of("name", attacked.name, "password", TradovateDesk.PASSWORD))
                        .post("/v1/auth/accesstokenrequest"))
                .getString("p-ticket"))
        .as("nobody's word is taken for where a client is")
        .isNotBlank();
  }

  @Test
  void tokensThatAreNoneAreDeniedWithAJsonString() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    assertDenied(given().get("/v1/account/list"));
    assertDenied(me("wrong"));
    assertDenied(given().header("Authorization", "Basic eDp5").get("/v1/auth/me"));
    accounts.execute(
        "update credential set expires_at = now() - interval '1 second' where secret_sha256 ="
            + " sha256(convert_to($1, 'UTF8'))",
        desk.token());
    assertDenied(me(desk.token()));
  }

  @Test
  void aRevokedPrincipalIsOutAtOnceAndItsSocketToo() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    try (TradovateSocketClient socket = TradovateSocketClient.synced(desk)) {
      accounts.execute("update principal set revoked_at = now() where name = $1", desk.name);
      assertDenied(me(desk.token()));
      assertThat(
              Json.of(TradovateDesk.signIn(desk.name, TradovateDesk.PASSWORD))
                  .getString("errorText"))
          .isEqualTo(REFUSED);
      assertThat(socket.awaitClose()).isEqualTo(1008);
      assertThat(socket.frames())
          .anyMatch(f -> f.contains("\"e\":\"shutdown\"") && f.contains("access was revoked"));
    }
  }

  @Test
  void pagesOfAnyOriginMayCall() {
    Response preflight =
        given()
            .header("Origin", "https://desk.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type")
            .options("/v1/order/liquidatePosition");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET", "POST");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type");

    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Response answer = desk.call().header("Origin", "https://desk.example").get("/v1/account/list");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    Response refused = given().header("Origin", "null").get("/v1/account/list");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(given().header("Origin", "null").get("/v2/account").headers())
        .noneMatch(h -> h.getName().equalsIgnoreCase("Access-Control-Allow-Origin"));
  }

  private static Response me(String token) {
    return given().header("Authorization", "Bearer " + token).get("/v1/auth/me");
  }

  private static void assertDenied(Response response) {
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.contentType()).startsWith("application/json");
    assertThat(response.asString()).isEqualTo("\"Access is denied\"");
  }
}
