// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.persistence.BareCloses;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Measures the packaged server and, in the same run and on the same PostgreSQL, the SQL without it.
 * One line per metric. {@code bench/README.md} says what the figures mean.
 */
final class SpeedReport {
  private static final int CLIENTS = 32;
  private static final int BLOCK = Integer.getInteger("unwind.bench.block", 60);
  private static final int REPETITIONS = Integer.getInteger("unwind.bench.repetitions", 5);
  private static final int POSITIONS = Integer.getInteger("unwind.bench.positions", 10_000);
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final TestDatabase database;
  private final LedgerWatch watch;
  private final Map<String, Long> instruments = new HashMap<>();
  private final Map<String, Long> accounts = new HashMap<>();

  private SpeedReport(TestDatabase database, LedgerWatch watch) {
    this.database = database;
    this.watch = watch;
  }

  static void run() throws Exception {
    Path book = Files.createTempFile("unwind-bench", ".json");
    try (TestDatabase database = TestDatabase.create();
        LedgerWatch watch = new LedgerWatch(database.address())) {
      // Accounts beyond the first get copies of its positions, by SQL.
      new BenchBook(1, CLIENTS + 2 * REPETITIONS + 6, 0, POSITIONS).write(book);
      SpeedReport report = new SpeedReport(database, watch);
      report.singleCloses(book);
      report.wholeAccounts(book);
    } finally {
      Files.delete(book);
    }
  }

  private UnwindProcess serve(Path book, String session) throws InterruptedException {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_IMPORT", book.toString());
    environment.put("UNWIND_VENUE_SIMULATOR_SESSION", session);
    environment.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx512m");
    UnwindProcess server = UnwindProcess.start(environment, "serve");
    Closes.awaitReady(server.port(), LIMIT);
    return server;
  }

  /** M1: the market is closed, so that closes are accepted and parked, and nothing else runs. */
  private void singleCloses(Path book) throws Exception {
    int blocks = 2 * (REPETITIONS + 1);
    try (UnwindProcess server = serve(book, "closed");
        BareCloses bare = new BareCloses(database.address(), CLIENTS);
        HttpCloses http = new HttpCloses(server.port(), CLIENTS)) {
      instruments.putAll(watch.ids("select symbol, instrument_id from instrument"));
      accounts.putAll(watch.ids("select name, account_id from account"));
      for (int account = 1; account <= CLIENTS; account++) {
        watch.fill(account(account), blocks * BLOCK);
      }
      watch.settle();
      List<Double> ours = new ArrayList<>();
      List<Double> baseline = new ArrayList<>();
      for (int block = 0; block < blocks; block++) {
        int first = block * BLOCK + 1;
        boolean through = block % 2 == 0;
        double rate =
            through
                ? rate(c -> n -> http.closeOne(c, BenchBook.symbol(first + n)))
                : rate(c -> n -> bareClose(bare, c, BenchBook.symbol(first + n)));
        if (block >= 2) {
          (through ? ours : baseline).add(rate);
        }
      }
      print(
          "M1",
          median(ours) / median(baseline),
          ">=",
          0.60,
          median(ours),
          median(baseline),
          "closes/s",
          REPETITIONS);
      server.stop();
    }
  }

  private Future<?> bareClose(BareCloses bare, int client, String symbol) {
    long instrument = Objects.requireNonNull(instruments.get(symbol));
    return bare.closeOne(BenchBook.key(client), account(client), instrument, symbol);
  }

  private long account(int number) {
    return Objects.requireNonNull(accounts.get(BenchBook.account(number)));
  }

