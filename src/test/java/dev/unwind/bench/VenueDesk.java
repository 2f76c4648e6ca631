// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One account on both sides of a broker's API. */
final class VenueDesk {
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int QTY_MAX = 50;
  private static final int PAGE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String own;
  private final String broker;
  private final int number;
  private final int rounds;
  private final FaultyProxy proxy;
  private final Set<String> strangers = new HashSet<>();

  VenueDesk(int own, int broker, int number, int rounds, FaultyProxy proxy) {
    this.rounds = rounds;
    this.own = "http://127.0.0.1:" + own;
    this.broker = "http://127.0.0.1:" + broker;
    this.number = number;
    this.proxy = proxy;
  }

  VenueCampaign.Outcome play(Random random) throws Exception {
    List<String> told = new ArrayList<>();
    int flipped = 0;
    for (int round = 0; round < rounds; round++) {
      open(random);
      rest(() -> count(own("GET", "/v2/orders?status=open", null)) <= 1, "opened");
      JsonNode before = own("GET", "/v2/positions", null);
      own("DELETE", "/v2/positions?cancel_orders=true", null);
      rest(
          () ->
              count(own("GET", "/v2/positions", null)) == 0
                  && count(own("GET", "/v2/orders?status=open", null)) == 0,
          "closed of " + before);
      JsonNode left = theirs("/v2/positions");
      if (count(left) != 0) {
        flipped += count(left);
        told.add("desk %d round %d, at the broker: %s".formatted(number, round, left));
      }
    }
    flipped += reconciled(told);
    flipped += othersTrade(told);
    return compare(told, flipped);
  }

  /** What the first says when it asks the second, with nothing in the way. */
  private int reconciled(List<String> told) throws Exception {
    proxy.faulty(false);
    // The last fault may have made the first leave the second alone for a moment.
    rest(() -> reconciliation().statusCode() == 200, "able to ask");
    HttpResponse<String> answer = reconciliation();
    JsonNode found = JSON.readTree(answer.body());
    boolean isStated = !found.path("notStated").toString().contains("positions");
    if (isStated && found.path("differences").isEmpty()) {
      return 0;
    }
    told.add("desk %d is not reconciled: %s".formatted(number, answer.body()));
    return 1;
  }

  /**
   * Somebody else trades at the broker, while a close is on its way too: what he does is taken in,
   * and nothing is left that differs.
   */
  private int othersTrade(List<String> told) throws Exception {
    int before = told.size();
    theirOrder("buy", 5);
    rest(() -> qty(own("GET", "/v2/positions", null)).equals("5"), "told what somebody has bought");
    expect(told, "bought by somebody else", "5", "5");
    theirOrder("sell", 2);
    JsonNode close = own("DELETE", "/v2/positions/SYM1", null);
    rest(
        () -> {
          if (count(own("GET", "/v2/orders?status=open", null)) != 0) {
            return false;
          }
          if (count(own("GET", "/v2/positions", null)) != 0) {
            // It was refused where the other's order, not yet filled for us, held a part.
            own("DELETE", "/v2/positions/SYM1", null);
            return false;
          }
          return count(theirs("/v2/positions")) == 0;
        },
        "closed of what the broker has left: " + close);
    expect(told, "closed", "0", "0");
    rest(() -> differences(reconciliation("REPORT")) >= 0, "able to ask");
    if (differences(reconciliation("REPORT")) != 0) {
      told.add("desk %d differs: %s".formatted(number, reconciliation("REPORT").body()));
    }
    return told.size() - before;
  }

  private void expect(List<String> told, String when, String here, String there) throws Exception {
    JsonNode ours = own("GET", "/v2/positions", null);
    JsonNode theirs = theirs("/v2/positions");
    if (!qty(ours).equals(here) || !qty(theirs).equals(there)) {
      told.add("desk %d, %s: %s; at the broker: %s".formatted(number, when, ours, theirs));
    }
  }

  private static String qty(JsonNode positions) {
    return positions.isEmpty() ? "0" : positions.path(0).path("qty").asText();
  }

  private void theirOrder(String side, int qty) throws Exception {
    JsonNode order =
        send(
            broker,
            "broker",
            "POST",
            "/v2/orders",
            "{\"symbol\": \"SYM1\", \"side\": \"%s\", \"qty\": \"%d\", \"type\": \"market\", \"time_in_force\": \"gtc\"}"
                .formatted(side, qty));
    strangers.add(order.path("id").asText());
    rest(
        () ->
            theirs("/v2/orders/" + order.path("id").asText())
                .path("status")
                .asText()
                .equals("filled"),
        "filled for somebody else: " + order);
  }

  private static int differences(HttpResponse<String> answer) throws Exception {
    return answer.statusCode() == 200
        ? JSON.readTree(answer.body()).path("differences").size()
        : -1;
  }

  private HttpResponse<String> reconciliation() throws Exception {
    return reconciliation("REPORT");
  }

