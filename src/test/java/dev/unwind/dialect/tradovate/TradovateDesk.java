// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One trader with an account, a futures contract and an equity of its own, so that tests do not
 * meet; and the words to act as that trader over HTTP.
 */
public final class TradovateDesk {
  public static final String PASSWORD = "correct horse";
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000L;

  public final String name;
  public final String contract;
  final String equity;
  final String product;
  public final long accountId;
  public final long contractId;
  private String token = "";
  private @Nullable Integer port;

  private TradovateDesk(String name, long id) {
    this.name = name;
    product = "P" + id;
    contract = product + "Z6";
    equity = "E" + id;
    accountId = id;
    contractId = id;
  }

  /**
   * Imports a desk.
   *
   * @param position signed units of the contract, at 5000; 0 for none
   * @param orders entries of its orders section; ACCOUNT and CONTRACT stand for its own
   */
  public static TradovateDesk open(ImportBook importBook, int position, String orders) {
    return open(importBook, position, orders, "trader");
  }

  public static TradovateDesk open(
      ImportBook importBook, int position, String orders, String role) {
    TradovateDesk desk = fresh();
    importBook
        .book(desk.document(position, orders, role).getBytes(StandardCharsets.UTF_8), "test")
        .await()
        .atMost(Duration.ofSeconds(30));
    return desk;
  }

  /** A desk whose document is still to be imported. */
  static TradovateDesk fresh() {
    long id = RUN * 10_000 + NUMBER.incrementAndGet();
    return new TradovateDesk("desk-" + id, id);
  }

  /** The same desk as another server shows it. */
  TradovateDesk at(int otherPort) {
    TradovateDesk desk = new TradovateDesk(name, accountId);
    desk.port = otherPort;
    return desk;
  }

  /** The server's port; null for the application of this JVM. */
  @Nullable Integer port() {
    return port;
  }

  /** The book that has this desk and nothing else. */
  String document(int position, String orders, String role) {
    return """
        {"accounts": [{"name": "%1$s", "id": %2$d, "currency": "USD", "cash": "100000"}],
         "principals": [{"name": "%1$s", "password": "%3$s", "roles": ["%4$s"], "accounts": ["%1$s"],
           "apiKeys": [{"id": "PK%2$d", "secret": "secret-%2$d"}]}],
         "instruments": [
           {"symbol": "%5$s", "id": %2$d, "assetClass": "future", "exchange": "CME", "currency": "USD",
            "quantityIncrement": "1", "priceIncrement": "0.25", "multiplier": "5",
            "contract": {"product": "%6$s", "productDescription": "Test future", "expirationMonth": 202612,
              "expirationDate": "2046-12-21T14:30:00Z", "isFront": true}},
           {"symbol": "%7$s", "assetClass": "us_equity", "exchange": "ARCA", "currency": "USD",
            "quantityIncrement": "1", "priceIncrement": "0.01", "fractionable": false}],
         "quotes": [{"symbol": "%5$s", "last": "5000", "bid": "5000", "ask": "5000"},
           {"symbol": "%7$s", "last": "80", "bid": "79.99", "ask": "80.01"}],
         "positions": [%8$s],
         "orders": [%9$s]}
        """
        .formatted(
            name,
            accountId,
            PASSWORD,
            role,
            contract,
            product,
            equity,
            position == 0
                ? ""
                : "{\"account\": \"%s\", \"symbol\": \"%s\", \"qty\": \"%d\", \"avgEntryPrice\": \"5000\"}"
                    .formatted(name, contract, position),
            orders.replace("ACCOUNT", name).replace("CONTRACT", contract));
  }

  static Response signIn(String name, String password) {
    return signIn(given(), name, password);
  }

  private static Response signIn(RequestSpecification server, String name, String password) {
    return server
        .contentType("application/json")
        .body(Map.of("name", name, "password", password, "appId", "test", "cid", "8"))
        .post("/v1/auth/accessTokenRequest");
  }

  public String token() {
    if (token.isEmpty()) {
      token =
          Json.of(signIn(server(), name, PASSWORD).then().statusCode(200).extract())
              .getString("accessToken");
    }
    return token;
  }

  private RequestSpecification server() {
    Integer known = port;
    return known == null ? given() : given().port(known);
  }

  RequestSpecification call() {
    return server().header("Authorization", "Bearer " + token());
  }

  /** A command that must have been processed. */
  Response post(String operation, Map<String, ?> body) {
    Response response = call().contentType("application/json").body(body).post("/v1/" + operation);
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    return response;
  }

  public Response postText(String operation, String body) {
    return call().contentType("application/json").body(body).post("/v1/" + operation);
  }

  public Response get(String operation) {
    return call().get("/v1/" + operation);
  }

  public List<Map<String, Object>> list(String operation) {
    return Json.of(ok(operation)).getList("$");
  }

  Map<String, Object> item(String operation) {
    return Json.of(ok(operation)).getMap("$");
  }

  private Response ok(String operation) {
    Response response = get(operation);
    assertThat(response.statusCode()).as(operation + " " + response.asString()).isEqualTo(200);
    return response;
  }

  /** The parameters of an order, to be completed. */
  Map<String, Object> order(String action, int qty, String type, Object... more) {
    Map<String, Object> order = new HashMap<>();
    order.put("accountId", accountId);
    order.put("symbol", contract);
    order.put("action", action);
    order.put("orderQty", qty);
    order.put("orderType", type);
    for (int i = 0; i < more.length; i += 2) {
      order.put((String) more[i], more[i + 1]);
    }
    return order;
  }

  long place(String action, int qty, String type, Object... more) {
    Response response = post("order/placeorder", order(action, qty, type, more));
    Number id = Json.of(response).get("orderId");
    assertThat(id).as(response.asString()).isNotNull();
    return id.longValue();
  }

  public Response liquidate() {
    return post(
        "order/liquidateposition",
        Map.of("accountId", accountId, "contractId", contractId, "admin", false));
  }

  public String status(long order) {
    return text(item("order/item?id=" + order), "ordStatus");
  }

  public int netPos() {
    return list("position/list").stream()
        .filter(p -> number(p, "contractId") == contractId)
        .mapToInt(p -> (int) number(p, "netPos"))
        .findFirst()
        .orElse(0);
  }

  /** A field that must be there, as a whole number. */
  public static long number(Map<String, ?> entity, String field) {
    return ((Number) field(entity, field)).longValue();
  }

  /** A field that must be there, as text. */
  public static String text(Map<String, ?> entity, String field) {
    return (String) field(entity, field);
  }

  private static Object field(Map<String, ?> entity, String field) {
    Object value = entity.get(field);
    if (value == null) {
      throw new AssertionError(field + " is absent: " + entity);
    }
    return value;
  }

  /** Orders that work or wait. */
  public List<Map<String, Object>> openOrders() {
    return list("order/list").stream()
        .filter(
            o ->
                List.of("Working", "PendingNew", "Suspended", "PendingCancel", "PendingReplace")
                    .contains(o.get("ordStatus")))
        .toList();
  }

  public static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
