// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.importing.ImportBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One netting account with one instrument, quoted 99 to 101, and a caller who may speak all four
 * dialects to it. Each dialect is spoken as its own clients do.
 */
final class SharedBook {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What one dialect says of the book. */
  interface Voice {
    /** Opens a long position by a market order. */
    void open(int qty);

    /** Quantity that is held. */
    BigDecimal held();

    BigDecimal cash();

    /** Liquidates the position and waits until it says that this is done. */
    void liquidate();

    /** Quantity of the last closing order, which must have filled wholly. */
    BigDecimal lastClosed();
  }

  private final URI base;
  private final long number = RUN * 1000 + NUMBER.incrementAndGet();
  private final String name = "shared-" + number;
  private final String symbol = "S" + number;
  private final String isin = "XS%010d".formatted(number % 10_000_000_000L);
  private final UUID account = UUID.randomUUID();
  private final UUID owner = UUID.randomUUID();
  private final UUID client = UUID.randomUUID();
  private final String upvestToken;
  private final String tradovateToken;

  SharedBook(ImportBook importBook, URI base) {
    this.base = base;
    String document =
        """
        {"accounts": [{"name": "%1$s", "id": %2$d, "uid": "%3$s", "owner": "%4$s", "type": "PORTFOLIO", "currency": "EUR",
           "cash": "10000"}],
         "principals": [{"name": "%1$s", "password": "%1$s-password", "roles": ["trader"], "accounts": ["%1$s"],
           "apiKeys": [{"id": "%5$s", "secret": "%1$s-secret"}], "tokens": ["%1$s-token"]}],
         "instruments": [{"symbol": "%6$s", "id": %2$d, "assetClass": "us_equity", "exchange": "XETRA", "currency": "EUR",
           "quantityIncrement": "1", "priceIncrement": "0.01", "isin": "%7$s", "session": "always"}],
         "quotes": [{"symbol": "%6$s", "last": "100", "bid": "99", "ask": "101"}]}
        """
            .formatted(name, number, account, owner, client, symbol, isin);
    importBook.book(document.getBytes(StandardCharsets.UTF_8), name).await().atMost(PATIENCE);
    upvestToken =
        call(
                200,
                "POST",
                "/auth/token",
                "client_id=%s&client_secret=%s-secret&grant_type=client_credentials"
                    .formatted(client, name),
                Map.of("Content-Type", "application/x-www-form-urlencoded"))
            .path("access_token")
            .asText();
    tradovateToken =
        call(
                200,
                "POST",
                "/v1/auth/accessTokenRequest",
                "{\"name\":\"%1$s\",\"password\":\"%1$s-password\"}".formatted(name),
                Map.of())
            .path("accessToken")
            .asText();
  }

  /** The four, by name. */
  Map<String, Voice> voices() {
    return Map.of(
        "alpaca", new Alpaca(),
        "tradovate", new Tradovate(),
        "neuratrade", new Neuratrade(),
        "upvest", new Upvest());
  }

  /** Closes so much of the position, and returns the order's id. */
  String closePart(int qty) {
    return new Alpaca()
        .alpaca(200, "DELETE", "/positions/" + symbol + "?qty=" + qty, null)
        .path("id")
        .asText();
  }

  /** Waits until an order stands so. */
  void awaitOrder(String id, String status) {
    await(() -> orderStatus(id).equals(status));
  }

  /** Asks for the end of an order, which it may have met meanwhile. */
  void cancel(String id) {
    HttpResponse<String> answer = send("DELETE", "/v2/orders/" + id, null, new Alpaca().keys());
    assertThat(answer.statusCode()).as(answer.body()).isIn(204, 422);
  }

  /** What of the position is not on its way out. */
  BigDecimal available() {
    return decimal(new Alpaca().alpaca(200, "GET", "/positions/" + symbol, null), "qty_available");
  }

  String orderStatus(String id) {
    return new Alpaca().alpaca(200, "GET", "/orders/" + id, null).path("status").asText();
  }

  /** The fifth: this service's own interface. */
  void liquidateByTheOwnInterface() {
    Map<String, String> headers = Map.of("Authorization", "Bearer " + name + "-token");
    String body = "{\"account\":\"" + name + "\",\"scope\":\"ACCOUNT\",\"cancelOrders\":true}";
    String path = "/unwind/v1/liquidations";
    String id = call(202, "POST", path, body, headers).path("id").asText();
    await(
        () ->
            call(200, "GET", path + "/" + id, null, headers)
                .path("status")
                .asText()
                .equals("FILLED"));
  }

