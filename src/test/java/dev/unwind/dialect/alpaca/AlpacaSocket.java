// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.fixture.Json;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of {@code /stream}, as plain as can be. Frames of the server must be binary. */
final class AlpacaSocket implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private volatile boolean paused;

  AlpacaSocket() {
    this("/stream");
  }

  AlpacaSocket(String path) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .buildAsync(URI.create("ws://localhost:" + RestAssured.port + path), new Receiver())
            .join();
  }

  /** One that has authenticated and listens to trade updates. */
  static AlpacaSocket listening(String keyId, String secret) {
    AlpacaSocket socket = new AlpacaSocket();
    socket.authenticate(keyId, secret);
    socket.expect(
        "{\"stream\":\"authorization\",\"data\":{\"status\":\"authorized\",\"action\":\"authenticate\"}}");
    socket.send("{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"]}}");
    socket.expect("{\"stream\":\"listening\",\"data\":{\"streams\":[\"trade_updates\"]}}");
    return socket;
  }

  void authenticate(String keyId, String secret) {
    send(
        "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"%s\",\"secret_key\":\"%s\"}}"
            .formatted(keyId, secret));
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void sendBinary(String text) {
    socket.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true).join();
  }

  /** The next frame, awaited. */
  String next() {
    String frame = poll(PATIENCE);
    if (frame == null) {
      throw new AssertionError("no frame came; closed: " + closed.getNow(-1));
    }
    return frame;
  }

  /** The next frame if one comes in this time. */
  @Nullable String poll(Duration within) {
    try {
      return frames.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void expect(String frame) {
    String came = next();
    if (!came.equals(frame)) {
      throw new AssertionError("expected " + frame + " but was " + came);
    }
  }

  /** The next trade update's data. */
  Json update() {
    Json frame = Json.of(next());
    if (!"trade_updates".equals(frame.getString("stream"))) {
      throw new AssertionError(frame.toString());
    }
    return frame.at("data");
  }

  /** The data of so many updates. */
  List<Json> updates(int count) {
    List<Json> updates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      updates.add(update());
    }
    return updates;
  }

  /** Reads no more after the next frame. */
  void pause() {
    paused = true;
  }

  /** Reads again. */
  void resume() {
    paused = false;
    socket.request(1);
  }

  /** How many frames have come that nobody has asked for. */
  int waiting() {
    return frames.size();
  }

  /** Whether the connection is gone, in whatever way. */
  boolean isGone() {
    return closed.isDone();
  }

  /** The code with which the server has closed, awaited. */
  int closeCode() throws Exception {
    return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onBinary(
        WebSocket webSocket, ByteBuffer data, boolean last) {
      partial.append(StandardCharsets.UTF_8.decode(data));
      if (last) {
        frames.add(partial.toString());
        partial.setLength(0);
      }
      if (!paused) {
        webSocket.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      frames.add("text frame: " + data);
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(
        WebSocket webSocket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
