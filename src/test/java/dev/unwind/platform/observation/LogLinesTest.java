// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.LogLines;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What log lines carry, and what they never do. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class LogLinesTest {
  /** Kept here, for a logger without a strong reference forgets its level. */
  private static final List<Logger> TALKING =
      Stream.of(
              "",
              "dev.unwind",
              "io.quarkus",
              "io.vertx",
              "org.jboss.resteasy",
              "org.hibernate.SQL",
              "io.smallrye")
          .map(Logger::getLogger)
          .toList();

  /** No setting goes below: quarkus.log.min-level is fixed when the program is built. */
  private static final Level LOWEST = org.jboss.logmanager.Level.DEBUG;

  /** The tests' own client writes all that it sends. */
  private static final Logger CLIENT = Logger.getLogger("org.apache.http");

  @Inject FreshAccounts accounts;

  private final List<Level> before = new ArrayList<>();

  @BeforeEach
  void talk() {
    TALKING.forEach(logger -> before.add(logger.getLevel()));
    TALKING.forEach(logger -> logger.setLevel(LOWEST));
    CLIENT.setLevel(Level.OFF);
  }

  @AfterEach
  void hush() {
    for (int i = 0; i < before.size(); i++) {
      TALKING.get(i).setLevel(before.get(i));
    }
    CLIENT.setLevel(null);
  }

  @Test
  void everyLineOfACloseCarriesItsRequestAccountAndLiquidation() {
    FreshAccount account = accounts.open(BookText.anAccount().position("AAPL", "10", "100"));
    String request = UUID.randomUUID().toString();
    try (LogLines lines = LogLines.all()) {
      String liquidation =
          given()
              .header("APCA-API-KEY-ID", account.keyId())
              .header("APCA-API-SECRET-KEY", account.secret())
              .header("X-Request-ID", request)
              .delete("/v2/positions/AAPL")
              .then()
              .statusCode(200)
              .extract()
              .header("Unwind-Liquidation");

      assertThat(lines.contextOf("accepted dialect=alpaca liquidation=" + liquidation))
          .isEqualTo(
              Map.of(
                  "request", request,
                  "account", String.valueOf(account.id()),
                  "liquidation", liquidation));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/positions", "/api/v1/trading/positions", "/unwind/v1/accounts/%s/positions"})
  void linesOfAReadCarryItsRequestAndAccount(String path) {
    FreshAccount account = accounts.open(BookText.anAccount().position("AAPL", "10", "100"));
    String request = UUID.randomUUID().toString();
    try (LogLines lines = LogLines.all()) {
      given()
          .auth()
          .oauth2(account.token())
          .header("X-Request-ID", request)
          .get(path.formatted(account.name()))
          .then()
          .statusCode(200);

      assertThat(lines.contextsOf(request))
          .contains(Map.of("request", request, "account", String.valueOf(account.id())));
    }
  }

  @Test
  void noLineAtAnyLevelHoldsASecretOfARequest() {
    FreshAccount account = accounts.open(BookText.anAccount().position("AAPL", "10", "100"));
    String password = "never-" + UUID.randomUUID();
    try (LogLines lines = LogLines.all()) {
      for (String secret : List.of(account.secret(), account.secret() + "x")) {
        given()
            .header("APCA-API-KEY-ID", account.keyId())
            .header("APCA-API-SECRET-KEY", secret)
            .get("/v2/positions");
        given().auth().preemptive().basic(account.keyId(), secret).get("/v2/positions");
        given()
            .formParam("client_id", account.keyId())
            .formParam("client_secret", secret)
            .formParam("grant_type", "client_credentials")
            .post("/auth/token");
      }
      for (String token : List.of(account.token(), account.token() + "x")) {
        given().auth().oauth2(token).get("/api/v1/trading/positions");
        given().auth().oauth2(token).get("/unwind/v1/accounts");
        given().auth().oauth2(token).queryParam("token", token).get("/v1/position/list");
      }
      given()
          .contentType("application/json")
          .body(Map.of("name", account.trader(), "password", password, "appId", "x"))
          .post("/v1/auth/accesstokenrequest");
      given()
          .contentType("application/json")
          .body("{\"password\": \"" + password + "\", broken")
          .post("/v1/auth/accesstokenrequest");

      assertThat(lines.size()).as("lines at all levels").isGreaterThan(20);
      String basic =
          Base64.getEncoder()
              .encodeToString((account.keyId() + ":" + account.secret()).getBytes(UTF_8));
      for (String secret : List.of(account.secret(), account.token(), password, basic)) {
        assertThat(lines.holding(secret)).isEmpty();
      }
    }
  }
}
