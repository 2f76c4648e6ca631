// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server that is killed again and again while accounts are closed at a broker that allows so many
 * requests a minute, over ways that lose and delay and cut the stream: while it sends, replaces and
 * cancels. Closes go by limits that escalate, or at the market; a client goes on replacing its
 * orders. The broker is a second server, whose market moves all the time. Once all has ended, both
 * ledgers must be the same.
 */
final class VenueKills {
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(20);
  private static final Duration REST_LIMIT = Duration.ofSeconds(300);
  private static final Duration SAME_LIMIT = Duration.ofSeconds(60);
  private static final Duration ENTERED_LIMIT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final int FAULTS_OF_HUNDRED = 8;
  private static final int HELD_MILLIS_MAX = 1_500;
  private static final int QUOTE_MILLIS_MAX = 1_500;
  private static final int CLIENT_MILLIS_MAX = 500;
  private static final int REQUESTS_TILL_KILL = 6;
  private static final int LIVES_OF_A_CLOSE = 2;
  private static final List<Integer> RATES = List.of(200, 200, 300, 450);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final long seed;
  private final int kills;
  private final int positions;
  private final int rate;
  private final Random random;
  private final KillPoint point;
  private final KillBook book;
  private final List<KillDesk> desks = new ArrayList<>();
  private final List<FaultyProxy> proxies = new ArrayList<>();
  private final List<String> struck = new ArrayList<>();
  private int within;

  /**
   * @param positions of each account
   * @param rate requests that the broker allows an account in a minute; 0: what the seed says
   */
  VenueKills(long seed, int kills, int positions, int rate) {
    this.seed = seed;
    this.kills = kills;
    this.positions = positions;
    // Seeds that follow each other begin alike else.
    random = new Random(new SplittableRandom(seed).nextLong());
    point = new KillPoint(new Random(seed + 1), HELD_MILLIS_MAX);
    int drawn = RATES.get(random.nextInt(RATES.size()));
    this.rate = rate > 0 ? rate : drawn;
    List<KillDesk.Conduct> conducts = new ArrayList<>(Arrays.asList(KillDesk.Conduct.values()));
    Collections.shuffle(conducts, random);
    conducts.forEach(conduct -> desks.add(new KillDesk(desks.size(), conduct, seed)));
    book = new KillBook(seed, desks.size(), positions);
  }

  /** What one came to. */
  record Outcome(String facts, List<String> wrong) {}

  /**
   * Of the command line: prints what each came to; 0 where all of it is right.
   *
   * @param rate see the constructor
   */
  static int many(int campaigns, long seed, int kills, int positions, int rate) throws Exception {
    int wrong = 0;
    for (long each = seed; each < seed + campaigns; each++) {
      try {
        Outcome outcome = new VenueKills(each, kills, positions, rate).run();
        System.out.println(outcome.facts());
        outcome.wrong().forEach(System.out::println);
        wrong += outcome.wrong().size();
      } catch (AssertionError | IllegalStateException | IOException e) {
        // It has not come to its end; the next one has ledgers of its own.
        System.out.println(e.getMessage() + " " + e.getCause());
        wrong++;
      }
    }
    return wrong;
  }

  Outcome run() throws Exception {
    Path directory = Files.createTempDirectory("unwind-kills");
    try (TestDatabase brokersLedger = TestDatabase.migrated();
        TestDatabase ownLedger = TestDatabase.migrated();
        LedgerWatch there = new LedgerWatch(brokersLedger.address());
        LedgerWatch here = new LedgerWatch(ownLedger.address());
        UnwindProcess broker =
            UnwindProcess.start(broker(brokersLedger, directory.resolve("broker.json")), "serve")) {
      Closes.awaitReady(broker.port(), READY_LIMIT);
      there.remember();
      for (int desk = 0; desk < desks.size(); desk++) {
        proxies.add(new FaultyProxy(broker.port(), seed + 100 + desk, FAULTS_OF_HUNDRED, point));
      }
      Map<String, String> settings = own(ownLedger, directory.resolve("own.json"));
      return run(settings, broker, here, there);
    } finally {
      for (FaultyProxy proxy : proxies) {
        proxy.close();
      }
    }
  }

