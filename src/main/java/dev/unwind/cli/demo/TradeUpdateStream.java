// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Alpaca's order stream, opened, signed in and listening. Its JSON comes in binary frames. */
final class TradeUpdateStream implements AutoCloseable {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final int QUEUE_MAX = 10_000;

  private final DemoServer server;
  private final BlockingQueue<String> frames = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final WebSocket socket;

  private TradeUpdateStream(DemoServer server) {
    this.server = server;
    URI root = server.root();
    URI address = URI.create("ws://" + root.getAuthority() + "/stream");
    try {
      this.socket =
          server
              .client()
              .newWebSocketBuilder()
              .connectTimeout(ANSWER_LIMIT)
              .buildAsync(address, new Frames())
              .join();
    } catch (CompletionException e) {
      throw new DemoFailedException("The stream does not open: " + e.getCause(), e);
    }
  }

  static TradeUpdateStream open(DemoServer server, String keyId, String secret) {
    TradeUpdateStream stream = new TradeUpdateStream(server);
    stream.say(
        """
        {"action":"authenticate","data":{"key_id":"%s","secret_key":"%s"}}"""
            .formatted(keyId, secret));
    stream.expect("authorization", "status", "authorized");
    stream.say(
        """
        {"action":"listen","data":{"streams":["trade_updates"]}}""");
    stream.expect("listening", "streams", "trade_updates");
    return stream;
  }

  /** The next update, or null if none came in time. */
  @Nullable JsonNode next(Duration limit) {
    try {
      String frame = frames.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      return frame == null ? null : server.parse(frame).path("data");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("Interrupted.", e);
    }
  }

  private void say(String message) {
    socket.sendText(message, true).join();
  }

  private void expect(String stream, String field, String value) {
    try {
      String frame = frames.poll(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      JsonNode answer = server.parse(frame == null ? "" : frame);
      JsonNode told = answer.path("data").path(field);
      String found = told.isArray() ? told.path(0).asText() : told.asText();
      if (!stream.equals(answer.path("stream").asText()) || !value.equals(found)) {
        throw new DemoFailedException("The stream answered: " + frame);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("Interrupted.", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  /** Puts whole messages into the queue; asks for the next frame only when there is room. */
  private final class Frames implements WebSocket.Listener {

    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      return take(from, data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      return take(from, StandardCharsets.UTF_8.decode(data), last);
    }

    private @Nullable CompletionStage<?> take(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        if (!frames.offer(message.toString())) {
          from.abort();
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
