// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that has gone without closing its stream: nothing arrives, and nothing says so. */
class TradeStreamTest {
  private static final Duration PING = Duration.ofMillis(100);
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (\\S+)");
  private static final String OF_THE_PROTOCOL = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<String> connections = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private boolean shakesHands = true;
  private NetServer server;
  private TradeStream stream;

  @BeforeEach
  void listen() {
    server =
        vertx
            .createNetServer()
            .connectHandler(this::connected)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    stream =
        new TradeStream(
            vertx,
            URI.create("http://127.0.0.1:" + server.actualPort()),
            new BrokerHttp.Credential("key", "secret"),
            Duration.ofSeconds(1),
            update -> {},
            () -> {},
            () -> {},
            failures::add,
            PING);
  }

  @AfterEach
  void close() {
    stream.end();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void connected(NetSocket socket) {
    Buffer request = Buffer.buffer();
    connections.add("opened");
    socket.handler(
        bytes -> {
          request.appendBuffer(bytes);
          Matcher key = KEY.matcher(request.toString(StandardCharsets.ISO_8859_1));
          if (shakesHands && key.find()) {
            shakesHands = false;
            socket.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: "
                    + accepted(key.group(1))
                    + "\r\n\r\n");
          }
        });
  }

  private static String accepted(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest((key + OF_THE_PROTOCOL).getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneThatAnswersNoPingIsGivenUpAndOpenedAgain() throws InterruptedException {
    stream.ensureOpen();
    assertThat(connections.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(failures.poll(30, TimeUnit.SECONDS)).isEqualTo("the stream says nothing any more");
    stream.ensureOpen();
    assertThat(connections.poll(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void oneThatDoesNotEvenShakeHandsIsGivenUp() throws InterruptedException {
    shakesHands = false;
    stream.ensureOpen();
    assertThat(failures.poll(30, TimeUnit.SECONDS)).contains("cannot be opened");
    stream.ensureOpen();
    assertThat(connections.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(connections.poll(30, TimeUnit.SECONDS)).isNotNull();
  }
}
