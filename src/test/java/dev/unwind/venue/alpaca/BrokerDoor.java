// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where brokers of tests are asked over real HTTP, and whom they tell of their orders. */
abstract class BrokerDoor implements AutoCloseable {
  private final List<ServerWebSocket> streams = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** What is done, and its answer lost. */
  volatile Predicate<HttpServerRequest> isLost = request -> false;

  /** What is answered with 500, and not done. */
  volatile Predicate<HttpServerRequest> isRefused = request -> false;

  BrokerDoor(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .webSocketHandler(this::stream)
            .requestHandler(request -> request.body().onSuccess(body -> enter(request, body)))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  /** What is answered with an empty list, whatever there is. */
  volatile Predicate<HttpServerRequest> isBlank = request -> false;

  abstract void serve(HttpServerRequest request, Buffer body);

  private void enter(HttpServerRequest request, Buffer body) {
    if (isRefused.test(request)) {
      refuse(request, 500, "not now");
      return;
    }
    if (isBlank.test(request)) {
      request.response().end("[]");
      return;
    }
    if (isLost.test(request)) {
      request.connection().close();
    }
    serve(request, body);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /** Whether its stream has a listener. */
  public boolean isListened() {
    return !streams.isEmpty();
  }

  private void stream(ServerWebSocket socket) {
    socket.textMessageHandler(
        text -> {
          boolean signsIn = text.contains("authenticate");
          socket.writeBinaryMessage(
              new JsonObject()
                  .put("stream", signsIn ? "authorization" : "listening")
                  .put("data", new JsonObject().put("status", "authorized"))
                  .toBuffer());
          if (!signsIn) {
            streams.add(socket);
          }
        });
    socket.closeHandler(end -> streams.remove(socket));
  }

  void tell(JsonObject update) {
    Buffer message = new JsonObject().put("stream", "trade_updates").put("data", update).toBuffer();
    streams.forEach(stream -> stream.writeBinaryMessage(message));
  }

  static void answer(HttpServerRequest request, @Nullable JsonObject order) {
    if (order == null) {
      refuse(request, 404, "order not found");
    } else {
      request.response().end(order.encode());
    }
  }

  static void refuse(HttpServerRequest request, int status, String message) {
    request.response().setStatusCode(status).end(new JsonObject().put("message", message).encode());
  }

  @Override
  public void close() {
    server.close();
  }
}
