// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import io.quarkus.logging.Log;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The broker's stream of what happens to orders. It is opened whenever it is not open; each time it
 * begins to tell, what it has not told before must be looked up.
 */
public final class TradeStream {
  private static final int MESSAGE_BYTES_MAX = 1 << 20;
  private static final int IDLE_SECONDS = 60;

  /** How often it is asked whether it is still there. */
  public static final Duration PING = Duration.ofSeconds(15);

  /** More than that is no heartbeat. */
  private static final int HEARTBEAT_BYTES_MAX = 16;

  private static final String OF_ORDERS = "trade_updates";

  /** Pings after which one that has said nothing, or tells of no orders, is given up. */
  private static final int UNHEARD_MAX = 3;

  /** What a frame says. */
  private record Said(String stream, JsonObject data) {}

  private final Vertx vertx;
  private final WebSocketClient client;
  private final URI url;
  private final BrokerHttp.Credential credential;
  private final Consumer<JsonObject> updates;
  private final Runnable begun;
  private final Runnable unread;
  private final Consumer<String> failed;
  private final Duration timeout;
  private final Duration ping;
  private @Nullable WebSocket socket;
  private boolean isOpening;
  private boolean isTelling;

  /**
   * @param begun told when it begins to tell: before, anything may have happened
   * @param unread told when it has told what cannot be read, and may have been an update
   */
  public TradeStream(
      Vertx vertx,
      URI url,
      BrokerHttp.Credential credential,
      Duration timeout,
      Consumer<JsonObject> updates,
      Runnable begun,
      Runnable unread,
      Consumer<String> failed,
      Duration ping) {
    this.timeout = timeout;
    this.ping = ping;
    this.vertx = vertx;
    this.url = url;
    this.credential = credential;
    this.updates = updates;
    this.begun = begun;
    this.unread = unread;
    this.failed = failed;
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setSsl("https".equals(url.getScheme()))
                .setVerifyHost(true)
                .setConnectTimeout((int) timeout.toMillis())
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxFrameSize(MESSAGE_BYTES_MAX)
                .setMaxMessageSize(MESSAGE_BYTES_MAX));
  }

  /** Opens it unless it is open. */
  public synchronized void ensureOpen() {
    if (socket != null || isOpening) {
      return;
    }
    isOpening = true;
    URI stream = url.resolve("/stream");
    client
        .connect(
            new WebSocketConnectOptions()
                .setHost(stream.getHost())
                .setPort(port(stream))
                .setSsl("https".equals(url.getScheme()))
                .setURI(stream.getPath())
                .setTimeout(timeout.toMillis()))
        .onComplete(
            opened -> {
              if (opened.succeeded()) {
                open(opened.result());
              } else {
                closed(null);
                failed.accept("the stream cannot be opened: " + opened.cause().getMessage());
              }
            });
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
  }

  private synchronized void open(WebSocket opened) {
    socket = opened;
    isOpening = false;
    AtomicInteger unheard = new AtomicInteger();
    AtomicInteger untold = new AtomicInteger();
    opened.frameHandler(frame -> unheard.set(0));
    opened.pongHandler(pong -> unheard.set(0));
    long pings = vertx.setPeriodic(ping.toMillis(), timer -> ping(opened, unheard, untold, timer));
    opened.closeHandler(
        end -> {
          vertx.cancelTimer(pings);
          closed(opened);
        });
    opened.exceptionHandler(failure -> closed(opened));
    // Frames are binary there, text at some peers.
    opened.binaryMessageHandler(frame -> message(opened, frame));
    opened.textMessageHandler(text -> message(opened, Buffer.buffer(text)));
    say(
        opened,
        new JsonObject()
            .put("action", "authenticate")
            .put(
                "data",
                new JsonObject()
                    .put("key_id", credential.keyId())
                    .put("secret_key", credential.secret())));
  }

  private void ping(WebSocket opened, AtomicInteger unheard, AtomicInteger untold, long timer) {
    int silent = unheard.incrementAndGet();
    int untelling = untold.updateAndGet(before -> isTelling() ? 0 : before + 1);
    if (Math.max(silent, untelling) <= UNHEARD_MAX) {
      opened.writePing(Buffer.buffer("unwind"));
      return;
    }
    vertx.cancelTimer(timer);
    closed(opened);
    opened.close();
    failed.accept(
        silent > UNHEARD_MAX
            ? "the stream says nothing any more"
            : "the stream does not tell of orders");
  }

  private static void say(WebSocket to, JsonObject message) {
    to.writeTextMessage(message.encode());
  }

  private synchronized void closed(@Nullable WebSocket which) {
    isOpening = false;
    if (which == socket) {
      socket = null;
      isTelling = false;
    }
  }

  private synchronized void listening(WebSocket from, boolean isOfOrders) {
    if (from == socket) {
      isTelling = isOfOrders;
    }
  }

  /** Whether it tells what happens. */
  public synchronized boolean isTelling() {
    return isTelling;
  }

  private void message(WebSocket from, Buffer frame) {
    if (from != current()) {
      // Another has taken its place, and has told of what it has not.
      return;
    }
    Said said = said(frame);
    if (said == null) {
      if (frame.length() > HEARTBEAT_BYTES_MAX) {
        unread.run();
      }
      return;
    }
    switch (said.stream()) {
      case "authorization" -> authorized(from, said.data());
      case "listening" -> listens(from, said.data());
      case OF_ORDERS -> updates.accept(said.data());
      default -> Log.debugf("a stream that was not asked for: %s", said.stream());
    }
  }

  /** Null where a frame cannot be read. */
  private static @Nullable Said said(Buffer frame) {
    try {
      return Json.decodeValue(frame) instanceof JsonObject message
              && message.getValue("data") instanceof JsonObject data
          ? new Said(message.getString("stream", ""), data)
          : null;
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }

  /** Who names no streams has been asked for one. */
  private void listens(WebSocket from, JsonObject data) {
    boolean isOfOrders =
        !(data.getValue("streams") instanceof JsonArray streams) || streams.contains(OF_ORDERS);
    if (isOfOrders) {
      begun.run();
    }
    listening(from, isOfOrders);
  }

  private void authorized(WebSocket current, JsonObject data) {
    if (!"authorized".equals(data.getString("status"))) {
      Log.warnf("the stream refuses the key host=%s", url.getHost());
      current.close();
      return;
    }
    say(
        current,
        new JsonObject()
            .put("action", "listen")
            .put("data", new JsonObject().put("streams", new JsonArray().add(OF_ORDERS))));
  }

  private synchronized @Nullable WebSocket current() {
    return socket;
  }

  /** Closes it; it may be opened again. */
  public void close() {
    WebSocket current = current();
    if (current != null) {
      current.close();
    }
  }

  public void end() {
    close();
    client.close();
  }
}
