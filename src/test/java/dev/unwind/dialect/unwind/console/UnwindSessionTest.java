// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestBook;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Credential;
import dev.unwind.application.access.SecretDigest;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in with a browser: what the cookie is, what it opens, and when it ends. */
@QuarkusTest
class UnwindSessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern COOKIE = Pattern.compile("([^=]+)=([^;]*);.*");
  private static final String BOOK =
      """
      {"accounts": [{"name": "sees#", "currency": "USD"}, {"name": "hidden#", "currency": "USD"}],
       "principals": [
         {"name": "watcher#", "password": "a long password #", "roles": ["reader"], "accounts": ["sees#"],
          "tokens": ["token#"]},
         {"name": "trader#", "roles": ["trader"], "accounts": ["sees#"], "apiKeys": [{"id": "KEY#", "secret": "key secret #"}]}
       ]}
      """;

  @Inject ImportBook importBook;
  @Inject Authenticate authenticate;
  @Inject FreshAccounts ledger;
  @Inject Pool pool;

  private TestBook book;

  /** A cookie as a browser would keep it. */
  private record Kept(String name, String secret, String attributes) {}

  @BeforeEach
  void aBook() {
    book = TestBook.load(importBook, BOOK);
  }

  private static RequestSpecification console() {
    return given().header(ConsoleCookie.HEADER, "1").contentType("application/json");
  }

  private static RequestSpecification with(Kept cookie) {
    return console().header("Cookie", cookie.name() + "=" + cookie.secret());
  }

  private Response signIn(RequestSpecification request, String name, String secret) {
    return request
        .body(book.name("{\"name\": \"%s\", \"secret\": \"%s\"}".formatted(name, secret)))
        .post("/unwind/v1/sign-in");
  }

  private Kept signedIn(String name, String secret) {
    Response answer = signIn(console(), name, secret);
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
    return kept(answer);
  }

  private Kept watcher() {
    return signedIn("watcher#", "a long password #");
  }

  private static Kept kept(Response answer) {
    Matcher cookie = COOKIE.matcher(answer.header("Set-Cookie"));
    assertThat(cookie.matches()).isTrue();
    return new Kept(cookie.group(1), cookie.group(2), cookie.group());
  }

  @Test
  void aPasswordOpensASessionThatSeesWhatThePrincipalSees() {
    Response answer = signIn(console(), "watcher#", "a long password #");
    assertThat(Json.of(answer).getString("name")).isEqualTo(book.name("watcher#"));
    assertThat(Json.of(answer).getList("roles")).isEqualTo(List.of("reader"));
    assertThat(Json.of(answer).getBoolean("mayClose")).isFalse();
    Kept cookie = kept(answer);
    Response desk = with(cookie).get("/unwind/v1/desk");
    assertThat(Json.of(desk).getList("accounts.name")).isEqualTo(List.of(book.name("sees#")));
    assertThat(with(cookie).get(book.name("/unwind/v1/accounts/hidden#")).statusCode())
        .isEqualTo(404);
    assertThat(
            with(cookie)
                .body(book.name("{\"account\": \"sees#\", \"scope\": \"ACCOUNT\"}"))
                .post("/unwind/v1/liquidations")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aKeyOpensASessionThatEndsWithTheKey() {
    Kept cookie = signedIn("KEY#", "key secret #");
    assertThat(Json.of(with(cookie).get("/unwind/v1/session")).getBoolean("mayClose")).isTrue();
    UUID session = credential(cookie);
    assertThat(mayGoOn(session)).isTrue();
    ledger.execute("update credential set revoked_at = now() where key_id = $1", book.name("KEY#"));
    assertThat(with(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(mayGoOn(session)).isFalse();
  }

  @Test
  void aKeyThatIsFollowedByAnotherEndsItsSessionsAndStreams() {
    Kept cookie = signedIn("KEY#", "key secret #");
    UUID session = credential(cookie);
    UUID key =
        authenticate
            .with(new Credential.ApiKey(book.name("KEY#"), book.name("key secret #")))
            .await()
            .atMost(PATIENCE)
            .credentialId();
    end(key, "expires_at = now() + interval '1 hour'");
    assertThat(mayGoOn(key)).isTrue();
    assertThat(mayGoOn(session)).isTrue();
    end(key, "expires_at = now() - interval '1 second'");
    assertThat(with(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(with(cookie).put("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(mayGoOn(session)).isFalse();
    assertThat(mayGoOn(key)).isFalse();
  }

  @Test
  void streamsOfWhoIsGrantedLessAreToldSo() {
    UUID session = credential(watcher());
    assertThat(granted(session).accounts()).hasSize(1);
    ledger.execute(
        "delete from principal_grant where principal_id = (select principal_id from principal where name = $1)",
        book.name("watcher#"));
    assertThat(granted(session).accounts()).isEmpty();
  }

  private AccountScope granted(UUID session) {
    return Objects.requireNonNull(
        authenticate.stillValid(Set.of(session)).await().atMost(PATIENCE).get(session));
  }

  @Test
  void aTokenOpensASessionForItsOwnPrincipalAndASessionOpensNone() {
    Kept cookie = signedIn("watcher#", "token#");
    assertThat(Json.of(with(cookie).get("/unwind/v1/session")).getString("name"))
        .isEqualTo(book.name("watcher#"));
    assertThat(signIn(console(), "trader#", "token#").statusCode()).isEqualTo(401);
    assertThat(signIn(console(), "watcher#", cookie.secret()).statusCode()).isEqualTo(401);
    ledger.execute(
        "update credential set revoked_at = now() where secret_sha256 = sha256(convert_to($1, 'UTF8'))",
        book.name("token#"));
    assertThat(with(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(401);
  }

  @Test
  void overPlainHttpOnThisMachineTheCookieIsHttpOnlyStrictAndShortLived() {
    Kept cookie = watcher();
    assertThat(cookie.name()).isEqualTo("unwind-" + RestAssured.port);
    assertThat(cookie.attributes())
        .contains("; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=1800")
        .doesNotContain("Secure", "Domain");
  }

  @Test
  void elsewhereTheCookieIsSecureAndOfThisHostAlone() {
    for (Header elsewhere :
        List.of(new Header("Host", "unwind.example"), new Header("X-Forwarded-Proto", "https"))) {
      Kept cookie = kept(signIn(console().header(elsewhere), "watcher#", "a long password #"));
      assertThat(cookie.name()).isEqualTo("__Host-unwind");
      assertThat(cookie.attributes())
          .contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/")
          .doesNotContain("Domain");
      assertThat(with(cookie).header(elsewhere).get("/unwind/v1/session").statusCode())
          .isEqualTo(200);
      Kept plain = new Kept("unwind-" + RestAssured.port, cookie.secret(), "");
      assertThat(with(plain).header(elsewhere).get("/unwind/v1/session").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void withoutTheConsolesOwnHeaderTheCookieIsNoCredential() {
    Kept cookie = watcher();
    RequestSpecification foreign =
        given()
            .header("Cookie", cookie.name() + "=" + cookie.secret())
            .contentType("text/plain")
            .body("{}");
    assertThat(foreign.get("/unwind/v1/desk").statusCode()).isEqualTo(401);
    assertThat(foreign.post("/unwind/v1/liquidations").statusCode()).isEqualTo(401);
    assertThat(foreign.delete("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(with(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(200);
    Response signIn = signIn(given().contentType("text/plain"), "watcher#", "a long password #");
    assertThat(signIn.statusCode()).isEqualTo(403);
    assertThat(signIn.header("Set-Cookie")).isNull();
  }

  @Test
  void theSessionOpensNoneOfTheOtherApis() {
    Kept cookie = signedIn("KEY#", "key secret #");
    for (String path :
        List.of(
            "/v2/account",
            "/v2/positions",
            "/v1/account/list",
            "/v1/position/list",
            "/api/v1/trading/positions",
            "/accounts",
            "/orders/" + UUID.randomUUID())) {
      // As nobody's request; Alpaca answers those with 403.
      assertThat(with(cookie).get(path).statusCode())
          .as(path)
          .isEqualTo(path.startsWith("/v2") ? 403 : 401);
      assertThat(bearer(cookie).get(path).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(bearer(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(401);
  }

  /** Whether streams that were opened with it may go on. */
  private boolean mayGoOn(UUID session) {
    return authenticate.stillValid(Set.of(session)).await().atMost(PATIENCE).containsKey(session);
  }

  private static RequestSpecification bearer(Kept cookie) {
    return console().header("Authorization", "Bearer " + cookie.secret());
  }

  @Test
  void noOtherTokenIsTakenFromTheCookie() {
    Kept cookie = new Kept("unwind-" + RestAssured.port, book.name("token#"), "");
    assertThat(with(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(
            given()
                .header("Authorization", book.name("Bearer token#"))
                .get("/unwind/v1/session")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void theLedgerKeepsNoMoreThanAHashOfTheSession() {
    Kept cookie = watcher();
    String row =
        pool.preparedQuery("select c::text from credential c where credential_id = $1")
            .execute(Tuple.of(credential(cookie)))
            .await()
            .atMost(PATIENCE)
            .iterator()
            .next()
            .getString(0);
    assertThat(row)
        .contains(HexFormat.of().formatHex(SecretDigest.of(cookie.secret())))
        .contains("SESSION")
        .doesNotContain(cookie.secret());
  }

  @Test
  void signingOutEndsTheSessionForEverybodyWhoHasTheCookie() {
    Kept cookie = watcher();
    UUID session = credential(cookie);
    Response out = with(cookie).delete("/unwind/v1/session");
    assertThat(out.statusCode()).isEqualTo(204);
    assertThat(kept(out).secret()).isEmpty();
    assertThat(kept(out).attributes()).contains("Max-Age=0");
    assertThat(with(cookie).get("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(with(cookie).put("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(mayGoOn(session)).isFalse();
  }

  @Test
  void aKeyOrTokenThatSignsOutStaysAsItIs() {
    RequestSpecification token =
        given().header("Authorization", book.name("Bearer token#")).contentType("application/json");
    assertThat(token.delete("/unwind/v1/session").statusCode()).isEqualTo(204);
    assertThat(Json.of(token.put("/unwind/v1/session")).getString("expiresAt")).isNull();
    assertThat(token.get("/unwind/v1/session").statusCode()).isEqualTo(200);
  }

  @Test
  void aSessionEndsByItselfUnlessItIsRenewedAndThenToo() {
    Kept cookie = watcher();
    UUID session = credential(cookie);
    end(session, "expires_at = now() + interval '5 seconds'");
    Response renewed = with(cookie).put("/unwind/v1/session");
    Instant until = Instant.parse(Json.of(renewed).getString("expiresAt"));
    assertThat(until).isAfter(Instant.now().plus(Duration.ofMinutes(29)));
    assertThat(kept(renewed).secret()).isEqualTo(cookie.secret());

    Instant last = Instant.now().plusSeconds(60);
    end(session, "tags = (tags::jsonb || '{\"endsAt\": \"" + last + "\"}')::json");
    renewed = with(cookie).put("/unwind/v1/session");
    assertThat(Instant.parse(Json.of(renewed).getString("expiresAt")))
        .isBetween(last.minusMillis(1), last);

    end(session, "expires_at = now() - interval '1 second'");
    assertThat(with(cookie).get("/unwind/v1/desk").statusCode()).isEqualTo(401);
    assertThat(with(cookie).put("/unwind/v1/session").statusCode()).isEqualTo(401);
    assertThat(mayGoOn(session)).isFalse();
  }

  private void end(UUID session, String change) {
    ledger.execute(
        "update credential set " + change + " where credential_id = $1::text::uuid",
        session.toString());
  }

  private UUID credential(Kept cookie) {
    return authenticate
        .with(new Credential.Token(cookie.secret()))
        .await()
        .atMost(PATIENCE)
        .credentialId();
  }

  @Test
  void whoGuessesHasToWaitAndLocksNobodyElseOut() {
    for (int i = 0; i < 4; i++) {
      assertThat(signIn(console(), "watcher#", "guess " + i).statusCode()).isEqualTo(401);
    }
    Response delayed = signIn(console(), "watcher#", "a long password #");
    assertThat(delayed.statusCode()).isEqualTo(429);
    assertThat(Json.of(delayed).getString("code")).isEqualTo("RATE_LIMITED");
    assertThat(Integer.parseInt(delayed.header("Retry-After"))).isBetween(1, 15);
    assertThat(signIn(console(), "KEY#", "key secret #").statusCode()).isEqualTo(200);
    assertThat(signIn(console(), "nobody#", "anything").statusCode()).isEqualTo(401);
  }

  @Test
  void aSignInThatMakesNoSenseIsMalformed() {
    for (String body :
        List.of("", "{}", "{\"name\": \"x\"}", "{\"name\": \"x\", \"secret\": 1, \"role\": 2}")) {
      assertThat(console().body(body).post("/unwind/v1/sign-in").statusCode())
          .as(body)
          .isEqualTo(400);
    }
  }

  @Test
  void thePageRunsNothingButWhatItHasBeenBuiltWith() {
    for (String path : List.of("/unwind", "/unwind/")) {
      Response page = given().redirects().follow(false).get(path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.contentType()).startsWith("text/html");
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.asString())
          .contains("<title>Unwind</title>")
          .doesNotContain("<style", "style=", "onclick");
    }
    assertThat(given().get("/unwind/assets/..%2Findex.html").statusCode()).isEqualTo(404);
    assertThat(given().get("/unwind/assets/nothing.js").statusCode()).isEqualTo(404);
  }
}
