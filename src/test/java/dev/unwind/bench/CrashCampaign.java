// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A server that is killed again and again in the middle of liquidations, and started again each
 * time on the same database. Its clients repeat what was not answered. Once the kills are over,
 * everything must come to its end and the ledger must be right.
 */
final class CrashCampaign {
  /**
   * Long enough for a closing order to be refused, asked about and taken over a few times; and on
   * several servers for accounts that were left half closed, a batch of each at a time.
   */
  static final Duration REST_LIMIT = Duration.ofSeconds(TestDatabase.isSpread() ? 600 : 120);

  /** Imported orders are told to the venue before. */
  private static final Duration READY_LIMIT =
      Duration.ofSeconds(TestDatabase.isSpread() ? 600 : 180);

  private static final Duration BUSY_LIMIT = Duration.ofSeconds(60);

  /** About as long as a liquidation lasts where nothing else runs. */
  private static final int ALIVE_MAX_MILLIS = 1_000;

  /** Every so many lives one may end before anything has been accepted. */
  private static final int EARLY_EVERY = 5;

  /** More than are needed: some kills come before the acceptance, or after the end. */
  private static final int SPARE_LIVES = 8;

  private static final int SINGLES_MAX = 400;

  /** The first account's positions are closed one by one, and each of the others' at once. */
  private static final int FIRST_WHOLE = 2;

  private final long seed;
  private final int kills;
  private final int positions;

  CrashCampaign(long seed, int kills, int positions) {
    this.seed = seed;
    this.kills = kills;
    this.positions = positions;
  }

  /**
   * What a campaign came to.
   *
   * @param killed how often the server was killed while something was under way
   * @param facts counts, to be printed
   */
  record Outcome(int killed, long fills, String facts, List<String> contradictions) {}

  /**
   * Settings under which a liquidation of a thousand positions lasts for seconds, and abandoned
   * work is taken over soon. Compiling less makes the many starts shorter.
   */
  static Map<String, String> settings(TestDatabase database, Path book) {
    return settings(database.environment(), book);
  }

  /** The same on a database that these variables name. */
  static Map<String, String> settings(Map<String, String> database, @Nullable Path book) {
    Map<String, String> environment = new HashMap<>(database);
    if (book != null) {
      environment.put("UNWIND_IMPORT", book.toString());
    }
    environment.put("UNWIND_DISPATCH_LEASE", "2s");
    environment.put("UNWIND_DISPATCH_VENUE_TIMEOUT", "1s");
    environment.put("UNWIND_DISPATCH_BATCH_SIZE", "25");
    environment.put("UNWIND_DISPATCH_CONCURRENCY", "1");
    environment.put("UNWIND_VENUE_SIMULATOR_LATENCY", "150ms");
    environment.put("UNWIND_VENUE_SIMULATOR_REDELIVER_AFTER", "500ms");
    environment.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m");
    return environment;
  }

  Outcome run() throws Exception {
    Path book = Files.createTempFile("unwind-book", ".json");
    try (TestDatabase database = TestDatabase.migrated()) {
      int accounts = FIRST_WHOLE + kills + SPARE_LIVES;
      new BenchBook(seed, accounts, positions, positions, 7, false).write(book);
      return run(database, book);
    } finally {
      Files.delete(book);
    }
  }

  private Outcome run(TestDatabase database, Path book) throws Exception {
    Random random = new Random(seed);
    KeyedClient client = new KeyedClient(new Random(seed + 1));
    // Shorter than a restart: items then fail with that reason. Longer: they are closed after all.
    String cancelDeadline = random.nextBoolean() ? "2s" : "60s";
    int killed = 0;
    int lives = 0;
    try (LedgerWatch watch = new LedgerWatch(database.address())) {
      List<Integer> cancelled = new ArrayList<>();
      while (killed < kills && lives < kills + SPARE_LIVES) {
        // Later lives find the book in the ledger.
        Path imported = lives == 0 ? book : null;
        try (UnwindProcess server = start(random, database, imported, cancelDeadline)) {
          if (lives == 0) {
            watch.remember();
          }
          int account = FIRST_WHOLE + lives++;
          boolean cancelOrders = random.nextBoolean();
          if (cancelOrders) {
            cancelled.add(account);
          }
          client.wantAll(account, cancelOrders);
          Thread asking = client.during(server.port(), SINGLES_MAX);
          if (lives % EARLY_EVERY != 0) {
            watch.awaitWork(BUSY_LIMIT);
          }
          Thread.sleep(random.nextInt(ALIVE_MAX_MILLIS));
          boolean busy = watch.underWay() > 0;
          server.kill();
          asking.join();
          killed += busy ? 1 : 0;
        }
      }
      try (UnwindProcess server = start(random, database, null, cancelDeadline)) {
        client.settle(server.port());
        watch.awaitRest(REST_LIMIT);
      }
      String facts =
          "killed=%d lives=%d cancelDeadline=%s %s %s"
              .formatted(killed, lives, cancelDeadline, client.counts(), facts(watch));
      List<String> contradictions = new ArrayList<>(watch.contradictions());
      contradictions.addAll(client.contradictions());
      contradictions.addAll(effects(watch, client.answers()));
      for (int account : cancelled) {
        contradictions.addAll(leftovers(watch, account));
      }
      return new Outcome(killed, watch.counts().fills(), facts, contradictions);
    }
  }

