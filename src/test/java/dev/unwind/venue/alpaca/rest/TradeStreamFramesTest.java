// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.venue.Awaiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of what a stream says. */
class TradeStreamFramesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LISTENING =
      "{\"stream\":\"listening\",\"data\":{\"streams\":[\"trade_updates\"]}}";
  private static final String UPDATE =
      "{\"stream\":\"trade_updates\",\"data\":{\"event\":\"new\"}}";

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<ServerWebSocket> opened = new CompletableFuture<>();

  /** What was told of, in its order. */
  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private HttpServer server;

  @BeforeEach
  void listen() {
    server =
        vertx
            .createHttpServer()
            .webSocketHandler(opened::complete)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private TradeStream open(Duration ping) {
    TradeStream stream =
        new TradeStream(
            vertx,
            URI.create("http://127.0.0.1:" + server.actualPort()),
            new BrokerHttp.Credential("key", "secret"),
            PATIENCE,
            update -> heard.add("update"),
            () -> heard.add("begun"),
            () -> heard.add("unread"),
            heard::add,
            ping);
    stream.ensureOpen();
    return stream;
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void says(String... frames) {
    for (String frame : frames) {
      opened.join().writeTextMessage(frame);
    }
  }

  private void awaitHeard(String... all) {
    Awaiting.await(PATIENCE, () -> heard.size() >= all.length);
    assertThat(heard).containsExactly(all);
  }

  @Test
  void whatCannotBeReadMayHaveBeenAnUpdate() {
    TradeStream stream = open(PATIENCE);
    says(LISTENING, UPDATE, UPDATE.substring(0, UPDATE.length() - 1), UPDATE);
    awaitHeard("begun", "update", "unread", "update");
    says("{\"stream\":\"trade_updates\",\"data\":\"new\"}", " " + UPDATE);
    awaitHeard("begun", "update", "unread", "update", "unread", "update");
    assertThat(stream.isTelling()).isTrue();
  }

  @Test
  void aHeartbeatIsNone() {
    open(PATIENCE);
    says(LISTENING, "1", "", "ping", "null", UPDATE);
    awaitHeard("begun", "update");
  }

  @Test
  void oneThatTellsOfNoOrdersIsGivenUp() {
    opened.thenAccept(
        socket -> socket.writeTextMessage("{\"stream\":\"listening\",\"data\":{\"streams\":[]}}"));
    TradeStream stream = open(Duration.ofMillis(500));
    awaitHeard("the stream does not tell of orders");
    assertThat(stream.isTelling()).isFalse();
  }

  @Test
  void oneThatNamesNoStreamsTellsOfWhatItWasAskedFor() {
    TradeStream stream = open(PATIENCE);
    says("{\"stream\":\"listening\",\"data\":{}}", UPDATE);
    awaitHeard("begun", "update");
    assertThat(stream.isTelling()).isTrue();
  }
}