  private final class Alpaca implements Voice {
    private JsonNode alpaca(int status, String method, String path, @Nullable String body) {
      return call(status, method, "/v2" + path, body, keys());
    }

    private Map<String, String> keys() {
      return Map.of("APCA-API-KEY-ID", client.toString(), "APCA-API-SECRET-KEY", name + "-secret");
    }

    @Override
    public void open(int qty) {
      String body =
          """
          {"symbol":"%s","qty":"%d","side":"buy","type":"market","time_in_force":"day"}"""
              .formatted(symbol, qty);
      awaitFilled(alpaca(200, "POST", "/orders", body));
    }

    private void awaitFilled(JsonNode order) {
      String path = "/orders/" + order.path("id").asText();
      await(() -> alpaca(200, "GET", path, null).path("status").asText().equals("filled"));
    }

    @Override
    public BigDecimal held() {
      JsonNode positions = alpaca(200, "GET", "/positions", null);
      return positions.isEmpty() ? BigDecimal.ZERO : decimal(positions.get(0), "qty");
    }

    @Override
    public BigDecimal cash() {
      return decimal(alpaca(200, "GET", "/account", null), "cash");
    }

    @Override
    public void liquidate() {
      awaitFilled(alpaca(200, "DELETE", "/positions/" + symbol, null));
    }

    @Override
    public BigDecimal lastClosed() {
      JsonNode order = alpaca(200, "GET", "/orders?status=closed&limit=1", null).get(0);
      assertThat(order.path("side").asText()).isEqualTo("sell");
      assertThat(order.path("status").asText()).isEqualTo("filled");
      return decimal(order, "filled_qty");
    }
  }

  private final class Tradovate implements Voice {
    private JsonNode tradovate(String method, String path, @Nullable String body) {
      return call(
          200, method, "/v1/" + path, body, Map.of("Authorization", "Bearer " + tradovateToken));
    }

    private void awaitFilled(JsonNode placed) {
      String id = placed.path("orderId").asText();
      assertThat(id).as("%s", placed).isNotEmpty();
      await(
          () ->
              tradovate("GET", "order/item?id=" + id, null)
                  .path("ordStatus")
                  .asText()
                  .equals("Filled"));
    }

    @Override
    public void open(int qty) {
      String body =
          """
          {"accountId":%d,"action":"Buy","symbol":"%s","orderQty":%d,"orderType":"Market","isAutomated":true}"""
              .formatted(number, symbol, qty);
      awaitFilled(tradovate("POST", "order/placeorder", body));
    }

    @Override
    public BigDecimal held() {
      BigDecimal held = BigDecimal.ZERO;
      for (JsonNode position : tradovate("GET", "position/list", null)) {
        held = held.add(decimal(position, "netPos"));
      }
      return held;
    }

    @Override
    public BigDecimal cash() {
      String body = "{\"accountId\":" + number + "}";
      return decimal(
          tradovate("POST", "cashBalance/getcashbalancesnapshot", body), "totalCashValue");
    }

    @Override
    public void liquidate() {
      String body =
          """
          {"accountId":%d,"contractId":%d,"admin":false}"""
              .formatted(number, number);
      awaitFilled(tradovate("POST", "order/liquidateposition", body));
    }

    @Override
    public BigDecimal lastClosed() {
      JsonNode last = null;
      for (JsonNode order : tradovate("GET", "order/list", null)) {
        boolean later =
            last == null
                || order.path("timestamp").asText().compareTo(last.path("timestamp").asText()) > 0;
        last = later ? order : last;
      }
      JsonNode order = Objects.requireNonNull(last);
      assertThat(order.path("action").asText()).isEqualTo("Sell");
      assertThat(order.path("ordStatus").asText()).isEqualTo("Filled");
      BigDecimal traded = BigDecimal.ZERO;
      for (JsonNode fill :
          tradovate("GET", "fill/deps?masterid=" + order.path("id").asText(), null)) {
        traded = traded.add(decimal(fill, "qty"));
      }
      return traded;
    }
  }

  private final class Neuratrade implements Voice {
    private JsonNode neuratrade(int status, String method, String path, @Nullable String body) {
      return call(
              status,
              method,
              "/api/v1/trading" + path,
              body,
              Map.of("Authorization", "Bearer " + name + "-token"))
          .path("data");
    }

