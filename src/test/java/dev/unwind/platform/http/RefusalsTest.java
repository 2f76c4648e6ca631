// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.unwind.application.access.AccessBook;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered before and around every dialect's resources. */
@QuarkusTest
class RefusalsTest {
  private static final int LIMIT = 200;

  @Inject ImportBook importBook;

  private AccessBook book;

  @BeforeEach
  void load() {
    book = AccessBook.load(importBook);
  }

  @Test
  void aMissingAndAWrongCredentialAreAnsweredInOurOwnShape() {
    assertThat(
            Json.of(
                    given()
                        .get("/unwind/v1/accounts")
                        .then()
                        .statusCode(401)
                        .contentType("application/problem+json")
                        .extract())
                .getString("code"))
        .isEqualTo("NOT_AUTHENTICATED");
    assertThat(
            Json.of(
                    given()
                        .header("Authorization", "Bearer wrong")
                        .get("/unwind/v1/accounts")
                        .then()
                        .statusCode(401)
                        .extract())
                .getString("code"))
        .isEqualTo("NOT_AUTHENTICATED");
    assertThat(
            Json.of(
                    given()
                        .header("Authorization", "Digest what")
                        .get("/unwind/v1/accounts")
                        .then()
                        .statusCode(401)
                        .extract())
                .getString("message"))
        .isEqualTo("the credential cannot be read");
  }

  @Test
  void aTokenAKeyPairAndBasicAreBelieved() {
    given()
        .auth()
        .preemptive()
        .basic(book.keyId(), book.secret())
        .get("/unwind/v1/accounts")
        .then()
        .statusCode(200);
    given()
        .header("apca-api-key-id", book.keyId())
        .header("APCA-API-SECRET-KEY", book.secret())
        .get("/unwind/v1/accounts")
        .then()
        .statusCode(200);
    given()
        .header("Authorization", "bearer " + book.token())
        .get("/unwind/v1/accounts/")
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/positions",
        "/v1/order/list",
        "/api/v1/trading/positions",
        "/accounts/1/liquidations",
        "/unwind/v1/accounts"
      })
  void aWrongCredentialIsA401OfEveryDialect(String path) {
    given()
        .header("Authorization", "Bearer wrong")
        .get(path)
        .then()
        .statusCode(401)
        .header("X-Request-ID", matchesPattern("[0-9a-f]{32}"))
        .body(not(hasLength(0)));
  }

  @Test
  void unknownPathsArePlainJson() {
    assertThat(
            Json.of(
                    given()
                        .header("X-Request-ID", "mine-1")
                        .get("/no/such/path")
                        .then()
                        .statusCode(404)
                        .contentType("application/problem+json")
                        .header("X-Request-ID", equalTo("mine-1"))
                        .extract())
                .getString("code"))
        .isEqualTo("ROUTE_UNKNOWN");
    assertThat(
            Json.of(given().get("/unwind/v1/nothing").then().statusCode(404).extract())
                .getString("code"))
        .isEqualTo("ROUTE_UNKNOWN");
  }

  @Test
  void aWrongVerbIsA405() {
    assertThat(
            Json.of(
                    given()
                        .header("Authorization", "Bearer " + book.token())
                        .patch("/unwind/v1/accounts")
                        .then()
                        .statusCode(405)
                        .extract())
                .getString("code"))
        .isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void upvestsRequestIdHasItsOwnHeaderToo() {
    Response response = given().get("/orders/1");
    assertThat(response.header("upvest-request-id"))
        .isNotNull()
        .isEqualTo(response.header("X-Request-ID"));
  }

  @Test
  void aLargeBodyIsRefusedInTheDialectsShape() {
    String body = "x".repeat(10 << 20);
    assertThat(
            Json.of(
                    given()
                        .header("Authorization", "Bearer " + book.token())
                        .contentType("application/json")
                        .body(body)
                        .post("/unwind/v1/liquidations")
                        .then()
                        .statusCode(413)
                        .extract())
                .getString("code"))
        .isEqualTo("REQUEST_TOO_LARGE");
  }

  @Test
  void aLargeBodyOfUndeclaredLengthIsRefusedToo() throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /unwind/v1/liquidations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + book.token()
                  + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 20; i++) {
        out.write(chunk);
      }
      out.flush();
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("REQUEST_TOO_LARGE") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as("the rest of %s", answer).isNotNegative();
        answer.append((char) next);
      }
      assertThat(answer).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void alpacasLimitCountsPerKeyAndSparesCloses() {
    long resetAt = 0;
    for (int i = 1; i <= LIMIT; i++) {
      Response last = alpaca(book.token()).get("/v2/no-such-endpoint");
      assertThat(last.statusCode()).as("request %d", i).isEqualTo(404);
      assertThat(last.header("X-RateLimit-Limit")).isEqualTo("200");
      assertThat(last.header("X-RateLimit-Remaining")).isEqualTo(String.valueOf(LIMIT - i));
      resetAt = Long.parseLong(last.header("X-RateLimit-Reset"));
    }
    assertThat(resetAt).isBetween(now(), now() + 61);
    Response refused = alpaca(book.token()).get("/v2/no-such-endpoint");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 60L);
    assertThat(alpaca(book.token()).delete("/v2/no-such-endpoint").statusCode()).isEqualTo(404);
    assertThat(alpaca(book.tag + "-risk-token").get("/v2/no-such-endpoint").statusCode())
        .as("another key has its own limit")
        .isEqualTo(404);
    assertThat(alpaca("wrong").get("/v2/no-such-endpoint").header("X-RateLimit-Remaining"))
        .isEqualTo("200");
    given()
        .header("Authorization", "Bearer " + book.token())
        .get("/unwind/v1/accounts")
        .then()
        .statusCode(200);
  }

  private static RequestSpecification alpaca(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }
}
