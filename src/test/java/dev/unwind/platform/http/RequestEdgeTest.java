// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.AccessBook;
import dev.unwind.dialect.Dialect;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a request is framed and whatever it holds, it is answered, in its API's own shape. */
@QuarkusTest
class RequestEdgeTest {
  private static final List<String> WRITES =
      List.of(
          "POST /v2/orders",
          "PATCH /v2/orders/7",
          "DELETE /v2/orders/7",
          "POST /v1/order/placeorder",
          "POST /v1/auth/accesstokenrequest",
          "POST /api/v1/trading/place_order",
          "POST /api/v1/trading/liquidate",
          "POST /orders",
          "POST /auth/token",
          "DELETE /webhooks/7",
          "POST /unwind/v1/liquidations",
          "PUT /unwind/v1/quotes/NOPE",
          "DELETE /unwind/v1/liquidations/7");

  @Inject ImportBook importBook;

  private final Map<Dialect, String> tokens = new EnumMap<>(Dialect.class);

  @BeforeEach
  void load() {
    AccessBook book = AccessBook.load(importBook);
    tokens.put(Dialect.ALPACA, book.token());
    tokens.put(Dialect.NEURATRADE, book.token());
    tokens.put(Dialect.UNWIND, book.tag + "-risk-token");
    tokens.put(
        Dialect.TRADOVATE,
        Json.of(
                given()
                    .contentType("application/json")
                    .body(Map.of("name", book.tag + "-trader", "password", book.tag + "-password"))
                    .post("/v1/auth/accesstokenrequest"))
            .getString("accessToken"));
    tokens.put(
        Dialect.UPVEST,
        Json.of(
                given()
                    .formParam("grant_type", "client_credentials")
                    .formParam("client_id", book.keyId())
                    .formParam("client_secret", book.secret())
                    .post("/auth/token"))
            .getString("access_token"));
  }

  /** The head of a request, up to its last lines; with a token where one is wanted. */
  private String head(String write, boolean anonymous) {
    String path = write.substring(write.indexOf(' ') + 1);
    Dialect dialect = Dialect.ofPath(path).orElse(Dialect.UNWIND);
    return write
        + " HTTP/1.1\r\nHost: x\r\n"
        + (anonymous ? "" : "Authorization: Bearer " + tokens.get(dialect) + "\r\n");
  }

  private static void assertAnswered(String write, RawHttp.Answer answer) {
    String path = write.substring(write.indexOf(' ') + 1);
    assertThat(answer.status()).as("%s: %s", write, answer).isBetween(200, 499);
    Dialect dialect = Dialect.ofPath(path).orElse(Dialect.UNWIND);
    if (answer.status() >= 400) {
      assertShape(dialect, answer);
    }
  }

