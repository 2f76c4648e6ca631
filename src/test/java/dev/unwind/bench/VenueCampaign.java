// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Two servers, the second the first one's broker, and between them a proxy that loses, delays,
 * refuses and halves. Positions are opened and all of them closed, again and again; then the
 * broker's own ledger is asked what has happened there. It knows each order by the first one's key.
 */
final class VenueCampaign {
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);
  private static final Duration REST_LIMIT = Duration.ofSeconds(180);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int DESKS_MAX = 8;
  private static final int SYMBOLS = 6;
  private static final int QTY_MAX = 50;
  private static final int FAULTS_OF_HUNDRED = 30;
  private static final int PAGE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final long seed;
  private final int desks;
  private final int rounds;

  /**
   * @param desks accounts at once, each with a broker's key, a proxy and a seed of its own
   * @param rounds of each
   */
  VenueCampaign(long seed, int desks, int rounds) {
    this.seed = seed;
    this.desks = desks;
    this.rounds = rounds;
  }

  /**
   * What a campaign came to.
   *
   * @param doubled orders that the broker has executed for more than was asked, or twice
   * @param lost executions that one side has and the other has not
   * @param flipped positions whose sign a close has changed, or that are not flat afterwards
   */
  record Outcome(
      int runs,
      int orders,
      int doubled,
      int lost,
      int flipped,
      Map<FaultyProxy.Fault, Integer> faults,
      List<String> told) {
    Outcome plus(Outcome other) {
      Map<FaultyProxy.Fault, Integer> sum = new EnumMap<>(FaultyProxy.Fault.class);
      sum.putAll(faults);
      other.faults.forEach((fault, count) -> sum.merge(fault, count, Integer::sum));
      List<String> all = new ArrayList<>(told);
      all.addAll(other.told);
      return new Outcome(
          runs + other.runs,
          orders + other.orders,
          doubled + other.doubled,
          lost + other.lost,
          flipped + other.flipped,
          sum,
          all);
    }

    String facts() {
      return "runs=%d orders=%d doubled=%d lost=%d flipped=%d faults=%s"
          .formatted(runs, orders, doubled, lost, flipped, faults);
    }

    boolean isRight() {
      return doubled + lost + flipped == 0;
    }
  }

  /** Of the command line: prints what it came to; 0 where all of it is right. */
  static int many(int runs, long seed) throws Exception {
    int desks = Math.min(runs, DESKS_MAX);
    Outcome outcome = new VenueCampaign(seed, desks, (runs + desks - 1) / desks).run();
    System.out.printf("venues seed=%d %s%n", seed, outcome.facts());
    outcome.told().forEach(System.out::println);
    return outcome.isRight() ? 0 : 1;
  }

  Outcome run() throws Exception {
    Path directory = Files.createTempDirectory("unwind-venues");
    List<FaultyProxy> proxies = new ArrayList<>();
    try (TestDatabase brokersLedger = TestDatabase.create();
        TestDatabase ownLedger = TestDatabase.create();
        UnwindProcess broker =
            UnwindProcess.start(broker(brokersLedger, directory.resolve("broker.json")), "serve")) {
      Closes.awaitReady(broker.port(), READY_LIMIT);
      Map<String, String> settings = own(ownLedger, directory.resolve("own.json"));
      for (int desk = 0; desk < desks; desk++) {
        FaultyProxy proxy = new FaultyProxy(broker.port(), seed + desk, FAULTS_OF_HUNDRED);
        proxies.add(proxy);
        settings.put("UNWIND_VENUES_V%d_URL".formatted(desk), "http://127.0.0.1:" + proxy.port());
      }
      try (UnwindProcess own = UnwindProcess.start(settings, "serve")) {
        Closes.awaitReady(own.port(), READY_LIMIT);
        return all(own, broker, proxies);
      }
    } finally {
      for (FaultyProxy proxy : proxies) {
        proxy.close();
      }
    }
  }

  private Outcome all(UnwindProcess own, UnwindProcess broker, List<FaultyProxy> proxies)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(desks);
    try {
      List<Future<Outcome>> running = new ArrayList<>();
      for (int desk = 0; desk < desks; desk++) {
        int number = desk;
        Callable<Outcome> work =
            () ->
                new Desk(own.port(), broker.port(), number, proxies.get(number))
                    .play(new Random(seed + number));
        running.add(threads.submit(work));
      }
      Outcome sum = new Outcome(0, 0, 0, 0, 0, Map.of(), List.of());
      for (Future<Outcome> one : running) {
        sum = one.get().plus(sum);
      }
      return sum;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError("seed " + seed + "\n" + own.output(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Map<String, String> broker(TestDatabase database, Path file) throws IOException {
    Map<String, String> settings = new HashMap<>(database.environment());
    Files.writeString(file, book("broker", ""));
    settings.put("UNWIND_IMPORT", file.toString());
    settings.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    settings.put("UNWIND_VENUE_SIMULATOR_LATENCY", "50ms");
    return settings;
  }

  private Map<String, String> own(TestDatabase database, Path file) throws IOException {
    Map<String, String> settings = new HashMap<>(database.environment());
    Files.writeString(file, book("own", "V"));
    settings.put("UNWIND_IMPORT", file.toString());
    settings.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    for (int desk = 0; desk < desks; desk++) {
      String venue = "UNWIND_VENUES_V%d_".formatted(desk);
      settings.put(venue + "KIND", "alpaca");
      settings.put(venue + "KEY_ID", "broker-key-" + desk);
      settings.put(venue + "SECRET", "broker-secret-" + desk);
      settings.put(venue + "REQUESTS_PER_MINUTE", "6000");
      settings.put(venue + "REQUEST_TIMEOUT", "1s");
      settings.put(venue + "SETTLING", "2s");
      settings.put(venue + "LOOK_UP", "1s");
    }
    return settings;
  }

  private String book(String side, String venue) {
    List<String> accounts = new ArrayList<>();
    List<String> principals = new ArrayList<>();
    for (int desk = 0; desk < desks; desk++) {
      accounts.add(
          "{\"name\": \"%1$s-%2$d\", \"currency\": \"USD\", \"cash\": \"10000000\"%3$s}"
              .formatted(side, desk, venue.isEmpty() ? "" : ", \"venue\": \"v" + desk + "\""));
      principals.add(
          ("{\"name\": \"%1$s-client-%2$d\", \"roles\": [\"trader\"], \"accounts\": [\"%1$s-%2$d\"],"
                  + " \"apiKeys\": [{\"id\": \"%1$s-key-%2$d\", \"secret\": \"%1$s-secret-%2$d\"}]}")
              .formatted(side, desk));
    }
    principals.add(
        "{\"name\": \"risk\", \"roles\": [\"risk\"], \"accounts\": [\"*\"], \"tokens\": [\"risk-token\"]}");
    List<String> instruments = new ArrayList<>();
    List<String> quotes = new ArrayList<>();
    for (int i = 0; i < SYMBOLS; i++) {
      instruments.add(
          ("{\"symbol\": \"SYM%d\", \"assetClass\": \"us_equity\", \"exchange\": \"NASDAQ\","
                  + " \"currency\": \"USD\", \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\","
                  + " \"session\": \"always\"}")
              .formatted(i));
      quotes.add(
          "{\"symbol\": \"SYM%d\", \"last\": \"100\", \"bid\": \"99.90\", \"ask\": \"100.10\"}"
              .formatted(i));
    }
    return "{\"accounts\": %s, \"principals\": %s, \"instruments\": %s, \"quotes\": %s}"
        .formatted(accounts, principals, instruments, quotes);
  }

  /** One account on both sides. */
  private final class Desk {
    private final String own;
    private final String broker;
    private final int number;
    private final FaultyProxy proxy;

    Desk(int own, int broker, int number, FaultyProxy proxy) {
      this.own = "http://127.0.0.1:" + own;
      this.broker = "http://127.0.0.1:" + broker;
      this.number = number;
      this.proxy = proxy;
    }

    Outcome play(Random random) throws Exception {
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

    private HttpResponse<String> reconciliation() throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(own + "/unwind/v1/accounts/own-" + number + "/reconciliation"))
              .header("Authorization", "Bearer risk-token")
              .timeout(READY_LIMIT)
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Positions either way, and an order that rests, is replaced, and is in the way of the close.
     */
    private void open(Random random) throws Exception {
      for (int i = 1; i < SYMBOLS; i++) {
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
    private Outcome compare(List<String> told, int flipped) throws Exception {
      Map<String, JsonNode> ours = orders(own, "own", "id");
      Map<String, JsonNode> theirs = orders(broker, "broker", "client_order_id");
      int doubled = 0;
      int lost = 0;
      for (Map.Entry<String, JsonNode> entry : theirs.entrySet()) {
        JsonNode order = ours.get(entry.getKey());
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
        if (filled(entry.getValue()).signum() > 0 && !theirs.containsKey(entry.getKey())) {
          lost++;
          told.add("desk %d invented: %s".formatted(number, entry.getValue()));
        }
      }
      return new Outcome(rounds, ours.size(), doubled, lost, flipped, proxy.counts(), told);
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
            send(
                url,
                side,
                "GET",
                "/v2/orders?status=all&direction=asc&limit=" + PAGE + after,
                null);
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
              .timeout(READY_LIMIT)
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
      long end = System.nanoTime() + REST_LIMIT.toNanos();
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
}