  private Outcome run(
      Map<String, String> settings, UnwindProcess broker, LedgerWatch here, LedgerWatch there)
      throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    Thread market = thread("market", () -> move(broker.port(), isOver));
    List<KillPoint.During> kinds = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      kinds.add(KillPoint.During.values()[i % KillPoint.During.values().length]);
    }
    Collections.shuffle(kinds, random);
    BothLedgers both = new BothLedgers(here, there);
    try {
      for (int life = 0; life < kills; life++) {
        live(life, settings, here, kinds.get(life));
        // Later lives find the book in the ledger.
        settings.remove("UNWIND_IMPORT");
      }
      try (UnwindProcess own = UnwindProcess.start(settings, "serve")) {
        point.speaks(own);
        Closes.awaitReady(own.port(), READY_LIMIT);
        try {
          List<String> wrong = end(own, here, there, both, isOver);
          return new Outcome(facts(here, there, wrong), wrong);
        } catch (AssertionError e) {
          throw new AssertionError(facts(here, there, List.of()) + " " + both.left(), e);
        }
      }
    } finally {
      isOver.set(true);
      market.join();
    }
  }

  /** One process, from its start to its death. */
  private void live(
      int life, Map<String, String> settings, LedgerWatch here, KillPoint.During during)
      throws Exception {
    try (UnwindProcess own = UnwindProcess.start(settings, "serve")) {
      point.speaks(own);
      Closes.awaitReady(own.port(), READY_LIMIT);
      if (life == 0) {
        here.remember();
        enter(own.port());
      }
      Random acts = new Random(random.nextLong());
      int number = 1 + random.nextInt(REQUESTS_TILL_KILL);
      int beforehand = random.nextInt(during == KillPoint.During.ANYTHING ? 4_000 : 800);
      Thread client = thread("client", () -> ask(own.port(), life, acts));
      Thread.sleep(beforehand);
      // Replacements are fewer.
      point.arm(during, during == KillPoint.During.REPLACEMENTS ? 1 + number / 3 : number);
      boolean isStruck = during != KillPoint.During.ANYTHING && point.awaitDeath(KILL_LIMIT);
      within += here.underWay() > 0 ? 1 : 0;
      if (!isStruck) {
        own.kill();
      }
      struck.add(isStruck ? point.shown() : "ANYTHING");
      client.join();
    }
  }

  private void enter(int port) throws Exception {
    for (int desk = 0; desk < desks.size(); desk++) {
      desks.get(desk).enter(port, book, random);
    }
    await(
        ENTERED_LIMIT,
        "orders work",
        () -> {
          for (KillDesk desk : desks) {
            for (JsonNode order : desk.working(port)) {
              if (!order.path("status").asText().equals("new")) {
                return false;
              }
            }
          }
          return true;
        });
  }

  /** A client that closes one account more in every other life, and goes on replacing orders. */
  private void ask(int port, int life, Random acts) {
    try {
      while (true) {
        for (int desk = 0; desk < desks.size(); desk++) {
          if (desk <= life / LIVES_OF_A_CLOSE && !desks.get(desk).isAsked()) {
            desks.get(desk).close(port);
          }
        }
        desks.get(acts.nextInt(desks.size())).replaceOne(port, acts);
        Thread.sleep(acts.nextInt(CLIENT_MILLIS_MAX));
      }
    } catch (IOException | InterruptedException e) {
      // The server is gone.
    }
  }

  /** The broker's market, up and down. */
  private void move(int port, AtomicBoolean isOver) {
    Random own = new Random(seed + 2);
    try {
      while (!isOver.get()) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + port + "/unwind/v1/quotes/" + book.symbol(own)))
                .header("Authorization", "Bearer " + KillDesk.TOKEN)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .PUT(HttpRequest.BodyPublishers.ofString("{" + KillBook.moved(own) + "}"))
                .build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
          throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        Thread.sleep(own.nextInt(QUOTE_MILLIS_MAX));
      }
    } catch (IOException | InterruptedException e) {
      if (!isOver.get()) {
        System.out.println("the market stands still: " + e);
      }
    }
  }

  /** The last process brings all to its end. */
  private List<String> end(
      UnwindProcess own,
      LedgerWatch here,
      LedgerWatch there,
      BothLedgers both,
      AtomicBoolean isOver)
      throws Exception {
    int port = own.port();
    for (KillDesk desk : desks) {
      await(
          SAME_LIMIT,
          "closed",
          () -> {
            if (!desk.isAsked()) {
              desk.close(port);
            }
            return desk.isAsked();
          });
    }
    here.awaitRest(REST_LIMIT);
    List<String> wrong = new ArrayList<>(same(here, there, both));
    for (FaultyProxy proxy : proxies) {
      proxy.faulty(false);
    }
    for (KillDesk desk : desks) {
      desk.flatten(port, "-flat");
    }
    // What is traded in parts ends with the next quote.
    here.awaitRest(REST_LIMIT);
    isOver.set(true);
    wrong.addAll(same(here, there, both));
    wrong.addAll(both.left());
    for (KillDesk desk : desks) {
      List<String> found = new ArrayList<>();
      await(
          SAME_LIMIT,
          "compared",
          () -> {
            String difference = desk.difference(port);
            if (difference != null && !difference.isEmpty()) {
              found.add("not reconciled " + difference);
            }
            return difference != null;
          });
      wrong.addAll(found);
    }
    long unanswered = FixReplicas.awaitAnswered(own.managementPort(), SAME_LIMIT);
    if (unanswered > 0) {
      wrong.add("orders without an answer: " + unanswered);
    }
    return wrong;
  }

  /** What is wrong once what was traded last has been told. */
  private static List<String> same(LedgerWatch here, LedgerWatch there, BothLedgers both)
      throws Exception {
    long end = System.nanoTime() + SAME_LIMIT.toNanos();
    while (true) {
      List<String> wrong = new ArrayList<>(both.compare().all());
      here.contradictions().forEach(each -> wrong.add("here " + each));
      there.contradictions().forEach(each -> wrong.add("there " + each));
      if (wrong.isEmpty()) {
        return wrong;
      }
      if (System.nanoTime() > end) {
        return both.explained(wrong);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static void await(Duration limit, String what, Callable<Boolean> reached)
      throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (!reached.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not so in " + limit + ": " + what);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name + " of kills");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private String facts(LedgerWatch here, LedgerWatch there, List<String> wrong) throws Exception {
    Map<FaultyProxy.Fault, Integer> faults = new EnumMap<>(FaultyProxy.Fault.class);
    proxies.forEach(
        proxy ->
            proxy.counts().forEach((fault, count) -> faults.merge(fault, count, Integer::sum)));
    return "kills seed=%d rate=%d positions=%d kills=%s within=%d liquidations=%d items=%s orders=%d there=%d replaced=%d cancelled=%d fills=%d requests=%s faults=%s wrong=%d"
        .formatted(
            seed,
            rate,
            positions * desks.size(),
            struck,
            within,
            here.counts().liquidations(),
            here.lines(
                "select status || coalesce(':' || reason, '') || '=' || count(*) from liquidation_item group by status, reason order by 1"),
            here.counts().orders(),
            there.counts().orders(),
            there.count("select count(*) from order_version where state = 'REPLACED'"),
            there.count("select count(*) from orders where status = 'CANCELED'"),
            there.counts().fills(),
            point.requests(),
            faults,
            wrong.size());
  }

  private Map<String, String> broker(TestDatabase database, Path file) throws IOException {
    book.write(file, null);
    Map<String, String> settings = CrashCampaign.settings(database, file);
    settings.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "true");
    settings.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_PER_MINUTE", String.valueOf(rate));
    settings.put("UNWIND_VENUE_SIMULATOR_LATENCY", random.nextInt(250) + "ms");
    settings.put("UNWIND_VENUE_SIMULATOR_FILL", random.nextBoolean() ? "partial" : "full");
    return settings;
  }

  private Map<String, String> own(TestDatabase database, Path file) throws IOException {
    book.write(file, "v");
    Map<String, String> settings = new HashMap<>(CrashCampaign.settings(database, file));
    settings.put("UNWIND_DISPATCH_LEASE", "6s");
    settings.put("UNWIND_DISPATCH_VENUE_TIMEOUT", "3s");
    settings.put("UNWIND_DISPATCH_CONCURRENCY", "4");
    settings.put("UNWIND_LIQUIDATION_QUOTE_AGE_MAX", "1h");
    // Shorter than a restart: items then end with that reason. Longer: they are closed after all.
    settings.put("UNWIND_LIQUIDATION_CANCEL_DEADLINE", random.nextInt(3) == 0 ? "5s" : "2m");
    for (int desk = 0; desk < desks.size(); desk++) {
      String venue = "UNWIND_VENUES_V%d_".formatted(desk);
      settings.put(venue + "KIND", "alpaca");
      settings.put(venue + "URL", "http://127.0.0.1:" + proxies.get(desk).port());
      settings.put(venue + "KEY_ID", KillDesk.keyId(desk));
      settings.put(venue + "SECRET", KillDesk.SECRET);
      settings.put(venue + "REQUESTS_PER_MINUTE", String.valueOf(rate));
      settings.put(venue + "REQUEST_TIMEOUT", "1s");
      settings.put(venue + "SETTLING", "2s");
      settings.put(venue + "LOOK_UP", "2s");
      settings.put(venue + "LEASE", "3s");
    }
    return settings;
  }
}