  /** Closes per second of all clients together, each one after the other. */
  private static double rate(IntFunction<IntFunction<Future<?>>> client) throws Exception {
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int c = 1; c <= CLIENTS; c++) {
      running.add(oneAfterTheOther(client.apply(c), 0));
    }
    await(Future.all(running));
    return CLIENTS * BLOCK / seconds(start);
  }

  private static Future<?> oneAfterTheOther(IntFunction<Future<?>> action, int n) {
    return n == BLOCK
        ? Future.succeededFuture()
        : action.apply(n).compose(done -> oneAfterTheOther(action, n + 1).mapEmpty());
  }

  /** M2, M2b and M3: the market is open. */
  private void wholeAccounts(Path book) throws Exception {
    try (UnwindProcess server = serve(book, "open");
        BareCloses bare = new BareCloses(database.address(), 2);
        HttpCloses http = new HttpCloses(server.port(), 4)) {
      List<Double> ours = new ArrayList<>();
      List<Double> booked = new ArrayList<>();
      List<Double> baseline = new ArrayList<>();
      int next = CLIENTS + 1;
      for (int repetition = 0; repetition <= REPETITIONS; repetition++) {
        int through = next++;
        int direct = next++;
        watch.fill(account(through), POSITIONS);
        watch.fill(account(direct), POSITIONS);
        watch.settle();
        long start = System.nanoTime();
        await(bare.closeAll(account(direct)));
        double least = seconds(start);
        watch.settle();
        start = System.nanoTime();
        await(http.closeAll(through));
        double durable = seconds(start);
        awaitFlat(account(through));
        double flat = seconds(start);
        watch.awaitRest(LIMIT);
        if (repetition > 0) {
          baseline.add(least);
          ours.add(durable);
          booked.add(flat);
        }
      }
      double least = median(baseline);
      print("M2", median(ours) / least, "<=", 2.5, median(ours), least, "s", REPETITIONS);
      print("M2b", median(booked) / least, "<=", 5, median(booked), least, "s", REPETITIONS);
      beside(http, next);
      server.stop();
    }
  }

  /** M3: how long single closes take beside the close of a large account. */
  private void beside(HttpCloses http, int next) throws Exception {
    int small = next;
    long account = account(small);
    watch.fill(account, POSITIONS);
    paced(http, small, 1, 200, () -> true);
    List<Double> ratios = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    int symbol = 201;
    int samples = 0;
    for (int repetition = 0; repetition < 3; repetition++) {
      int large = next + 1 + repetition;
      watch.fill(account(large), POSITIONS);
      watch.settle();
      Future<?> closing = http.closeAll(large);
      long largeId = account(large);
      double[] with =
          paced(http, small, symbol, 1000, () -> !(closing.isComplete() && isFlat(largeId)));
      symbol += 1000;
      watch.awaitRest(LIMIT);
      double[] without = paced(http, small, symbol, with.length, () -> true);
      symbol += 1000;
      watch.awaitRest(LIMIT);
      alone.add(percentile(without, 0.99));
      beside.add(percentile(with, 0.99));
      ratios.add(beside.get(repetition) / alone.get(repetition));
      samples += with.length;
    }
    print("M3", median(ratios), "<=", 3, median(beside), median(alone), "ms(p99)", samples);
  }

  /** Latencies in ms of closes that begin every 10 ms, whether or not earlier ones have ended. */
  private static double[] paced(
      HttpCloses http, int account, int firstSymbol, int most, Condition goOn) throws Exception {
    double[] latencies = new double[most];
    List<Future<?>> running = new ArrayList<>();
    long begin = System.nanoTime();
    int n = 0;
    while (n < most && (n < 100 || goOn.holds())) {
      long due = begin + TimeUnit.MILLISECONDS.toNanos(10L * n);
      while (System.nanoTime() < due) {
        Thread.sleep(1);
      }
      int index = n;
      running.add(
          http.closeOne(account, BenchBook.symbol(firstSymbol + n))
              .onSuccess(done -> latencies[index] = (System.nanoTime() - due) / 1e6));
      n++;
    }
    await(Future.all(running));
    return Arrays.copyOf(latencies, n);
  }

  /** A question that may fail. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private void awaitFlat(long account) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isFlat(account)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("account " + account + " is not flat after " + LIMIT);
      }
      Thread.sleep(20);
    }
  }

  private boolean isFlat(long account) throws Exception {
    return watch.count(
            "select count(*) from (select 1 from position where account_id = "
                + account
                + " and qty <> 0 limit 1) as open")
        == 0;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return percentile(values.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }

  private static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
  }

  private static void print(
      String metric,
      double ratio,
      String sign,
      double goal,
      double ours,
      double baseline,
      String unit,
      int n) {
    System.out.printf(
        Locale.ROOT,
        "%s ratio=%.2f goal%s%.2f ours=%.3f%s baseline=%.3f%s n=%d%n",
        metric,
        ratio,
        sign,
        goal,
        ours,
        unit,
        baseline,
        unit,
        n);
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
