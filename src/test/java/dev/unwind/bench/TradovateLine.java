// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One Tradovate client's socket, authorised and told of every change of its account. */
final class TradovateLine {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long HEARTBEAT_MILLIS = 2_500;

  private final long account;
  private final String name;
  private @Nullable WebSocket socket;
  private int id;
  private Promise<Void> answered = Promise.promise();
  private long awaited;
  private Promise<Void> flat = Promise.promise();

  TradovateLine(long account, String name) {
    this.account = account;
    this.name = name;
  }

  /** Signs in with the password, connects, and asks to be told of changes. */
  Future<Void> open(Vertx vertx, WebSocketClient client, int port) {
    String token;
    try {
      token = Closes.signIn(port, name);
    } catch (IOException | InterruptedException e) {
      return Future.failedFuture(e);
    }
    return client
        .connect(port, "127.0.0.1", "/v1/websocket")
        .compose(
            connected -> {
              socket = connected;
              connected.textMessageHandler(this::take);
              long timer =
                  vertx.setPeriodic(HEARTBEAT_MILLIS, t -> connected.writeTextMessage("[]"));
              connected.closeHandler(gone -> vertx.cancelTimer(timer));
              return call("authorize", token);
            })
        .compose(done -> call("user/syncrequest", "{\"splitResponses\":true}"));
  }

  /** Ends when the position is told to be flat. */
  Future<Void> liquidate(String symbol, long contract) {
    Promise<Void> told = Promise.promise();
    synchronized (this) {
      flat = told;
      awaited = contract;
    }
    String body = "{\"accountId\":%d,\"symbol\":\"%s\",\"admin\":false}".formatted(account, symbol);
    return call("order/liquidateposition", body).compose(done -> told.future());
  }

  private Future<Void> call(String operation, String body) {
    Promise<Void> answer = Promise.promise();
    int number;
    WebSocket line;
    synchronized (this) {
      answered = answer;
      number = ++id;
      line = socket;
    }
    if (line == null) {
      return Future.failedFuture("not connected");
    }
    line.writeTextMessage(operation + "\n" + number + "\n\n" + body);
    return answer.future();
  }

  private synchronized void take(String frame) {
    if (!frame.startsWith("a")) {
      return;
    }
    try {
      MAPPER.readTree(frame.substring(1)).forEach(this::take);
    } catch (JsonProcessingException e) {
      answered.tryFail(e);
    }
  }

  private synchronized void take(JsonNode message) {
    if (message.path("i").asInt(-1) == id) {
      JsonNode details = message.path("d");
      boolean refused = details.has("errorText") || details.has("failureReason");
      if (message.path("s").asInt() == 200 && !refused) {
        answered.tryComplete();
      } else {
        answered.tryFail(message.toString());
        flat.tryFail(message.toString());
      }
    }
    JsonNode changed = message.path("d").path("entity");
    if (message.path("d").path("entityType").asText().equals("position")
        && changed.path("contractId").asLong() == awaited
        && changed.path("netPos").asInt(-1) == 0) {
      flat.tryComplete();
    }
  }
}
