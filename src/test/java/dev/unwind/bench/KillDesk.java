// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a client does with one account while its server dies again and again: it has orders that
 * work, replaces them, and has all positions closed. What was not answered it asks for again, with
 * the same key.
 */
final class KillDesk {
  static final String TOKEN = "risk-token";
  static final String SECRET = "desk-secret";

  /** Orders of the client's own, by which it knows them. */
  private static final String NAMED = "client-";

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final int number;
  private final Conduct conduct;
  private final AtomicInteger replaced = new AtomicInteger();
  private final String key;
  private volatile boolean isAsked;

  /** How all is closed. */
  enum Conduct {
    /** By limits that escalate, the client's orders cancelled before. */
    LIMITS_AFTER_CANCELS(true),
    /** At the market, the client's orders cancelled before. */
    MARKET_AFTER_CANCELS(true),
    /** By limits that escalate, beside the client's orders, which only open. */
    LIMITS_BESIDE_ORDERS(false);

    private final boolean cancels;

    Conduct(boolean cancels) {
      this.cancels = cancels;
    }
  }

  KillDesk(int number, Conduct conduct, long seed) {
    this.number = number;
    this.conduct = conduct;
    key = "kills-" + seed + "-" + number;
  }

  static String name(int number) {
    return "desk-" + number;
  }

  static String keyId(int number) {
    return "desk-key-" + number;
  }

  int replacements() {
    return replaced.get();
  }

  boolean isAsked() {
    return isAsked;
  }

  /** Orders of a client's that are in the way of the close, or only beside it. */
  void enter(int port, KillBook book, Random random) throws IOException, InterruptedException {
    if (conduct.cancels) {
      for (KillBook.Held held : book.of(number)) {
        if (random.nextInt(3) == 0 && held.qty() > 1) {
          boolean isLong = !held.isShort();
          enter(
              port,
              held.symbol(),
              isLong ? "sell" : "buy",
              1 + random.nextInt((int) held.qty()),
              price(random, isLong));
        }
      }
    } else {
      for (String symbol : KillBook.UNHELD) {
        enter(port, symbol, "buy", 1 + random.nextInt(20), price(random, false));
      }
    }
  }

  /** Away from the market, but not too far for it. */
  private String price(Random random, boolean isAbove) {
    int away = (conduct.cancels ? 150 : 1_000) + random.nextInt(800);
    return KillBook.money(10_000 + (isAbove ? away : -away));
  }

  private void enter(int port, String symbol, String side, int qty, String limit)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        alpaca(
            port,
            "POST",
            "/v2/orders",
            ("{\"symbol\": \"%s\", \"side\": \"%s\", \"qty\": \"%d\", \"type\": \"limit\", \"limit_price\": \"%s\","
                    + " \"time_in_force\": \"gtc\", \"client_order_id\": \"%s\"}")
                .formatted(symbol, side, qty, limit, NAMED + UUID.randomUUID()));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  /** Its orders that are open, with their symbols and prices. */
  List<JsonNode> working(int port) throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    HttpResponse<String> answer = alpaca(port, "GET", "/v2/orders?status=open&limit=500", null);
    if (answer.statusCode() == 200) {
      for (JsonNode order : JSON.readTree(answer.body())) {
        if (order.path("client_order_id").asText().startsWith(NAMED)) {
          all.add(order);
        }
      }
    }
    return all;
  }

  /** Replaces one of them; it may not be open any more. */
  void replaceOne(int port, Random random) throws IOException, InterruptedException {
    List<JsonNode> all = working(port);
    all.removeIf(order -> !order.path("status").asText().equals("new"));
    if (all.isEmpty()) {
      return;
    }
    JsonNode order = all.get(random.nextInt(all.size()));
    HttpResponse<String> answer =
        alpaca(
            port,
            "PATCH",
            "/v2/orders/" + order.path("id").asText(),
            "{\"limit_price\": \"%s\", \"client_order_id\": \"%s\"}"
                .formatted(
                    price(random, order.path("side").asText().equals("sell")),
                    NAMED + UUID.randomUUID()));
    if (answer.statusCode() == 200) {
      replaced.incrementAndGet();
    }
  }

  /** Has all positions closed; until it is answered, the same again. */
  void close(int port) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        risk(
            port,
            "/unwind/v1/liquidations",
            conduct == Conduct.MARKET_AFTER_CANCELS ? market() : limits(),
            key);
    if (answer.statusCode() / 100 == 2) {
      isAsked = true;
    } else if (answer.statusCode() != 503) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  private String market() {
    return "{\"account\": \"%s\", \"scope\": \"ACCOUNT\", \"cancelOrders\": true}"
        .formatted(name(number));
  }

  /** The same for the same key. */
  private String limits() {
    Random own = new Random(key.hashCode());
    return """
        {"account": "%s", "scope": "ACCOUNT", "cancelOrders": %s, "maxConcurrent": %d, "style":
          {"type": "limit", "guardBps": %d, "steps": %d, "every": "%ds", "thenMarket": true}}"""
        .formatted(
            name(number),
            conduct.cancels,
            8 + own.nextInt(30),
            100 + own.nextInt(300),
            2 + own.nextInt(3),
            2 + own.nextInt(3));
  }

  /** Closes at once whatever is left, and cancels what works. */
  void flatten(int port, String again) throws IOException, InterruptedException {
    HttpResponse<String> answer = risk(port, "/unwind/v1/liquidations", market(), key + again);
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    alpaca(port, "DELETE", "/v2/orders", null);
  }

  /** What differs from the broker; empty where nothing does; null where it cannot be asked now. */
  @Nullable String difference(int port) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        risk(
            port,
            "/unwind/v1/accounts/" + name(number) + "/reconciliation",
            "{\"onDifference\": \"REPORT\", \"reason\": \"kills\"}",
            UUID.randomUUID().toString());
    if (answer.statusCode() != 200) {
      return null;
    }
    JsonNode found = JSON.readTree(answer.body());
    boolean isWhole =
        found.path("differences").isEmpty()
            && !found.path("notStated").toString().contains("positions");
    return isWhole ? "" : answer.body();
  }

  private HttpResponse<String> risk(int port, String path, String body, String once)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", once)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> alpaca(int port, String verb, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("APCA-API-KEY-ID", keyId(number))
            .header("APCA-API-SECRET-KEY", SECRET)
            .header("Content-Type", "application/json")
            .method(
                verb,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
  }
}
