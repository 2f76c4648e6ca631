// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a running server to close, as clients do. */
final class Closes {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Closes() {}

  private static String everythingOf(String account) {
    return "{\"account\":\"" + account + "\",\"scope\":\"ACCOUNT\"}";
  }

  /** Closes all of an account; the status of the answer. */
  static int all(int port, String account) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/unwind/v1/liquidations"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + BenchBook.TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(everythingOf(account)))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** Sends the same request, and hangs up with a reset without having read a byte. */
  static void allAndHangUp(int port, String account, Duration patience)
      throws IOException, InterruptedException {
    String body = everythingOf(account);
    String request =
        "POST /unwind/v1/liquidations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(BenchBook.TOKEN, body.length(), body);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      Thread.sleep(patience.toMillis());
    }
  }

  static boolean ready(int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  static void awaitReady(int port, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready(port)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not ready after " + limit);
      }
      Thread.sleep(50);
    }
  }
}
