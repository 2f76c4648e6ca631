// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
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
    String path = "/api/v1/trading/liquidate_all";
    return client
        .request(HttpMethod.POST, path)
        .compose(
            request ->
                request
                    .putHeader("Authorization", "Bearer " + BenchBook.TOKEN)
                    .putHeader("Unwind-Account", BenchBook.account(account))
                    .putHeader("Content-Type", "application/json")
                    .send("{}"))
        .compose(response -> checked(path, response, 200));
  }

  /** Closes what all accounts hold, in one act; answered when each has been accepted. */
  Future<?> liquidateEveryAccount() {
    return client
        .request(HttpMethod.POST, "/unwind/v1/liquidations")
        .compose(
            request ->
                request
                    .putHeader("Authorization", "Bearer " + BenchBook.TOKEN)
                    .putHeader("Content-Type", "application/json")
                    .send("{\"scope\":\"ACCOUNT\",\"accounts\":[\"*\"]}"))
        .compose(response -> checked("act", response, 202));
  }

  /** Follows a client's log from its beginning until so many events have come, and hangs up. */
  Future<?> readLog(int account, int events) {
    Promise<Void> read = Promise.promise();
    client
        .request(HttpMethod.GET, "/unwind/v1/events/stream?after=0")
        .compose(
            request ->
                request
                    .putHeader("APCA-API-KEY-ID", BenchBook.key(account))
                    .putHeader("APCA-API-SECRET-KEY", BenchBook.SECRET)
                    .send())
        .onSuccess(response -> follow(response, events, read))
        .onFailure(read::tryFail);
    return read.future();
  }

  private static void follow(HttpClientResponse response, int events, Promise<Void> read) {
    if (response.statusCode() != 200) {
      read.tryFail("the stream answered " + response.statusCode());
      return;
    }
    int[] seen = new int[1];
    response
        .handler(
            part -> {
              for (int i = 1; i < part.length(); i++) {
                // An event ends with an empty line.
                if (part.getByte(i) == '\n' && part.getByte(i - 1) == '\n') {
                  seen[0]++;
                }
              }
              if (seen[0] >= events && read.tryComplete()) {
                response.request().connection().close();
              }
            })
        .exceptionHandler(read::tryFail)
        .endHandler(end -> read.tryFail("the stream has ended"));
  }

  /** Places an order for one that rests. */
  Future<?> rest(int account, String symbol, String side, String price) {
    String body =
        """
        {"symbol":"%s","qty":"1","side":"%s","type":"limit","time_in_force":"gtc","limit_price":"%s"}"""
            .formatted(symbol, side, price);
    return send(HttpMethod.POST, account, "/v2/orders", body, 200);
  }

  /** Places what is asked for in Alpaca's words. */
  Future<Buffer> order(int account, String body) {
    return send(HttpMethod.POST, account, "/v2/orders", body, 200);
  }

  /** Asks for the cancel of an order. */
  Future<?> cancel(int account, String order) {
    return send(HttpMethod.DELETE, account, "/v2/orders/" + order, "", 204);
  }

  /** Any list in Alpaca's words. */
  Future<?> get(int account, String path) {
    return send(HttpMethod.GET, account, path, "", 200);
  }

  private Future<?> send(int account, String path, int expected) {
    return send(HttpMethod.DELETE, account, path, "", expected);
  }

  private Future<Buffer> send(
      HttpMethod method, int account, String path, String body, int expected) {
    return client
        .request(method, path)
        .compose(
            request ->
                request
                    .putHeader("APCA-API-KEY-ID", BenchBook.key(account))
                    .putHeader("APCA-API-SECRET-KEY", BenchBook.SECRET)
                    .putHeader("Content-Type", "application/json")
                    .send(body))
        .compose(response -> checked(method + " " + path, response, expected));
  }

  private static Future<Buffer> checked(String request, HttpClientResponse response, int expected) {
    return response
        .body()
        .map(
            answer -> {
              check(request, response.statusCode(), expected, answer);
              return answer;
            });
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
