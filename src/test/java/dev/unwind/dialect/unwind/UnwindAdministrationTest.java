// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.market.Market;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come in, and what is traded. */
@QuarkusTest
class UnwindAdministrationTest {
  private static final String BOT =
      "{\"name\": \"bot#\", \"roles\": [\"trader\"], \"accounts\": [\"desk#\"]}";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ImportBook importBook;
  @Inject Market market;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  private Response made(String path, String body) {
    Response made = desk.post("admin", path, body);
    assertThat(made.statusCode()).as("%s", made.asString()).isEqualTo(201);
    if (!path.contains("/keys")) {
      URI where = URI.create(made.header("Location"));
      Response there = desk.as("admin").urlEncodingEnabled(false).get(where.getRawPath());
      assertThat(there.statusCode()).as("%s", where).isEqualTo(200);
      for (String name : List.of("name", "symbol")) {
        assertThat(Json.of(there).getString(name)).isEqualTo(Json.of(made).getString(name));
      }
    }
    return made;
  }

  private int status(String token, String path) {
    return given()
        .header("Authorization", "Bearer " + token)
        .get(desk.name("/unwind/v1" + path))
        .statusCode();
  }

  private Response delete(String by, String path) {
    return desk.as(by).delete(desk.name("/unwind/v1" + path));
  }

  @Test
  void aPrincipalDoesWhatItIsGrantedUntilItIsRevoked() {
    Response bot = made("/principals", BOT);
    assertThat(Json.of(bot).getList("accounts")).containsExactly(desk.name("desk#"));
    refused(desk.post("admin", "/principals", BOT), 409, "NAME_TAKEN");
    Response key = made("/principals/bot#/keys", "{\"kind\": \"token\"}");
    assertThat(key.header("Cache-Control")).contains("no-store");
    String token = Json.of(key).getString("secret");
    assertThat(status(token, "/accounts/desk#")).isEqualTo(200);
    assertThat(status(token, "/accounts/other#")).isEqualTo(404);

    Response granted = desk.put("admin", "/principals/bot#/grants", "{\"accounts\": [\"other#\"]}");
    assertThat(granted.statusCode()).as("%s", granted.asString()).isEqualTo(200);
    assertThat(status(token, "/accounts/desk#")).isEqualTo(404);
    assertThat(status(token, "/accounts/other#")).isEqualTo(200);

    Response shown = desk.get("admin", "/principals/bot#");
    assertThat(shown.asString()).doesNotContain(token);
    assertThat(Json.of(shown).getList("keys.kind")).containsExactly("token");
    assertThat(delete("admin", "/principals/bot#").statusCode()).isEqualTo(204);
    assertThat(status(token, "/accounts/other#")).isEqualTo(401);
    assertThat(Json.of(desk.get("admin", "/principals/bot#")).getString("revokedAt")).isNotNull();
    refused(delete("admin", "/principals/bot#"), 404, "PRINCIPAL_NOT_FOUND");
    refused(
        desk.post("admin", "/principals/bot#/keys", "{\"kind\": \"key\"}"),
        404,
        "PRINCIPAL_NOT_FOUND");
  }

  @Test
  void aKeyIsFollowedByAnotherAndBothWorkUntilTheFirstEnds() {
    made("/principals", BOT);
    Json first = Json.of(made("/principals/bot#/keys", "{\"kind\": \"key\"}"));
    String path = "/principals/bot#/keys/" + first.getString("id");
    Json second = Json.of(made(path + "/rotation", "{\"overlap\": \"1h\"}"));
    assertThat(second.getString("kind")).isEqualTo("key");
    assertThat(keyed(first)).isEqualTo(200);
    assertThat(keyed(second)).isEqualTo(200);
    List<String> ends = Json.of(desk.get("admin", "/principals/bot#")).getList("keys.expiresAt");
    assertThat(ends).hasSize(2).filteredOn(end -> end != null).hasSize(1);

    // At once: the first is not believed any more.
    made(path + "/rotation", "{\"overlap\": \"0s\"}");
    assertThat(keyed(first)).isEqualTo(401);
    assertThat(keyed(second)).isEqualTo(200);
    refused(delete("admin", path), 404, "CREDENTIAL_NOT_FOUND");

    String other = "/principals/bot#/keys/" + second.getString("id");
    assertThat(delete("admin", other).statusCode()).isEqualTo(204);
    assertThat(keyed(second)).isEqualTo(401);
    refused(desk.post("admin", other + "/rotation", "{}"), 404, "CREDENTIAL_NOT_FOUND");
  }

