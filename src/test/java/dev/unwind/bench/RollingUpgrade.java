// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Three replicas of the build before behind HAProxy, on a ledger with a long past, are replaced by
 * this build one after the other, and then this build by the one before. Clients close all the
 * while through HAProxy and repeat nothing; others follow their accounts' events.
 */
final class RollingUpgrade {
  private static final Duration READY_LIMIT = Duration.ofSeconds(300);
  private static final Duration REST_LIMIT = Duration.ofSeconds(300);

  /** It goes through all of a long past, beside all that serves. */
  private static final Duration MIGRATION_LIMIT = Duration.ofSeconds(1800);

  private static final Duration TOLD_LIMIT = Duration.ofSeconds(120);
  private static final int REPLICAS = 3;

  /** What the first account closes at once is the past that is copied. */
  private static final int POSITIONS = 1_000;

  private static final int CLIENTS = 6;

  /**
   * Accounts of which a client closes one position after the other; more than there is time for.
   */
  private static final int EACH = 4;

  private static final long PAUSE_MILLIS = 150;

  /** Accounts that are closed as a whole, one at each replacement. */
  private static final int WHOLE = 2 * REPLICAS;

  private static final int ACCOUNTS = 1 + CLIENTS * EACH + WHOLE;

  private final Path previous;
  private final long events;
  private final Map<String, Integer> answers = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  /** Names of accounts with the path, of closes that were acknowledged. */
  private final List<String> closed = new ArrayList<>();

  private volatile boolean going = true;

  RollingUpgrade(Path previous, long events) {
    this.previous = previous;
    this.events = events;
  }

  /** How many things were wrong; each is printed. */
  int run(long seed) throws Exception {
    Path book = Files.createTempFile("unwind-book", ".json");
    new BenchBook(seed, ACCOUNTS, POSITIONS).write(book);
    UnwindProcess[] replicas = new UnwindProcess[REPLICAS];
    try (TestDatabase database = TestDatabase.create();
        LedgerWatch watch = new LedgerWatch(database.address())) {
      List<Integer> ports = new ArrayList<>();
      for (int n = 0; n < REPLICAS; n++) {
        ports.add(Balancer.freePort());
      }
      Map<String, String> environment = environment(database, book);
      live(environment, watch);
      try (Balancer balancer = new Balancer(ports)) {
        for (int n = 0; n < REPLICAS; n++) {
          replicas[n] = start(previous, environment, ports.get(n));
        }
        for (UnwindProcess replica : replicas) {
          Closes.awaitReady(replica.port(), READY_LIMIT);
        }
        awaitAll(balancer);
        replaceAll(replicas, ports, environment, balancer, watch);
      } finally {
        for (UnwindProcess replica : replicas) {
          if (replica != null) {
            replica.close();
          }
        }
      }
      check(environment);
    } finally {
      Files.delete(book);
    }
    wrong.forEach(found -> System.out.println("rolling WRONG " + found));
    return wrong.size();
  }

