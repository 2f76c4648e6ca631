// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.venue.fix.CppPeer;
import dev.unwind.venue.fix.Witness;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accounts are closed at a counterparty of QuickFIX in C++ while something is done to it, or to the
 * servers. Then its log is compared with the ledger: each order is executed there once, and booked
 * here as it was executed.
 */
final class FixCampaign {
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final Duration BUSY_LIMIT = Duration.ofSeconds(30);
  private static final int WITHIN_MILLIS = 700;
  private static final int SINGLES_EACH = 6;

  /** What one after the other happens to. */
  enum Blow {
    /** Our only process is killed and started again. */
    OURS_KILLED(1),
    /** The same in front of a book that trades in parts, which knows FIX 4.2 alone. */
    OURS_KILLED_AT_A_BOOK(1),
    /** The counterparty is killed and started again. */
    THEIRS_KILLED(1),
    /** Of two processes the one with the session stands still for longer than its lease. */
    FROZEN(2),
    /** Of two processes the one with the session ends, in order or killed, by turns. */
    FAILED_OVER(2);

    private final int replicas;

    Blow(int replicas) {
      this.replicas = replicas;
    }

    private String shown() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final List<Blow> blows;
  private final int replicas;
  private final boolean isAtABook;
  private final long seed;
  private final int positions;
  private final Random random;

  /**
   * @param blows one for each round, all in front of the same counterparty
   * @param positions that a round closes
   */
  FixCampaign(List<Blow> blows, long seed, int positions) {
    this.blows = List.copyOf(blows);
    this.seed = seed;
    this.positions = positions;
    replicas = blows.stream().mapToInt(blow -> blow.replicas).max().orElse(1);
    isAtABook = blows.contains(Blow.OURS_KILLED_AT_A_BOOK);
    random = new Random(seed);
  }

  /**
   * What it came to.
   *
   * @param within how often something was under way when it happened
   */
  record Outcome(int within, String facts, List<String> wrong) {}

  /** Of the command line: so often each; 0 where all of it is right. */
  static int many(Map<Blow, Integer> plan, long seed) throws Exception {
    int wrong = 0;
    for (Map.Entry<Blow, Integer> part : plan.entrySet()) {
      if (part.getValue() > 0) {
        Outcome outcome =
            new FixCampaign(Collections.nCopies(part.getValue(), part.getKey()), seed, 100).run();
        System.out.println(outcome.facts());
        outcome.wrong().forEach(System.out::println);
        wrong += outcome.wrong().size();
      }
    }
    return wrong;
  }

