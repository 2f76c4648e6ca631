// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.fixture.Json;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client of {@code /v2/events/trades} that reads as the official one does: only lines that begin
 * with {@code data: } count.
 */
final class EventStream implements AutoCloseable {
  private static final String END = "end of stream";
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heartbeats = new LinkedBlockingQueue<>();
  private final HttpClient client;
  private final InputStream body;

  private EventStream(HttpClient client, InputStream body) {
    this.client = client;
    this.body = body;
    Thread reader = new Thread(this::read, "events");
    reader.setDaemon(true);
    reader.start();
  }

  static EventStream open(String keyId, String secret, String query, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/v2/events/trades" + query))
            .header("APCA-API-KEY-ID", keyId)
            .header("APCA-API-SECRET-KEY", secret)
            .timeout(Duration.ofSeconds(PATIENCE_SECONDS));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
      throw new AssertionError(response.statusCode() + " " + type);
    }
    return new EventStream(client, response.body());
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith(":")) {
          heartbeats.add(line);
        } else if (!line.isEmpty()) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      lines.add("broken: " + e);
    }
    lines.add(END);
  }

  /** The next heartbeat, awaited. */
  String heartbeat() throws InterruptedException {
    String line = heartbeats.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no heartbeat came");
    }
    return line;
  }

  /** The next line that is neither empty nor a heartbeat, awaited. */
  String line() throws InterruptedException {
    String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line came");
    }
    return line;
  }

  /** The next event, awaited. */
  Json next() throws InterruptedException {
    String line = line();
    while (!line.startsWith("data: ")) {
      if (line.equals(END)) {
        throw new AssertionError("the stream of " + client + " has ended");
      }
      line = line();
    }
    return Json.of(line.substring("data: ".length()));
  }

  List<Json> next(int count) throws InterruptedException {
    List<Json> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return events;
  }

  /** Everything until the server ends the stream. */
  List<Json> toTheEnd() throws InterruptedException {
    List<Json> events = new ArrayList<>();
    for (String line = line(); !line.equals(END); line = line()) {
      if (line.startsWith("data: ")) {
        events.add(Json.of(line.substring("data: ".length())));
      }
    }
    return events;
  }

  /** Whether nothing comes for a moment. */
  boolean isSilent() throws InterruptedException {
    return lines.poll(300, TimeUnit.MILLISECONDS) == null;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