  /** As they are by default, but for what limits one client. */
  private static Map<String, String> environment(TestDatabase database, Path book) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_IMPORT", book.toString());
    environment.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m");
    return environment;
  }

  private static UnwindProcess start(
      @Nullable Path program, Map<String, String> environment, int port) {
    Map<String, String> its = new HashMap<>(environment);
    its.put("UNWIND_HTTP_PORT", String.valueOf(port));
    // Of itself 3b0c05b starts on no ledger with migrations that it does not know.
    its.put("QUARKUS_FLYWAY_IGNORE_FUTURE_MIGRATIONS", "true");
    return program == null
        ? UnwindProcess.start(its, "serve")
        : UnwindProcess.start(program, its, "serve");
  }

  /** The build before makes a ledger and closes an account, which is then copied. */
  private void live(Map<String, String> environment, LedgerWatch watch) throws Exception {
    try (UnwindProcess first = UnwindProcess.start(previous, environment, "serve")) {
      Closes.awaitReady(first.port(), READY_LIMIT);
      note(1, "/v2/positions", Closes.keyed(first.port(), 1, "/v2/positions", "past").join(), 207);
      watch.awaitRest(REST_LIMIT);
      first.stop();
    }
    int copies = PastAccounts.copy(watch, BenchBook.account(1), events);
    System.out.printf(
        "rolling past accounts=%d events=%d fills=%d ledger=%d MB%n",
        copies,
        watch.count("select count(*) from event"),
        watch.count("select count(*) from fill"),
        watch.count("select pg_database_size(current_database()) / 1000000"));
  }

  private static void awaitAll(Balancer balancer) throws Exception {
    PatroniCluster.await(
        "balancer that takes all for ready", READY_LIMIT, () -> balancer.ready() == REPLICAS);
  }

  private void replaceAll(
      UnwindProcess[] replicas,
      List<Integer> ports,
      Map<String, String> environment,
      Balancer balancer,
      LedgerWatch watch)
      throws Exception {
    List<EventFollower> followers = new ArrayList<>();
    for (int account = 2; account <= ACCOUNTS; account++) {
      followers.add(new EventFollower(balancer.port(), BenchBook.account(account)));
    }
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int first = 2 + client * EACH;
      clients.add(inParallel(() -> closeOneByOne(balancer.port(), first)));
    }
    int whole = 2 + CLIENTS * EACH;
    migrate(environment, watch);
    for (boolean back : new boolean[] {false, true}) {
      long start = System.nanoTime();
      for (int n = 0; n < REPLICAS; n++) {
        int account = whole++;
        UnwindProcess old = replicas[n];
        Thread closing = inParallel(() -> close(balancer.port(), account, "/v2/positions", 207));
        int code = old.stop();
        expect("exit code of a replica that stops", 143, code);
        replicas[n] = start(back ? previous : null, environment, ports.get(n));
        Closes.awaitReady(ports.get(n), READY_LIMIT);
        awaitAll(balancer);
        closing.join();
      }
      System.out.printf(
          "rolling %s after %.0f s, answers %s, sent again by HAProxy %d%n",
          back ? "back to the build before" : "to this build",
          (System.nanoTime() - start) / 1e9,
          counts(),
          balancer.sentAgain());
    }
    going = false;
    for (Thread client : clients) {
      client.join();
    }
    watch.awaitRest(REST_LIMIT);
    count(watch);
    told(watch, followers);
    wrong.addAll(watch.brokenRules());
  }

  /** As the init container does, while the build before serves. */
  private void migrate(Map<String, String> environment, LedgerWatch watch) throws Exception {
    long start = System.nanoTime();
    try (UnwindProcess migrate = UnwindProcess.start(environment, "migrate")) {
      if (migrate.awaitEnd(MIGRATION_LIMIT) != 0) {
        throw new AssertionError("not migrated: " + migrate.output());
      }
    }
    System.out.printf(
        "rolling migrated after %.0f s, answers %s, longest scripts %s%n",
        (System.nanoTime() - start) / 1e9,
        counts(),
        watch.lines(
            "select format('V%s %s ms', version, execution_time) from flyway_schema_history"
                + " order by execution_time desc limit 5"));
  }

  private static Thread inParallel(Runnable asks) {
    Thread thread = new Thread(asks, "client");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void closeOneByOne(int port, int first) {
    for (int n = 0; going && n < EACH * POSITIONS; n++) {
      String symbol = BenchBook.symbol(1 + n % POSITIONS).replace("/", "%2F");
      close(port, first + n / POSITIONS, "/v2/positions/" + symbol, 200);
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Once, with a key, so that HAProxy may repeat it. */
  private void close(int port, int account, String path, int expected) {
    try {
      note(account, path, Closes.keyed(port, account, path, account + path).join(), expected);
    } catch (CompletionException e) {
      note(account, path, String.valueOf(e.getCause()), false);
    }
  }

  private void note(int account, String path, HttpResponse<String> answer, int expected) {
    boolean acknowledged = answer.statusCode() == expected;
    note(
        account,
        path,
        acknowledged
            ? String.valueOf(expected)
            : "%d %s".formatted(answer.statusCode(), answer.body()),
        acknowledged);
  }

  private synchronized void note(int account, String path, String answer, boolean acknowledged) {
    answers.merge(acknowledged ? answer : "refused", 1, Integer::sum);
    if (acknowledged) {
      closed.add(BenchBook.account(account) + path);
    } else {
      wrong.add("%s%s answered %s".formatted(BenchBook.account(account), path, answer));
    }
  }

  private synchronized String counts() {
    return answers.toString();
  }

  private synchronized void count(LedgerWatch watch) throws Exception {
    List<String> open =
        watch.lines(
            "select a.name || ' ' || i.symbol from position p join account a using (account_id)"
                + " join instrument i using (instrument_id) where p.qty <> 0");
    long lost =
        open.stream()
            .map(position -> position.split(" "))
            .filter(
                position ->
                    closed.contains(position[0] + "/v2/positions")
                        || closed.contains(
                            position[0] + "/v2/positions/" + position[1].replace("/", "%2F")))
            .count();
    long doubled =
        watch.count(
            "select count(*) from (select 1 from fill group by account_id, position_id having"
                + " count(*) > 1) as f");
    System.out.printf(
        "rolling acknowledged=%d refused=%d lost=%d doubled=%d%n",
        closed.size(), answers.getOrDefault("refused", 0), lost, doubled);
    expect("acknowledged closes lost", 0, lost);
    expect("positions closed twice", 0, doubled);
    expect(
        "liquidations, one for each close that was acknowledged",
        closed.size(),
        watch.count(
            "select count(*) from liquidation l join account a using (account_id) where a.name not like '"
                + PastAccounts.NAME
                + "%'"));
  }

  /** Every event of every account, once and in order, whichever build told it. */
  private void told(LedgerWatch watch, List<EventFollower> followers) throws Exception {
    long all = 0;
    int streams = 0;
    for (int account = 2; account <= ACCOUNTS; account++) {
      EventFollower follower = followers.get(account - 2);
      long its =
          watch.count(
              "select event_seq from account where name = '%s'", BenchBook.account(account));
      all += its;
      wrong.addAll(follower.await(its, TOLD_LIMIT));
      streams += follower.streams();
      follower.close();
    }
    System.out.printf(
        "rolling events=%d told to %d followers over %d streams%n", all, followers.size(), streams);
  }

  private void check(Map<String, String> environment) throws InterruptedException {
    try (UnwindProcess check = UnwindProcess.start(environment, "check")) {
      int code = check.awaitEnd(MIGRATION_LIMIT);
      System.out.printf(
          "rolling check exit=%d %s%n",
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
