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
    return send(HttpMethod.GET, account, "/v2/positions", 200);
  }

  private Future<?> send(int account, String path, int expected) {
    return send(HttpMethod.DELETE, account, path, expected);
  }

  private Future<?> send(HttpMethod method, int account, String path, int expected) {
    return client
        .request(method, path)
        .compose(
            request ->
                request
                    .putHeader("APCA-API-KEY-ID", BenchBook.key(account))
                    .putHeader("APCA-API-SECRET-KEY", BenchBook.SECRET)
                    .send())
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body -> {
                          check(method + " " + path, response.statusCode(), expected, body);
                          return body;
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