  private int keyed(Json key) {
    return given()
        .header("APCA-API-KEY-ID", key.getString("keyId"))
        .header("APCA-API-SECRET-KEY", key.getString("secret"))
        .get(desk.name("/unwind/v1/accounts/desk#"))
        .statusCode();
  }

  @Test
  void whoIsNotGrantedEverythingAdministersWhatLiesWithinHisGrants() {
    made(
        "/principals", "{\"name\": \"local#\", \"roles\": [\"admin\"], \"accounts\": [\"desk#\"]}");
    String token =
        Json.of(made("/principals/local#/keys", "{\"kind\": \"token\"}")).getString("secret");
    List<String> names =
        Json.of(
                given()
                    .header("Authorization", "Bearer " + token)
                    .get("/unwind/v1/principals?limit=1000"))
            .getList("principals.name");
    assertThat(names)
        .contains(desk.name("trader#"), desk.name("local#"))
        .doesNotContain(desk.name("other#"), desk.name("both#"), desk.name("admin#"));
    assertThat(status(token, "/principals/trader#")).isEqualTo(200);
    assertThat(status(token, "/principals/other#")).isEqualTo(404);
    assertThat(status(token, "/principals/admin#")).isEqualTo(404);
    local(token, BOT.replace("desk#", "other#"), 404, "ACCOUNT_NOT_FOUND");
    local(
        token,
        "{\"name\": \"bot#\", \"roles\": [\"risk\"], \"accounts\": [\"*\"]}",
        403,
        "NOT_PERMITTED");
  }

  private void local(String token, String body, int status, String code) {
    refused(
        given()
            .header("Authorization", "Bearer " + token)
            .contentType("application/json")
            .body(desk.name(body))
            .post("/unwind/v1/principals"),
        status,
        code);
  }

  @Test
  void somebodyMayActOnAllAccountsAndSomebodyElseOnNone() {
    Response all =
        made("/principals", "{\"name\": \"all#\", \"roles\": [\"risk\"], \"accounts\": [\"*\"]}");
    assertThat(Json.of(all).getList("accounts")).containsExactly("*");
    Response none =
        made("/principals", "{\"name\": \"none#\", \"roles\": [\"risk\"], \"accounts\": []}");
    assertThat(Json.of(none).getList("accounts")).isEmpty();
    String token =
        Json.of(made("/principals/none#/keys", "{\"kind\": \"token\"}")).getString("secret");
    assertThat(status(token, "/accounts/desk#")).isEqualTo(404);
    assertThat(granted("none#", "*")).containsExactly("*");
    assertThat(status(token, "/accounts/desk#")).isEqualTo(200);
    assertThat(granted("all#", "")).isEmpty();
  }

  private List<String> granted(String principal, String account) {
    String accounts = account.isEmpty() ? "[]" : "[\"" + account + "\"]";
    Response put =
        desk.put(
            "admin", "/principals/" + principal + "/grants", "{\"accounts\": " + accounts + "}");
    assertThat(put.statusCode()).as("%s", put.asString()).isEqualTo(200);
    return Json.of(put).getList("accounts");
  }

  @Test
  void ofManyWhoMakeAPrincipalOfOneNameAtOnceOneHas() {
    List<Integer> codes =
        Stream.generate(() -> BOT)
            .limit(8)
            .map(
                body ->
                    CompletableFuture.supplyAsync(() -> desk.post("admin", "/principals", body)))
            .toList()
            .stream()
            .map(asked -> asked.join().statusCode())
            .sorted()
            .toList();
    assertThat(codes).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
  }

