// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.fixture.CitusWorker;
import dev.unwind.platform.database.DatabaseAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a spread ledger is killed in the middle of liquidations, and brought back some time
 * later. Meanwhile accounts of the other worker are closed, one position after the other and at
 * once, to their end; closes on its own accounts are answered 503, and repeated with their keys
 * until they are accepted. In the end everything has come to rest, nothing that was acknowledged is
 * missing, and the ledger is right.
 */
final class WorkerCrashes {
  private static final Duration READY_LIMIT = Duration.ofSeconds(600);
  private static final Duration BUSY_LIMIT = Duration.ofSeconds(60);

  /** Citus ends what was prepared on a worker that died once a minute. */
  private static final Duration REST_LIMIT = Duration.ofSeconds(300);

  private static final Duration AWAY_MIN = Duration.ofSeconds(8);
  private static final int POSITIONS = 2_000;
  private static final int ORDERS_EVERY = 100;

  /** Of each worker in each round: one that is being closed at the kill, one that is asked for. */
  private static final int WHOLE = 2;

  private static final int UNDER_WAY_MAX_MILLIS = 3_000;

  private final long seed;
  private final int rounds;
  private final Map<String, String> answers = new LinkedHashMap<>();
  private final List<String> wrong = new ArrayList<>();

  WorkerCrashes(long seed, int rounds) {
    this.seed = seed;
    this.rounds = rounds;
  }

  /** A close that is wanted, and is asked for by its key until it is accepted. */
  private record Wish(int account, @Nullable Integer position) {
    String key() {
      return position == null ? "all-" + account : "one-" + account + "-" + position;
    }

    String path() {
      return position == null
          ? "/v2/positions?cancel_orders=true"
          : "/v2/positions/" + BenchBook.symbol(position).replace("/", "%2F");
    }

    int accepted() {
      return position == null ? 207 : 200;
    }
  }

  /** Accounts of a worker, by their numbers in the book. */
  private record Side(CitusWorker worker, Deque<Integer> accounts, int single) {}

