// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Asks a running server to close, as clients do. */
final class Closes {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final Pattern ACCESS_TOKEN = Pattern.compile("\"accessToken\":\"([^\"]+)\"");

  private Closes() {}

  /** Closes all of an account through our own API; the status of the answer. */
  static int all(int port, String account) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, "/unwind/v1/liquidations"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + BenchBook.TOKEN)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"account\":\"" + account + "\",\"scope\":\"ACCOUNT\"}"))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** Closes all of an account by an act, as these members say; the status of the answer. */
  static int act(int port, String account, String conduct)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, "/unwind/v1/liquidations"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + BenchBook.TOKEN)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"accounts\":[\"%s\"],\"scope\":\"ACCOUNT\",%s}".formatted(account, conduct)))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** A close in Alpaca's words that can be repeated: the key makes it the same request. */
  static CompletableFuture<HttpResponse<String>> keyed(
      int port, int account, String path, String key) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, path))
            .timeout(Duration.ofSeconds(60))
            .header("APCA-API-KEY-ID", BenchBook.key(account))
            .header("APCA-API-SECRET-KEY", BenchBook.SECRET)
            .header("Idempotency-Key", key)
            .DELETE()
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /** A Tradovate session: its access token. */
  static String signIn(int port, String name) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, "/v1/auth/accesstokenrequest"))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"name\":\"%s\",\"password\":\"%s\",\"appId\":\"bench\"}"
                        .formatted(name, BenchBook.SECRET)))
            .build();
    String answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher token = ACCESS_TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IOException("no session: " + answer);
    }
    return token.group(1);
  }

  /** A connection on which everything an account holds has been asked to be closed. */
  static Socket begin(int port, int account) throws IOException {
    String request =
        "DELETE /v2/positions HTTP/1.1\r\nHost: localhost\r\nAPCA-API-KEY-ID: %s\r\nAPCA-API-SECRET-KEY: %s\r\n\r\n"
            .formatted(BenchBook.key(account), BenchBook.SECRET);
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  /** Hangs up with a reset, without a farewell. */
  static void hangUp(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads so many bytes of an answer, and leaves the rest. */
  static String head(Socket socket, int bytes) throws IOException {
    InputStream answer = socket.getInputStream();
    return new String(answer.readNBytes(bytes), StandardCharsets.UTF_8);
  }

  /** The account's event log from its beginning, as lines of server-sent events. */
  static CompletableFuture<HttpResponse<Stream<String>>> events(int port, String account) {
    return eventsAfter(port, account, 0);
  }

  /** The account's events after one of them. */
  static CompletableFuture<HttpResponse<Stream<String>>> eventsAfter(
      int port, String account, long after) {
    HttpRequest request =
        HttpRequest.newBuilder(
                uri(port, "/unwind/v1/events/stream?after=" + after + "&account=" + account))
            .header("Authorization", "Bearer " + BenchBook.TOKEN)
            .header("Accept", "text/event-stream")
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
  }

  static boolean ready(int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, "/q/health/ready")).timeout(Duration.ofSeconds(5)).build();
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

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
