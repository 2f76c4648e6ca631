// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.bench.DatabaseTap.Told;
import dev.unwind.bench.DatabaseTap.Trip;
import dev.unwind.platform.database.DatabaseAddress;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S2: what statements ask of the workers of a spread ledger, as Citus tells of itself. Of a single
 * close, until its fill is booked, how many ask more than one shard; and how many tasks a round
 * that looks for work has, on a ledger of 1,000 accounts of which ten have some. A round is what
 * comes in the minute after closes, too, when nothing is asked.
 */
final class ShardStatements implements Metric {
  private static final int ACCOUNTS = 1_000;
  private static final int WORKING = 10;
  private static final int WARM_UP = 20;
  private static final int CLOSES = 100;
  private static final int ROUNDS = 10;
  private static final int SHOWN = 110;
  private static final long IDLE_MS = 75_000;
  private static final Pattern ISSUED =
      Pattern.compile("issuing (.*) on server \\S+ connectionId: \\d+", Pattern.DOTALL);

  /** What opens and ends transactions on workers, and is no task. */
  private static final Pattern FRAME =
      Pattern.compile(
          "(?i)\\s*(begin|commit|rollback|abort|prepare transaction|savepoint|release|set |select"
              + " pg_catalog\\.worker_create|with placements|select assign_distributed).*",
          Pattern.DOTALL);

  @Override
  public Set<String> names() {
    return Set.of("S2", "S2b");
  }

  @Override
  public int accounts() {
    return ACCOUNTS;
  }

  @Override
  public int instruments() {
    return WARM_UP + CLOSES;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    rig.watch()
        .execute("alter database %s set citus.log_remote_commands = on".formatted(name(rig)));
    try (DatabaseTap tap = new DatabaseTap(rig.database().address());
        UnwindProcess server = rig.serve(Map.of("UNWIND_DB_URL", tap.url()));
        HttpCloses http = new HttpCloses(server.port(), 1)) {
      rig.fill(1, WARM_UP + CLOSES);
      for (int account = 2; account < 2 + WORKING; account++) {
        rig.fill(account, ROUNDS);
      }
      rig.watch().settle();
      await(http.list(1));
      for (int n = 1; n <= WARM_UP; n++) {
        close(rig, http, 1, n);
      }
      Set<String> rounds = idle(tap);
      closes(rig, tap, http, rounds);
      sweeps(rig, tap, http, rounds);
      server.stop();
    }
  }

  private static String name(MeasuringRig rig) {
    return rig.database().name();
  }

  /** The statements of rounds. */
  private static Set<String> idle(DatabaseTap tap) throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(IDLE_MS);
    return asked(tap.between(start, System.nanoTime())).keySet();
  }

  private static void closes(MeasuringRig rig, DatabaseTap tap, HttpCloses http, Set<String> rounds)
      throws Exception {
    List<DatabaseAddress> servers = new ArrayList<>(rig.database().workers());
    servers.add(0, rig.database().address());
    List<Long> before = written(servers);
    long start = System.nanoTime();
    for (int n = WARM_UP + 1; n <= WARM_UP + CLOSES; n++) {
      close(rig, http, 1, n);
    }
    List<Trip> trips = tap.between(start, System.nanoTime());
    List<Long> after = written(servers);
    long coordinator = (after.get(0) - before.get(0)) / CLOSES;
    long workers =
        (after.stream().mapToLong(Long::longValue).sum()
                    - before.stream().mapToLong(Long::longValue).sum())
                / CLOSES
            - coordinator;
    Map<String, List<Integer>> asked = asked(trips);
    Map<String, List<Integer>> own = new TreeMap<>(asked);
    own.keySet().removeAll(rounds);
    Map<String, List<Integer>> round = new TreeMap<>(asked);
    round.keySet().retainAll(rounds);
    long several = count(own, 2);
    Figures.count(
        "S2",
        several / (double) CLOSES,
        "<=0",
        "statements/close",
        Optional.empty(),
        CLOSES,
        String.format(
            Locale.ROOT,
            "of-one-shard=%.2f of-rounds=%.2f wal-coordinator=%dB wal-workers=%dB",
            (count(own, 1) - several) / (double) CLOSES,
            count(round, 2) / (double) CLOSES,
            coordinator,
            workers));
    show("S2", own, CLOSES);
  }

  /** How far the log of each server has come, in bytes. */
  private static List<Long> written(List<DatabaseAddress> servers) throws SQLException {
    List<Long> written = new ArrayList<>();
    for (DatabaseAddress each : servers) {
      try (Connection connection = TestDatabase.connect(each);
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
        row.next();
        written.add(row.getLong(1));
      }
    }
    return written;
  }

  private static void sweeps(MeasuringRig rig, DatabaseTap tap, HttpCloses http, Set<String> rounds)
      throws Exception {
    long start = System.nanoTime();
    for (int n = 1; n <= ROUNDS; n++) {
      List<Future<?>> closing = new ArrayList<>();
      for (int account = 2; account < 2 + WORKING; account++) {
        closing.add(http.closeOne(account, BenchBook.symbol(n)));
      }
      for (Future<?> each : closing) {
        await(each);
      }
      rig.watch().awaitRest(MeasuringRig.LIMIT);
    }
    List<Trip> trips = tap.between(start, System.nanoTime());
    Map<String, List<Integer>> asked = asked(trips);
    asked.keySet().retainAll(rounds);
    int most =
        asked.values().stream().flatMap(List::stream).mapToInt(Integer::intValue).max().orElse(0);
    int all = asked.values().stream().mapToInt(List::size).sum();
    Figures.count(
        "S2b", most, "<=12", "tasks/sweep", Optional.empty(), all, "accounts=" + ACCOUNTS);
    show("S2b", asked, ROUNDS);
  }

  private static void close(MeasuringRig rig, HttpCloses http, int account, int n)
      throws Exception {
    await(http.closeOne(account, BenchBook.symbol(n)));
    rig.watch().awaitRest(MeasuringRig.LIMIT);
  }

  /**
   * Of each statement, how many tasks each of its runs has had; those that had none are left out.
   */
  private static Map<String, List<Integer>> asked(List<Trip> trips) {
    Map<String, List<Integer>> asked = new TreeMap<>();
    for (Trip trip : trips) {
      Map<Integer, Integer> tasks = new HashMap<>();
      for (Told told : trip.told()) {
        Matcher issued = ISSUED.matcher(told.text());
        if (issued.matches() && !FRAME.matcher(issued.group(1)).matches()) {
          tasks.merge(told.statement(), 1, Integer::sum);
        }
      }
      tasks.forEach(
          (statement, count) ->
              asked
                  .computeIfAbsent(
                      statement < trip.statements().size() ? trip.statements().get(statement) : "?",
                      each -> new ArrayList<>())
                  .add(count));
    }
    return asked;
  }

  private static long count(Map<String, List<Integer>> asked, int least) {
    return asked.values().stream().flatMap(List::stream).filter(tasks -> tasks >= least).count();
  }

  private static void show(String metric, Map<String, List<Integer>> asked, int times) {
    asked.forEach(
        (statement, tasks) ->
            System.out.printf(
                Locale.ROOT,
                "%s   %.2f times, tasks %.2f, at most %d: %s%n",
                metric,
                tasks.size() / (double) times,
                tasks.stream().mapToInt(Integer::intValue).average().orElse(0),
                tasks.stream().mapToInt(Integer::intValue).max().orElse(0),
                statement.length() <= SHOWN ? statement : statement.substring(0, SHOWN)));
  }
}
