// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.venue.fix.CppPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * M5: execution reports that are booked in a second, of an account that is closed through a FIX
 * session, against those that a bare client gets of the same counterparty, which is the example
 * {@code executor} of QuickFIX in C++: one report for each order.
 */
final class FixReports implements Metric {
  private static final String VERSION = "FIX.4.4";
  private static final int POSITIONS = 2_000;

  /** Rounds; the compiler takes its share of the processors for as long. */
  private static final int WARM_UP = 14;

  private static final int REPETITIONS = Figures.repetitions(5);
  private static final int ROUNDS = WARM_UP + REPETITIONS;

  @Override
  public Set<String> names() {
    return Set.of("M5");
  }

  @Override
  public int instruments() {
    return 1;
  }

  @Override
  public int accounts() {
    return 1;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    Optional<String> missing = CppPeer.missing();
    if (missing.isPresent()) {
      System.out.println("M5 was not measured: " + missing.get());
      return;
    }
    Path dir = Files.createTempDirectory("unwind-fix");
    try (CppPeer peer = CppPeer.executor(dir)) {
      peer.start(VERSION);
      double bare = bare(peer);
      peer.kill();
      // Its numbers begin anew with those of the next one.
      delete(dir.resolve("store"));
      peer.start(VERSION);
      double ours = ours(peer, bare);
      Figures.print("M5", ours / bare, ">=0.15", ours, bare, "reports/s", REPETITIONS, "");
    } finally {
      delete(dir);
    }
  }

  private static double bare(CppPeer peer) throws Exception {
    try (BareInitiator client = new BareInitiator(peer.port())) {
      List<Double> rates = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        double rate = client.perSecond(POSITIONS);
        if (round >= WARM_UP) {
          rates.add(rate);
        }
      }
      return Figures.median(rates);
    }
  }

  private static double ours(CppPeer peer, double bare) throws Exception {
    Path file = Files.createTempFile("unwind-fix", ".json");
    FixBook book = new FixBook(1, ROUNDS, POSITIONS, false);
    book.write(file);
    try (TestDatabase database = TestDatabase.create();
        LedgerWatch watch = new LedgerWatch(database.address());
        FixReplicas servers = new FixReplicas(settings(database, file, peer.port()), 1)) {
      servers.start();
      watch.settle();
      Map<String, Long> accounts = watch.ids("select name, account_id from account");
      List<Double> rates = new ArrayList<>();
      try (HttpCloses http = new HttpCloses(servers.portToAsk(), 1)) {
        for (int round = 0; round < ROUNDS; round++) {
          int account = book.round(round).get(0);
          double rate = booked(watch, http, account, accounts);
          Figures.progress("M5", round, rate, bare);
          if (round >= WARM_UP) {
            rates.add(rate);
          }
        }
      }
      return Figures.median(rates);
    } finally {
      Files.delete(file);
    }
  }

  private static double booked(
      LedgerWatch watch, HttpCloses http, int account, Map<String, Long> accounts)
      throws Exception {
    String open =
        "select count(*) from (select 1 from position where qty <> 0 and account_id = %d limit 1) as open"
            .formatted(accounts.get(BenchBook.account(account)));
    long start = System.nanoTime();
    MeasuringRig.await(http.closeAll(account));
    while (watch.count(open) > 0) {
      if (Figures.seconds(start) > MeasuringRig.LIMIT.toSeconds()) {
        throw new AssertionError("account " + account + " is not flat");
      }
      Thread.sleep(20);
    }
    double rate = POSITIONS / Figures.seconds(start);
    watch.awaitRest(MeasuringRig.LIMIT);
    return rate;
  }

  private static Map<String, String> settings(TestDatabase database, Path book, int port) {
    Map<String, String> all = new HashMap<>(database.environment());
    all.put("UNWIND_IMPORT", book.toString());
    all.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    all.put(
        "JAVA_TOOL_OPTIONS", "-Xmx512m " + System.getProperty("unwind.bench.server.options", ""));
    String venue = "UNWIND_VENUES_DESK_";
    all.put(venue + "KIND", "fix");
    all.put(venue + "HOST", "127.0.0.1");
    all.put(venue + "PORT", String.valueOf(port));
    all.put(venue + "BEGIN_STRING", VERSION);
    all.put(venue + "SENDER_COMP_ID", "UNWIND");
    all.put(venue + "TARGET_COMP_ID", "VENUE");
    all.put(venue + "ORDER_TYPES", "LIMIT");
    all.put(venue + "TIMES_IN_FORCE", "DAY");
    all.put(venue + "CLOSE_AS", "limit@quote");
    return all;
  }

  private static void delete(Path dir) throws Exception {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
