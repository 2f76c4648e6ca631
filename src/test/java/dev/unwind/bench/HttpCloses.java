// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

/**
 * Many clients of the Alpaca dialect, each with its own key, over a fixed number of connections.
 */
final class HttpCloses implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;

  HttpCloses(int port, int connections) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /** Closes one whole position of a client's account. */
  Future<?> closeOne(int account, String symbol) {
    return send(account, "/v2/positions/" + symbol.replace("/", "%2F"), 200);
  }

  /** Closes everything that a client's account holds. */
  Future<?> closeAll(int account) {
    return send(account, "/v2/positions", 207);
  }

  /** Everything that a client's account holds. */
  Future<?> list(int account) {
    return get(account, "/v2/positions");
  }

  /** The same with its working orders canceled before. */
  Future<?> cancelAndCloseAll(int account) {
    return send(account, "/v2/positions?cancel_orders=true", 207);
  }

  /** The same in NeuraTrade's words, answered when all is closed. */
  Future<?> liquidateAll(int account) {
    return send(HttpMethod.POST, account, "/api/v1/trading/liquidate_all", "{}", 200);
  }

  /** Places an order for one that rests. */
  Future<?> rest(int account, String symbol, String side, String price) {
    String body =
        """
        {"symbol":"%s","qty":"1","side":"%s","type":"limit","time_in_force":"gtc","limit_price":"%s"}"""
            .formatted(symbol, side, price);
    return send(HttpMethod.POST, account, "/v2/orders", body, 200);
  }

  /** Any list in Alpaca's words. */
  Future<?> get(int account, String path) {
    return send(HttpMethod.GET, account, path, "", 200);
  }

  private Future<?> send(int account, String path, int expected) {
    return send(HttpMethod.DELETE, account, path, "", expected);
  }

  private Future<?> send(HttpMethod method, int account, String path, String body, int expected) {
    return client
        .request(method, path)
        .compose(
            request ->
                request
                    .putHeader("APCA-API-KEY-ID", BenchBook.key(account))
                    .putHeader("APCA-API-SECRET-KEY", BenchBook.SECRET)
                    .putHeader("Content-Type", "application/json")
                    .send(body))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        answer -> {
                          check(method + " " + path, response.statusCode(), expected, answer);
                          return answer;
                        }));
  }

  private static void check(String request, int status, int expected, Buffer body) {
    if (status != expected) {
      throw new IllegalStateException(
          "%s answered %d: %s"
              .formatted(request, status, body.getString(0, Math.min(300, body.length()))));
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
