// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static io.restassured.RestAssured.given;

import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.Json;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Calls as a client of one account makes them. Paths are sent as they are written. */
final class AlpacaCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String keyId;
  private final String secret;

  AlpacaCalls(FreshAccount account) {
    this(account.keyId(), account.secret());
  }

  AlpacaCalls(String keyId, String secret) {
    this.keyId = keyId;
    this.secret = secret;
  }

  RequestSpecification request() {
    return given()
        .urlEncodingEnabled(false)
        .header("APCA-API-KEY-ID", keyId)
        .header("APCA-API-SECRET-KEY", secret);
  }

  Response get(String path) {
    return request().get(path);
  }

  Response delete(String path) {
    return request().delete(path);
  }

  Response post(String path, Map<String, ?> body) {
    return request().contentType("application/json").body(body).post(path);
  }

  /** The body as it is written here, for what a map cannot say. */
  Response post(String path, String json) {
    return request().contentType("application/json").body(json).post(path);
  }

  Response patch(String path, Map<String, ?> body) {
    return request().contentType("application/json").body(body).patch(path);
  }

  /** Orders under a key. */
  Response postKeyed(String key, Map<String, ?> body) {
    return request()
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body(body)
        .post("/v2/orders");
  }

  /** A limit order far from the market, which works until it is cancelled. */
  String placeResting(String symbol, String side, String qty, String price) {
    String id =
        place(
            Map.of(
                "symbol", symbol,
                "side", side,
                "type", "limit",
                "time_in_force", "gtc",
                "qty", qty,
                "limit_price", price));
    awaitStatus(id, "new");
    return id;
  }

  /** Places an order and returns its id. */
  String place(Map<String, ?> body) {
    Response placed = post("/v2/orders", body);
    if (placed.statusCode() != 200) {
      throw new IllegalStateException(placed.asString());
    }
    return placed.path("id");
  }

  Json order(String id) {
    return Json.of(get("/v2/orders/" + id));
  }

  String status(String id) {
    return order(id).getString("status");
  }

  List<Map<String, Object>> positions() {
    return Json.of(get("/v2/positions")).getList("$");
  }

  /** Waits until an order has come to this. */
  void awaitStatus(String id, String status) {
    await(() -> status.equals(status(id)), () -> id + " is " + status(id) + ", not " + status);
  }

  void awaitFlat() {
    await(() -> positions().isEmpty(), () -> "still open: " + positions());
  }

  /** Asks less and less often, for 200 requests a minute are what a key may do. */
  static void await(BooleanSupplier reached, Supplier<String> otherwise) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long pause = 10;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(otherwise.get());
      }
      try {
        Thread.sleep(pause);
        pause = Math.min(400, pause + pause / 2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
