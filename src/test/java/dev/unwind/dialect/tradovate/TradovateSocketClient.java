// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of the socket that keeps every frame in the order of arrival. */
public final class TradovateSocketClient implements WebSocket.Listener, AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> frames = new ArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final AtomicLong ids = new AtomicLong();
  private final WebSocket socket;
  private int closeCode;

  private TradovateSocketClient(int port, String path) {
    socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(URI.create("ws://localhost:" + port + path), this)
            .join();
  }

  public static TradovateSocketClient connect() {
    return connect("/v1/websocket");
  }

  public static TradovateSocketClient connect(String path) {
    return connect(RestAssured.port, path);
  }

  private static TradovateSocketClient connect(int port, String path) {
    TradovateSocketClient client = new TradovateSocketClient(port, path);
    client.await(frame -> frame.equals("o"));
    return client;
  }

  /** Connected and authorised. */
  public static TradovateSocketClient of(TradovateDesk desk) {
    Integer port = desk.port();
    // Before the time to sign in begins: a server that has just started takes long for a password.
    String token = desk.token();
    TradovateSocketClient client = connect(port == null ? RestAssured.port : port, "/v1/websocket");
    JsonNode answer = client.call("authorize", "", token);
    assertThat(answer.get("s").asInt()).isEqualTo(200);
    return client;
  }

  /** Authorised, and told of every change from here on. */
  public static TradovateSocketClient synced(TradovateDesk desk) {
    TradovateSocketClient client = of(desk);
    assertThat(client.call("user/syncrequest", "", "{\"splitResponses\":true}").get("s").asInt())
        .isEqualTo(200);
    return client;
  }

  @Override
  public synchronized @Nullable CompletionStage<?> onText(
      WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      frames.add(partial.toString());
      partial.setLength(0);
      notifyAll();
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public synchronized @Nullable CompletionStage<?> onClose(
      WebSocket webSocket, int code, String reason) {
    closeCode = code;
    notifyAll();
    return null;
  }

  public void send(String frame) {
    socket.sendText(frame, true).join();
  }

  /** Calls and waits for the answer, which must stand alone in its frame. */
  public JsonNode call(String endpoint, String query, String body) {
    long id = ids.getAndIncrement();
    send(endpoint + "\n" + id + "\n" + query + "\n" + body);
    return reply(id);
  }

  public JsonNode reply(long id) {
    String frame =
        await(
            f ->
                f.startsWith("a[")
                    && messages(f).stream().anyMatch(m -> m.path("i").asLong(-1) == id));
    List<JsonNode> messages = messages(frame);
    assertThat(messages).as("an answer travels alone").hasSize(1);
    return messages.get(0);
  }

  /** The body of an answer that must be a 200. */
  public JsonNode ok(String endpoint, String query, String body) {
    JsonNode answer = call(endpoint, query, body);
    assertThat(answer.get("s").asInt()).as(endpoint + " " + answer).isEqualTo(200);
    return answer.get("d");
  }

  public synchronized String await(Predicate<String> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (String frame : frames) {
        if (wanted.test(frame)) {
          return frame;
        }
      }
      long left = end - System.nanoTime();
      assertThat(left).as("frames so far: %s", frames).isPositive();
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  public synchronized boolean isClosed() {
    return closeCode != 0;
  }

  public synchronized int awaitClose() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (closeCode == 0) {
      long left = end - System.nanoTime();
      assertThat(left).as("not closed; frames so far: %s", frames).isPositive();
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return closeCode;
  }

  /** Waits for a change that fits. */
  public JsonNode prop(Predicate<JsonNode> wanted) {
    String frame =
        await(
            f ->
                f.startsWith("a[")
                    && messages(f).stream()
                        .anyMatch(
                            m -> m.path("e").asText().equals("props") && wanted.test(m.get("d"))));
    return messages(frame).stream()
        .map(m -> m.path("d"))
        .filter(d -> d.has("entityType") && wanted.test(d))
        .findFirst()
        .orElseThrow();
  }

  public JsonNode prop(String entityType, Predicate<JsonNode> wanted) {
    return prop(
        d -> d.get("entityType").asText().equals(entityType) && wanted.test(d.get("entity")));
  }

  /** Every change so far. */
  public synchronized List<JsonNode> props() {
    List<JsonNode> props = new ArrayList<>();
    for (String frame : frames) {
      if (frame.startsWith("a[")) {
        messages(frame).stream()
            .filter(m -> m.path("e").asText().equals("props"))
            .forEach(m -> props.add(m.get("d")));
      }
    }
    return props;
  }

  public synchronized List<String> frames() {
    return List.copyOf(frames);
  }

  static List<JsonNode> messages(String frame) {
    try {
      List<JsonNode> messages = new ArrayList<>();
      MAPPER.readTree(frame.substring(1)).forEach(messages::add);
      return messages;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(frame, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