    @Override
    public void open(int qty) {
      String body =
          """
          {"exchange":"XETRA","symbol":"%s","side":"BUY","amount":"%d"}"""
              .formatted(symbol, qty);
      neuratrade(201, "POST", "/place_order", body);
    }

    @Override
    public BigDecimal held() {
      JsonNode open = neuratrade(200, "GET", "/positions?status=OPEN", null).path("positions");
      return open.isEmpty() ? BigDecimal.ZERO : decimal(open.get(0), "size");
    }

    /** This dialect has no word for cash; it is what the others say. */
    @Override
    public BigDecimal cash() {
      return new Alpaca().cash();
    }

    @Override
    public void liquidate() {
      JsonNode closed = neuratrade(200, "POST", "/liquidate", "{\"symbol\":\"" + symbol + "\"}");
      assertThat(closed.path("status").asText()).isEqualTo("LIQUIDATED");
    }

    @Override
    public BigDecimal lastClosed() {
      JsonNode last = neuratrade(200, "GET", "/positions?limit=1", null).path("positions").get(0);
      assertThat(last.path("status").asText()).isEqualTo("LIQUIDATED");
      return decimal(last, "size");
    }
  }

  private final class Upvest implements Voice {
    private JsonNode upvest(int status, String method, String path, @Nullable String body) {
      Map<String, String> headers = new HashMap<>();
      headers.put("Authorization", "Bearer " + upvestToken);
      headers.put("upvest-client-id", client.toString());
      if (method.equals("POST")) {
        headers.put("idempotency-key", UUID.randomUUID().toString());
      }
      return call(status, method, path, body, headers);
    }

    @Override
    public void open(int qty) {
      String body =
          """
          {"account_id":"%s","side":"BUY","instrument_id":"%s","instrument_id_type":"ISIN","order_type":"MARKET",\
          "quantity":"%d"}"""
              .formatted(account, isin, qty);
      String path = "/orders/" + upvest(202, "POST", "/orders", body).path("id").asText();
      await(() -> upvest(200, "GET", path, null).path("status").asText().equals("FILLED"));
    }

    @Override
    public BigDecimal held() {
      JsonNode held = upvest(200, "GET", "/accounts/" + account + "/positions", null).path("data");
      return held.isEmpty() ? BigDecimal.ZERO : decimal(held.get(0), "quantity");
    }

    @Override
    public BigDecimal cash() {
      String path = "/account_groups/" + account + "/payments/cash_balance";
      return decimal(upvest(200, "GET", path, null), "balance");
    }

    @Override
    public void liquidate() {
      String path = "/accounts/" + account + "/liquidations";
      String id = upvest(202, "POST", path, "{\"user_id\":\"" + owner + "\"}").path("id").asText();
      await(
          () -> {
            String status = upvest(200, "GET", path + "/" + id, null).path("status").asText();
            return status.equals("FILLED") || status.equals("SETTLED");
          });
    }

    @Override
    public BigDecimal lastClosed() {
      JsonNode order =
          upvest(200, "GET", "/accounts/" + account + "/orders?limit=1&order=DESC", null)
              .path("data")
              .get(0);
      assertThat(order.path("side").asText()).isEqualTo("SELL");
      assertThat(order.path("status").asText()).isEqualTo("FILLED");
      BigDecimal traded = BigDecimal.ZERO;
      for (JsonNode execution : order.path("executions")) {
        traded = traded.add(decimal(execution, "share_quantity"));
      }
      return traded;
    }
  }

  private static BigDecimal decimal(JsonNode node, String field) {
    assertThat(node.hasNonNull(field)).as("%s of %s", field, node).isTrue();
    return new BigDecimal(node.path(field).asText());
  }

  /** A question that is asked until it is answered with yes. */
  private interface Question {
    boolean isYes();
  }

  /** Asks less and less often, for one of the four limits how often it is asked. */
  private static void await(Question question) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long pause = 10;
    while (!question.isYes()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      try {
        Thread.sleep(pause);
        pause = Math.min(1_000, 2 * pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private JsonNode call(
      int status, String method, String path, @Nullable String body, Map<String, String> headers) {
    HttpResponse<String> response = send(method, path, body, headers);
    assertThat(response.statusCode())
        .as("%s %s: %s", method, path, response.body())
        .isEqualTo(status);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String body, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    headers.forEach(request::setHeader);
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
