// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** Opens risk on a running server, stops that, and lets it go on, as clients do. */
final class Halts {
  /** Of the instruments that always trade. */
  private static final String SYMBOL = BenchBook.symbol(8);

  /** How Alpaca's clients are told of a halt, and of a restriction to closing. */
  private static final Pattern STOPPED =
      Pattern.compile("rejected by user request|restricted to closing positions");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Halts() {}

  /**
   * Buys a little, far from the market.
   *
   * @return whether it was accepted; false where the account is restricted
   */
  static boolean order(int port, int account) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(
            alpaca(port, account, "/v2/orders")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        ("{\"symbol\":\"%s\",\"qty\":\"10\",\"side\":\"buy\",\"type\":\"limit\","
                                + "\"limit_price\":\"1\",\"time_in_force\":\"gtc\"}")
                            .formatted(SYMBOL)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    boolean stopped = answer.statusCode() == 403 && STOPPED.matcher(answer.body()).find();
    if (answer.statusCode() != 200 && !stopped) {
      throw new AssertionError("an order was answered " + answer.statusCode() + answer.body());
    }
    return answer.statusCode() == 200;
  }

  /** Stops an account: 0 halts it, 1 lets it only reduce, 2 halts it as an act, with its orders. */
  static void halt(int port, int account, int how) throws IOException, InterruptedException {
    String name = BenchBook.account(account);
    switch (how) {
      case 0 -> latch(port, name, "{\"state\":\"HALTED\",\"reason\":\"race\"}");
      case 1 -> latch(port, name, "{\"state\":\"CLOSE_ONLY\",\"reason\":\"race\"}");
      default ->
          expect(
              unwind(port, "/halts")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"accounts\":[\"" + name + "\"],\"reason\":\"race\"}"))
                  .build());
    }
  }

  /** Lets it go on, with no order left. */
  static void lift(int port, int account) throws IOException, InterruptedException {
    latch(port, BenchBook.account(account), "{\"state\":\"ACTIVE\",\"reason\":\"race\"}");
    CLIENT.send(
        alpaca(port, account, "/v2/orders").DELETE().build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static void latch(int port, String account, String body)
      throws IOException, InterruptedException {
    expect(
        unwind(port, "/accounts/" + account + "/trading-state")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static void expect(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != 202) {
      throw new AssertionError(request + " was answered " + answer.statusCode() + answer.body());
    }
  }

  private static HttpRequest.Builder unwind(int port, String path) {
    return request(port, "/unwind/v1" + path).header("Authorization", "Bearer " + BenchBook.TOKEN);
  }

  private static HttpRequest.Builder alpaca(int port, int account, String path) {
    return request(port, path)
        .header("APCA-API-KEY-ID", BenchBook.key(account))
        .header("APCA-API-SECRET-KEY", BenchBook.SECRET);
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json");
  }
}