  Outcome run() throws Exception {
    Path dir = Files.createTempDirectory("unwind-fix");
    Path own = Files.createTempFile("unwind-fix", ".json");
    FixBook book = new FixBook(seed, blows.size(), positions, isAtABook);
    book.write(own);
    try (TestDatabase database = TestDatabase.migrated();
        LedgerWatch watch = new LedgerWatch(database.address());
        CppPeer peer = isAtABook ? CppPeer.ordermatch(dir) : CppPeer.executor(dir)) {
      peer.start(version());
      try (FixReplicas servers = new FixReplicas(settings(database, own, peer.port()), replicas)) {
        servers.start();
        watch.remember();
        return run(book, watch, peer, servers);
      }
    } finally {
      Files.delete(own);
      try (Stream<Path> all = Files.walk(dir)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private String version() {
    return isAtABook ? "FIX.4.2" : "FIX.4.4";
  }

  private Map<String, String> settings(TestDatabase database, Path book, int port) {
    Map<String, String> all = CrashCampaign.settings(database, book);
    all.put("UNWIND_DISPATCH_LEASE", "4s");
    all.put("UNWIND_DISPATCH_VENUE_TIMEOUT", "2s");
    all.put("UNWIND_DISPATCH_BATCH_SIZE", "10");
    String venue = "UNWIND_VENUES_DESK_";
    all.put(venue + "KIND", "fix");
    all.put(venue + "HOST", "127.0.0.1");
    all.put(venue + "PORT", String.valueOf(port));
    all.put(venue + "BEGIN_STRING", version());
    all.put(venue + "SENDER_COMP_ID", "UNWIND");
    all.put(venue + "TARGET_COMP_ID", "VENUE");
    all.put(venue + "HEARTBEAT", "1s");
    all.put(venue + "RECONNECT", "1s");
    all.put(venue + "ORDER_TYPES", "LIMIT");
    all.put(venue + "TIMES_IN_FORCE", "DAY");
    all.put(venue + "CLOSE_AS", "limit@quote");
    all.put(venue + "REQUEST_TIMEOUT", "1s");
    all.put(venue + "LEASE", "3s");
    return all;
  }

  private Outcome run(FixBook book, LedgerWatch watch, CppPeer peer, FixReplicas servers)
      throws Exception {
    KeyedClient client = new KeyedClient(new Random(seed + 1));
    int within = 0;
    int singles = 0;
    List<String> spans = new ArrayList<>();
    for (int i = 0; i < blows.size(); i++) {
      book.round(i).forEach(account -> client.wantAll(account, false));
      // A book trades what comes from both sides; single closes would wait there for ever.
      singles = isAtABook ? 0 : Math.min(positions, singles + SINGLES_EACH);
      Thread asking = client.during(servers.portToAsk(), singles);
      watch.awaitWork(BUSY_LIMIT);
      Thread.sleep(random.nextInt(WITHIN_MILLIS));
      within += watch.underWay() > 0 ? 1 : 0;
      long began = System.nanoTime();
      strike(i, peer, servers);
      spans.add("%.1f".formatted(Figures.seconds(began)));
      asking.join();
    }
    client.settle(servers.portToAsk());
    watch.awaitRest(LIMIT);
    List<String> wrong = new ArrayList<>(watch.contradictions());
    wrong.addAll(client.contradictions());
    Witness witness = Witness.of(peer.messages(), "VENUE");
    wrong.addAll(witness.wrong());
    wrong.addAll(booked(watch, witness));
    long open =
        watch.count(
            "select count(*) from position p join account a using (account_id) where qty <> 0 and a.name <> '"
                + BenchBook.account(1)
                + "'");
    if (open > 0) {
      wrong.add(open + " positions are not closed");
    }
    long aside = watch.count("select count(*) from fix_venue.aside");
    if (aside > 0) {
      wrong.add(aside + " messages are not booked");
    }
    long unanswered = servers.awaitAnswered(LIMIT);
    if (unanswered > 0) {
      wrong.add("orders without an answer: " + unanswered);
    }
    String facts =
        "fix %s blows=%d within=%d seed=%d peer=%s orders=%d executed=%d again=%d doubted=%d unanswered=%d up-after=%s wrong=%d %s"
            .formatted(
                blows.stream().distinct().map(Blow::shown).collect(Collectors.joining(",")),
                blows.size(),
                within,
                seed,
                isAtABook ? "ordermatch" : "executor",
                witness.orders(),
                witness.executed().size(),
                witness.cameAgain(),
                watch.count("select count(*) from fix_venue.orders where times > 1 or gap_filled"),
                unanswered,
                spans,
                wrong.size(),
                client.counts());
    return new Outcome(within, facts, wrong);
  }

  private void strike(int round, CppPeer peer, FixReplicas servers) throws Exception {
    switch (blows.get(round)) {
      case OURS_KILLED, OURS_KILLED_AT_A_BOOK -> servers.killAndStart();
      case THEIRS_KILLED -> {
        peer.kill();
        Thread.sleep(random.nextInt(WITHIN_MILLIS));
        peer.start(version());
        servers.awaitUp();
      }
      case FROZEN -> servers.freeze(Duration.ofMillis(random.nextInt(4_000)));
      case FAILED_OVER -> servers.failOver(round % 2 == 1);
    }
  }

  /** What the ledger has of each order, against what the counterparty has executed of it. */
  private static List<String> booked(LedgerWatch watch, Witness witness) throws Exception {
    Map<String, BigDecimal> there = new TreeMap<>(witness.executed());
    Map<String, BigDecimal> here = new HashMap<>();
    for (String line :
        watch.lines(
            "select split_part(exec_id, ':', 1) || ' ' || sum(qty) from fill where venue = 'desk' group by"
                + " split_part(exec_id, ':', 1)")) {
      here.put(line.split(" ")[0], new BigDecimal(line.split(" ")[1]));
    }
    List<String> wrong = new ArrayList<>();
    there.forEach(
        (id, qty) -> {
          BigDecimal booked = here.getOrDefault(id, BigDecimal.ZERO);
          if (booked.compareTo(qty) != 0) {
            wrong.add("%s was executed for %s and booked for %s".formatted(id, qty, booked));
          }
        });
    here.keySet().stream()
        .filter(id -> !there.containsKey(id))
        .forEach(id -> wrong.add("%s was booked and never executed".formatted(id)));
    return wrong;
  }
}
