// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for orders that open or increase, asked through every API that places orders. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class OrderDoorTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000;

  @Inject ImportBook importBook;

  private Desk desk;

  @BeforeEach
  void openADesk() {
    desk = new Desk(importBook);
  }

  /** What a call came to. */
  private record Answer(int status, String body) {
    static Answer of(Response response) {
      return new Answer(response.statusCode(), response.asString());
    }

    boolean isRefusal() {
      return status >= 400 || body.contains("failureReason");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DOLLAR, BUY, 10",
    "EXPIRED, BUY, 1",
    "EXPIRED, SELL, 1",
    "FUTURE, BUY, 100000",
    "FUTURE, SELL, 100000"
  })
  void noApiOpensWhatMustNotBeOpened(String symbol, String side, int qty) throws SQLException {
    for (String api : List.of("alpaca", "tradovate", "neuratrade", "upvest")) {
      Answer answer = desk.place(api, symbol, side, Integer.toString(qty));
      assertThat(answer.isRefusal()).as(api + ": " + answer).isTrue();
      assertThat(answer.status()).as(api + ": " + answer).isLessThan(500);
    }
    assertThat(desk.orders()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "alpaca, 9000000000000000000",
    "alpaca, 50000000000000000",
    "neuratrade, 9223372036854775808",
    "upvest, 9223372036854775808"
  })
  void noApiTakesWhatTheLedgerCannotCarry(String api, String qty) throws SQLException {
    for (String side : List.of("BUY", "SELL")) {
      Answer answer = desk.place(api, "EURO", side, qty);
      assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
    }
    assertThat(desk.orders()).isZero();
  }

  @Test
  void noApiSellsAFractionShort() throws SQLException {
    for (String api : List.of("alpaca", "neuratrade", "upvest")) {
      Answer answer = desk.place(api, "EURO", "SELL", "0.5");
      assertThat(answer.isRefusal()).as(api + ": " + answer).isTrue();
    }
    assertThat(desk.orders()).isZero();
  }

  @Test
  void alpacaSaysItInItsOwnWords() {
    for (String qty : List.of("0.5", "1.5")) {
      assertThat(desk.place("alpaca", "EURO", "SELL", qty))
          .satisfies(a -> assertThat(a.status()).isEqualTo(422))
          .satisfies(
              a ->
                  assertThat(a.body())
                      .contains("42210000", "fractional orders cannot be sold short"));
    }
    Answer amount =
        desk.alpaca("/v2/orders", Map.of("notional", "50", "side", "sell"), desk.name("EURO"));
    assertThat(amount.status()).as(amount.body()).isEqualTo(422);
    assertThat(amount.body()).contains("42210000", "fractional orders cannot be sold short");
    for (String symbol : List.of("DOLLAR", "FUTURE")) {
      Answer answer = desk.place("alpaca", symbol, "BUY", "10000");
      assertThat(answer.status()).as(answer.body()).isEqualTo(403);
      assertThat(answer.body())
          .contains("40310000", "insufficient buying power", "buying_power", "cost_basis");
    }
    Answer bracket =
        desk.alpaca(
            "/v2/orders",
            Map.of(
                "qty",
                "5",
                "side",
                "sell",
                "order_class",
                "bracket",
                "take_profit",
                Map.of("limit_price", "90"),
                "stop_loss",
                Map.of("stop_price", "110")),
            desk.name("HELD"));
    assertThat(bracket.status()).as(bracket.body()).isEqualTo(422);
    assertThat(bracket.body()).contains("42210000", "bracket orders must be entry orders");
  }

  @Test
  void tradovateSaysItInItsOwnWords() {
    assertThat(desk.place("tradovate", "FUTURE", "BUY", "100000").body())
        .contains("MaxPosLimitReached", "the cash does not cover it");
    assertThat(desk.place("tradovate", "EXPIRED", "BUY", "1").body())
        .contains("InvalidContract", "has expired");
    assertThat(desk.place("tradovate", "EURO", "BUY", "2000000000").body())
        .contains("\"failureReason\"");
  }

  @Test
  void aPreviewSaysWhatPlacingWouldSay() {
    for (String symbol : List.of("FUTURE", "EXPIRED")) {
      Answer preview = desk.dryRun(symbol, 100_000);
      Answer placed = desk.place("tradovate", symbol, "BUY", "100000");
      assertThat(preview.body()).contains("rejectReason");
      String reason = placed.body().replaceAll(".*\"failureReason\":\"(\\w+)\".*", "$1");
      assertThat(preview.body()).contains(reason);
    }
  }

  /** A desk with a free hand in four APIs; its account is in euros. */
  private static final class Desk {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long number = RUN * 10_000 + NUMBER.incrementAndGet();
    private final String name = "door-" + number;
    private final UUID account = UUID.randomUUID();
    private final UUID owner = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();
    private final String upvestToken;
    private final String tradovateToken;

    Desk(ImportBook importBook) {
      String document =
          """
          {"accounts": [{"name": "%1$s", "id": %2$d, "uid": "%3$s", "owner": "%4$s", "type": "PORTFOLIO", "currency": "EUR",
             "cash": "10000"}],
           "principals": [{"name": "%1$s", "password": "%1$s", "roles": ["trader"], "accounts": ["%1$s"],
             "apiKeys": [{"id": "%5$s", "secret": "%1$s"}], "tokens": ["%1$s"]}],
           "instruments": [%6$s, %7$s, %8$s, %9$s, %10$s],
           "quotes": [%11$s],
           "positions": [{"account": "%1$s", "symbol": "%12$s", "qty": "5", "avgEntryPrice": "90"}]}
          """
              .formatted(
                  name,
                  number,
                  account,
                  owner,
                  client,
                  instrument("EURO", "us_equity", "EUR", "0.000000001", ""),
                  instrument("HELD", "us_equity", "EUR", "0.000000001", ""),
                  instrument("DOLLAR", "us_equity", "USD", "1", ""),
                  instrument("FUTURE", "future", "EUR", "1", contract("2046-12-18")),
                  instrument("EXPIRED", "future", "EUR", "1", contract("2026-03-20")),
                  String.join(
                      ",",
                      List.of("EURO", "HELD", "DOLLAR", "FUTURE", "EXPIRED").stream()
                          .map(s -> "{\"symbol\": \"%s\", \"last\": \"100\"}".formatted(name(s)))
                          .toList()),
                  name("HELD"));
      importBook.book(document.getBytes(StandardCharsets.UTF_8), name).await().atMost(PATIENCE);
      upvestToken =
          given()
              .contentType("application/x-www-form-urlencoded")
              .body(
                  "client_id="
                      + client
                      + "&client_secret="
                      + name
                      + "&grant_type=client_credentials")
              .post("/auth/token")
              .path("access_token");
      tradovateToken =
          given()
              .contentType("application/json")
              .body(Map.of("name", name, "password", name))
              .post("/v1/auth/accessTokenRequest")
              .path("accessToken");
    }

    private String contract(String expires) {
      return """
      , "multiplier": "5", "initialMargin": "1500", "contract": {"product": "P%d", "expirationMonth": 202612,
        "expirationDate": "%sT14:30:00Z"}"""
          .formatted(number, expires);
    }

    private String instrument(
        String symbol, String assetClass, String currency, String increment, String more) {
      return """
      {"symbol": "%s", "assetClass": "%s", "exchange": "X", "currency": "%s", "quantityIncrement": "%s",
       "priceIncrement": "0.01", "isin": "%s", "session": "always"%s}"""
          .formatted(name(symbol), assetClass, currency, increment, isin(symbol), more);
    }

    /** A symbol of this desk's own. */
    String name(String symbol) {
      return symbol + number;
    }

    private String isin(String symbol) {
      int kind = List.of("EURO", "HELD", "DOLLAR", "FUTURE", "EXPIRED").indexOf(symbol);
      return "XS%010d".formatted((number * 10 + kind) % 10_000_000_000L);
    }

    Answer place(String api, String symbol, String side, String qty) {
      return switch (api) {
        case "alpaca" ->
            alpaca(
                "/v2/orders",
                Map.of("qty", qty, "side", side.equals("BUY") ? "buy" : "sell"),
                name(symbol));
        case "tradovate" ->
            Answer.of(
                tradovate()
                    .body(
                        Map.of(
                            "accountId",
                            number,
                            "symbol",
                            name(symbol),
                            "action",
                            side.equals("BUY") ? "Buy" : "Sell",
                            "orderQty",
                            Integer.parseInt(qty),
                            "orderType",
                            "Market"))
                    .post("/v1/order/placeorder"));
        case "neuratrade" ->
            Answer.of(
                given()
                    .header("Authorization", "Bearer " + name)
                    .contentType("application/json")
                    .body(
                        "{\"symbol\":\"%s\",\"side\":\"%s\",\"type\":\"MARKET\",\"amount\":\"%s\"}"
                            .formatted(name(symbol), side, qty))
                    .post("/api/v1/trading/place_order"));
        default -> upvest(symbol, side, qty);
      };
    }

    private Answer upvest(String symbol, String side, String qty) {
      return Answer.of(
          given()
              .header("Authorization", "Bearer " + upvestToken)
              .header("upvest-client-id", client.toString())
              .header("idempotency-key", UUID.randomUUID().toString())
              .header("upvest-api-version", "1")
              .contentType("application/json")
              .body(
                  Map.of(
                      "account_id",
                      account.toString(),
                      "user_id",
                      owner.toString(),
                      "side",
                      side,
                      "instrument_id",
                      isin(symbol),
                      "instrument_id_type",
                      "ISIN",
                      "order_type",
                      "MARKET",
                      "quantity",
                      qty))
              .post("/orders"));
    }

    Answer alpaca(String path, Map<String, ?> order, String symbol) {
      Map<String, Object> body = new java.util.HashMap<>(order);
      body.put("symbol", symbol);
      body.put("type", "market");
      body.put("time_in_force", "day");
      return Answer.of(
          given()
              .header("APCA-API-KEY-ID", client.toString())
              .header("APCA-API-SECRET-KEY", name)
              .contentType("application/json")
              .body(body)
              .post(path));
    }

    Answer dryRun(String symbol, int qty) {
      return Answer.of(
          tradovate()
              .body(
                  Map.of(
                      "accountId",
                      number,
                      "orders",
                      List.of(
                          Map.of(
                              "contractId",
                              contractId(symbol),
                              "action",
                              "Buy",
                              "orderQty",
                              qty,
                              "orderType",
                              "Market"))))
              .post("/v1/order/dryrun"));
    }

    private long contractId(String symbol) {
      return ((Number) tradovate().get("/v1/contract/find?name=" + name(symbol)).path("id"))
          .longValue();
    }

    private RequestSpecification tradovate() {
      return given()
          .header("Authorization", "Bearer " + tradovateToken)
          .contentType("application/json");
    }

    long orders() throws SQLException {
      try (Connection connection = TestDatabase.connect(TestDatabase.shared());
          PreparedStatement statement =
              connection.prepareStatement("select count(*) from orders where account_id = ?")) {
        statement.setLong(1, number);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          return rows.getLong(1);
        }
      }
    }
  }
}
