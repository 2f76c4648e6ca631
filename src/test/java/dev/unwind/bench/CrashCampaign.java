// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A server that is killed again and again in the middle of liquidations, and started again each
 * time on the same database. Once the kills are over, everything must come to its end and the
 * ledger must be right.
 */
final class CrashCampaign {
  /** Long enough for a closing order to be refused, asked about and taken over a few times. */
  static final Duration REST_LIMIT = Duration.ofSeconds(120);

  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final int ALIVE_MAX_MILLIS = 2_500;

  /** More than are needed: some kills come before the acceptance. */
  private static final int SPARE_ACCOUNTS = 6;

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
   * @param liquidations how many were accepted meanwhile
   */
  record Outcome(int killed, long liquidations, long fills, List<String> contradictions) {}

  /**
   * Settings under which a liquidation of a thousand positions lasts for seconds, and abandoned
   * work is taken over soon.
   */
  static Map<String, String> settings(TestDatabase database, Path book) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_IMPORT", book.toString());
    environment.put("UNWIND_DISPATCH_LEASE", "2s");
    environment.put("UNWIND_DISPATCH_VENUE_TIMEOUT", "1s");
    environment.put("UNWIND_DISPATCH_BATCH_SIZE", "25");
    environment.put("UNWIND_DISPATCH_CONCURRENCY", "1");
    environment.put("UNWIND_VENUE_SIMULATOR_LATENCY", "150ms");
    environment.put("UNWIND_VENUE_SIMULATOR_REDELIVER_AFTER", "500ms");
    return environment;
  }

  Outcome run() throws Exception {
    Random random = new Random(seed);
    Path book = Files.createTempFile("unwind-book", ".json");
    try (TestDatabase database = TestDatabase.create()) {
      new BenchBook(seed, kills + SPARE_ACCOUNTS, positions).write(book);
      return run(random, database, book);
    } finally {
      Files.delete(book);
    }
  }

  private Outcome run(Random random, TestDatabase database, Path book) throws Exception {
    int killed = 0;
    int account = 0;
    UnwindProcess server = start(random, database, book);
    try (LedgerWatch watch = new LedgerWatch(database.address())) {
      watch.remember();
      while (killed < kills) {
        if (watch.underWay() == 0) {
          if (account == kills + SPARE_ACCOUNTS) {
            break;
          }
          account++;
          close(server, BenchBook.account(account), random);
        }
        Thread.sleep(random.nextInt(ALIVE_MAX_MILLIS));
        boolean busy = watch.underWay() > 0;
        server.kill();
        killed += busy ? 1 : 0;
        server = start(random, database, book);
      }
      watch.awaitRest(REST_LIMIT);
      List<String> contradictions = watch.contradictions();
      return new Outcome(
          killed, watch.counts().liquidations(), watch.counts().fills(), contradictions);
    } finally {
      server.kill();
    }
  }

  /** Sometimes nobody waits for the answer, so that a kill may come before the acceptance. */
  private static void close(UnwindProcess server, String account, Random random)
      throws IOException, InterruptedException {
    if (random.nextInt(4) == 0) {
      Closes.allAndHangUp(server.port(), account, Duration.ofMillis(random.nextInt(100)));
      return;
    }
    int status = Closes.all(server.port(), account);
    if (status != 202) {
      throw new AssertionError("close answered " + status + "\n" + server.output());
    }
  }

  private static UnwindProcess start(Random random, TestDatabase database, Path book)
      throws InterruptedException {
    Map<String, String> environment = settings(database, book);
    boolean unruly = random.nextInt(3) == 0;
    environment.put("UNWIND_VENUE_SIMULATOR_DUPLICATE_REPORTS", String.valueOf(unruly));
    environment.put("UNWIND_VENUE_SIMULATOR_OUT_OF_ORDER_REPORTS", String.valueOf(unruly));
    UnwindProcess server = UnwindProcess.start(environment, "serve");
    Closes.awaitReady(server.port(), READY_LIMIT);
    return server;
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
          "crash seed=%d killed=%d total=%d liquidations=%d fills=%d contradictions=%d%n",
          seed,
          outcome.killed(),
          killed,
          outcome.liquidations(),
          outcome.fills(),
          outcome.contradictions().size());
      outcome.contradictions().forEach(System.out::println);
    }
    return wrong;
  }
}
