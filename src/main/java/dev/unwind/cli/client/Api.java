// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A server's {@code /unwind/v1}. JSON is a tree here, so that members which a later server adds are
 * shown to programs as they came.
 */
public final class Api {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  /** Longer than a server takes to answer anything. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(100);

  private static final int TRIES = 4;
  private static final long PAUSE_MILLIS = 250;
  private static final int TEXT_MAX = 4_096;
  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          // What a terminal or a pipe takes any other characters for is not known.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final URI server;
  private final Credential credential;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  Api(URI server, Credential credential) {
    this.server = server;
    this.credential = credential;
  }

  public URI server() {
    return server;
  }

  /** An empty JSON object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** JSON on one line, in ASCII. */
  public static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode tree(String text) throws JsonProcessingException {
    return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
  }

  /** A path with its parts escaped. */
  public static String path(String... segments) {
    StringJoiner path = new StringJoiner("/", "/", "");
    for (String segment : segments) {
      path.add(escaped(segment));
    }
    return path.toString();
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Reads, and asks again for a while where the server says that it is busy.
   *
   * @param query values of null are left out
   */
  public JsonNode get(String path, Map<String, @Nullable String> query) {
    return patiently(request(path, query).GET().build()).body();
  }

  /**
   * Asks for an act.
   *
   * @throws LostException if it is not known whether it was done
   */
  public Answer send(String method, String path, JsonNode body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path, Map.of())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(text(body)));
    headers.forEach(request::header);
    return once(request.build());
  }

  /** A preview and the like: nothing is changed, so that it may be asked for again. */
  public Answer ask(String path, JsonNode body) {
    return patiently(
        request(path, Map.of())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(text(body)))
            .build());
  }

  private HttpRequest.Builder request(String path, Map<String, @Nullable String> query) {
    StringBuilder address = new StringBuilder(server + "/unwind/v1" + path);
    char before = '?';
    for (Map.Entry<String, @Nullable String> each : query.entrySet()) {
      String value = each.getValue();
      if (value != null) {
        address.append(before).append(each.getKey()).append('=').append(escaped(value));
        before = '&';
      }
    }
    return HttpRequest.newBuilder(URI.create(address.toString()))
        .timeout(ANSWER_WITHIN)
        .header("Authorization", credential.authorization())
        .header("Accept", "application/json");
  }

  private Answer patiently(HttpRequest request) {
    for (int tried = 1; ; tried++) {
      try {
        return once(request);
      } catch (LostException e) {
        if (tried == TRIES || e.kind() == LostException.Kind.UNREACHABLE) {
          throw e;
        }
        pause(PAUSE_MILLIS);
      }
    }
  }

  private Answer once(HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return answer(response);
    } catch (IOException e) {
      throw lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostException(LostException.Kind.UNANSWERED, "interrupted", e);
    }
  }

  /**
   * Opens a stream of events.
   *
   * @param query values of null are left out
   */
  InputStream open(String path, Map<String, @Nullable String> query, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        request(path, query).setHeader("Accept", "text/event-stream").GET();
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != OK) {
        try (InputStream body = response.body()) {
          String text = new String(body.readNBytes(TEXT_MAX), StandardCharsets.UTF_8);
          throw refusal(response.statusCode(), response.headers(), text);
        }
      }
      return response.body();
    } catch (IOException e) {
      throw lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostException(LostException.Kind.UNANSWERED, "interrupted", e);
    }
  }

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostException(LostException.Kind.UNANSWERED, "interrupted", e);
    }
  }

  private LostException lost(IOException failure) {
    boolean connected =
        !(failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException);
    String why = failure.getMessage();
    if (why == null) {
      why = connected ? "the connection was lost" : "no connection";
    }
    return new LostException(
        connected ? LostException.Kind.UNANSWERED : LostException.Kind.UNREACHABLE,
        server + (connected ? " has not answered: " : " cannot be reached: ") + why,
        failure);
  }

  private Answer answer(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status < OK || status >= OK + 100) {
      throw refusal(status, response.headers(), response.body());
    }
    try {
      return new Answer(status, response.headers(), tree(response.body()));
    } catch (JsonProcessingException e) {
      throw new LostException(
          LostException.Kind.UNANSWERED,
          server + " has answered no JSON: is it an Unwind server?",
          e);
    }
  }

  private ClientException refusal(int status, HttpHeaders headers, String body) {
    JsonNode error;
    try {
      error = tree(body);
    } catch (JsonProcessingException e) {
      error = MissingNode.getInstance();
    }
    String code = error.path("code").asText("HTTP " + status);
    String said = error.path("message").asText("");
    JsonNode symbol = error.path("details").path("symbol");
    String message =
        (said.isEmpty() ? server + " has answered with status " + status : said)
            + (symbol.isTextual() ? ": " + symbol.asText() : "");
    if (status < 500 && status != TOO_MANY_REQUESTS) {
      return new RefusedException(status, code, message);
    }
    // A server says when to come again only where nothing was done.
    boolean again = status == TOO_MANY_REQUESTS || headers.firstValue("Retry-After").isPresent();
    return new LostException(
        again ? LostException.Kind.BUSY : LostException.Kind.UNANSWERED,
        message + " (" + code + ")");
  }
}
