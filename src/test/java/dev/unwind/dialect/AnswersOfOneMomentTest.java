// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.fixture.Rounds;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An answer is the ledger at one moment (I16). A writer takes an account to and fro between two
 * states, each in one commit, while every answer that puts several rows together is asked for: it
 * must tell of the one or the other, never of half.
 */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class AnswersOfOneMomentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("unwind.race.seed", System.nanoTime());
  private static final int ASKED = Integer.getInteger("unwind.race.answers", Rounds.of(40, 120));

  @Inject ImportBook importBook;

  @TestHTTPResource("/")
  URI base;

  private final long id = 400_000_000_000L + System.nanoTime() % 1_000_000_000 * 100;
  private final String name = "moment-" + id;
  private final UUID uid = UUID.randomUUID();
  private final UUID client = UUID.randomUUID();
  private final UUID liquidation = UUID.randomUUID();
  private final UUID bought = UUID.randomUUID();
  private final List<String> torn = new ArrayList<>();

  private TwoStates writer;

  @BeforeEach
  void writeTheFirstState() throws SQLException {
    String document =
        """
        {"accounts": [{"name": "%1$s", "id": %2$d, "uid": "%3$s", "owner": "%4$s", "type": "PORTFOLIO", "currency": "EUR",
           "cash": "10000"}],
         "principals": [{"name": "%1$s", "password": "%1$s", "roles": ["trader"], "accounts": ["%1$s"],
           "apiKeys": [{"id": "%5$s", "secret": "%1$s"}], "tokens": ["%1$s"]}],
         "instruments": [{"symbol": "M%2$d", "id": %2$d, "assetClass": "us_equity", "exchange": "XETRA", "currency": "EUR",
           "quantityIncrement": "1", "priceIncrement": "0.01", "isin": "XM%6$010d", "session": "always"}],
         "quotes": [{"symbol": "M%2$d", "last": "100", "bid": "100", "ask": "100"}],
         "positions": [{"account": "%1$s", "symbol": "M%2$d", "qty": "10", "avgEntryPrice": "100"}]}
        """
            .formatted(name, id, uid, UUID.randomUUID(), client, id % 10_000_000_000L);
    importBook.book(document.getBytes(StandardCharsets.UTF_8), name).await().atMost(PATIENCE);
    writer = new TwoStates(SEED, id, liquidation, bought);
  }

  @AfterEach
  void leaveTheFirstState() throws Exception {
    writer.close();
  }

  @Test
  void everyAnswerOfSeveralRowsIsTheLedgerAtOneMoment() throws Exception {
    Map<String, String> alpaca =
        Map.of("APCA-API-KEY-ID", client.toString(), "APCA-API-SECRET-KEY", name);
    Map<String, String> own = Map.of("Authorization", "Bearer " + name);
    String signIn = "client_id=" + client + "&client_secret=" + name;
    Map<String, String> upvest =
        Map.of(
            "Authorization",
            "Bearer "
                + call(
                        "POST",
                        "/auth/token",
                        signIn + "&grant_type=client_credentials",
                        Map.of("Content-Type", "application/x-www-form-urlencoded"))
                    .path("access_token")
                    .asText());
    String password = "{\"name\":\"" + name + "\",\"password\":\"" + name + "\"}";
    Map<String, String> tradovate =
        Map.of(
            "Authorization",
            "Bearer "
                + call("POST", "/v1/auth/accessTokenRequest", password, Map.of())
                    .path("accessToken")
                    .asText());
    writer.start();

    String liquidations = "/accounts/" + uid + "/liquidations";
    ask(upvest, liquidations + "/" + liquidation, this::endsWithItsOrders);
    ask(upvest, liquidations, page -> endsWithItsOrders(page.path("data").get(0)));
    ask(upvest, "/orders/" + bought, AnswersOfOneMomentTest::isExecuted);
    ask(upvest, "/accounts/" + uid + "/orders", this::countsWhatItLists);
    ask(
        upvest,
        "/account_groups/" + uid + "/payments/cash_balance",
        cash -> number(cash, "available_for_trading").equals("9000.00"));
    ask(alpaca, "/v2/account", account -> number(account, "equity").equals("11000"));
    ask(alpaca, "/v2/account", account -> number(account, "buying_power").equals("9000"));
    ask(
        alpaca,
        "/v2/orders?status=open",
        open -> all(open, o -> !o.path("status").asText().equals("filled")));
    ask(own, "/unwind/v1/accounts/" + name, AnswersOfOneMomentTest::isHaltedWithItsReport);
    ask(
        own,
        "/unwind/v1/liquidations/" + liquidation,
        shown ->
            shown.path("status").asText().equals("FILLED")
                == shown.path("items").get(0).path("status").asText().equals("FILLED"));
    ask(tradovate, "/v1/order/list", AnswersOfOneMomentTest::pairsAreWhole);
    ask(
        tradovate,
        "/v1/orderStrategy/list",
        strategies -> all(strategies, s -> s.path("status").asText().equals("ActiveStrategy")));
    ask(tradovate, "/v1/fill/list", AnswersOfOneMomentTest::fillsArePairedWithWhatIsThere);
    ask(
        tradovate,
        "/v1/cashBalance/getcashbalancesnapshot",
        "{\"accountId\":" + id + "}",
        worth -> new BigDecimal(number(worth, "netLiq")).intValueExact() == 11_000);

    assertThat(torn).as("seed %d", SEED).isEmpty();
  }

  private boolean endsWithItsOrders(JsonNode shown) {
    boolean ended = shown.path("status").asText().equals("FILLED");
    return all(shown.path("orders"), o -> o.path("status").asText().equals("FILLED") == ended);
  }

  private static boolean isExecuted(JsonNode order) {
    boolean executed = !order.path("executions").isEmpty();
    return order.path("status").asText().equals("FILLED") == executed;
  }

  private boolean countsWhatItLists(JsonNode page) {
    return page.path("meta").path("total_count").asInt() == page.path("data").size()
        && all(
            page.path("data"),
            o -> !o.path("id").asText().equals(bought.toString()) || isExecuted(o));
  }

  private static boolean isHaltedWithItsReport(JsonNode account) {
    boolean halted = account.path("tradingState").path("state").asText().equals("HALTED");
    return account.has("parkedReports") == halted;
  }

  /** Each leg names the other, and the other is there. */
  private static boolean pairsAreWhole(JsonNode orders) {
    List<Long> ids = new ArrayList<>();
    List<Long> others = new ArrayList<>();
    for (JsonNode order : orders) {
      ids.add(order.path("id").asLong());
      if (order.hasNonNull("ocoId")) {
        others.add(order.path("ocoId").asLong());
      }
    }
    return ids.containsAll(others) && others.size() != 1;
  }

  private static boolean fillsArePairedWithWhatIsThere(JsonNode fills) {
    // What was sold is matched with what was bought, which is there too.
    return all(
        fills,
        f -> f.path("action").asText().equals("Buy") || f.path("finallyPaired").asInt() == 1);
  }

  private static boolean all(JsonNode list, Predicate<JsonNode> right) {
    for (JsonNode each : list) {
      if (!right.test(each)) {
        return false;
      }
    }
    return !list.isMissingNode();
  }

  private static String number(JsonNode node, String field) {
    return node.path(field).asText();
  }

  private void ask(Map<String, String> headers, String path, Predicate<JsonNode> right)
      throws Exception {
    ask(headers, path, null, right);
  }

  private void ask(
      Map<String, String> headers, String path, @Nullable String body, Predicate<JsonNode> right)
      throws Exception {
    // Alpaca's limit is 200 requests a minute.
    int asked = path.startsWith("/v2/") ? Math.min(ASKED, 60) : ASKED;
    int wrong = 0;
    JsonNode last = null;
    for (int i = 0; i < asked; i++) {
      JsonNode answer = call(body == null ? "GET" : "POST", path, body, headers);
      if (!right.test(answer)) {
        wrong++;
        last = answer;
      }
    }
    if (wrong > 0) {
      torn.add("%s: %d of %d, such as %s".formatted(path, wrong, asked, last));
    }
  }

  private JsonNode call(
      String method, String path, @Nullable String body, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (path.startsWith("/acc") || path.startsWith("/orders")) {
      request.header("upvest-client-id", client.toString());
    }
    headers.forEach(request::header);
    HttpResponse<String> answer =
        HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
