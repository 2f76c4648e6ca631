// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server as its clients see it. Calls block; they are made outside the event loop. */
final class DemoServer {

  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final URI root;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CALL_LIMIT)
          .build();

  DemoServer(URI root) {
    this.root = root;
  }

  /** An answer with its body read as JSON; a missing node where there is none. */
  record Answer(int status, HttpHeaders headers, JsonNode body) {}

  URI root() {
    return root;
  }

  HttpClient client() {
    return client;
  }

  JsonNode parse(String text) {
    try {
      return text.isBlank() ? MissingNode.getInstance() : json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DemoFailedException("The answer is not JSON: " + text, e);
    }
  }

  /** Calls without a body and expects one status. */
  Answer call(int expected, String method, String path, Map<String, String> headers) {
    return call(expected, method, path, headers, null);
  }

  /**
   * Calls and expects one status.
   *
   * @throws DemoFailedException if another status, or nothing, comes back
   */
  Answer call(
      int expected,
      String method,
      String path,
      Map<String, String> headers,
      @Nullable String body) {
    Answer answer = send(method, path, headers, body);
    if (answer.status() != expected) {
      throw new DemoFailedException(
          "%s %s answered %d instead of %d: %s"
              .formatted(method, path, answer.status(), expected, answer.body()));
    }
    return answer;
  }

  /** Calls with a body and takes what comes. */
  Answer call(Map<String, String> headers, String method, String path, String body) {
    return send(method, path, headers, body);
  }

  /** Waits until the server says that it can take requests. */
  void awaitReady() {
    await(
        "the server to be ready",
        READY_LIMIT,
        () -> send("GET", "/q/health/ready", Map.of(), null).status() == 200);
  }

  /** Calls again and again until it is answered with 200, as long as it cannot be done yet. */
  Answer awaitAnswer(String what, Duration limit, Duration pause, Supplier<Answer> call) {
    long deadline = System.nanoTime() + limit.toNanos();
    Answer answer = call.get();
    while (answer.status() != 200) {
      if (answer.status() != 503 || System.nanoTime() > deadline) {
        throw new DemoFailedException(
            "Waited for %s, in vain for %d seconds or refused: %s"
                .formatted(what, limit.toSeconds(), answer.body()));
      }
      pause(pause);
      answer = call.get();
    }
    return answer;
  }

  /** Asks again and again until it is true. */
  void await(String what, Duration limit, Supplier<Boolean> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.get()) {
      if (System.nanoTime() > deadline) {
        throw new DemoFailedException(
            "Waited %d seconds in vain for %s.".formatted(limit.toSeconds(), what));
      }
      pause(PAUSE);
    }
  }

  private Answer send(
      String method, String path, Map<String, String> headers, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path))
            .timeout(CALL_LIMIT)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), parse(response.body()));
    } catch (IOException e) {
      throw new DemoFailedException(method + " " + path + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("Interrupted.", e);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("Interrupted.", e);
    }
  }
}
