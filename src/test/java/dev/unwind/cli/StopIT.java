// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.venue.Awaiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is told to stop while clients have streams open. */
@Timeout(180)
class StopIT {
  private static final int TERMINATED = 143;
  private static final int GOING_AWAY = 1001;

  /** Less than the delay and what running requests would be waited for. */
  private static final Duration GRACE = Duration.ofSeconds(13);

  private static final String[] KEY = {
    "APCA-API-KEY-ID", "PKDEMOEQUITY1", "APCA-API-SECRET-KEY", "demo-secret-equity-1"
  };
  private static final String[] RISK = {"Authorization", "Bearer demo-token-risk"};
  private static final String OUR_EVENTS = "/unwind/v1/events/stream?account=equity-1";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void openStreamsGoAwayNewOnesAreRefusedAndTheStopIsQuick() throws Exception {
    try (TestDatabase database = TestDatabase.migrated();
        UnwindProcess server = serve(database, Map.of("QUARKUS_SHUTDOWN_DELAY", "6s"))) {
      awaitReady(server);
      CompletableFuture<Integer> signedIn = socket(server, "/stream", true);
      CompletableFuture<Integer> anonymous = socket(server, "/stream", false);
      CompletableFuture<Integer> tradovate = socket(server, "/v1/websocket", false);
      CompletableFuture<Integer> trades = events(server, "/v2/events/trades", KEY);
      CompletableFuture<Integer> ours = events(server, OUR_EVENTS, RISK);

      long begun = System.nanoTime();
      CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> stopped(server));
      for (CompletableFuture<Integer> code : List.of(signedIn, anonymous, tradovate)) {
        assertThat(code.get(4, TimeUnit.SECONDS)).as(server.output()).isEqualTo(GOING_AWAY);
      }
      for (CompletableFuture<Integer> status : List.of(trades, ours)) {
        assertThat(status.get(4, TimeUnit.SECONDS)).isEqualTo(200);
      }
      for (String path : List.of("/stream", "/v1/websocket")) {
        assertThatThrownBy(() -> socket(server, path, false))
            .isInstanceOf(CompletionException.class)
            .cause()
            .isInstanceOfSatisfying(
                WebSocketHandshakeException.class,
                refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(503));
      }
      assertThat(events(server, "/v2/events/trades", KEY).get(4, TimeUnit.SECONDS)).isEqualTo(503);
      assertThat(events(server, OUR_EVENTS, RISK).get(4, TimeUnit.SECONDS)).isEqualTo(503);

      assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(TERMINATED);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GRACE);
      assertThat(server.output()).doesNotContain(" ERROR ", " WARN ");
    }
  }

  /** Quarkus announces the stop in another way then. */
  @Test
  void openStreamsGoAwayWithoutADelayToo() throws Exception {
    try (TestDatabase database = TestDatabase.migrated();
        UnwindProcess server = serve(database, Map.of("QUARKUS_SHUTDOWN_DELAY", "0"))) {
      awaitReady(server);
      CompletableFuture<Integer> signedIn = socket(server, "/stream", true);
      CompletableFuture<Integer> tradovate = socket(server, "/v1/websocket", false);

      long begun = System.nanoTime();
      assertThat(server.stop()).isEqualTo(TERMINATED);
      assertThat(signedIn.get(4, TimeUnit.SECONDS)).isEqualTo(GOING_AWAY);
      assertThat(tradovate.get(4, TimeUnit.SECONDS)).isEqualTo(GOING_AWAY);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GRACE);
      assertThat(server.output()).doesNotContain(" ERROR ");
    }
  }

  private static UnwindProcess serve(TestDatabase database, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_IMPORT", "src/main/resources/book/desk.json");
    environment.putAll(more);
    return UnwindProcess.start(environment);
  }

  private static int stopped(UnwindProcess server) {
    try {
      return server.stop();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private void awaitReady(UnwindProcess server) {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/q/health/ready"))
            .build();
    Awaiting.await(
        Duration.ofSeconds(90),
        () ->
            client.sendAsync(ready, HttpResponse.BodyHandlers.discarding()).join().statusCode()
                == 200);
  }

  /** With which code the socket closes. */
  private CompletableFuture<Integer> socket(UnwindProcess server, String path, boolean signsIn)
      throws Exception {
    Closing closing = new Closing();
    // A client of its own: a connection kept from before may be closed while it is chosen.
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), closing)
            .join();
    if (signsIn) {
      socket
          .sendText(
              "{\"action\":\"auth\",\"key\":\"%s\",\"secret\":\"%s\"}".formatted(KEY[1], KEY[3]),
              true)
          .join();
      closing.answered.get(30, TimeUnit.SECONDS);
    }
    return closing.code;
  }

  /** With which status the stream was answered, once it has ended. */
  private CompletableFuture<Integer> events(UnwindProcess server, String path, String... headers) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .headers(headers)
            .build();
    HttpResponse<InputStream> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()).join();
    return CompletableFuture.supplyAsync(
        () -> {
          try (InputStream body = answer.body()) {
            body.readAllBytes();
          } catch (IOException cut) {
            // The end of an endless stream, too.
          }
          return answer.statusCode();
        });
  }

  private static final class Closing implements WebSocket.Listener {
    final CompletableFuture<Integer> code = new CompletableFuture<>();
    final CompletableFuture<Boolean> answered = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      answered.complete(true);
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
      code.complete(statusCode);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      code.completeExceptionally(error);
    }
  }
}