  @Test
  void aNameWithASlashIsFoundWhereItIsSaidToBe() {
    made("/principals", "{\"name\": \"a b/keys#\", \"roles\": [\"reader\"], \"accounts\": []}");
  }

  @Test
  void whatNoPathCanSayIsNoName() {
    for (String name : List.of(".", "..", "*", " lead#", "trail# ", "\\ud800#", "\\u0000")) {
      for (String body :
          List.of(
              "/accounts {'name': '?', 'currency': 'USD'}",
              "/principals {'name': '?', 'roles': ['trader'], 'accounts': []}",
              "/instruments {'symbol': '?', 'assetClass': 'crypto', 'currency': 'USD',"
                  + " 'quantityIncrement': '1', 'priceIncrement': '1'}")) {
        String[] request = body.replace("?", name).replace('\'', '"').split(" ", 2);
        refused(desk.post("admin", request[0], request[1]), 400, "REQUEST_MALFORMED");
      }
    }
  }

  @Test
  void administrationIsForAdministrators() {
    refused(desk.post("risk", "/principals", BOT), 403, "NOT_PERMITTED");
    refused(desk.get("risk", "/principals"), 403, "NOT_PERMITTED");
    refused(desk.get("trader", "/principals/trader#"), 403, "NOT_PERMITTED");
    refused(desk.post("risk", "/accounts", "{\"name\": \"x#\"}"), 403, "NOT_PERMITTED");
    refused(desk.post("risk", "/instruments", "{\"symbol\": \"X#\"}"), 403, "NOT_PERMITTED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"name\": \"x#\", \"roles\": [], \"accounts\": []}",
        "{\"name\": \"x#\", \"roles\": [\"king\"], \"accounts\": []}",
        "{\"name\": \"x#\", \"roles\": [\"trader\"]}",
        "{\"name\": \"x#\", \"roles\": [\"trader\"], \"accounts\": [\"*\"]}",
        "{\"name\": \"x#\", \"roles\": [\"risk\"], \"accounts\": [\"*\", \"desk#\"]}",
        "{\"name\": \" \", \"roles\": [\"trader\"], \"accounts\": []}"
      })
  void aPrincipalThatMakesNoSenseIsRefused(String body) {
    refused(desk.post("admin", "/principals", body), 400, "REQUEST_MALFORMED");
  }

  @Test
  void anAccountIsOpenedAndTrades() {
    Response made =
        made("/accounts", "{\"name\": \"new#\", \"currency\": \"USD\", \"cash\": \"100.5\"}");
    assertThat(Json.of(made).getString("cash")).isEqualTo("100.5");
    assertThat(Json.of(desk.get("risk", "/accounts/new#")).getLong("id"))
        .isEqualTo(Json.of(made).getLong("id"));
    String again = "{\"name\": \"new#\", \"currency\": \"EUR\"}";
    refused(desk.post("admin", "/accounts", again), 409, "NAME_TAKEN");
    Response mistaken =
        desk.post(
            "admin",
            "/accounts",
            "{\"name\": \"next#\", \"currency\": \"USD\", \"cash\": \"lots\"}");
    refused(mistaken, 400, "REQUEST_MALFORMED");
    assertThat(Json.of(mistaken).getString("message")).startsWith("cash");
    refused(
        desk.post(
            "admin", "/accounts", "{\"name\": \"next#\", \"currency\": \"USD\", \"orders\": []}"),
        400,
        "REQUEST_MALFORMED");
  }

