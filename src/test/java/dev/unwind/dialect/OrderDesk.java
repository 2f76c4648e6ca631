// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.SignIn;
import dev.unwind.importing.ImportBook;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An account in euros of a test's own, and a caller who may trade it through every API: what it
 * holds is written as an earlier build of the service would have left it.
 */
final class OrderDesk {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a call came to. */
  public record Answer(int status, String body) {
    static Answer of(Response response) {
      return new Answer(response.statusCode(), response.asString());
    }

    boolean isRefusal() {
      return status >= 400 || body.contains("failureReason");
    }
  }

  private final long number = RUN * 10_000 + NUMBER.incrementAndGet();
  private final String name = "door-" + number;
  private final UUID account = UUID.randomUUID();
  private final UUID owner = UUID.randomUUID();
  private final UUID client = UUID.randomUUID();
  private final String upvestToken;
  private final String tradovateToken;

  OrderDesk(ImportBook importBook) {
    String document =
        """
        {"accounts": [{"name": "%1$s", "id": %2$d, "uid": "%3$s", "owner": "%4$s", "type": "PORTFOLIO", "currency": "EUR",
           "cash": "10000"}],
         "principals": [{"name": "%1$s", "password": "%1$s", "roles": ["trader"], "accounts": ["%1$s"],
           "apiKeys": [{"id": "%5$s", "secret": "%1$s"}], "tokens": ["%1$s"]},
           {"name": "risk-%1$s", "roles": ["risk"], "accounts": ["*"], "tokens": ["risk-%1$s"]}],
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
    upvestToken = SignIn.upvest(client, name);
    tradovateToken = SignIn.tradovate(name, name);
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
        asUpvest()
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
    Map<String, Object> body = new HashMap<>(order);
    body.put("symbol", symbol);
    body.putIfAbsent("type", "market");
    body.put("time_in_force", "day");
    return Answer.of(asAlpaca().body(body).post(path));
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
    return Json.of(tradovate().get("/v1/contract/find?name=" + name(symbol))).getLong("id");
  }

  private RequestSpecification tradovate() {
    return given()
        .header("Authorization", "Bearer " + tradovateToken)
        .contentType("application/json");
  }

  long orders() throws SQLException {
    return decimal("select count(*) from orders where account_id = " + number).longValue();
  }

  /** Puts a position into the ledger, past every door. */
  void hold(String symbol, String qty) throws SQLException {
    execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, cost, opened_qty, entry_price,
          opened_at, updated_at)
        select %d, nextval('position_id_seq'), gen_random_uuid(), i.instrument_id, true, %2$s, %2$s * 100, %2$s, 100,
          now() - interval '1 day', now() - interval '1 day'
        from instrument i where i.symbol = '%3$s'"""
            .formatted(number, qty, name(symbol)));
  }

  /** Binds the account to a venue, past every door. */
  void bind(String venue) throws SQLException {
    execute("update account set venue = '%s' where account_id = %d".formatted(venue, number));
  }

  /** Why its closes are where they are. */
  List<String> reasons() {
    return Json.of(bearer().get("/unwind/v1/liquidations?account=" + name))
        .getList("liquidations.reason");
  }

  /** Closes all that is held of it; Upvest closes whatever the account holds. */
  Answer close(String api, String symbol) throws SQLException {
    return switch (api) {
      case "alpaca" -> Answer.of(asAlpaca().delete("/v2/positions/" + name(symbol)));
      case "tradovate" ->
          Answer.of(
              tradovate()
                  .body(
                      Map.of("accountId", number, "contractId", contractId(symbol), "admin", false))
                  .post("/v1/order/liquidateposition"));
      case "neuratrade" ->
          Answer.of(
              bearer().body(Map.of("symbol", name(symbol))).post("/api/v1/trading/liquidate"));
      case "upvest" ->
          Answer.of(
              asUpvest()
                  .body(Map.of("user_id", owner.toString()))
                  .post("/accounts/" + account + "/liquidations"));
      default ->
          Answer.of(
              bearer()
                  .body(
                      Map.of(
                          "account", name, "scope", "POSITIONS", "symbols", List.of(name(symbol))))
                  .post("/unwind/v1/liquidations"));
    };
  }

  RequestSpecification asAlpaca() {
    return given()
        .header("APCA-API-KEY-ID", client.toString())
        .header("APCA-API-SECRET-KEY", name)
        .contentType("application/json");
  }

  RequestSpecification bearer() {
    return given().header("Authorization", "Bearer " + name).contentType("application/json");
  }

  /** The holder of the role risk over all accounts. */
  RequestSpecification risk() {
    return given().header("Authorization", "Bearer risk-" + name).contentType("application/json");
  }

  private RequestSpecification asUpvest() {
    return given()
        .header("Authorization", "Bearer " + upvestToken)
        .header("upvest-client-id", client.toString())
        .header("idempotency-key", UUID.randomUUID().toString())
        .header("upvest-api-version", "1")
        .contentType("application/json");
  }

  /** The account as {@code /unwind/v1} shows it. */
  Json shown() {
    return Json.of(bearer().get("/unwind/v1/accounts/" + name));
  }

  String accountName() {
    return name;
  }

  long accountId() {
    return number;
  }

  /** What is held of it, signed. */
  BigDecimal held(String symbol) throws SQLException {
    return decimal(
        "select coalesce(sum(p.qty), 0) from position p join instrument i on i.instrument_id = p.instrument_id"
            + " where p.account_id = %d and i.symbol = '%s'".formatted(number, name(symbol)));
  }

  /** All that was traded of it, unsigned. */
  BigDecimal traded(String symbol) throws SQLException {
    return decimal(
        "select coalesce(sum(f.qty), 0) from fill f join instrument i on i.instrument_id = f.instrument_id"
            + " where f.account_id = %d and i.symbol = '%s'".formatted(number, name(symbol)));
  }

  long positionId(String symbol) throws SQLException {
    return decimal(
            "select p.position_id from position p join instrument i on i.instrument_id = p.instrument_id"
                + " where p.account_id = %d and i.symbol = '%s'".formatted(number, name(symbol)))
        .longValue();
  }

  void awaitFlat(String symbol) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (held(symbol).signum() != 0) {
      assertThat(System.nanoTime()).as("%s is still held", symbol).isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private BigDecimal decimal(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getBigDecimal(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
