// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Two servers, the second the first one's broker, and between them a proxy that loses, delays,
 * refuses and halves. Positions are opened and all of them closed, again and again; then the
 * broker's own ledger is asked what has happened there. It knows each order by the first one's key.
 */
final class VenueCampaign {
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);
  private static final int DESKS_MAX = 8;
  static final int SYMBOLS = 6;
  private static final int FAULTS_OF_HUNDRED = 30;

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
    try (TestDatabase brokersLedger = TestDatabase.migrated();
        TestDatabase ownLedger = TestDatabase.migrated();
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
                new VenueDesk(own.port(), broker.port(), number, rounds, proxies.get(number))
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
}