  private HttpResponse<String> reconciliation(String act) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(own + "/unwind/v1/accounts/own-" + number + "/reconciliation"))
            .header("Authorization", "Bearer risk-token")
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"onDifference\": \"%s\", \"reason\": \"the broker is right\"}"
                        .formatted(act)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Positions either way, and an order that rests, is replaced, and is in the way of the close. */
  private void open(Random random) throws Exception {
    for (int i = 1; i < VenueCampaign.SYMBOLS; i++) {
      place("SYM" + i, random.nextBoolean() ? "buy" : "sell", 1 + random.nextInt(QTY_MAX), null);
    }
    JsonNode waiting = place("SYM0", "buy", 1 + random.nextInt(QTY_MAX), "50");
    if (random.nextBoolean()) {
      rest(
          () ->
              List.of("new", "filled")
                  .contains(
                      own("GET", "/v2/orders/" + waiting.path("id").asText(), null)
                          .path("status")
                          .asText()),
          "resting");
      own(
          "PATCH",
          "/v2/orders/" + waiting.path("id").asText(),
          "{\"limit_price\": \"%d\"}".formatted(40 + random.nextInt(9)));
    }
  }

  private JsonNode place(String symbol, String side, int qty, @Nullable String limit)
      throws Exception {
    return own(
        "POST",
        "/v2/orders",
        ("{\"symbol\": \"%s\", \"side\": \"%s\", \"qty\": \"%d\", \"type\": \"%s\","
                + " \"time_in_force\": \"gtc\", \"client_order_id\": \"%s\"%s}")
            .formatted(
                symbol,
                side,
                qty,
                limit == null ? "market" : "limit",
                UUID.randomUUID(),
                limit == null ? "" : ", \"limit_price\": \"" + limit + "\""));
  }

  /** Each order of ours against what the broker has under its id. */
  private VenueCampaign.Outcome compare(List<String> told, int flipped) throws Exception {
    Map<String, JsonNode> ours = orders(own, "own", "id");
    Map<String, JsonNode> theirs = orders(broker, "broker", "client_order_id");
    int doubled = 0;
    int lost = 0;
    for (Map.Entry<String, JsonNode> entry : theirs.entrySet()) {
      JsonNode order = ours.get(entry.getKey());
      if (strangers.contains(entry.getValue().path("id").asText())) {
        continue;
      }
      BigDecimal there = filled(entry.getValue());
      BigDecimal here = order == null ? BigDecimal.ZERO : filled(order);
      BigDecimal asked =
          order == null ? BigDecimal.ZERO : new BigDecimal(order.path("qty").asText());
      if (there.compareTo(asked) > 0) {
        doubled++;
        told.add("desk %d doubled: %s here: %s".formatted(number, entry.getValue(), order));
      } else if (there.compareTo(here) != 0) {
        lost++;
        told.add("desk %d lost: %s here: %s".formatted(number, entry.getValue(), order));
      }
    }
    for (Map.Entry<String, JsonNode> entry : ours.entrySet()) {
      if (filled(entry.getValue()).signum() > 0
          && !theirs.containsKey(entry.getKey())
          && !strangers.contains(entry.getKey())) {
        lost++;
        told.add("desk %d invented: %s".formatted(number, entry.getValue()));
      }
    }
    return new VenueCampaign.Outcome(
        rounds, ours.size(), doubled, lost, flipped, proxy.counts(), told);
  }

  private static BigDecimal filled(JsonNode order) {
    return new BigDecimal(order.path("filled_qty").asText("0"));
  }

  /** All orders by a key that is theirs alone. */
  private Map<String, JsonNode> orders(String url, String side, String key) throws Exception {
    Map<String, JsonNode> all = new TreeMap<>();
    String after = "";
    while (true) {
      JsonNode page =
          send(url, side, "GET", "/v2/orders?status=all&direction=asc&limit=" + PAGE + after, null);
      for (JsonNode order : page) {
        if (all.put(order.path(key).asText(), order) != null) {
          throw new AssertionError("twice: " + order);
        }
      }
      if (page.size() < PAGE) {
        return all;
      }
      after = "&after_order_id=" + page.get(page.size() - 1).path("id").asText();
    }
  }

  private JsonNode own(String verb, String path, @Nullable String body) throws Exception {
    return send(own, "own", verb, path, body);
  }

  private JsonNode theirs(String path) throws Exception {
    return send(broker, "broker", "GET", path, null);
  }

  private JsonNode send(String url, String side, String verb, String path, @Nullable String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("APCA-API-KEY-ID", side + "-key-" + number)
            .header("APCA-API-SECRET-KEY", side + "-secret-" + number)
            .header("Content-Type", "application/json")
            .timeout(LIMIT)
            .method(
                verb,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  private static int count(JsonNode list) {
    return list.size();
  }

  private void rest(Callable<Boolean> reached, String what) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!reached.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "desk %d, still not %s: %s %s; at the broker: %s %s"
                .formatted(
                    number,
                    what,
                    own("GET", "/v2/positions", null),
                    own("GET", "/v2/orders?status=open", null),
                    theirs("/v2/positions"),
                    theirs("/v2/orders?status=open")));
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
