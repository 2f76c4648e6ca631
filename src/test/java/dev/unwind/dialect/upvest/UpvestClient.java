// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of the API with a token of its own. */
final class UpvestClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What came back. */
  record Answer(int status, Map<String, List<String>> headers, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String text(String field) {
      return json().path(field).asText();
    }

    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }

    Answer expect(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      return this;
    }

    /** A problem of this kind. */
    Answer problem(int expected, String slug) {
      expect(expected);
      assertThat(header("content-type")).startsWith("application/problem+json");
      assertThat(text("type")).endsWith("/" + slug);
      assertThat(json().path("status").asInt()).isEqualTo(expected);
      assertThat(text("detail")).isNotBlank().isEqualTo(text("details"));
      assertThat(text("request_id")).isNotBlank().isEqualTo(header("upvest-request-id"));
      return this;
    }
  }

  private final URI base;
  private final String token;

  UpvestClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  static UpvestClient signIn(URI base, UUID client) {
    return new UpvestClient(base, token(base, client, "").expect(200).text("access_token"));
  }

  static Answer token(URI base, UUID client, String scope) {
    return form(
        base,
        "client_id="
            + client
            + "&client_secret=secret-"
            + client
            + "&grant_type=client_credentials&scope="
            + scope.replace(" ", "+").replace(":", "%3A"));
  }

  static Answer form(URI base, String body) {
    return send(
        HttpRequest.newBuilder(base.resolve("/auth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  String token() {
    return token;
  }

  Answer get(String path) {
    return send("GET", path, null, Map.of());
  }

  Answer delete(String path) {
    return send("DELETE", path, null, Map.of());
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, body, Map.of());
  }

  Answer post(String path, String body) {
    return send("POST", path, body, Map.of());
  }

  /** With an idempotency key of its own. */
  Answer create(String path, String body) {
    return create(path, body, UUID.randomUUID().toString());
  }

  Answer create(String path, String body, String key) {
    return send("POST", path, body, Map.of("idempotency-key", key));
  }

  Answer send(String method, String path, @Nullable String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::setHeader);
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return send(request.build());
  }

  private static Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks again and again until the answer is as wanted. */
  Answer await(String path, Predicate<JsonNode> wanted) {
    Instant end = Instant.now().plus(PATIENCE);
    Answer last;
    do {
      last = get(path);
      if (last.status() == 200 && wanted.test(last.json())) {
        return last;
      }
      pause();
    } while (Instant.now().isBefore(end));
    throw new AssertionError("not in time: " + last);
  }

  /** Until the liquidation has one of these statuses. */
  Answer awaitStatus(String path, String... statuses) {
    return await(path, json -> List.of(statuses).contains(json.path("status").asText()));
  }

  /** A limit order of the first fund that rests at the venue. */
  Answer rest(UpvestBook book, String side, String qty, String limit) {
    Answer placed =
        create(
                "/orders",
                """
                {"account_id":"%s","side":"%s","instrument_id":"%s","instrument_id_type":"ISIN","order_type":"LIMIT",\
                "quantity":"%s","limit_price":"%s"}"""
                    .formatted(book.account, side, book.fund(0).isin(), qty, limit))
            .expect(202);
    return awaitStatus("/orders/" + placed.text("id"), "PROCESSING");
  }

  static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
