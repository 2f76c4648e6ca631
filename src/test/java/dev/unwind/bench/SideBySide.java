// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * An upgrade without a pause: a server of the build before fills a ledger and goes on closing while
 * one of this build migrates it and joins. Then both close, told apart by keys and asked for the
 * same by the same key, and an event stream is open on each. What was acknowledged must have
 * happened, once, and be told on both streams.
 */
final class SideBySide {
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);
  private static final Duration REST_LIMIT = Duration.ofSeconds(180);
  private static final Duration TOLD_LIMIT = Duration.ofSeconds(60);
  private static final int POSITIONS = 600;

  /** The first account is closed one by one; the others at once, two by each build, one by both. */
  private static final int ACCOUNTS = 6;

  private static final int BY_BOTH = 6;
  private static final int AT_ONCE = 16;

  /** Every so many closes is repeated, with its key, at the other build. */
  private static final int REPEATED_EVERY = 5;

  /**
   * Answers that are repeated with their key, as clients do: 503 of both builds, and 500 of the one
   * before, of which a statement that it has kept prepared fails once on each connection after a
   * migration has added columns.
   */
  private static final int FAILED_MAX = 100;

  private final Path previous;
  private final Semaphore turns = new Semaphore(AT_ONCE);
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /** Port of the build before. */
  private final AtomicInteger before = new AtomicInteger();

  /** Account and path of what was acknowledged. */
  private final Set<String> closed = new HashSet<>();

  private final List<String> wrong = new ArrayList<>();

  /**
   * @param previous the packaged program of the build before
   */
  SideBySide(Path previous) {
    this.previous = previous;
  }

  /** How many things were wrong; each is printed. */
  int run(long seed) throws Exception {
    Path book = Files.createTempFile("unwind-book", ".json");
    new BenchBook(seed, ACCOUNTS, POSITIONS).write(book);
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = CrashCampaign.settings(database, book);
      environment.put("UNWIND_VENUE_SIMULATOR_LATENCY", "20ms");
      try (UnwindProcess before = UnwindProcess.start(previous, environment, "serve")) {
        Closes.awaitReady(before.port(), READY_LIMIT);
        this.before.set(before.port());
        try (LedgerWatch watch = new LedgerWatch(database.address())) {
          watch.remember();
          run(environment, before, watch);
          check(environment);
        }
      }
    } finally {
      Files.delete(book);
    }
    wrong.forEach(found -> System.out.println("upgrade WRONG " + found));
    return wrong.size();
  }

  private void run(Map<String, String> environment, UnwindProcess before, LedgerWatch watch)
      throws Exception {
    List<CompletableFuture<?>> closes = new ArrayList<>();
    try (UnwindProcess after = UnwindProcess.start(environment, "serve")) {
      int alone = 0;
      while (!isReady(after) && alone < POSITIONS / 2) {
        alone++;
        closes.add(closeOne(before.port(), alone));
        Thread.sleep(10);
      }
      Closes.awaitReady(after.port(), READY_LIMIT);
      System.out.printf(
          "upgrade joined after %d closes, events are written %s%n",
          alone, watch.count("select count(*) from event_form where lean") == 1 ? "lean" : "whole");
      List<EventLines> streams = new ArrayList<>();
      for (int account = 1; account <= ACCOUNTS; account++) {
        streams.add(new EventLines(before.port(), BenchBook.account(account)));
        streams.add(new EventLines(after.port(), BenchBook.account(account)));
      }
      for (int account = 2; account < BY_BOTH; account++) {
        int port = account % 2 == 0 ? before.port() : after.port();
        closes.add(close(port, account, "/v2/positions", "all-" + account, 207));
      }
      closes.add(close(before.port(), BY_BOTH, "/v2/positions", "all-both", 207));
      closes.add(close(after.port(), BY_BOTH, "/v2/positions", "all-both", 207));
      for (int n = alone + 1; n <= POSITIONS; n++) {
        boolean old = n % 2 == 0;
        CompletableFuture<?> close = closeOne(old ? before.port() : after.port(), n);
        closes.add(close);
        if (n % REPEATED_EVERY == 0) {
          int port = old ? after.port() : before.port();
          int again = n;
          repeated.incrementAndGet();
          closes.add(close.thenCompose(done -> closeOne(port, again)));
        }
      }
      CompletableFuture.allOf(closes.toArray(CompletableFuture[]::new)).join();
      watch.awaitRest(REST_LIMIT);
      count(watch, closes.size());
      told(watch, streams);
      for (EventLines stream : streams) {
        stream.close();
      }
      before.stop();
      after.stop();
    }
    wrong.addAll(watch.contradictions());
  }

  private static boolean isReady(UnwindProcess server) throws InterruptedException {
    return server.listens() && Closes.ready(server.port());
  }

  private CompletableFuture<Void> closeOne(int port, int position) {
    return close(port, 1, path(BenchBook.symbol(position)), "one-" + position, 200);
  }

  private static String path(String symbol) {
    return "/v2/positions/" + symbol.replace("/", "%2F");
  }

  private CompletableFuture<Void> close(
      int port, int account, String path, String key, int expected) {
    turns.acquireUninterruptibly();
    return Closes.keyed(port, account, path, key)
        .whenComplete((answer, failure) -> turns.release())
        .thenCompose(
            answer -> {
              boolean again =
                  answer.statusCode() == 503 || answer.statusCode() == 500 && port == before.get();
              if (again && failed.incrementAndGet() <= FAILED_MAX) {
                return close(port, account, path, key, expected);
              }
              note(account, path, answer, expected);
              return CompletableFuture.completedFuture(null);
            });
  }

  private synchronized void note(
      int account, String path, HttpResponse<String> answer, int expected) {
    if (answer.statusCode() == expected) {
      acknowledged.incrementAndGet();
      closed.add(BenchBook.account(account) + path);
    } else {
      wrong.add("%s answered %d: %s".formatted(path, answer.statusCode(), answer.body()));
    }
  }

  /** Positions that are open though the close of them, or of their account, was acknowledged. */
  private long lost(LedgerWatch watch) throws SQLException {
    return watch
        .lines(
            "select a.name || ' ' || i.symbol from position p join account a using (account_id)"
                + " join instrument i using (instrument_id) where p.qty <> 0")
        .stream()
        .map(open -> open.split(" "))
        .filter(
            open ->
                closed.contains(open[0] + "/v2/positions")
                    || closed.contains(open[0] + path(open[1])))
        .count();
  }

  private void count(LedgerWatch watch, int asked) throws Exception {
    long lost = lost(watch);
    long filled = watch.count("select count(*) from liquidation_item where status = 'FILLED'");
    long doubled =
        watch.count(
            "select count(*) from (select 1 from fill group by account_id, position_id having"
                + " count(*) > 1) as f");
    long liquidations = watch.count("select count(*) from liquidation");
    System.out.printf(
        "upgrade asked=%d acknowledged=%d unanswered and repeated=%d repeated at the other build=%d"
            + " liquidations=%d filled=%d lost=%d doubled=%d%n",
        asked,
        acknowledged.get(),
        failed.get(),
        repeated.get(),
        liquidations,
        filled,
        lost,
        doubled);
    expect("acknowledged closes lost", 0, lost);
    expect("positions closed twice", 0, doubled);
    expect("positions closed", (long) ACCOUNTS * POSITIONS, filled);
    expect("liquidations, one for each key", POSITIONS + ACCOUNTS - 1, liquidations);
  }

  /** Every event of every account, in order, on the stream of either build. */
  private void told(LedgerWatch watch, List<EventLines> streams) throws Exception {
    long[] told = new long[2];
    long all = 0;
    for (int account = 1; account <= ACCOUNTS; account++) {
      long events =
          watch.count(
              "select event_seq from account where name = '%s'", BenchBook.account(account));
      all += events;
      for (int build = 0; build < 2; build++) {
        List<Long> seqs = streams.get(2 * (account - 1) + build).await(events, TOLD_LIMIT);
        told[build] += seqs.size();
        if (!seqs.equals(LongStream.rangeClosed(1, events).boxed().toList())) {
          wrong.add("events of account %d on stream %d: %s".formatted(account, build, seqs));
        }
      }
    }
    System.out.printf(
        "upgrade events=%d told by the build before=%d told by this build=%d%n",
        all, told[0], told[1]);
  }

  private void check(Map<String, String> environment) throws InterruptedException {
    try (UnwindProcess check = UnwindProcess.start(environment, "check")) {
      int code = check.awaitEnd();
      System.out.printf(
          "upgrade check exit=%d %s%n",
          code, check.output().lines().reduce("", (first, last) -> last));
      expect("exit code of check", 0, code);
    }
  }

  private void expect(String what, long expected, long actual) {
    if (expected != actual) {
      wrong.add("%s: %d, expected %d".formatted(what, actual, expected));
    }
  }
}