  private static void assertShape(Dialect dialect, RawHttp.Answer answer) {
    String expected =
        switch (dialect) {
          case ALPACA -> "\\{\"code\":\\d{8},\"message\":\".+\".*}";
          case TRADOVATE -> "\".+\"";
          case NEURATRADE -> "\\{.*\"error\":\".+\".*}|404 page not found";
          case UPVEST -> "\\{\"type\":\".+\"request_id\".*}";
          case UNWIND ->
              "\\{\"type\":\"/docs/reasons.md#([A-Z_]+)\",.+\"code\":\"\\1\",\"message\":.+}";
        };
    assertThat(answer.body()).as("%s %s", dialect, answer).matches(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChunkedBodyIsReadAlsoWhereItIsEmpty(boolean anonymous) throws Exception {
    for (String write : WRITES) {
      for (String type : List.of("application/json", "multipart/form-data; boundary=x", "")) {
        String typed =
            head(write, anonymous)
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                + "Transfer-Encoding: chunked\r\n\r\n";
        assertAnswered(write, RawHttp.exchange(typed + "0\r\n\r\n"));
        String part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n";
        assertAnswered(
            write,
            RawHttp.exchange(
                typed + Integer.toHexString(part.length()) + "\r\n" + part + "\r\n0\r\n\r\n"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWaitsForLeaveToSendIsAnswered(boolean anonymous) throws Exception {
    for (String write : WRITES) {
      for (int bytes : new int[] {0, 2, 1_000_000, 1_500_000, 16_000_000, 17_000_000}) {
        String head =
            head(write, anonymous)
                + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "
                + bytes
                + "\r\n\r\n";
        assertAnswered(write, RawHttp.exchange(head, bytes));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUnknownTransferCodingIsRefused(boolean anonymous) throws Exception {
    for (String write : WRITES) {
      for (String coding : List.of("gzip", "foo", "gzip, chunked", "identity")) {
        RawHttp.Answer answer =
            RawHttp.exchange(
                head(write, anonymous) + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
        assertAnswered(write, answer);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void headsThatCannotBeReadAreAnsweredInTheApisShape(Dialect dialect) throws Exception {
    String root =
        switch (dialect) {
          case ALPACA -> "/v2/positions";
          case TRADOVATE -> "/v1/order/list";
          case NEURATRADE -> "/api/v1/trading/positions";
          case UPVEST -> "/accounts";
          case UNWIND -> "/unwind/v1/accounts";
        };
    Map<String, Integer> heads =
        Map.of(
            "GET " + root + "/%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400,
            "GET " + root + "/% HTTP/1.1\r\nHost: x\r\n\r\n", 400,
            "GET " + root + "?a=%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400,
            "GET " + root + "?a=" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414,
            "GET " + root + "?a=" + "x".repeat(60_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414,
            "GET " + root + " HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(30_000) + "\r\n\r\n", 431,
            "GET " + root + " HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(100_000) + "\r\n\r\n", 431);
    for (Map.Entry<String, Integer> head : heads.entrySet()) {
      RawHttp.Answer answer = RawHttp.exchange(head.getKey());
      // Alpaca calls a part of an address that it cannot read unprocessable.
      int status = dialect == Dialect.ALPACA && head.getValue() == 400 ? 422 : head.getValue();
      assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
      assertShape(dialect, answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/locates, TRADOVATE",
    "/v3/clock, ALPACA",
    "/v1beta1/corporate-actions, ALPACA",
    "/v2/nothing, ALPACA",
    "/api/v1/nothing, NEURATRADE",
    "/instruments/7, UPVEST",
    "/unwind/nothing, UNWIND",
    "/nothing, UNWIND"
  })
  void anUnknownRouteIsToldInTheWordsOfItsRoot(String path, Dialect dialect) throws Exception {
    RawHttp.Answer answer = RawHttp.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer.status()).isEqualTo(404);
    assertShape(dialect, answer);
  }

  @ParameterizedTest
  @CsvSource({
    "POST /v2/orders, symbol, 422",
    "POST /v1/order/placeorder, orderQty, 400",
    "POST /api/v1/trading/place_order, amount, 400",
    "POST /orders, quantity, 400",
    "POST /accounts/00000000-0000-0000-0000-000000000001/liquidations, user_id, 400",
    "POST /unwind/v1/liquidations, qty, 400",
    "PUT /unwind/v1/quotes/NOPE, last, 400"
  })
  void aNumberBeyondAllDecimalsIsABadRequest(String write, String field, int status)
      throws Exception {
    for (String number :
        List.of(
            "1e2147483648", "1E-2147483648", "10e2147483647", "1e99999999999", "-1e2147483648")) {
      for (String body :
          List.of(
              "{\"%s\": %s}".formatted(field, number),
              "{\"%s\": [%s]}".formatted(field, number),
              "{\"unknown\": %s}".formatted(number),
              number)) {
        RawHttp.Answer answer = RawHttp.exchange(json(write, "application/json", body));
        assertThat(answer.status())
            .as("%s %s: %s", write, body, answer)
            .isIn(400, status, 404, 422, 403);
      }
    }
  }

  private String json(String write, String type, String body) {
    return head(write, false)
        + "Idempotency-Key: 00000000-0000-0000-0000-000000000001\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v2/orders",
        "POST /v1/order/placeorder",
        "POST /api/v1/trading/place_order",
        "POST /orders",
        "POST /unwind/v1/liquidations",
        "PUT /unwind/v1/quotes/NOPE"
      })
  void aKeyThatStandsTwiceIsABadRequest(String write) throws Exception {
    RawHttp.Answer answer =
        RawHttp.exchange(
            json(write, "application/json", "{\"symbol\": \"AAPL\", \"symbol\": \"TSLA\"}"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "application/json",
        "application/json; charset=utf-8"
      })
  void jsonIsReadAsWhateverItIsSent(String type) throws Exception {
    for (String write :
        List.of(
            "POST /v2/orders",
            "POST /v1/order/placeorder",
            "POST /api/v1/trading/place_order",
            "POST /orders",
            "POST /unwind/v1/liquidations",
            "PUT /unwind/v1/quotes/NOPE")) {
      RawHttp.Answer expected = RawHttp.exchange(json(write, "application/json", "{\"qty\": 1}"));
      RawHttp.Answer answer = RawHttp.exchange(json(write, type, "{\"qty\": 1}"));
      assertThat(answer.status()).as(write).isEqualTo(expected.status()).isNotEqualTo(415);
    }
  }

  @Test
  void whatHasNoBodyIsNotNegotiatedAbout() throws IOException {
    for (String write :
        List.of(
            "DELETE /webhooks/00000000-0000-0000-0000-000000000001",
            "DELETE /accounts/00000000-0000-0000-0000-000000000001/liquidations/00000000-0000-0000-0000-000000000001",
            "DELETE /v2/orders/00000000-0000-0000-0000-000000000001",
            "DELETE /unwind/v1/liquidations/00000000-0000-0000-0000-000000000001")) {
      RawHttp.Answer answer =
          RawHttp.exchange(head(write, false) + "Accept: application/problem+json\r\n\r\n");
      assertThat(answer.status()).as(write).isEqualTo(404);
    }
  }
}
