// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service whose primary is taken away in the middle of liquidations, round after round, each time
 * in another way. Clients repeat with its key what was not answered. Where commits wait for the
 * standby nothing that was acknowledged may be gone; where they do not, the service has to say so.
 */
final class FailOverRounds {
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);
  private static final Duration TAKEN_OVER_LIMIT = Duration.ofSeconds(120);
  private static final Duration REST_LIMIT = Duration.ofSeconds(180);
  private static final int POSITIONS = 1_000;
  private static final Duration TOLD_LIMIT = Duration.ofSeconds(60);
  private static final Pattern COMMITS_LOST =
      Pattern.compile("(?m)^unwind_database_commits_lost_total(?:\\{[^}]*})? ([0-9.]+)");
  private static final Pattern LOST_LINE = Pattern.compile("Lost account=.*");
  private static final Pattern LIQUIDATION = Pattern.compile("liquidation ([0-9a-f-]{36})");

  /** How the primary is taken away. */
  enum Fault {
    SWITCHOVER,
    /** The primary's machine is gone. */
    KILL,
    /** It stands still for longer than Patroni waits, and comes back believing in itself. */
    PAUSE,
    /** The standby hears nothing any more; then the primary's machine is gone. */
    CUT_OFF
  }

  /** An acknowledged close: its key, and the liquidation that the answer named. */
  private record Acknowledged(String key, String liquidation) {}

  private final boolean synchronous;
  private final List<Fault> faults;
  private final long seed;
  private final Random random;
  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicLong lastAnswer = new AtomicLong();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean going;
  private int rounds;
  private int roundsWithLosses;
  private int roundsTold;

  /**
   * @param faults in turns
   */
  FailOverRounds(boolean synchronous, long seed, List<Fault> faults) {
    this.synchronous = synchronous;
    this.faults = faults;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** How many things were wrong; each is printed. */
  int run(int howMany) throws Exception {
    rounds = howMany;
    Path book = Files.createTempFile("unwind-book", ".json");
    // Two accounts of each round: one is closed as a whole, one by one position after the other.
    new BenchBook(seed, 2 * rounds, POSITIONS).write(book);
    int lost = 0;
    try (PatroniCluster cluster = PatroniCluster.start(synchronous)) {
      try (UnwindProcess server = UnwindProcess.start(environment(cluster, book), "serve")) {
        try {
          Closes.awaitReady(server.port(), READY_LIMIT);
          for (int round = 1; round <= rounds; round++) {
            lost += round(cluster, server, faults.get((round - 1) % faults.size()), round);
          }
          server.stop();
        } finally {
          keep(cluster, server);
        }
      }
    } finally {
      Files.delete(book);
    }
    System.out.printf(
        "failover total mode=%s seed=%d rounds=%d acknowledged=%d lost=%d rounds with losses=%d"
            + " of these told=%d wrong=%d%n",
        mode(),
        seed,
        rounds,
        acknowledged.size(),
        lost,
        roundsWithLosses,
        roundsTold,
        wrong.size());
    wrong.forEach(found -> System.out.println("failover WRONG " + found));
    return wrong.size();
  }

  /**
   * What Patroni, the servers and the service have printed, to be read where something was wrong.
   */
  private void keep(PatroniCluster cluster, UnwindProcess server) throws IOException {
    Path kept = Path.of("target", "failover-%s-%d".formatted(mode(), seed));
    cluster.keepLogs(kept);
    Files.writeString(kept.resolve("service.log"), server.output());
    System.out.println("failover logs are kept in " + kept);
  }

  private String mode() {
    return synchronous ? "synchronous" : "asynchronous";
  }

  private static Map<String, String> environment(PatroniCluster cluster, Path book) {
    Map<String, String> environment =
        CrashCampaign.settings(
            Map.of(
                "UNWIND_DB_URL", cluster.address().url(),
                "UNWIND_DB_USER", cluster.address().user(),
                "UNWIND_DB_PASSWORD", String.valueOf(cluster.address().password())),
            book);
    environment.put("UNWIND_LIQUIDATION_CANCEL_DEADLINE", "60s");
    return environment;
  }

  /** How many acknowledged closes are gone. */
  private int round(PatroniCluster cluster, UnwindProcess server, Fault fault, int number)
      throws Exception {
    double counted = commitsLost(server);
    Set<String> toldBefore = told(server);
    int before = acknowledged.size();
    int repeatedBefore = repeated.get();
    PatroniCluster.Node old = cluster.primary();
    PatroniCluster.Node next = cluster.other(old);
    going = true;
    List<Thread> clients = new ArrayList<>();
    clients.add(client(() -> closeOneByOne(server.port(), rounds + number)));
    clients.add(client(() -> close(server.port(), number, "/v2/positions", "all-" + number, 207)));
    Thread.sleep(500 + random.nextInt(2_000));
    long start = System.nanoTime();
    strike(cluster, fault, old, next);
    PatroniCluster.await("new primary", TAKEN_OVER_LIMIT, next::isPrimary);
    long takenOver = System.nanoTime();
    PatroniCluster.await("answer", TAKEN_OVER_LIMIT, () -> lastAnswer.get() > takenOver);
    long answered = lastAnswer.get();
    going = false;
    for (Thread client : clients) {
      client.join();
    }
    repair(fault, old);
    cluster.awaitWhole();
    Set<String> known = atRest(cluster);
    Set<String> gone = new HashSet<>();
    acknowledged.stream().skip(before).forEach(each -> gone.add(each.liquidation()));
    gone.removeAll(known);
    int lost = gone.size();
    Set<String> told = awaitTold(server, gone);
    told.removeAll(toldBefore);
    double commits = commitsLost(server) - counted;
    System.out.printf(
        "failover mode=%s seed=%d round=%d fault=%s acknowledged=%d repeated=%d lost=%d told=%d"
            + " commits told=%.0f taken over after %.1f s, next answer %.1f s later%n",
        mode(),
        seed,
        number,
        fault,
        acknowledged.size() - before,
        repeated.get() - repeatedBefore,
        lost,
        told.size(),
        commits,
        seconds(start, takenOver),
        seconds(takenOver, answered));
    if (synchronous && lost > 0) {
      wrong.add("round " + number + ": acknowledged closes are gone: " + lost);
    }
    roundsWithLosses += lost > 0 ? 1 : 0;
    roundsTold += lost > 0 && told.containsAll(gone) ? 1 : 0;
    for (String each : gone) {
      if (!told.contains(each)) {
        wrong.add("round " + number + ": nobody was told that liquidation " + each + " is gone");
      }
    }
    for (String each : told) {
      if (known.contains(each)) {
        wrong.add("round " + number + ": liquidation " + each + " is there, but is told as lost");
      }
    }
    if (commits < lost || synchronous && commits > 0) {
      wrong.add("round " + number + ": commits told as lost: " + commits);
    }
    return lost;
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }

  private Thread client(Runnable asks) {
    Thread thread = new Thread(asks, "client");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void strike(
      PatroniCluster cluster, Fault fault, PatroniCluster.Node old, PatroniCluster.Node next)
      throws Exception {
    switch (fault) {
      case SWITCHOVER -> cluster.switchOver();
      case KILL -> old.kill();
      case PAUSE -> old.pause();
      case CUT_OFF -> {
        ProcessHandle receiver = ProcessHandle.of(next.receiver()).orElseThrow();
        PatroniCluster.signal("STOP", List.of(receiver));
        Thread.sleep(2_000);
        old.kill();
        // What waits in its socket is gone with it.
        PatroniCluster.signal("KILL", List.of(receiver));
      }
    }
  }

  private static void repair(Fault fault, PatroniCluster.Node old) throws Exception {
    switch (fault) {
      case SWITCHOVER -> {
        // It has become the standby by itself.
      }
      case KILL, CUT_OFF -> old.start();
      case PAUSE -> old.goOn();
    }
  }

  private void closeOneByOne(int port, int account) {
    for (int position = 1; going && position <= POSITIONS; position++) {
      close(
          port,
          account,
          "/v2/positions/" + BenchBook.symbol(position).replace("/", "%2F"),
          "one-" + account + "-" + position,
          200);
    }
  }

  /** Asks until it is acknowledged; the key makes repeats harmless. */
  private void close(int port, int account, String path, String key, int expected) {
    for (int attempt = 0; ; attempt++) {
      HttpResponse<String> answer;
      try {
        answer = Closes.keyed(port, account, path, key).join();
      } catch (CompletionException e) {
        wrong.add(key + " was not answered: " + e.getCause());
        return;
      }
      String liquidation = answer.headers().firstValue("Unwind-Liquidation").orElse("");
      if (answer.statusCode() == expected && !liquidation.isEmpty()) {
        acknowledged.add(new Acknowledged(key, liquidation));
        lastAnswer.set(System.nanoTime());
        return;
      }
      if (answer.statusCode() != 503 || attempt > 300) {
        wrong.add("%s was answered %d: %s".formatted(key, answer.statusCode(), answer.body()));
        return;
      }
      repeated.incrementAndGet();
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The liquidations that the service has told as lost, since its start. */
  private static Set<String> told(UnwindProcess server) {
    Set<String> told = new HashSet<>();
    Matcher line = LOST_LINE.matcher(server.output());
    while (line.find()) {
      Matcher liquidation = LIQUIDATION.matcher(line.group());
      while (liquidation.find()) {
        told.add(liquidation.group(1));
      }
    }
    return told;
  }

  private static Set<String> awaitTold(UnwindProcess server, Set<String> gone)
      throws InterruptedException {
    long deadline = System.nanoTime() + TOLD_LIMIT.toNanos();
    Set<String> told = told(server);
    while (!told.containsAll(gone) && System.nanoTime() < deadline) {
      Thread.sleep(200);
      told = told(server);
    }
    return told;
  }

  /** The liquidations that the ledger knows, once everything has ended. */
  private Set<String> atRest(PatroniCluster cluster) throws Exception {
    try (LedgerWatch watch = new LedgerWatch(cluster.address())) {
      watch.awaitRest(REST_LIMIT);
      Set<String> known = new HashSet<>(watch.lines("select uid::text from liquidation"));
      long twice =
          watch.count(
              "select count(*) from (select 1 from fill f group by account_id, position_id"
                  + " having count(distinct f.order_id) > 1) as twice");
      if (twice > 0) {
        wrong.add("positions closed by more than one order: " + twice);
      }
      wrong.addAll(watch.brokenRules());
      return known;
    }
  }

  private static double commitsLost(UnwindProcess server) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.managementPort() + "/q/metrics"))
            .timeout(Duration.ofSeconds(30))
            .build();
    String metrics =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher value = COMMITS_LOST.matcher(metrics);
    double sum = 0;
    while (value.find()) {
      sum += Double.parseDouble(value.group(1));
    }
    return sum;
  }
}