  private static UnwindProcess start(
      Random random, TestDatabase database, @Nullable Path book, String cancelDeadline)
      throws InterruptedException {
    Map<String, String> environment = settings(database.environment(), book);
    environment.put("UNWIND_LIQUIDATION_CANCEL_DEADLINE", cancelDeadline);
    boolean unruly = random.nextInt(3) == 0;
    environment.put("UNWIND_VENUE_SIMULATOR_DUPLICATE_REPORTS", String.valueOf(unruly));
    environment.put("UNWIND_VENUE_SIMULATOR_OUT_OF_ORDER_REPORTS", String.valueOf(unruly));
    UnwindProcess server = UnwindProcess.start(environment, "serve");
    try {
      Closes.awaitReady(server.port(), READY_LIMIT);
      return server;
    } catch (AssertionError | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private static String facts(LedgerWatch watch) throws Exception {
    return "liquidations=%d filled=%d failed=%d partial=%d cancelled=%d fills=%d arrivals=%d"
        .formatted(
            watch.counts().liquidations(),
            items(watch, "FILLED"),
            items(watch, "FAILED"),
            items(watch, "PARTIALLY_FILLED"),
            items(watch, "CANCELED"),
            watch.counts().fills(),
            watch.count(
                "select (select count(*) from simulator.orders where replaces is null)"
                    + " + (select count(*) from simulator.journal where effect = 'DUPLICATE')"));
  }

  private static long items(LedgerWatch watch, String status) throws Exception {
    return watch.count("select count(*) from liquidation_item where status = '" + status + "'");
  }

  /** One key, one liquidation; one liquidation of a position, one order. */
  private List<String> effects(LedgerWatch watch, Map<String, String> answers) throws Exception {
    List<String> found = new ArrayList<>();
    long liquidations = watch.counts().liquidations();
    if (liquidations != answers.size()) {
      found.add("I11 %d keys made %d liquidations".formatted(answers.size(), liquidations));
    }
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      long items =
          watch.count(
              "select count(*) from liquidation l join liquidation_item i on i.account_id ="
                  + " l.account_id"
                  + " and i.liquidation_id = l.liquidation_id where l.uid = '%s'"
                      .formatted(answer.getValue()));
      long expected = answer.getKey().startsWith("all") ? positions : 1;
      if (items != expected) {
        found.add("I11 %s made %d items".formatted(answer.getKey(), items));
      }
    }
    long twice =
        watch.count(
            """
            select count(*) from (
              select 1 from orders where liquidation_item_id is not null
              group by account_id, position_id having count(*) > 1) as twice
            """);
    if (twice > 0) {
      found.add("I3 positions closed by more than one order: " + twice);
    }
    return found;
  }

  /** After a close that cancels: no order works, and a position that is open has its reason. */
  private static List<String> leftovers(LedgerWatch watch, int account) throws Exception {
    String of = " from account a join %s using (account_id) where a.name = '%s' and ";
    String name = BenchBook.account(account);
    long working =
        watch.count(
            "select count(*)"
                + of.formatted("orders o", name)
                + "o.status not in ('FILLED', 'CANCELED', 'REJECTED', 'EXPIRED')");
    long silent =
        watch.count(
            "select count(*)"
                + of.formatted("position p", name)
                + """
                p.qty <> 0 and not exists (select 1 from liquidation_item i
                  where i.account_id = p.account_id and i.position_id = p.position_id and i.reason is not null)
                """);
    List<String> found = new ArrayList<>();
    if (working > 0) {
      found.add("cancelled account %s still has %d working orders".formatted(name, working));
    }
    if (silent > 0) {
      found.add("I7 %s has %d open positions without a reason".formatted(name, silent));
    }
    return found;
  }

  /** {@code bench/crash N}: at least N kills, ten to a database. */
  static int many(int wanted, long firstSeed) throws Exception {
    int killed = 0;
    int wrong = 0;
    for (long seed = firstSeed; killed < wanted; seed++) {
      Outcome outcome = new CrashCampaign(seed, Math.min(10, wanted - killed), 1000).run();
      killed += outcome.killed();
      wrong += outcome.contradictions().size();
      System.out.printf(
          "crash seed=%d total=%d contradictions=%d %s%n",
          seed, killed, outcome.contradictions().size(), outcome.facts());
      outcome.contradictions().forEach(System.out::println);
    }
    System.out.printf("crash total kills=%d contradictions=%d%n", killed, wrong);
    return wrong;
  }
}
