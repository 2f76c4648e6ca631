// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.UnwindProcess;
import dev.unwind.fixture.FreshAccount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Calls of one account's trader to a packaged server, none of which is ever repeated. */
final class PackagedDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final UnwindProcess server;
  private final String keyId;
  private final String secret;

  PackagedDesk(UnwindProcess server, FreshAccount account) {
    this(server, account.keyId(), account.secret());
  }

  PackagedDesk(UnwindProcess server, String keyId, String secret) {
    this.server = server;
    this.keyId = keyId;
    this.secret = secret;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "");
  }

  HttpResponse<String> send(String verb, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(verb, publisher)
            .header("Content-Type", "application/json")
            .header("APCA-API-KEY-ID", keyId)
            .header("APCA-API-SECRET-KEY", secret)
            .timeout(PATIENCE)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until a read of this path answers so. */
  void await(String path, int status, String body) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    HttpResponse<String> answer = get(path);
    while (answer.statusCode() != status || !answer.body().startsWith(body)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            path + ": " + answer.statusCode() + " " + answer.body() + "\n" + server.output());
      }
      // Within the 200 requests a minute that a key may do.
      Thread.sleep(500);
      answer = get(path);
    }
  }

  /** Waits until the server has its book and the venue its orders. */
  void awaitReady() throws IOException, InterruptedException {
    await("/q/health/ready", 200, "");
  }
}