  @Test
  void anInstrumentIsAddedAndQuoted() {
    String body =
        "{\"symbol\": \"NEW#/USD\", \"assetClass\": \"us_equity\", \"exchange\": \"NYSE\", \"currency\": \"USD\","
            + " \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\", \"aliases\": [\"NEWER#\"]}";
    Response made = made("/instruments", body);
    assertThat(Json.of(made).getString("session")).isEqualTo("us_equity");
    refused(desk.post("admin", "/instruments", body), 409, "NAME_TAKEN");
    assertThat(Json.of(desk.get("reader", "/instruments/NEWER#")).getString("symbol"))
        .isEqualTo(desk.name("NEW#/USD"));
    refused(desk.get("reader", "/instruments/NONE#"), 404, "INSTRUMENT_NOT_FOUND");
    Json page = Json.of(desk.get("reader", "/instruments?limit=1"));
    assertThat(page.getList("instruments")).hasSize(1);
    assertThat(page.getString("next")).isEqualTo(page.getString("instruments[0].symbol"));

    Response quoted =
        desk.put(
            "risk",
            "/quotes",
            "{\"quotes\": [{\"symbol\": \"NEW#/USD\", \"last\": \"10\"},"
                + " {\"symbol\": \"BTC#USD\", \"last\": \"92000\", \"bid\": \"91999\"}]}");
    assertThat(quoted.statusCode()).as("%s", quoted.asString()).isEqualTo(200);
    assertThat(Json.of(quoted).getList("quotes.last")).containsExactlyInAnyOrder("10", "92000");
    assertThat(Json.of(quoted).getList("refused")).isEmpty();
    assertThat(Json.of(desk.get("reader", "/quotes/BTC#/USD")).getString("bid")).isEqualTo("91999");
  }

  @Test
  void oneBadQuoteOfManyRefusesAll() {
    refused(desk.put("trader", "/quotes", "{\"quotes\": []}"), 403, "NOT_PERMITTED");
    String good = "{\"quotes\": [{\"symbol\": \"AAPL#\", \"last\": \"7\"}, ";
    refused(
        desk.put("risk", "/quotes", good + "{\"symbol\": \"NONE#\", \"last\": \"1\"}]}"),
        404,
        "INSTRUMENT_NOT_FOUND");
    refused(
        desk.put("risk", "/quotes", good + "{\"symbol\": \"TSLA#\", \"last\": \"-1\"}]}"),
        422,
        "PRICE_INVALID");
    refused(
        desk.put("risk", "/quotes", good + "{\"symbol\": \"AAPL#\", \"last\": \"8\"}]}"),
        400,
        "REQUEST_MALFORMED");
    refused(desk.put("risk", "/quotes", "{\"quotes\": []}"), 400, "REQUEST_MALFORMED");
    assertThat(Json.of(desk.get("reader", "/quotes/AAPL#")).getString("last")).isEqualTo("190.25");
    // What the ledger could not carry is refused for itself.
    Response one =
        desk.put("risk", "/quotes", good + "{\"symbol\": \"TSLA#\", \"last\": \"99999999999\"}]}");
    assertThat(one.statusCode()).as("%s", one.asString()).isEqualTo(200);
    assertThat(Json.of(one).getList("quotes.last")).containsExactly("7");
    assertThat(Json.of(one).getList("refused.reason")).containsExactly("VALUE_OUT_OF_RANGE");
  }

  /** By its time a quote is known as another. */
  @Test
  void aQuoteAtTheTimeOfTheOneBeforeIsLaterByAMicrosecond() {
    InstrumentId apple =
        market.bySymbol(desk.name("AAPL#")).await().atMost(PATIENCE).orElseThrow().id();
    Instant at = Instant.parse("2026-03-02T15:00:00Z");
    List<Instant> stored = new ArrayList<>();
    for (String last : List.of("7", "8", "9")) {
      Quote quote = new Quote(apple, Price.of(last), null, null, null, at);
      stored.add(
          market
              .putQuotes(List.of(new Market.ValuedQuote(quote, BigDecimal.TEN)))
              .await()
              .atMost(PATIENCE)
              .get(0)
              .at());
    }
    assertThat(stored).containsExactly(at, at.plusNanos(1000), at.plusNanos(2000));
  }
}