  /** How many things were wrong; each is printed. */
  int run() throws Exception {
    Path book = Files.createTempFile("unwind-book", ".json");
    try (TestDatabase database = TestDatabase.migrated()) {
      // As many as make it all but certain that each worker has enough.
      int accounts = 3 * (WHOLE * rounds + 1) + 2;
      new BenchBook(seed, accounts, POSITIONS, POSITIONS, ORDERS_EVERY, false).write(book);
      Map<String, String> environment = CrashCampaign.settings(database, book);
      environment.put("UNWIND_DISPATCH_BATCH_SIZE", "100");
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        Closes.awaitReady(server.port(), READY_LIMIT);
        try (LedgerWatch watch = new LedgerWatch(database.address())) {
          watch.remember();
          List<Side> sides = sides(database, watch);
          Random random = new Random(seed);
          for (int round = 0; round < rounds; round++) {
            round(database, watch, server.port(), sides, round, random);
          }
          effects(watch);
          wrong.addAll(watch.contradictions());
        }
      }
    } finally {
      Files.delete(book);
    }
    wrong.forEach(each -> System.out.println("worker WRONG " + each));
    System.out.printf(
        "worker total rounds=%d seed=%d acknowledged=%d wrong=%d%n",
        rounds, seed, answers.size(), wrong.size());
    return wrong.size();
  }

  private List<Side> sides(TestDatabase database, LedgerWatch watch) throws SQLException {
    Map<String, Long> ports =
        watch.ids(
            """
            select a.name, p.nodeport from account a
            join pg_dist_shard_placement p on p.shardid = get_shard_id_for_distribution_column('account', a.account_id)
            """);
    Map<Long, Deque<Integer>> accounts = new TreeMap<>();
    ports.forEach(
        (name, port) ->
            accounts
                .computeIfAbsent(port, each -> new ArrayDeque<>())
                .add(Integer.parseInt(name.substring(name.indexOf('-') + 1))));
    List<Side> sides = new ArrayList<>();
    for (DatabaseAddress each : database.workers()) {
      CitusWorker worker = new CitusWorker(each);
      Deque<Integer> of = accounts.getOrDefault((long) worker.port(), new ArrayDeque<>());
      if (of.size() < WHOLE * rounds + 1) {
        throw new IllegalStateException(
            "a worker has %d accounts alone; another seed changes nothing".formatted(of.size()));
      }
      sides.add(new Side(worker, of, of.remove()));
    }
    return sides;
  }

  private void round(
      TestDatabase database,
      LedgerWatch watch,
      int port,
      List<Side> sides,
      int round,
      Random random)
      throws Exception {
    Side victim = sides.get(round % sides.size());
    Side other = sides.get((round + 1) % sides.size());
    Wish hit = new Wish(victim.accounts().remove(), null);
    Wish spared = new Wish(other.accounts().remove(), null);
    Wish refused = new Wish(victim.accounts().remove(), null);
    Wish served = new Wish(other.accounts().remove(), null);
    CompletableFuture<Integer> ofHit = ask(port, hit);
    CompletableFuture<Integer> ofSpared = ask(port, spared);
    long deadline = System.nanoTime() + BUSY_LIMIT.toNanos();
    while (fills(watch, hit) == 0 && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    Thread.sleep(random.nextInt(UNDER_WAY_MAX_MILLIS));
    long filled = fills(watch, hit);
    if (filled == 0 || filled >= POSITIONS) {
      wrong.add("the kill came at %d fills of %d".formatted(filled, POSITIONS));
    }
    CitusWorker.Killed killed = victim.worker().kill();
    long away = System.nanoTime();
    Probes elsewhere = new Probes(other.single(), round);
    Probes here = new Probes(victim.single(), round);
    CompletableFuture<Integer> ofServed = ask(port, served);
    CompletableFuture<Integer> ofRefused = ask(port, refused);
    deadline = away + REST_LIMIT.toNanos();
    boolean done = false;
    while (!done || System.nanoTime() - away < AWAY_MIN.toNanos()) {
      elsewhere.ask(port);
      here.ask(port);
      done =
          ofServed.isDone()
              && ofSpared.isDone()
              && ofRefused.isDone()
              && ended(watch, spared)
              && ended(watch, served);
      if (System.nanoTime() > deadline) {
        wrong.add("accounts of the other worker have not come to their end");
        break;
      }
    }
    expect("the close of the other worker's account", ofServed, 207);
    expect("the close of the other worker's account before", ofSpared, 207);
    expect("the close of an account whose worker is away", ofRefused, 503);
    elsewhere.expect(200);
    here.expect(503);
    double gone = Figures.seconds(away);
    killed.start();
    long back = System.nanoTime();
    List<Wish> due = new ArrayList<>(here.wishes);
    due.add(refused);
    due.add(hit);
    int repeated = accepted(port, due);
    awaitRest(database);
    System.out.printf(
        "worker round=%d seed=%d worker=%d fills at the kill=%d of %d away=%.1fs served"
            + " elsewhere=%d slowest=%.2fs refused here=%d slowest=%.2fs repeated=%d rest"
            + " after=%.1fs%n",
        round + 1,
        seed,
        victim.worker().port(),
        filled,
        POSITIONS,
        gone,
        elsewhere.count(200),
        elsewhere.slowest,
        here.count(503),
        here.slowest,
        repeated,
        Figures.seconds(back));
  }

  /** Single closes on an account, one after the other. */
  private final class Probes {
    private final int account;
    private final List<Wish> wishes = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int next;
    private double slowest;

    Probes(int account, int round) {
      this.account = account;
      this.next = round * (POSITIONS / rounds);
    }

    /** What an order holds cannot be closed alone. */
    void ask(int port) {
      next += (next + 1) % ORDERS_EVERY == 0 ? 2 : 1;
      Wish wish = new Wish(account, next);
      wishes.add(wish);
      long start = System.nanoTime();
      statuses.merge(WorkerCrashes.this.ask(port, wish).join(), 1, Integer::sum);
      slowest = Math.max(slowest, Figures.seconds(start));
    }

    int count(int status) {
      return statuses.getOrDefault(status, 0);
    }

    void expect(int status) {
      if (statuses.size() != 1 || count(status) == 0) {
        wrong.add("closes of %s were answered %s".formatted(BenchBook.account(account), statuses));
      }
    }
  }

  /** Its status; 0 where nothing came. */
  private CompletableFuture<Integer> ask(int port, Wish wish) {
    return Closes.keyed(port, wish.account(), wish.path(), wish.key())
        .thenApply(answer -> note(wish, answer))
        .exceptionally(
            failure -> {
              System.out.println("worker " + wish + " has no answer: " + failure);
              return 0;
            });
  }

  private synchronized int note(Wish wish, HttpResponse<String> answer) {
    String liquidation = answer.headers().firstValue("Unwind-Liquidation").orElse(null);
    if (answer.statusCode() == wish.accepted() && liquidation != null) {
      String before = answers.putIfAbsent(wish.key(), liquidation);
      if (before != null && !before.equals(liquidation)) {
        wrong.add("%s made %s and %s".formatted(wish, before, liquidation));
      }
    } else if (answer.statusCode() != 503) {
      wrong.add("%s was answered %d: %s".formatted(wish, answer.statusCode(), answer.body()));
    }
    return answer.statusCode();
  }

  /** Asks until each is accepted, and gives how often that was. */
  private int accepted(int port, List<Wish> wishes) throws InterruptedException {
    int asked = 0;
    long deadline = System.nanoTime() + REST_LIMIT.toNanos();
    for (Wish each : wishes) {
      while (!isAccepted(each)) {
        if (System.nanoTime() > deadline) {
          wrong.add("never accepted: " + each);
          return asked;
        }
        asked++;
        if (ask(port, each).join() != each.accepted()) {
          Thread.sleep(200);
        }
      }
    }
    return asked;
  }

  private synchronized boolean isAccepted(Wish wish) {
    return answers.containsKey(wish.key());
  }

  private void expect(String what, CompletableFuture<Integer> answer, int status) {
    int found = answer.getNow(-1);
    if (found != status) {
      wrong.add("%s was answered %d".formatted(what, found));
    }
  }

  private static long fills(LedgerWatch watch, Wish wish) throws SQLException {
    return watch.count("select count(*) from fill where account_id = " + id(watch, wish.account()));
  }

  private static boolean ended(LedgerWatch watch, Wish wish) throws SQLException {
    return watch.underWay(id(watch, wish.account())) == 0;
  }

  /** By the directory, which every server has. */
  private static long id(LedgerWatch watch, int account) throws SQLException {
    return watch.count(
        "select account_id from account_directory where name = '%s'", BenchBook.account(account));
  }

  private static void awaitRest(TestDatabase database) throws SQLException, InterruptedException {
    try (LedgerWatch fresh = new LedgerWatch(database.address())) {
      fresh.awaitRest(REST_LIMIT);
    }
  }

  /** One key, one liquidation, with all that it was of; what was closed whole holds nothing. */
  private void effects(LedgerWatch watch) throws SQLException {
    if (watch.counts().liquidations() != answers.size()) {
      wrong.add(
          "%d keys made %d liquidations".formatted(answers.size(), watch.counts().liquidations()));
    }
    for (Map.Entry<String, String> each : answers.entrySet()) {
      long items =
          watch.count(
              "select count(*) from liquidation l join liquidation_item i on i.account_id ="
                  + " l.account_id and i.liquidation_id = l.liquidation_id where l.uid = '%s'",
              each.getValue());
      if (items != (each.getKey().startsWith("all") ? POSITIONS : 1)) {
        wrong.add("%s made %d items".formatted(each.getKey(), items));
      }
      if (each.getKey().startsWith("all")) {
        long open =
            watch.count(
                "select count(*) from position p join account a using (account_id) where qty <> 0"
                    + " and a.name = '%s'",
                BenchBook.account(Integer.parseInt(each.getKey().substring("all-".length()))));
        if (open > 0) {
          wrong.add("%s left %d positions open".formatted(each.getKey(), open));
        }
      }
    }
  }
}
